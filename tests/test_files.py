"""Files are written whole or not at all, also where somebody reads the old one."""

from __future__ import annotations

import os

import pytest

from falsematch import files


def test_a_file_that_somebody_reads_is_replaced_a_moment_later(tmp_path, monkeypatch):
    """As on Windows, which refuses while the file is open."""
    path = tmp_path / "guesses.json"
    path.write_bytes(b"old")
    real, refusals = os.replace, [PermissionError(13, "in use")] * 3

    def open_elsewhere(source, target):
        if refusals:
            raise refusals.pop()
        real(source, target)

    monkeypatch.setattr(os, "replace", open_elsewhere)
    files.write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [*tmp_path.iterdir()] == [path]


def test_a_file_that_stays_open_keeps_what_it_held(tmp_path, monkeypatch):
    path = tmp_path / "guesses.json"
    path.write_bytes(b"old")

    def refuse(source, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(files, "_PAUSE", 0)
    with pytest.raises(PermissionError):
        files.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]
