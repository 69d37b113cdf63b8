"""What a newcomer reads first is true: links, commands, and the picture's numbers."""

from __future__ import annotations

import re

import pytest
from support import ROOT

from falsematch import plots
from falsematch.__main__ import main
from falsematch.build.__main__ import DERIVED

PAGES = ["README.md", "CONTRIBUTING.md"]


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


def test_the_pictures_words_are_what_the_table_says():
    said = re.search(
        r"!\[(False matches per.*?)\]\(docs/false-matches.png\)", text("README.md"), re.S
    )
    assert said and said.group(1) == plots.readme_picture().description, (
        "The README's picture is old. Run: python -m falsematch.build picture, and copy its text."
    )
    assert (ROOT / "docs" / "false-matches.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    prose = re.sub(r"`[^`]*`", "", text(page))  # a link in code is an example
    for address in re.findall(r"\]\(([^)\s]+)\)", prose):
        if not address.startswith("https://"):
            assert (ROOT / address.split("#")[0]).exists(), f"{page}: {address}"


@pytest.mark.parametrize("page", PAGES)
def test_commands_exist(page):
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
    assert set(re.findall(r"`?make ([a-z]+)`", text(page))) <= targets
    for command in re.findall(r"falsematch (lab|grade\w*|class \w+)", text(page)):
        with pytest.raises(SystemExit) as ended:
            main([*command.split(), "--help"])
        assert ended.value.code == 0, command
    assert set(re.findall(r"python -m falsematch\.build ([a-z][a-z_-]*)", text(page))) <= {*DERIVED}


def test_every_lesson_is_listed():
    for path in (ROOT / "lessons").glob("*.ipynb"):
        assert f"lessons/{path.name}" in text("README.md")


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_left_to_be_filled_in(page):
    assert not re.search(r"@@|\bTODO\b|\bTBD\b", text(page))
