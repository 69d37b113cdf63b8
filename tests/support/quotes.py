"""What of a text is a fact without a source, or a fact that is quoted wrongly."""

from __future__ import annotations

import functools
import json
import re

from falsematch import constants, facts
from support import ROOT

PAGE = constants.DATA / "facts" / "README.md"
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
NOTEBOOKS = LESSONS + sorted(
    path for path in (ROOT / "solutions").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)


def name(path):
    return str(path.relative_to(ROOT))


def cells(path, kind=None):
    """Sources of a notebook's cells."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(c["source"]) for c in found if kind in (None, c["cell_type"])]


@functools.cache
def values_by_id():
    """Read once: every paragraph of every notebook is held against them."""
    return facts.load().set_index("id")["value"]


def misquotes(text, folder):
    """What is wrong with the fact links in a text that stands in `folder`."""
    values = values_by_id()
    wrong = []
    for fact, quoted in facts.quoted_in(text):
        if fact not in values.index:
            wrong.append(f"there is no fact {fact!r}")
        elif quoted != values[fact]:
            wrong.append(f"{fact}: quoted as {quoted!r}, the table says {values[fact]!r}")
    addresses = re.findall(r"\]\(([^)\s]*facts/README\.md)[^)]*\)", text)
    if len(addresses) != text.count("facts/README.md"):
        wrong.append("facts/README.md stands outside a link of the form [value](address#id)")
    wrong += [
        f"{address} does not lead to {name(PAGE)} from {folder}"
        for address in addresses
        if (folder / address).resolve() != PAGE.resolve()
    ]
    if text.count("facts/README.md#") != len(facts.quoted_in(text)):
        wrong.append("a link to a fact is not of the form [value](../data/facts/README.md#id)")
    return wrong


def the_case(markdown):
    """The section headed `## The case`, up to the next heading of its level or above."""
    found = re.search(r"^## The case[ \t]*\n(.*?)(?=^##? |\Z)", markdown, re.M | re.S)
    return found and found.group(1)


def unsourced_numbers(section):
    """Digits that a reader sees outside of a fact link."""
    seen = re.sub(r"\[[^\[\]]*\]\((?:\.\./)+data/facts/README\.md#[^)\s]*\)", "", section)
    seen = re.sub(r"\]\([^)]*\)", "]", seen)  # where another link leads to
    seen = re.sub(r"<?https?://\S+", "", seen)
    return re.findall(r"\S*\d\S*", seen)


def unsourced_years(text):
    """Years and percentages that a reader sees outside of a fact link, code and thought examples."""
    seen = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.S)
    seen = re.sub(r"\[[^\[\]]*\]\((?:\.\./)+data/facts/README\.md#[^)\s]*\)", "", seen)
    seen = re.sub(r"\]\([^)]*\)", "]", seen)
    seen = re.sub(r"<?https?://\S+", "", seen)
    # What the lesson itself supposes, and says so.
    seen = re.sub(r"^> .*$", "", seen, flags=re.M)
    seen = re.sub("|".join(map(re.escape, ALLOWED)), "", seen)
    return re.findall(r"\b(?:18|19|20)\d\d\b|\b\d[\d.,]* ?%", seen)


#: Percentages and years that are the course's own words, not facts: an interval's coverage, and
#: questions that suppose a number.
ALLOWED = ("95 % interval", "95 % of", '"80 % confident"')


def unsourced_names(section, lesson):
    """Names in a section that no row of a fact quoted in the lesson contains.

    A name is two or more words with capital letters, or one of them in the middle of a sentence.
    """
    quoted = {fact for fact, _ in facts.quoted_in(lesson)}
    rows = (row for kind in facts.KINDS for row in facts.load(kind).to_dict("records"))
    known = " ".join(" ".join(row.values()) for row in rows if row["id"] in quoted)
    known = known.replace("’", "'")
    seen = re.sub(r"\[([^\[\]]*)\]\([^)]*\)", " ", section).replace("’", "'")
    word = r"[A-Z][\w-]*(?:\.(?=\w)[\w]+)*"
    names = set()
    for sentence in re.split(r"(?<=[.!?:])\s+|\n+|(?<=[(\">*])", seen):
        for run in re.finditer(rf"\b{word}(?: {word})*", sentence):
            parts = run.group().split()
            first = not sentence[: run.start()].strip()
            # Whatever the first word of a sentence is, it has a capital letter.
            if first and (len(parts) == 1 or parts[0] in COMMON):
                parts = parts[1:]
            names.add(" ".join(parts))
    names -= NOT_NAMES
    return sorted(one for one in names if not all(part in known for part in one.split()))


#: Capitalised words that name nobody.
NOT_NAMES = {
    "", "I", "Python", "US", "United States", "Congress", "US Congress", "FMR", "FNMR", "FPIR",
}  # fmt: skip
#: Words with which a sentence that goes on with a name often begins.
COMMON = {
    "A", "An", "The", "This", "That", "These", "At", "As", "After", "Before", "But", "By", "For",
    "From", "In", "Of", "On", "Over", "Since", "So", "To", "With", "When", "Where", "While",
    "Under", "Until", "Both", "Among", "Against", "Then", "And", "Or", "Its", "His", "Her", "Their",
}  # fmt: skip
