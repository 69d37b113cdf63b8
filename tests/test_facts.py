"""The table of facts is sound, its page is in step, and no notebook misquotes it."""

from __future__ import annotations

import json
import re

import pytest

from falsematch import constants, facts

PAGE = constants.DATA / "facts" / "README.md"
ROOT = constants.DATA.parent
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


def misquotes(text, folder):
    """What is wrong with the fact links in a text that stands in `folder`."""
    values = facts.load().set_index("id")["value"]
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


# --- the table ---------------------------------------------------------------------


def test_table_is_valid():
    assert len(facts.load()) > 0


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        ("id", "Not Kebab", "an id is"),
        ("value", "", "value is empty"),
        ("value", "[28]", "text of a link"),
        ("counts", " spaced", "space at an end"),
        ("date", "26 July 2018", "is not a date"),
        ("date", "2018-02-30", "is not a date"),
        ("link", "http://example.org", "not an https address"),
        ("status", "certain", "is none of"),
        ("second_source", "a title alone", "is written"),
        ("second_source", "", "does not fit"),
    ],
)
def test_a_broken_row_is_named(tmp_path, column, value, complaint):
    table = facts.load()
    row = table.index[table["status"] == "confirmed by two sources"][0]
    table.loc[row, column] = value
    table.to_csv(tmp_path / "facts.csv", index=False)
    with pytest.raises(facts.FactError, match=complaint):
        facts.load(tmp_path / "facts.csv")


def test_an_id_stands_once(tmp_path):
    table = facts.load()
    table.loc[1, "id"] = table.loc[0, "id"]
    table.to_csv(tmp_path / "facts.csv", index=False)
    with pytest.raises(facts.FactError, match="twice"):
        facts.load(tmp_path / "facts.csv")


def test_columns_are_checked(tmp_path):
    facts.load().drop(columns="note").to_csv(tmp_path / "facts.csv", index=False)
    with pytest.raises(facts.FactError, match="columns"):
        facts.load(tmp_path / "facts.csv")


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(facts.FactError, match="missing"):
        facts.load(tmp_path / "facts.csv")


# --- the page ----------------------------------------------------------------------


def test_page_is_in_step_with_table():
    assert PAGE.read_text(encoding="utf-8") == facts.to_markdown(facts.load()), (
        f"{name(PAGE)} is not what its table says. Run: python -m falsematch facts"
    )


def test_each_fact_has_one_heading():
    headings = re.findall(r"^### (.*)$", facts.to_markdown(facts.load()), re.M)
    assert headings == list(facts.load()["id"])


# --- the notebooks -----------------------------------------------------------------


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_notebook_quotes_facts_as_they_are(path):
    wrong = [fault for text in cells(path) for fault in misquotes(text, path.parent)]
    assert not wrong, f"{name(path)}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_every_number_in_the_case_is_a_fact(path):
    section = the_case("\n\n".join(cells(path, "markdown")))
    assert section, f"{name(path)} has no section headed exactly: ## The case"
    numbers = unsourced_numbers(section)
    assert not numbers, (
        f"{name(path)}, section The case: {numbers} stand outside of a fact link. Quote each "
        "as [value](../data/facts/README.md#id), with a row in data/facts/facts.csv."
    )


# --- the checks themselves ---------------------------------------------------------

HERE = ROOT / "lessons"
RIGHT = "It named [28](../data/facts/README.md#aclu-false-matches) people."


@pytest.mark.parametrize("text", [RIGHT, "[All facts](../data/facts/README.md)", "No fact."])
def test_a_right_quote_passes(text):
    assert misquotes(text, HERE) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (RIGHT.replace("28", "29"), "quoted as '29', the table says '28'"),
        (RIGHT.replace("#aclu", "#no"), "there is no fact 'no-false-matches'"),
        (RIGHT.replace("../data", "../../data"), "does not lead to"),
        (RIGHT.replace("../data", "https://example.org/data"), "not of the form"),
        ("See data/facts/README.md#aclu-false-matches.", "outside a link"),
    ],
)
def test_a_drifted_quote_fails(text, complaint):
    assert complaint in "\n".join(misquotes(text, HERE))


def test_a_number_in_the_case_needs_a_fact():
    lesson = "# 9 lessons\n\n## The case\n\n{}\n\n### More\n\n## Predict\n\nOut of 1,000 pairs"
    link = "[the report](https://example.org/2018/07/)"
    assert unsourced_numbers(the_case(lesson.format(RIGHT + link))) == []
    drifted = the_case(lesson.format(RIGHT + " In 2018, [25,000 photos](https://example.org)"))
    assert unsourced_numbers(drifted) == ["2018,", "[25,000"]


def test_the_case_must_be_headed_so():
    assert the_case("## The Case\n\n28 people") is None
