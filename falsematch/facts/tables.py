"""Facts that lessons quote: a table a kind, one row a fact, each with its source.

A lesson quotes a fact as a link, with the table's value as its text::

    [28](../data/facts/README.md#aclu-false-matches)

The page behind the link, ``data/facts/README.md``, is made from the tables.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from falsematch import constants

#: Columns of every table. A kind's own columns stand before them.
COLUMNS = (
    "id",
    "value",
    "unit",
    "counts",
    "source_title",
    "publisher",
    "date",
    "link",
    "status",
    "second_source",
    "note",
    "checked",
)
#: The day up to which all facts were looked up; single rows were looked at later: ``checked``.
AS_OF = "2026-11-23"
#: What a note says where an address showed different pages at different times.
SHOWED_ANOTHER_PAGE = "This address showed another page at another time."
CONFIRMED = "confirmed by two sources"
STATUSES = (CONFIRMED, "one origin, two copies", "one source", "disputed")


@dataclass(frozen=True)
class Kind:
    """A table of facts: its heading on the page, and its own columns."""

    heading: str
    columns: tuple[str, ...]


#: The tables, in the order of the page. ``data/facts/<name>.csv`` is the table of a name.
KINDS = {
    "claims": Kind("The dispute: what each party says", ("party", "about")),
    "employee_actions": Kind(
        "Letters and other acts of employees, and what became of them",
        ("company", "action", "aspect"),
    ),
    "timeline": Kind("Other events, from 2001 to today", ("actor", "event")),
    "error_rates": Kind(
        "Published error rates",
        ("study", "system", "task", "group", "measure", "threshold", "low", "high", "n"),
    ),
    "police_trials": Kind(
        "Face recognition in the street", ("force", "trial", "year", "measure")
    ),
    "wrongful_arrests": Kind("Documented wrongful arrests", ("person", "place", "aspect")),
    "members": Kind("Members of Congress", ("person", "aspect")),
    "records": Kind("Records that are joined", ("system", "aspect")),
    "protest": Kind("Protest under cameras", ("place", "aspect")),
    "rules": Kind("Laws and rules", ("place", "rule", "aspect")),
    "refusals": Kind("Refusals and their outcomes", ("who", "aspect")),
    "models_and_data": Kind("The matcher and the photo sets", ("subject",)),
    "methods": Kind("Terms, measures and methods", ("topic",)),
}  # fmt: skip

_MAY_BE_EMPTY = (
    "unit", "date", "second_source", "note",
    "system", "group", "measure", "threshold", "low", "high", "n",
)  # fmt: skip
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SECOND_SOURCE = re.compile(r"(?P<title>.+) — (?P<link>https?://\S+)")
_FACT_LINK = re.compile(r"\[([^\[\]]*)\]\((?:\.\./)+data/facts/README\.md#([^)\s]*)\)")

_INTRODUCTION = """\
# Facts and their sources

Every figure, date and quotation that a lesson takes from elsewhere stands here, with what
it counts, where it comes from and what to be careful about. Figures that this course
measures itself are not here: the lessons compute them.

*Confirmed by two sources* means that two publishers say it. They are not always
independent: the press of July 2018 had its figures from the ACLU and from Amazon. *One
origin, two copies* means that two documents say it and one copies the other, both copy a
third, or both are on one site: it counts as one source. *One source* is enough for what
somebody said or for what a maker says of their own work, and for little else. *Disputed*
means that sources differ; the note says how.

The first source is the original where it could be found: the paper, the filing, the court,
the company, the paper of record. Where only part of a source or a quotation of it was read,
the note says so. A source whose title was not at hand is described instead. Each fact names
the day on which somebody last looked at its sources.

This page is made from the tables (`.csv`) in this folder. To change a fact, edit its table and
run `python -m falsematch.build facts`.
"""


class FactError(Exception):
    """The table of facts is missing or breaks one of its rules."""


def load(kind: str | None = None, folder: str | Path | None = None) -> pd.DataFrame:
    """Read the facts, of one kind or all, and check every row.

    Parameters
    ----------
    kind : str, optional
        One of `KINDS`; without it, all of them.
    folder : path, optional
        Another folder than ``data/facts``.

    Returns
    -------
    pandas.DataFrame
        One row a fact, in the order of the file, all columns text; empty text where
        there is nothing to say. The columns of `COLUMNS`, and before them the kind's own;
        for all kinds, ``kind`` instead. ``date`` is the day, month or year of the source
        (ISO 8601), empty for a page that names none. ``checked`` is the day on which
        somebody last looked at the row's sources (ISO 8601), `AS_OF` or later.

    Raises
    ------
    FactError
        Names every row that breaks a rule, and the rule.

    Examples
    --------
    >>> facts = load().set_index("id")
    >>> facts.loc["aclu-false-matches", "value"]
    '28'
    """
    folder = constants.DATA / "facts" if folder is None else Path(folder)
    if kind is not None:
        if kind not in KINDS:
            raise FactError(f"There is no kind of facts {kind!r}. Choose from: {', '.join(KINDS)}.")
        return _read(folder / f"{kind}.csv", KINDS[kind].columns)
    tables = [
        _read(folder / f"{name}.csv", one.columns)[list(COLUMNS)].assign(kind=name)
        for name, one in KINDS.items()
    ]
    every = pd.concat(tables, ignore_index=True)[["kind", *COLUMNS]]
    twice = every[every["id"].duplicated(keep=False)]
    if len(twice):
        named = [f"{row.id} ({row.kind})" for row in twice.itertuples()]
        raise FactError(f"An id stands once, in one table: {', '.join(named)}.")
    if faults := _contradictions(every):
        raise FactError("Facts that contradict each other:\n" + "\n".join(faults))
    return every


def _read(path: Path, own_columns: tuple[str, ...]) -> pd.DataFrame:
    if not path.is_file():
        raise FactError(f"The table {path} is missing. Restore it from the repository.")
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    columns = [*own_columns, *COLUMNS]
    if list(table.columns) != columns:
        raise FactError(f"The columns of {path} must be: {', '.join(columns)}.")
    faults = [
        f"{row['id'] or 'a row without id'}: {fault}"
        for row in table.to_dict("records")
        for fault in _faults(row)
    ]
    faults += _counted_twice(table, own_columns)
    if faults:
        raise FactError(f"Rows of {path} to mend:\n" + "\n".join(faults))
    return table


def _contradictions(every: pd.DataFrame) -> list[str]:
    """Sources that are described in several ways."""
    always = every[~every["note"].str.contains(SHOWED_ANOTHER_PAGE, regex=False)]
    different = always.drop_duplicates(["link", "source_title", "publisher", "date"])
    several = different[different["link"].duplicated(keep=False)]
    return [
        f"{link} is described in several ways: "
        + "; ".join(
            f"{row.id} has {row.source_title!r}, {row.publisher!r}, {row.date!r}"
            for row in rows.itertuples()
        )
        + f". If it showed different pages, say so in each note: {SHOWED_ANOTHER_PAGE}"
        for link, rows in several.groupby("link", sort=False)
    ]


def _counted_twice(table: pd.DataFrame, own_columns: tuple[str, ...]) -> list[str]:
    """Rows of a table that count the same and have different values."""
    same = [*own_columns, "counts"]
    different = table.drop_duplicates([*same, "value"])
    several = different[different.duplicated(same, keep=False)]
    return [
        f"{', '.join(rows['id'])}: the same is counted and differs ({', '.join(rows['value'])}). "
        "Say in each row what it counts, or mark all as disputed"
        for _, rows in several.groupby(same, sort=False)
        if not (rows["status"] == "disputed").all()
    ]


def _faults(row: dict[str, str]) -> list[str]:
    faults = [
        f"{name} is empty" for name, text in row.items() if not text and name not in _MAY_BE_EMPTY
    ]
    faults += [
        f"{name} has space at an end or a line break"
        for name, text in row.items()
        if text != text.strip() or "\n" in text
    ]
    if not re.fullmatch(_ID, row["id"]):
        faults.append("an id is lower-case words and digits, joined by -")
    if re.search(r"[\[\]]", row["value"]):
        faults.append("a value with [ or ] cannot be the text of a link")
    if row["date"] and not _is_date(row["date"]):
        faults.append(f"{row['date']!r} is not a date like 2018-07-26, 2018-07 or 2018")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", row["checked"]) or not _is_date(row["checked"]):
        faults.append(f"checked is {row['checked']!r}, not a day like {AS_OF}")
    elif row["checked"] < AS_OF:
        faults.append(f"it was last looked at before {AS_OF}: look again, or move AS_OF")
    elif row["date"] > row["checked"]:
        faults.append(f"the source's date is after {row['checked']}, the day of the last look")
    if not re.fullmatch(r"https://[^\s()]+", row["link"]):
        faults.append(f"{row['link']!r} is not an https address")
    if row["status"] not in STATUSES:
        faults.append(f"the status {row['status']!r} is none of: {', '.join(STATUSES)}")
    if row["second_source"] and not _SECOND_SOURCE.fullmatch(row["second_source"]):
        faults.append("a second source is written: title — address")
    if (row["status"] == "one source") == bool(row["second_source"]):
        faults.append(f"the status {row['status']!r} does not fit the second source")
    if row["status"] == CONFIRMED and _on_one_site(row):
        faults.append("two pages of one site do not confirm each other: one origin, two copies")
    if row["status"] == "disputed" and not row["note"]:
        faults.append("a disputed fact needs a note that says how sources differ")
    return faults


def _on_one_site(row: dict[str, str]) -> bool:
    second = _SECOND_SOURCE.fullmatch(row["second_source"])
    if not second:
        return False
    sites = [urlsplit(link).netloc.removeprefix("www.") for link in (row["link"], second["link"])]
    return any(f".{a}".endswith(f".{b}") for a, b in (sites, sites[::-1]))


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return False
    return not pd.isna(pd.to_datetime(text, format="ISO8601", errors="coerce"))


def fill(text: str) -> str:
    """Put the values of facts into a text, each where its id stands in braces.

    Raises
    ------
    FactError
        When there is no such fact.

    Examples
    --------
    >>> fill("It named {aclu-false-matches} members.")
    'It named 28 members.'
    """
    values = _values()

    def value(found: re.Match) -> str:
        if found[1] not in values.index:
            raise FactError(f"There is no fact {found[1]!r}, in: {text}")
        return values[found[1]]

    return re.sub(rf"{{({_ID})}}", value, text)


@functools.cache
def _values() -> pd.Series:
    """Values by id, read once: a page fills in dozens of texts."""
    return load().set_index("id")["value"]


def to_markdown(table: pd.DataFrame) -> str:
    """The page ``data/facts/README.md``, made from the facts of all kinds.

    Parameters
    ----------
    table : pandas.DataFrame
        As `load` returns it.

    Returns
    -------
    str
        Markdown with one heading a kind and one a fact. A fact's heading is its id, so that
        ``README.md#id`` leads to it.
    """
    kinds = [(KINDS[name].heading, rows) for name, rows in table.groupby("kind", sort=False)]
    parts = [_INTRODUCTION]
    parts += [f"- [{heading}](#{_anchor(heading)}) ({len(rows)} facts)" for heading, rows in kinds]
    for heading, rows in kinds:
        parts += [f"\n## {heading}\n", *(_entry(row) for row in rows.to_dict("records"))]
    return "\n".join(parts)


def _anchor(heading: str) -> str:
    """Where a heading of Markdown stands on its page, as GitHub and the reading site name it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _entry(row: dict[str, str]) -> str:
    source = f"[{row['source_title']}]({row['link']}), {row['publisher']}"
    lines = [
        f"### {row['id']}",
        "",
        f"**{row['value'].replace('$', chr(92) + '$')}** {row['unit']}".rstrip(),
        "",
        row["counts"],
        "",
        f"- Source: {source}, {row['date'] or 'undated'}",
    ]
    if row["second_source"]:
        second = _SECOND_SOURCE.fullmatch(row["second_source"])
        lines.append(f"- Second source: [{second['title']}]({second['link']})")
    lines.append(f"- Status: {row['status']}; last looked at on {row['checked']}")
    if row["note"]:
        lines.append(f"- Note: {row['note']}")
    return "\n".join(lines) + "\n"


def quoted_in(text: str) -> list[tuple[str, str]]:
    r"""Facts that a Markdown text quotes, in order.

    Parameters
    ----------
    text : str
        Markdown. A quotation is a link to ``data/facts/README.md#id``, from any depth of
        folders; its text is the quoted value.

    Returns
    -------
    list of (str, str)
        Id and quoted value. The id need not exist and the value need not be right.

    Examples
    --------
    >>> quoted_in("The tool named [28](../data/facts/README.md#aclu-false-matches) members.")
    [('aclu-false-matches', '28')]
    >>> quoted_in(r"It cost [\$12.33](../../data/facts/README.md#aclu-cost).")
    [('aclu-cost', '$12.33')]
    """
    return [(fact, value.replace(r"\$", "$")) for value, fact in _FACT_LINK.findall(text)]
