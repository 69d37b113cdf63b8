"""Laws and rules on face recognition, from when to when they are in force."""

from __future__ import annotations

import pandas as pd

from falsematch import facts
from falsematch.facts import story

#: Dates of a rule, in the facts: when it begins, the first that is known, and when it ends.
_BEGINS = ("in force", "applies from", "passed")
_ENDS = "ends"


def rules() -> pd.DataFrame:
    """The rules of the facts that have a date.

    Returns
    -------
    pandas.DataFrame
        One row a rule: ``place``, ``rule``, ``start`` (datetime; the day from which it is in
        force or applies, or the day on which it was passed where no other is known),
        ``start_is`` (which of these), ``end`` (datetime; NaT where no end is known) and ``id``,
        the fact that has the start. Sorted by start.
    """
    table = facts.load("rules")
    table = table.assign(day=table["value"].map(story.first_day)).dropna(subset="day")
    rows = []
    for (place, rule), dated in table.groupby(["place", "rule"], sort=False):
        begins = [row for kind in _BEGINS for row in dated[dated["aspect"] == kind].itertuples()]
        ends = dated.loc[dated["aspect"] == _ENDS, "day"]
        if begins:
            rows.append(
                {
                    "place": place, "rule": rule, "start": begins[0].day,
                    "start_is": begins[0].aspect, "id": begins[0].id,
                    "end": ends.iloc[0] if len(ends) else pd.NaT,
                }
            )  # fmt: skip
    return pd.DataFrame(rows).sort_values("start", kind="stable", ignore_index=True)


def in_force(table: pd.DataFrame, on: str | pd.Timestamp) -> pd.DataFrame:
    """The rules that are in force on a day: begun, and not ended by then.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``start`` and ``end``, as `rules` gives it.
    on : str or pandas.Timestamp
        A day, e.g. ``"2026-11-23"``. On the day of its end a rule is no longer in force.

    Raises
    ------
    ValueError
        When `on` is no date.
    """
    try:
        on = pd.Timestamp(on)
    except ValueError as error:
        raise ValueError(f"{on!r} is not a day. Write it like 2026-11-23.") from error
    return table[(table["start"] <= on) & (table["end"].isna() | (on < table["end"]))]
