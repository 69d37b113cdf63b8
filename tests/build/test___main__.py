"""``python -m falsematch.build``: what it lists, what it refuses, and one table built by it."""

from __future__ import annotations

import json
import re

import pytest
from support import ROOT

from falsematch import photos
from falsematch.build.__main__ import DERIVED, main
from falsematch.measures import scores
from falsematch.photos import sets


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["london", "--photos", "/nowhere/at/all"], "There is no folder /nowhere/at/all"),
        (["congress", "--photos", "."], "is missing"),
    ],
)
def test_an_error_is_one_line(data, capsys, monkeypatch, arguments, words):
    monkeypatch.chdir(data)
    assert main(arguments) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"falsematch.build {arguments[0]}: ") and words in line
    assert list((data / "scores").iterdir()) == []


def test_what_comes_without_a_download_takes_no_folder(data, capsys):
    before = (data / "photos" / "openpeople.csv").stat()
    with pytest.raises(SystemExit) as ended:
        main(["openpeople", "--photos", "."])
    assert ended.value.code == 2
    assert "it takes no --photos" in capsys.readouterr().err
    assert (data / "photos" / "openpeople.csv").stat() == before


def test_help_names_each_derived_file_and_contributing_says_the_same(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    rows = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("`", "")
    for word, one in DERIVED.items():
        assert word in told and one.files in told and one.source in told
        assert f"| {one.files} | {one.source} | python -m falsematch.build {word} |" in rows
    assert len(re.findall(r"\| python -m falsematch\.build [a-z_-]+ \|", rows)) == len(DERIVED)


def test_london_is_built(data, shared_photos, monkeypatch):
    table = photos.table("london")
    few = table[table["person"].isin(["001", "003"])]
    for module in (photos, sets):
        monkeypatch.setattr(module, "table", lambda name: few)
    assert main(["london", "--photos", str(shared_photos / "london")]) == 0
    assert json.loads((data / "scores" / "london.json").read_text())["rows"] == 6
    assert len(scores.load("london")) == 6
