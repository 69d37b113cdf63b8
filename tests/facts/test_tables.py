"""The table of facts is sound, its page is in step, and no notebook misquotes it."""

from __future__ import annotations

import datetime
import re
import shutil

import pytest
from support import ROOT
from support.quotes import (
    LESSONS,
    NOTEBOOKS,
    PAGE,
    cells,
    misquotes,
    name,
    the_case,
    unsourced_names,
    unsourced_numbers,
    unsourced_years,
)
from support.weak_sources import weak_host

from falsematch import constants, facts

#: Measures of which the lessons draw the values.
DRAWN = {"police_trials": ["faces scanned", "alerts", "true alerts", "false alerts"]}


# --- the tables --------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path):
    """A copy of the tables, and a function that writes one of them with a change."""
    shutil.copytree(constants.DATA / "facts", tmp_path / "facts")

    def change(kind, edit):
        table = facts.load(kind)
        changed = edit(table)
        (table if changed is None else changed).to_csv(
            tmp_path / "facts" / f"{kind}.csv", index=False
        )
        return tmp_path / "facts"

    return change


def test_tables_are_valid():
    every = facts.load()
    assert set(every["kind"]) == set(facts.KINDS)
    for kind in facts.KINDS:
        assert len(facts.load(kind)) == (every["kind"] == kind).sum() > 0


def test_every_table_has_its_kind():
    tables = {path.stem for path in (constants.DATA / "facts").glob("*.csv")}
    assert tables == set(facts.KINDS)


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        ("id", "Not Kebab", "an id is"),
        ("value", "", "value is empty"),
        ("party", "", "party is empty"),
        ("value", "[28]", "text of a link"),
        ("counts", " spaced", "space at an end"),
        ("date", "26 July 2018", "is not a date"),
        ("date", "2018-02-30", "is not a date"),
        ("date", "2999-01-01", "after .* the last look"),
        ("link", "http://example.org", "not an https address"),
        ("status", "certain", "is none of"),
        ("second_source", "a title alone", "is written"),
        ("second_source", "", "does not fit"),
        ("checked", "", "checked is empty"),
        ("checked", "2026-11", "not a day"),
        ("checked", "2026-11-31", "not a day"),
        ("checked", "2020-01-01", "last looked at before"),
        ("link", "https://www.example.org/a", "one site"),
        ("link", "https://blog.example.org/a", "one site"),
    ],
)
def test_a_broken_row_is_named(copied, column, value, complaint):
    def edit(table):
        row = table.index[table["status"] == "confirmed by two sources"][0]
        if column == "link":
            table.loc[row, "second_source"] = "Another page — https://example.org/b"
        table.loc[row, column] = value

    with pytest.raises(facts.FactError, match=complaint):
        facts.load("claims", copied("claims", edit))


def test_two_publishers_confirm_a_fact_and_two_pages_of_one_do_not(copied):
    def edit(table):
        row = table.index[table["status"] == "confirmed by two sources"][0]
        table.loc[row, "link"] = "https://example.org/a"
        table.loc[row, "second_source"] = "Another page — https://notexample.org/b"

    assert len(facts.load("claims", copied("claims", edit))) == len(facts.load("claims"))


def test_no_row_was_looked_at_in_the_future_and_the_oldest_look_is_the_stated_day():
    looked = facts.load()["checked"]
    assert looked.min() == facts.AS_OF
    assert looked.max() <= datetime.date.today().isoformat()


def test_no_row_rests_first_on_a_weak_host():
    weak = {row.id: fault for row in facts.load().itertuples() if (fault := weak_host(row.link))}
    assert not weak, "Put the original or the best publisher that you read first:\n" + "\n".join(
        f"{fact}: {fault}" for fact, fault in weak.items()
    )


@pytest.mark.parametrize(
    "link",
    [
        "https://voat.co/v/technology/1",
        "https://news.ycombinator.com/item?id=1",
        "https://redlib.example.net/r/ukpolice",
        "https://staging.example.org/story",
        "https://app-test-a.netlify.app/story",
        "https://d1a2b3.cloudfront.net/code",
        "https://boingboing.net/tag/demonstrating-salience",
    ],
)
def test_a_weak_host_is_known(link):
    assert weak_host(link)


@pytest.mark.parametrize(
    "link",
    [
        "https://boingboing.net/2016/10/18/perpetuallineup.html",
        "https://www.aclu.org/cases/parks-v-mccormac",
        "https://www.contest.example.org/a",
    ],
)
def test_a_publisher_is_no_weak_host(link):
    assert weak_host(link) is None


def test_an_id_stands_once_in_all_tables(copied):
    def edit(table):
        table.loc[1, "id"] = "aclu-false-matches"

    folder = copied("methods", edit)
    with pytest.raises(facts.FactError, match=r"aclu-false-matches \(claims\).*\(methods\)"):
        facts.load(folder=folder)


def test_a_source_has_one_description(copied):
    def edit(table):
        row = table.index[table["link"].duplicated(keep=False)][0]
        table.loc[row, "publisher"] = "Somebody else"

    with pytest.raises(facts.FactError, match="in several ways: .*'Somebody else'.*in each note"):
        facts.load(folder=copied("claims", edit))

    def edit_and_say(table):
        edit(table)
        shared = table["link"] == table.loc[table["publisher"] == "Somebody else", "link"].item()
        table.loc[shared, "note"] = facts.SHOWED_ANOTHER_PAGE

    assert len(facts.load(folder=copied("claims", edit_and_say))) == len(facts.load())


def test_what_is_counted_twice_is_the_same(copied):
    def edit(table):
        for column in ("party", "about", "counts"):
            table.loc[1, column] = table.loc[0, column]

    with pytest.raises(
        facts.FactError, match=r"aclu-test-date, aclu-congress: .* \(26 July 2018, 115th\)"
    ):
        facts.load("claims", copied("claims", edit))


def test_columns_are_checked(copied):
    folder = copied("methods", lambda table: table.drop(columns="note"))
    with pytest.raises(facts.FactError, match="columns"):
        facts.load("methods", folder)


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(facts.FactError, match="claims.csv is missing"):
        facts.load(folder=tmp_path)


def test_an_unknown_kind_is_named():
    with pytest.raises(facts.FactError, match="no kind of facts 'rumours'. Choose from: claims"):
        facts.load("rumours")


def test_every_rate_and_count_of_a_trial_can_be_read_as_a_number():
    """What the lessons draw from these tables must be numbers with a unit."""
    for kind, measures in DRAWN.items():
        table = facts.load(kind)
        for row in table[table["measure"].isin(measures)].to_dict("records"):
            assert re.search(r"\d", row["value"]), row["id"]


# --- the page ----------------------------------------------------------------------


def test_page_is_in_step_with_table():
    assert PAGE.read_text(encoding="utf-8") == facts.to_markdown(facts.load()), (
        f"{name(PAGE)} is not what its table says. Run: python -m falsematch.build facts"
    )


def test_each_fact_has_one_heading():
    kinds = re.findall(r"^## (.*)$", facts.to_markdown(facts.load()), re.M)
    assert kinds == [kind.heading for kind in facts.KINDS.values()]
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
        "as [value](../data/facts/README.md#id), with a row in a table of data/facts/."
    )


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_years_dates_and_percentages_in_all_prose_are_facts(path):
    found = [fault for text in cells(path, "markdown") for fault in unsourced_years(text)]
    assert not found, (
        f"{name(path)}: {found} stand outside of a fact link. Quote each as "
        "[value](../data/facts/README.md#id)."
    )


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_every_name_in_the_case_is_in_a_quoted_fact(path):
    texts = cells(path, "markdown")
    strangers = unsourced_names(the_case("\n\n".join(texts)), "\n\n".join(texts))
    assert not strangers, (
        f"{name(path)}, section The case: {strangers} stand in no row of a fact that this lesson "
        "quotes. Quote a fact about them, or leave the name out."
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


def test_a_year_or_percentage_in_prose_needs_a_fact():
    assert unsourced_years(RIGHT + " `2018` > 1,000 pairs, a 95 % interval") == []
    assert unsourced_years("In 2018, 31.4 % of them.\n\n> Suppose 50 %.") == ["2018", "31.4 %"]


def test_a_name_in_the_case_needs_a_fact():
    told = "The ACLU asked Jeff Bezos. Nobody replied. Ada Lovelace did not."
    assert unsourced_names(told + " " + RIGHT, RIGHT) == ["Ada Lovelace", "Jeff Bezos"]


def test_the_case_must_be_headed_so():
    assert the_case("## The Case\n\n28 people") is None
