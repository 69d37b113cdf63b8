"""The case as tables: what happened when, and who had power, knowledge and risk."""

from __future__ import annotations

import pandas as pd

from falsematch import constants, facts

#: The parties and the questions of the map, in the order in which they are drawn.
ACTORS = (
    "People searched", "Police", "Amazon", "Amazon’s employees", "ACLU", "Congress",
)  # fmt: skip
ASPECTS = ("power", "knowledge", "risk")


def power_map() -> pd.DataFrame:
    """Who had power, who had knowledge, who bore the risk: one statement each, from the facts.

    Returns
    -------
    pandas.DataFrame
        One row an actor (in the order of `ACTORS`), one column an aspect (`ASPECTS`), text.
        Empty where nothing was found in the sources. The datasheet is ``data/case/README.md``.
    """
    table = pd.read_csv(constants.DATA / "case" / "map.csv", keep_default_na=False)
    table["text"] = table["text"].map(facts.fill)
    return table.pivot(index="actor", columns="aspect", values="text").loc[
        list(ACTORS), list(ASPECTS)
    ]


#: In which lane of the timeline an actor stands.
LANES = {
    "People arrested after a false match": "people arrested wrongly",
    "Tampa police": "police and agencies",
    "Pinellas County Sheriff": "police and agencies",
    "FBI": "police and agencies",
    "Washington County Sheriff": "police and agencies",
    "Orlando police": "police and agencies",
    "New Orleans police": "police and agencies",
    "ICE": "police and agencies",
    "Internal Revenue Service": "police and agencies",
    "Amazon": "companies",
    "Facebook": "companies",
    "Google": "companies",
    "IBM": "companies",
    "Microsoft": "companies",
    "Employees": "employees",
    "ACLU": "researchers, press, rights groups",
    "Georgetown Law": "researchers, press, rights groups",
    "National Academies": "researchers, press, rights groups",
    "The New York Times": "researchers, press, rights groups",
    "University of Massachusetts": "researchers, press, rights groups",
    "Congressional Black Caucus": "lawmakers and auditors",
    "Government Accountability Office": "lawmakers and auditors",
    "House Oversight Committee": "lawmakers and auditors",
    "Illinois and Chicago": "lawmakers and auditors",
    "Lawmakers": "lawmakers and auditors",
    "Senators": "lawmakers and auditors",
    "US Commission on Civil Rights": "lawmakers and auditors",
}


def timeline() -> pd.DataFrame:
    """Dated facts of the case and of what came before and after, in the order of their days.

    Taken from five tables of facts: events, employees' letters and companies' answers, the ACLU's
    test, wrongful arrests, laws passed. A date that names a month or a year stands at its first
    day.

    Returns
    -------
    pandas.DataFrame
        Columns ``day`` (datetime), ``date`` (as the source has it), ``actor``, ``lane``,
        ``event`` and ``id``, the fact.
    """
    events = facts.load("timeline")
    letters = facts.load("employee_actions").query("aspect == 'date'")
    by_employees = letters["action"].str.contains("letter|op-ed")
    tests = facts.load("claims").query("id == 'aclu-test-date'")
    arrests = facts.load("wrongful_arrests").query("aspect == 'arrest date'")
    laws = facts.load("rules").query("aspect == 'passed'")
    table = pd.concat(
        [
            events,
            letters.assign(
                actor=letters["company"].where(~by_employees, "Employees"),
                event=letters["company"] + ": " + letters["action"],
            ),
            tests.assign(actor="ACLU", event="publishes its test on Congress"),
            arrests.assign(
                actor="People arrested after a false match", event=arrests["person"] + " arrested"
            ),
            laws.assign(actor="Lawmakers", event=laws["place"] + ": " + laws["rule"]),
        ]
    )
    table = table[["actor", "event", "id", "value"]].rename(columns={"value": "date"})
    table = table.assign(day=table["date"].map(first_day), lane=table["actor"].map(LANES))
    table = table.dropna(subset="day").sort_values("day", kind="stable", ignore_index=True)
    return table[["day", "date", "actor", "lane", "event", "id"]]


def first_day(text: str) -> pd.Timestamp:
    """The first day that a date means; NaT for a text that is no date.

    Examples
    --------
    >>> [str(first_day(text).date()) for text in ("26 July 2018", "July 2018", "2018")]
    ['2018-07-26', '2018-07-01', '2018-01-01']
    >>> first_day("more than 117 million")
    NaT
    """
    for form in ("%d %B %Y", "%B %Y", "%Y"):
        found = pd.to_datetime(text, format=form, errors="coerce")
        if not pd.isna(found):
            return found
    return pd.NaT
