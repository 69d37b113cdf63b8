"""What the teacher's guide says, read from its page."""

from __future__ import annotations

import re

from support import ROOT

TEACHING = ROOT / "guide" / "teachers-guide.md"


def section(heading, level=2):
    text = TEACHING.read_text(encoding="utf-8")
    found = re.search(
        rf"^#{{{level}}} {heading}.*?\n(.*?)(?=^#{{2,{level}}} |\Z)", text, re.M | re.S
    )
    assert found, f"the teacher's guide has no section {heading!r}"
    return found[1]


def table(text):
    """Rows of the first table in a text, without its head."""
    rows = re.search(r"^\|.*?\n\|[-|]+\n((?:\|.*\n)+)", text, re.M)[1]
    return [re.split(r" \| ", row[2:-2]) for row in rows.strip().split("\n")]


def workshop():
    return table(section("The 90-minute workshop, minute by minute"))
