"""Error rates of a matcher, in the order in which a learner meets them.

Scores are distances: smaller is more alike, and a match is ``distance <= threshold``.
The terms are those that public glossaries give for ISO/IEC 19795-1:2021, whose own text was not
read. A pair of photos is *mated* when both show the same person, *non-mated* when they show two
people.

A table of pairs has one row a pair of photos and these columns: ``distance`` (float),
``same_person`` (bool), ``person_a``, ``person_b`` and, for each attribute that people can
be grouped by, ``<attribute>_a`` and ``<attribute>_b``. `falsematch.measures.scores` makes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from falsematch import constants
from falsematch.measures import resampling


def false_match_rate(distances: np.ndarray, threshold: float) -> float:
    """FMR: the share of non-mated pairs that are called a match.

    FMR(t) = #{d <= t} / n, over the distances d of n non-mated pairs.

    Parameters
    ----------
    distances : array of float, shape (n,)
        Distances of non-mated pairs only.
    threshold : float
        Largest distance that still is a match.

    Returns
    -------
    float
        Between 0 and 1; NaN when there are no pairs.

    Raises
    ------
    ValueError
        When a distance is missing (NaN): a pair that was not compared is not a non-match.

    Examples
    --------
    Two of four pairs are at or below 0.6:

    >>> false_match_rate([0.4, 0.6, 0.7, 0.9], 0.6)
    0.5
    """
    distances = _without_gaps(distances)
    return float(np.mean(distances <= threshold)) if distances.size else float("nan")


def false_non_match_rate(distances: np.ndarray, threshold: float) -> float:
    """FNMR: the share of mated pairs that are *not* called a match.

    FNMR(t) = #{d > t} / n, over the distances d of n mated pairs.
    Parameters, result and errors as for `false_match_rate`, for mated pairs.

    Examples
    --------
    >>> false_non_match_rate([0.2, 0.3, 0.5, 0.6, 0.7], 0.5)
    0.4
    """
    distances = _without_gaps(distances)
    return float(np.mean(distances > threshold)) if distances.size else float("nan")


def threshold_at_fmr(distances: np.ndarray, target: float) -> float:
    """The loosest threshold whose FMR is at most a target.

    Any larger floating-point number would let one more non-mated pair through.

    Parameters
    ----------
    distances : array of float, shape (n,)
        Distances of non-mated pairs.
    target : float
        Between 0 and 1.

    Returns
    -------
    float
        ``inf`` for a target of 1.

    Raises
    ------
    ValueError
        When there are no pairs, a distance is missing, or the target is not from 0 to 1.

    Examples
    --------
    One pair in four may match, so the threshold stays just below the second distance:

    >>> round(threshold_at_fmr([0.4, 0.5, 0.7, 0.9], 0.25), 6)
    0.5
    >>> threshold_at_fmr([0.4, 0.5, 0.7, 0.9], 0.25) < 0.5
    True
    """
    if not 0 <= target <= 1:
        raise ValueError(f"A target FMR is a share from 0 to 1, not {target!r}.")
    ordered = np.sort(_without_gaps(distances))
    if not ordered.size:
        raise ValueError("There are no pairs, so no threshold can be set from them.")
    # 1e-9 mends products such as 0.29 * 100 = 28.999999999999996.
    allowed = int(np.floor(target * ordered.size + 1e-9))
    return float("inf") if allowed == ordered.size else float(np.nextafter(ordered[allowed], -1))


def det_curve(mated: np.ndarray, non_mated: np.ndarray) -> pd.DataFrame:
    """Both error rates at every threshold that makes a difference.

    A plot of FNMR against FMR is the *detection error trade-off* (DET) curve.

    Parameters
    ----------
    mated, non_mated : array of float
        Distances of each kind of pair.

    Returns
    -------
    pandas.DataFrame
        Columns ``threshold``, ``fmr``, ``fnmr``; one row a distinct distance, strictest
        first, after one row for a threshold below them all.

    Raises
    ------
    ValueError
        When there are no pairs of one kind, or a distance is missing.
    """
    mated, non_mated = np.sort(_without_gaps(mated)), np.sort(_without_gaps(non_mated))
    if not (mated.size and non_mated.size):
        raise ValueError("A DET curve needs pairs of both kinds, mated and non-mated.")
    thresholds = np.unique(np.concatenate([mated, non_mated]))
    thresholds = np.concatenate([[np.nextafter(thresholds[0], -1)], thresholds])
    return pd.DataFrame(
        {
            "threshold": thresholds,
            "fmr": np.searchsorted(non_mated, thresholds, side="right") / non_mated.size,
            "fnmr": 1 - np.searchsorted(mated, thresholds, side="right") / mated.size,
        }
    )


def share_of_true_alarms(fmr: float, fnmr: float, targets: float) -> float:
    """The share of alarms that are right, when few people are looked for.

    By Bayes' rule: with a share p of targets among the people who pass, of all who pass
    p (1 - FNMR) are found rightly and (1 - p) FMR are accused wrongly.

    Parameters
    ----------
    fmr, fnmr : float
        Error rates for one comparison, from 0 to 1.
    targets : float
        Share of the people who pass who are looked for, from 0 to 1.

    Returns
    -------
    float
        From 0 to 1; NaN when there are no alarms at all.

    Examples
    --------
    1 in 1,000 is looked for; one comparison in 100 goes wrong, either way:

    >>> round(share_of_true_alarms(fmr=0.01, fnmr=0.01, targets=0.001), 3)
    0.09
    """
    right = targets * (1 - fnmr)
    wrong = (1 - targets) * fmr
    return right / (right + wrong) if right + wrong else float("nan")


# --- rates of groups, with their uncertainty ----------------------------------------


def fmr_by_group(
    pairs: pd.DataFrame,
    thresholds: float | Sequence[float],
    group: str | None = None,
    across: bool = False,
    resamples: int = constants.RESAMPLES,
) -> pd.DataFrame:
    """False match rate of each group, with a 95 % interval.

    People are resampled, not pairs: 13 people make 312 pairs of photos, but are still 13
    people. See `falsematch.measures.resampling`.

    Parameters
    ----------
    pairs : pandas.DataFrame
        A table of pairs; mated pairs in it are left out.
    thresholds : float or sequence of float
    group : str, optional
        The attribute that makes the groups, e.g. ``"ethnicity"``. Everybody is one group,
        called ``everyone``, when left out.
    across : bool
        False: both people of a pair belong to the group. True: every combination of two
        groups, one person from each, beside the pairs within a group.
    resamples : int
        How often people are drawn anew.

    Returns
    -------
    pandas.DataFrame
        One row a group and threshold: ``group`` (with `across` also ``other_group``),
        ``threshold``, ``people``, ``pairs``, ``matches`` (int), and ``rate``, ``low``,
        ``high`` (shares from 0 to 1; NaN where there are no pairs).

    Raises
    ------
    ValueError
        When a column is missing, or a distance is.
    """
    pairs = _checked(pairs, group)
    rows = []
    for label, members, in_a_group in _groups(pairs[~pairs["same_person"]], group, across):
        measured = resampling.resample(
            members["person_a"], members["person_b"], members["distance"], thresholds,
            stratum_a=members[f"{group}_a"] if in_a_group else None,
            stratum_b=members[f"{group}_b"] if in_a_group else None,
            resamples=resamples,
        )  # fmt: skip
        rows.append(_rows(label, measured, measured.matches))
    table = _stacked(rows, across)
    # Somebody alone in a group has no pair there, but is still one person in it.
    for label in table.loc[table["pairs"] == 0, "group"].unique():
        alone = (table["group"] == label) & (table["pairs"] == 0)
        table.loc[alone, "people"] = _people_in(pairs, group, label)
    return table


def fnmr_by_group(
    pairs: pd.DataFrame,
    thresholds: float | Sequence[float],
    group: str | None = None,
    resamples: int = constants.RESAMPLES,
) -> pd.DataFrame:
    """False non-match rate of each group, with a 95 % interval.

    As `fmr_by_group`, over mated pairs. ``matches`` counts the pairs that *do* match.
    """
    pairs = _checked(pairs, group)
    rows = []
    for label, members, _ in _groups(pairs[pairs["same_person"]], group, across=False):
        measured = resampling.resample(
            members["person_a"], members["person_b"], members["distance"], thresholds,
            resamples=resamples,
        ).complement()  # fmt: skip
        rows.append(_rows(label, measured, measured.pairs - measured.matches))
    return _stacked(rows, across=False)


def fmr_ratio(
    pairs: pd.DataFrame,
    thresholds: float | Sequence[float],
    group: str,
    of: str,
    to: str,
    resamples: int = constants.RESAMPLES,
) -> pd.DataFrame:
    """How many times higher one group's FMR is than another's, with a 95 % interval.

    Parameters
    ----------
    pairs, thresholds, group, resamples
        As for `fmr_by_group`.
    of, to : str
        The group above and the group below the fraction line.

    Returns
    -------
    pandas.DataFrame
        One row a threshold: ``threshold``, ``ratio``, ``low``, ``high``, and ``people_of``,
        ``people_to``. A ratio to a rate of zero is ``inf``, or NaN when both are zero; an
        end of the interval is ``inf`` where resampling cannot bound it.
    """
    chosen = {
        label: members
        for label, members, _ in _groups(
            _checked(pairs, group).query("~same_person"), group, across=False
        )
    }
    for label in (of, to):
        if (label,) not in chosen:
            raise ValueError(f"There is no group {label!r}; there are {_names(chosen)}.")
    above, below = (
        resampling.resample(
            members["person_a"], members["person_b"], members["distance"], thresholds,
            resamples=resamples, seed=constants.SEED + number,
        )
        for number, members in enumerate([chosen[of,], chosen[to,]])
    )  # fmt: skip
    low, high = resampling.ratio_interval(above, below)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = above.rate / below.rate
    return pd.DataFrame(
        {
            "threshold": above.thresholds, "ratio": ratio, "low": low, "high": high,
            "people_of": above.people, "people_to": below.people,
        }
    )  # fmt: skip


def _names(groups: dict) -> str:
    return ", ".join(sorted(" and ".join(label) for label in groups))


def _without_gaps(distances: np.ndarray) -> np.ndarray:
    distances = np.asarray(distances, dtype=float).ravel()
    if np.isnan(distances).any():
        raise ValueError(
            f"{int(np.isnan(distances).sum())} distances are missing (NaN). Leave pairs out "
            "that were not compared, and say how many: they are not non-matches."
        )
    return distances


def _checked(pairs: pd.DataFrame, group: str | None) -> pd.DataFrame:
    needed = ["person_a", "person_b", "distance", "same_person"]
    needed += [f"{group}_a", f"{group}_b"] if group else []
    missing = [column for column in needed if column not in pairs.columns]
    if missing:
        raise ValueError(
            f"The table of pairs has no column {', '.join(missing)}; "
            f"it has {', '.join(map(str, pairs.columns))}."
        )
    _without_gaps(pairs["distance"])
    return pairs


def _groups(
    pairs: pd.DataFrame, group: str | None, across: bool
) -> Iterator[tuple[tuple[str, ...], pd.DataFrame, bool]]:
    """Each group's label, its pairs, and whether its pairs span two groups."""
    if group is None:
        yield ("everyone",), pairs, False
        return
    first, second = pd.Categorical(pairs[f"{group}_a"]), pd.Categorical(pairs[f"{group}_b"])
    labels = sorted(set(first.categories) | set(second.categories), key=str)
    # Compared by number: comparing words, row by row, would be most of a slider's step.
    first = pd.Index(labels).get_indexer(first.categories)[first.codes]
    second = pd.Index(labels).get_indexer(second.categories)[second.codes]
    for number, label in enumerate(labels):
        within = pairs[(first == number) & (second == number)]
        if ((first == number) | (second == number)).any():
            yield ((label, label) if across else (label,)), within, False
        for other in range(number + 1, len(labels)) if across else []:
            between = ((first == number) & (second == other)) | (
                (first == other) & (second == number)
            )
            yield (label, labels[other]), pairs[between], True


def _people_in(pairs: pd.DataFrame, group: str, label: str) -> int:
    return len(
        set(pairs.loc[pairs[f"{group}_a"] == label, "person_a"])
        | set(pairs.loc[pairs[f"{group}_b"] == label, "person_b"])
    )


def _rows(label: tuple[str, ...], measured: resampling.Resampled, matches) -> pd.DataFrame:
    low, high = measured.interval()
    names = {"group": label[0]} | ({"other_group": label[1]} if len(label) == 2 else {})
    return pd.DataFrame(
        {
            **names, "threshold": measured.thresholds, "people": measured.people,
            "pairs": measured.pairs, "matches": matches, "rate": measured.rate,
            "low": low, "high": high,
        }
    )  # fmt: skip


def _stacked(rows: list[pd.DataFrame], across: bool) -> pd.DataFrame:
    if rows:
        return pd.concat(rows, ignore_index=True)
    names = ["group", "other_group"] if across else ["group"]
    return pd.DataFrame(
        columns=[*names, "threshold", "people", "pairs", "matches", "rate", "low", "high"]
    )
