"""Who is flagged: each member's closest candidate, FPIR of groups, and shares of the flagged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from falsematch.measures import identification, intervals, resampling, scores


def closest(pairs: pd.DataFrame) -> pd.DataFrame:
    """Each probe's closest candidate in the gallery.

    Parameters
    ----------
    pairs : pandas.DataFrame
        A score table of a search, as ``congress_search``: ``person_a`` is the probe,
        ``person_b`` the candidate, every probe compared with the same gallery.

    Returns
    -------
    pandas.DataFrame
        One row a probe, closest first: ``person``, ``candidate``, ``distance``,
        ``next_distance`` (of the second closest; ``inf`` where the gallery has one person),
        and each attribute of `pairs` for the probe (``sex``, ``black``, ...) and for the
        candidate (``candidate_sex``, ...).

    Raises
    ------
    ValueError
        When a column is missing, a distance is, or there are mated pairs.

    Examples
    --------
    >>> search = pd.DataFrame({
    ...     "person_a": ["ana", "ana", "bea", "bea"], "person_b": ["x", "y", "x", "y"],
    ...     "distance": [0.7, 0.5, 0.4, 0.6], "same_person": False,
    ... })
    >>> closest(search)
      person candidate  distance  next_distance
    0    bea         x       0.4            0.6
    1    ana         y       0.5            0.7
    """
    missing = {"person_a", "person_b", "distance", "same_person"} - set(pairs.columns)
    if missing:
        raise ValueError(
            f"The table has no column {', '.join(sorted(missing))}. Load a search, for example "
            'with scores.load("congress_search").'
        )
    if pairs["distance"].isna().any():
        raise ValueError("A distance is missing. Leave pairs out that were not compared.")
    identification.refuse_mated(pairs)
    # By whole numbers: sorting 1.5 million words would take seconds.
    probe = pd.factorize(pairs["person_a"])[0]
    distance = pairs["distance"].to_numpy()
    order = np.lexsort((distance, probe))
    starts = np.flatnonzero(np.diff(probe[order], prepend=-1))
    ends = np.append(starts[1:], len(order))
    second = np.where(starts + 1 < ends, starts + 1, starts)
    best = pairs.iloc[order[starts]]
    attributes = [name[:-2] for name in pairs.columns if name.endswith("_a")]
    attributes = [name for name in attributes if name not in ("person", "photo")]
    table = {
        "person": best["person_a"].astype("str").to_numpy(),
        "candidate": best["person_b"].astype("str").to_numpy(),
        "distance": best["distance"].to_numpy(),
        "next_distance": np.where(second > starts, distance[order[second]], np.inf),
    }
    table |= {name: best[f"{name}_a"].to_numpy() for name in attributes}
    table |= {f"candidate_{name}": best[f"{name}_b"].to_numpy() for name in attributes}
    return pd.DataFrame(table).sort_values(["distance", "person"]).reset_index(drop=True)


def fpir_by_group(
    closest: pd.DataFrame, thresholds: float | Sequence[float], group: str | None = None
) -> pd.DataFrame:
    """FPIR of each group: the share of its probes with a candidate, all of them wrong.

    FPIR(t) = #{probes whose closest candidate has d <= t} / #{probes}.

    The 95 % interval is for other people searched against another list like this one. Both the
    probes and the people in the list are taken as drawn by chance, with the variance for two
    ways of clustering: by probe, plus by candidate, minus by both (Cameron, Gelbach and Miller,
    "Robust inference with multiway clustering", Journal of Business & Economic Statistics 29,
    2011). It grows when several probes are flagged only because of one person in the list. The
    interval is the exact binomial one for as many independent probes as would be as uncertain
    (Korn and Graubard, "Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data", Survey Methodology 24, 1998). Drawing the list
    anew with replacement would not do: a list with copies holds fewer people and flags fewer.
    On samples of ``congress_search`` it holds the truth at least as often as it says. Where two
    or three people in the list stand behind most of what is flagged, no interval from one list
    is wide enough.

    Parameters
    ----------
    closest : pandas.DataFrame
        From `closest`.
    thresholds : float or sequence of float
    group : str, optional
        A column of `closest`, e.g. ``"black"``. Everybody is one group, ``everyone``, without.

    Returns
    -------
    pandas.DataFrame
        One row a group and threshold: ``group``, ``threshold``, ``people`` (probes),
        ``flagged`` (int), ``rate``, ``low``, ``high`` (shares from 0 to 1).

    Raises
    ------
    ValueError
        When the column of the group is missing.

    Examples
    --------
    Of two probes one has a candidate at 0.45:

    >>> two = pd.DataFrame({"candidate": ["x", "y"], "distance": [0.4, 0.5],
    ...                     "next_distance": [0.6, 0.7]})
    >>> fpir_by_group(two, 0.45)[["group", "people", "flagged", "rate"]]
          group  people  flagged  rate
    0  everyone       2        1   0.5
    """
    rows = []
    for label, members in _groups(closest, group):
        for threshold in np.atleast_1d(thresholds):
            flagged = (members["distance"] <= threshold).to_numpy()
            low, high = _interval(
                members, threshold, int(flagged.sum()), len(members), 1 / len(members)
            )
            rows.append(
                {
                    "group": label, "threshold": float(threshold), "people": len(members),
                    "flagged": int(flagged.sum()), "rate": float(flagged.mean()),
                    "low": low, "high": high,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def share_of_flagged(
    closest: pd.DataFrame, thresholds: float | Sequence[float], group: str
) -> pd.DataFrame:
    """Of the probes that are flagged, the share in each group, beside its share of all probes.

    The interval as in `fpir_by_group`.

    Parameters
    ----------
    closest, thresholds, group
        As for `fpir_by_group`.

    Returns
    -------
    pandas.DataFrame
        One row a group and threshold: ``group``, ``threshold``, ``people`` (all who are
        flagged, of every group), ``flagged`` (those of the group), ``rate``, ``low``, ``high``,
        and ``share_of_all``. Where nobody is flagged, ``rate`` and its interval are NaN.

    Examples
    --------
    >>> three = pd.DataFrame({"candidate": list("xyz"), "distance": [0.4, 0.5, 0.6],
    ...                       "next_distance": 0.9, "sex": ["female", "male", "male"]})
    >>> share_of_flagged(three, 0.5, "sex")[["group", "people", "flagged", "rate"]]
        group  people  flagged  rate
    0  female       2        1   0.5
    1    male       2        1   0.5
    """
    rows = []
    for label, members in _groups(closest, group):
        in_group = closest[group].eq(label).to_numpy()
        for threshold in np.atleast_1d(thresholds):
            every = (closest["distance"] <= threshold).to_numpy()
            both, people = every & in_group, int(every.sum())
            share = both.sum() / people if people else float("nan")
            # Whoever is flagged no more leaves both the group's count and everybody's.
            weight = (both - share) / people if people else 0.0
            low, high = _interval(closest, threshold, int(both.sum()), people, weight)
            rows.append(
                {
                    "group": label, "threshold": float(threshold), "people": people,
                    "flagged": int(both.sum()), "rate": share, "low": low, "high": high,
                    "share_of_all": len(members) / len(closest),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _groups(closest: pd.DataFrame, group: str | None) -> list[tuple[str, pd.DataFrame]]:
    if group is None:
        return [("everyone", closest)]
    if group not in closest.columns:
        raise ValueError(
            f"There is no column {group!r} to make groups; there are {', '.join(closest.columns)}."
        )
    return [(label, closest[closest[group] == label]) for label in sorted(closest[group].unique())]


def _interval(
    probes: pd.DataFrame, threshold: float, count: int, trials: int, weight: np.ndarray | float
) -> tuple[float, float]:
    """Interval of a share; `weight` is what it loses when a probe is flagged no more."""
    if not trials:
        return float("nan"), float("nan")
    share = count / trials
    by_probe = share * (1 - share) / trials
    if not by_probe:
        return intervals.binomial_interval(count, trials)
    # A candidate who left the list would take along the probes that have no other candidate.
    lost = pd.DataFrame({"of": probes["candidate"].astype("str"), "weight": weight})
    lost = lost[(probes["distance"] <= threshold) & (probes["next_distance"] > threshold)]
    by_candidate = (lost.groupby("of")["weight"].sum() ** 2).sum()
    by_both = (lost["weight"] ** 2).sum()
    variance = float(intervals.variance_two_ways(by_probe, by_candidate, by_both))
    return intervals.interval_from_variance(share, variance, trials)


def matches_by_list(pairs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Matches per comparison, by who is searched and who is in the list.

    Returns
    -------
    pandas.DataFrame
        One row a combination of ``searched`` and ``listed`` (``Black members`` or ``other
        members``): ``threshold``, ``people`` (searched), ``in_list`` (people), ``matches``,
        ``rate`` (of comparisons), ``low``, ``high``; the interval resamples people on both
        sides (see `falsematch.measures.resampling`).
    """
    rows = []
    for searched in (scores.BLACK_MEMBERS, scores.OTHER_MEMBERS):
        for listed in (scores.BLACK_MEMBERS, scores.OTHER_MEMBERS):
            chosen = pairs[(pairs["black_a"] == searched) & (pairs["black_b"] == listed)]
            measured = resampling.resample(
                chosen["person_a"], chosen["person_b"],
                chosen["distance"], threshold,
                stratum_a=_one_label("searched", len(chosen)),
                stratum_b=_one_label("listed", len(chosen)),
            )  # fmt: skip
            low, high = measured.interval()
            rows.append(
                {
                    "searched": searched, "listed": listed, "threshold": threshold,
                    "people": chosen["person_a"].nunique(),
                    "in_list": chosen["person_b"].nunique(),
                    "matches": int(measured.matches[0]), "rate": measured.rate[0],
                    "low": low[0], "high": high[0],
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _one_label(label: str, count: int) -> pd.Categorical:
    """One label for every row, without a million words."""
    return pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), [label])
