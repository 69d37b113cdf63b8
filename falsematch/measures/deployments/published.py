"""What has been published: trials of live face recognition by police, and officers in a study."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from falsematch import facts
from falsematch.measures import intervals


def passport_officers() -> dict[str, float]:
    """How often the officers of one published study accepted a right and a wrong person.

    For a `Deployment`: ``acts_on_right`` and ``acts_on_wrong``, from the table ``error_rates`` of
    `falsematch.facts`. They compared a photo with somebody who stood before them, in peace; the
    wrong photos had been chosen to look alike. Officers in a street were not studied.

    Examples
    --------
    >>> passport_officers()
    {'acts_on_right': 0.94, 'acts_on_wrong': 0.14}
    """
    values = facts.load("error_rates").set_index("id")["value"]
    rejects, accepts = (
        _read_share(values[f"passport-officers-false-{kind}"])[0] for kind in ("reject", "accept")
    )
    return {"acts_on_right": round(1 - rejects, 6), "acts_on_wrong": accepts}


_COUNTS = {
    "faces scanned": "faces", "alerts": "alerts", "true alerts": "true", "false alerts": "false",
}  # fmt: skip
_ABOUT = r"(?P<about>about |around |over |under |more than )?"
_NUMBER = re.compile(_ABOUT + r"(?P<number>[\d,]+(?:\.\d+)?)(?P<million> million)?(?P<plus>\+)?")
_PER = re.compile(r"(?:one|1) in ([\d,]+)")
_PERCENT = re.compile(_ABOUT + r"([\d.]+) %")


def trials() -> pd.DataFrame:
    """Published figures of live face recognition by police, one row a trial.

    What is not published but follows is computed: alerts = true + false.

    Returns
    -------
    pandas.DataFrame
        In order of year: ``force``, ``trial``, ``year`` (int), ``faces``, ``alerts``, ``true``,
        ``false`` (NaN where not known), ``about`` (True where a count is rounded in the source),
        ``per_face`` with ``per_face_low``, ``per_face_high``: false alerts over faces scanned,
        and ``right`` with ``right_low``, ``right_high``: right alerts over alerts. Intervals are
        exact binomial, 95 %. Where only a rate was published, there is no interval (NaN). A use
        of which neither can be computed stays in the table with NaN, so that it can be counted.

    Notes
    -----
    A face scanned is not a person: who passes twice counts twice, so the counts are not quite
    independent and the intervals are somewhat too narrow. Who calls an alert right differs too.
    Rows overlap: police, press and researchers count some of the same days. Do not add them up.
    """
    table = facts.load("police_trials")
    keys = ["year", "force", "trial"]
    # A figure for an average day is no count of what happened.
    a_day = table["unit"].str.endswith("a day", na=False)
    counted = table[table["measure"].isin(_COUNTS) & ~a_day]
    numbers = counted.assign(number=[read_count(value)[0] for value in counted["value"]])
    wide = numbers.pivot(index=keys, columns="measure", values="number")
    wide = wide.rename(columns=_COUNTS).reindex(columns=list(_COUNTS.values()))
    wide["alerts"] = wide["alerts"].fillna(wide["true"] + wide["false"])
    wide["true"] = wide["true"].fillna(wide["alerts"] - wide["false"])
    wide["false"] = wide["false"].fillna(wide["alerts"] - wide["true"])

    for name, top, bottom in (("per_face", "false", "faces"), ("right", "true", "alerts")):
        wide[name] = wide[top] / wide[bottom]
        ends = [
            (np.nan, np.nan) if pd.isna(share) else intervals.binomial_interval(int(a), int(b))
            for a, b, share in zip(wide[top], wide[bottom], wide[name], strict=True)
        ]
        wide[[f"{name}_low", f"{name}_high"]] = ends
    rates = table[table["measure"] == "false alert rate"]
    of_alerts = rates["unit"] == "of alerts"
    shares, rounded = zip(*map(_read_share, rates["value"]), strict=True)
    rates = rates.assign(
        name=np.where(of_alerts, "right", "per_face"),
        share=np.where(of_alerts, 1 - np.array(shares), shares),
    )
    # A rate that was published without its counts fills a gap, and has no interval.
    wide = wide.combine_first(rates.pivot(index=keys, columns="name", values="share"))
    about = counted[[read_count(value)[1] for value in counted["value"]]]
    about = pd.concat([about[keys], rates.loc[list(rounded), keys]])
    wide["about"] = wide.index.isin(pd.MultiIndex.from_frame(about))
    known = wide.reset_index()
    known["year"] = known["year"].astype(int)
    return known.sort_values(["year", "trial"], kind="stable").reset_index(drop=True)


def read_count(text: str) -> tuple[float, bool]:
    """A published count as a number, and whether the source rounds it.

    Examples
    --------
    >>> read_count("2,470"), read_count("more than 2.5 million"), read_count("no matches")
    ((2470.0, False), (2500000.0, True), (nan, False))
    """
    found = _NUMBER.fullmatch(text)
    if not found:
        return float("nan"), False
    number = float(found["number"].replace(",", "")) * (1e6 if found["million"] else 1)
    return number, bool(found["about"] or found["plus"] or found["million"])


def _read_share(text: str) -> tuple[float, bool]:
    """``one in 6,000`` or ``under 0.1 %`` as a share, and whether the source rounds it."""
    if found := _PER.fullmatch(text):
        return 1 / float(found[1].replace(",", "")), False
    if found := _PERCENT.fullmatch(text):
        return float(found[2]) / 100, bool(found["about"])
    raise facts.FactError(f"A rate of false alerts is written 1 in 1,000 or 0.1 %, not {text!r}.")
