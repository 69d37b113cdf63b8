"""Facts that lessons quote: one table, one row a fact, each with its source.

A lesson quotes a fact as a link, with the table's value as its text::

    [28](../data/facts/README.md#aclu-false-matches)

The page behind the link, ``data/facts/README.md``, is made from the table.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from falsematch import constants

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
)
STATUSES = ("confirmed by two sources", "one source", "disputed")

_MAY_BE_EMPTY = ("unit", "date", "second_source", "note")
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SECOND_SOURCE = re.compile(r"(?P<title>.+) — (?P<link>https?://\S+)")
_FACT_LINK = re.compile(r"\[([^\[\]]*)\]\((?:\.\./)+data/facts/README\.md#([^)\s]*)\)")

_INTRODUCTION = """\
# Facts and their sources

Every figure, date and quotation that a lesson takes from elsewhere stands here, with what
it counts, where it comes from and what to be careful about. Figures that this course
measures itself are not here: the lessons compute them.

*Confirmed by two sources* means that two documents say it. They are not always
independent: the press of July 2018 had its figures from the ACLU and from Amazon. *One
source* is enough for what somebody said or for what a maker says of their own work, and
for little else. *Disputed* means that sources differ; the note says how. Where only part
of a source or a quotation of it was read, the note says so. A source whose title was not
at hand is described instead.

This page is made from `facts.csv` in this folder. To change a fact, edit the table and run
`python -m falsematch facts`.
"""


class FactError(Exception):
    """The table of facts is missing or breaks one of its rules."""


def load(path: str | Path | None = None) -> pd.DataFrame:
    """Read the table of facts and check every row.

    Parameters
    ----------
    path : path, optional
        Another table than ``data/facts/facts.csv``.

    Returns
    -------
    pandas.DataFrame
        One row a fact, in the order of the file, all columns text; empty text where
        there is nothing to say. ``date`` is the day, month or year of the source
        (ISO 8601), empty for a page that names none.

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
    path = constants.DATA / "facts" / "facts.csv" if path is None else Path(path)
    if not path.is_file():
        raise FactError(f"The table {path} is missing. Restore it from the repository.")
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    if tuple(table.columns) != COLUMNS:
        raise FactError(f"The columns of {path} must be: {', '.join(COLUMNS)}.")
    faults = [
        f"{row['id'] or 'a row without id'}: {fault}"
        for row in table.to_dict("records")
        for fault in _faults(row)
    ]
    twice = table["id"][table["id"].duplicated()].unique()
    faults += [f"{fact}: this id stands in the table twice" for fact in twice]
    if faults:
        raise FactError(f"Rows of {path} to mend:\n" + "\n".join(faults))
    return table


def _faults(row: dict[str, str]) -> list[str]:
    faults = [f"{name} is empty" for name in COLUMNS if not row[name] and name not in _MAY_BE_EMPTY]
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
    if not re.fullmatch(r"https://[^\s()]+", row["link"]):
        faults.append(f"{row['link']!r} is not an https address")
    if row["status"] not in STATUSES:
        faults.append(f"the status {row['status']!r} is none of: {', '.join(STATUSES)}")
    if row["second_source"] and not _SECOND_SOURCE.fullmatch(row["second_source"]):
        faults.append("a second source is written: title — address")
    if (row["status"] == "one source") == bool(row["second_source"]):
        faults.append(f"the status {row['status']!r} does not fit the second source")
    if row["status"] == "disputed" and not row["note"]:
        faults.append("a disputed fact needs a note that says how sources differ")
    return faults


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return False
    return not pd.isna(pd.to_datetime(text, format="ISO8601", errors="coerce"))


def to_markdown(table: pd.DataFrame) -> str:
    """The page ``data/facts/README.md``, made from the table of facts.

    Parameters
    ----------
    table : pandas.DataFrame
        As `load` returns it.

    Returns
    -------
    str
        Markdown with one heading a fact. The heading is the fact's id, so that
        ``README.md#id`` leads to it.
    """
    return "\n".join([_INTRODUCTION, *(_entry(row) for row in table.to_dict("records"))])


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
    lines.append(f"- Status: {row['status']}")
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
