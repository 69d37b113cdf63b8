"""The command line: clear errors, and commands that do what they say."""

from __future__ import annotations

import pytest

from falsematch import constants
from falsematch.__main__ import main


def test_a_missing_folder_is_one_clear_line(capsys, tmp_path):
    assert main(["build", "london", "--photos", str(tmp_path / "nowhere")]) == 1
    said = capsys.readouterr().err.strip()
    assert "nowhere" in said and len(said.splitlines()) == 1


def test_an_unknown_command_lists_the_known_ones(capsys):
    with pytest.raises(SystemExit):
        main(["debias"])
    assert "grade" in capsys.readouterr().err


def test_rebuilding_the_synthetic_table_changes_nothing(monkeypatch, tmp_path):
    before = (constants.DATA / "photos" / "openpeople.csv").read_bytes()
    monkeypatch.setattr(constants, "DATA", tmp_path)
    assert main(["build", "openpeople"]) == 0
    assert (tmp_path / "photos" / "openpeople.csv").read_bytes() == before
