"""False links and missed links: their share in each group, and how far a shown probability is right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from falsematch import constants
from falsematch.measures import intervals


def false_links_by_group(
    links: pd.DataFrame, agency: pd.DataFrame, thresholds: float | Sequence[float]
) -> pd.DataFrame:
    """Return the share of agency records that are linked to a record of somebody else.

    An agency record counts once, however many others it is linked to, and also when its own
    record is linked as well. Given only the records of people who are not in the register, it is
    the false positive identification rate of names (FPIR), with a record for the probe and the
    register for the gallery. Given all records it is close to that, but not the same.

    Parameters
    ----------
    links : pandas.DataFrame
        From `link`.
    agency : pandas.DataFrame
        The records to count, one a person: all of the agency's or some of them.
    thresholds : float or sequence of float
        Match weights in bits; at the threshold is linked.

    Returns
    -------
    pandas.DataFrame
        One row a group and threshold: ``group``, ``threshold``, ``people`` (agency records),
        ``links`` (of them linked falsely), ``rate``, ``low``, ``high``. Each person of the
        agency's file counts once, so the 95 % interval is the exact binomial one. It says how
        other people of the agency would fare with this register, not with another.
    """
    heaviest = _heaviest(links[~links["same_person"]], agency.index)
    return _by_group(heaviest, agency["group"], thresholds, missed=False)


def missed_links_by_group(
    links: pd.DataFrame,
    agency: pd.DataFrame,
    register: pd.DataFrame,
    thresholds: float | Sequence[float],
) -> pd.DataFrame:
    """Share of agency records whose person is in the register and whose own record is missed.

    The false negative identification rate of names (FNIR). Result as that of
    `false_links_by_group`; ``links`` counts the missed.
    """
    known = agency[agency["person"].isin(register["person"])]
    own = _heaviest(links[links["same_person"]], known.index)
    return _by_group(own, known["group"], thresholds, missed=True)


def _heaviest(links: pd.DataFrame, records: pd.Index) -> pd.Series:
    """The weight of each agency record's heaviest link; minus infinity where it has none."""
    return links.groupby("record_a")["weight"].max().reindex(records, fill_value=-np.inf)


def _by_group(
    weights: pd.Series, groups: pd.Series, thresholds: float | Sequence[float], missed: bool
) -> pd.DataFrame:
    thresholds = np.atleast_1d(np.asarray(thresholds, dtype=float))
    rows = []
    for group, members in weights.groupby(groups, sort=False):
        people = len(members)
        below = np.searchsorted(np.sort(members.to_numpy()), thresholds, side="left")
        for at, count in zip(thresholds, below if missed else people - below, strict=True):
            low, high = intervals.binomial_interval(int(count), people)
            rows.append(
                {"group": group, "threshold": at, "people": people, "links": int(count),
                 "rate": count / people, "low": low, "high": high}
            )  # fmt: skip
    return pd.DataFrame(rows)


def right_by_group(
    links: pd.DataFrame, least: float, most: float, resamples: int = constants.RESAMPLES
) -> pd.DataFrame:
    """Of links with a match probability in a range, which share is right?

    Parameters
    ----------
    links : pandas.DataFrame
        From `link`.
    least, most : float
        The range of ``probability``: from `least`, below `most`.
    resamples : int

    Returns
    -------
    pandas.DataFrame
        One row a group of the agency's records: ``group``, ``people``, ``links`` (in the
        range), ``shown`` (their mean probability), ``rate`` (the share that is right), ``low``,
        ``high``. A person can have several links in the range, so people are resampled and
        not links; with nothing but right or wrong links the interval is the exact binomial one
        over people, and with fewer than five people it is 0 to 1.

    Raises
    ------
    ValueError
        When no link lies in the range.
    """
    chosen = links[(links["probability"] >= least) & (links["probability"] < most)]
    if chosen.empty:
        raise ValueError(f"No link has a probability from {least} to below {most}.")
    random = np.random.default_rng(constants.SEED)
    tails = [(1 - constants.COVERAGE) / 2, (1 + constants.COVERAGE) / 2]
    rows = []
    for group, members in chosen.groupby("group_a"):
        each = members.groupby("person_a")["same_person"].agg(["sum", "size"]).to_numpy()
        right, people = int(each[:, 0].sum()), len(each)
        drawn = random.multinomial(people, np.full(people, 1 / people), size=resamples) @ each
        low, high = np.quantile(drawn[:, 0] / drawn[:, 1], tails)
        if people < constants.FEWEST_PEOPLE:
            low, high = 0.0, 1.0
        elif right in (0, len(members)):
            low, high = intervals.binomial_interval(people if right else 0, people)
        rows.append(
            {"group": group, "people": people, "links": len(members),
             "shown": members["probability"].mean(), "rate": right / len(members),
             "low": float(low), "high": float(high)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def at_least_one(*rates: float) -> float:
    """The chance that at least one of several systems names somebody wrongly.

    1 - (1 - r1)(1 - r2)..., if they err independently of each other: an assumption. Systems
    that confuse the same people err together; then it is less often, and more often both.

    Examples
    --------
    >>> round(at_least_one(0.1, 0.2), 2)
    0.28
    """
    if any(not 0 <= rate <= 1 for rate in rates):
        raise ValueError("Rates are shares from 0 to 1.")
    return float(1 - np.prod([1 - rate for rate in rates]))
