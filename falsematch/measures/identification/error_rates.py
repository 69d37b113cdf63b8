"""How often a search of a list names a stranger (FPIR) or misses the right person (FNIR).

`fpir` takes a *search table*: a data frame of distances with one row a probe and one column a
person in the gallery, made by `table` from a score table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from falsematch.measures import intervals
from falsematch.measures.drawn_by_lot import chance_of_no_match, chance_when_one_leaves


def table(pairs: pd.DataFrame) -> pd.DataFrame:
    """A score table of searches for people who are not in the list, as a search table.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row a comparison, as `falsematch.measures.scores.load` gives for ``congress_search``:
        ``person_a`` is the probe, ``person_b`` is in the gallery.

    Returns
    -------
    pandas.DataFrame
        Distances: one row a probe, one column a person in the gallery.

    Raises
    ------
    ValueError
        When a probe is in the gallery, or not every probe was compared once with everybody.

    Examples
    --------
    >>> pairs = pd.DataFrame({
    ...     "person_a": ["ana", "ana", "bea", "bea"], "person_b": ["x", "y", "x", "y"],
    ...     "distance": [0.7, 0.5, 0.4, 0.6], "same_person": False,
    ... })
    >>> table(pairs)
           x    y
    ana  0.7  0.5
    bea  0.4  0.6
    """
    refuse_mated(pairs)
    (row, probes), (column, gallery) = (
        pd.factorize(pairs[f"person_{side}"], sort=True) for side in "ab"
    )
    distances = np.full((len(probes), len(gallery)), np.nan)
    distances[row, column] = pairs["distance"]
    if distances.size != len(pairs) or np.isnan(distances).any():
        raise ValueError(
            f"{len(probes):,} probes against {len(gallery):,} people are {distances.size:,} "
            f"comparisons; the table has {len(pairs):,}. Each probe needs one row for each person."
        )
    return pd.DataFrame(distances, index=list(probes), columns=list(gallery))


def refuse_mated(pairs: pd.DataFrame) -> None:
    """Raise `ValueError` when a probe of a score table is in the gallery."""
    if pairs["same_person"].any():
        raise ValueError(
            "Somebody searched for is in the gallery. Leave mated pairs out: a candidate who is "
            "the right person is no false positive."
        )


def fpir(
    searches: pd.DataFrame | np.ndarray,
    thresholds: float | Sequence[float],
    gallery_sizes: int | Sequence[int] | None = None,
) -> pd.DataFrame:
    """FPIR: the share of probes, none of them in the list, for whom somebody is named.

    FPIR(N, t) = #{probes with at least one d <= t} / #{probes} for a gallery of N. For a
    shorter list than the whole, it is the mean over *all* lists of that length that can be drawn
    from it. A probe with h matches among G people has none among N of
    them with chance C(G - h, N) / C(G, N), so no list need be drawn (the rarefaction of Hurlbert,
    "The nonconcept of species diversity", Ecology 52, 1971).

    The 95 % interval is for other people searched for in other lists like these. Both the probes
    and the people in the list are taken as drawn by chance: the variance is that of the probes,
    plus that of the list, minus what both count (Cameron, Gelbach and Miller, "Robust inference
    with multiway clustering", Journal of Business & Economic Statistics 29, 2011). For the list
    it is the jackknife: each person is left out once. Drawing the list anew with replacement
    would not do, as a list with copies holds fewer people and names fewer. The interval is the
    exact binomial one for as many independent probes as would be as uncertain (Korn and
    Graubard, Survey Methodology 24, 1998). For the whole list it is that of
    `falsematch.measures.replays.fpir_by_group`.

    Parameters
    ----------
    searches : pandas.DataFrame or numpy.ndarray, shape (p, G)
        A search table, from `table`.
    thresholds : float or sequence of float
    gallery_sizes : int or sequence of int, optional
        Lengths of list, from 1 to G. The whole list when left out.

    Returns
    -------
    pandas.DataFrame
        One row a threshold and length: ``threshold``, ``gallery_size``, ``people`` (probes),
        ``named`` (probes for whom somebody is named; a mean over lists, so not always a whole
        number), ``rate``, ``low``, ``high`` (shares from 0 to 1).

    Raises
    ------
    ValueError
        When the table is empty, a distance is missing, or a list cannot have that length.

    Examples
    --------
    Of two probes one has a match at 0.5, with one of two people. In a list of one of them it
    depends on who it is:

    >>> fpir([[0.5, 0.8], [0.7, 0.9]], 0.5, [1, 2])[["gallery_size", "named", "rate"]]
       gallery_size  named  rate
    0             1    0.5  0.25
    1             2    1.0  0.50
    """
    distances = _searches(searches)
    people, whole = distances.shape
    sizes = np.atleast_1d(whole if gallery_sizes is None else gallery_sizes)
    if ((sizes < 1) | (sizes > whole)).any():
        raise ValueError(f"A list drawn from {whole:,} people has 1 to {whole:,} of them.")
    rows = []
    for threshold in np.atleast_1d(thresholds):
        probe, listed = np.nonzero(distances <= threshold)
        matches = np.bincount(probe, minlength=people)
        for size in sizes:
            named = 1 - chance_of_no_match(whole, size)[matches]
            low, high = _interval(named, matches, probe, listed, whole, size)
            rows.append(
                {
                    "threshold": float(threshold), "gallery_size": int(size), "people": people,
                    "named": float(named.sum()), "rate": float(named.mean()),
                    "low": low, "high": high,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def expected_fpir(
    fmr: float | Sequence[float], gallery_sizes: int | Sequence[int]
) -> np.ndarray | float:
    """FPIR as it would be if every comparison were a toss of a coin of its own.

    One rate for everybody: 1 - (1 - FMR)^N. A rate for each probe: the mean of that over the
    probes.

    Parameters
    ----------
    fmr : float, or sequence of float, shape (p,)
        One false match rate for all comparisons, or one for each probe, from 0 to 1.
    gallery_sizes : int or sequence of int
        Lengths of list.

    Returns
    -------
    float, or numpy.ndarray with one for each length

    Raises
    ------
    ValueError
        When a rate is not from 0 to 1.

    Examples
    --------
    >>> round(expected_fpir(0.01, 100), 3)
    0.634

    The same mean rate, but all of it with one of two probes:

    >>> round(expected_fpir([0.02, 0.0], 100), 3)
    0.434
    """
    rates, sizes = np.atleast_1d(np.asarray(fmr, dtype=float)), np.asarray(gallery_sizes)
    if not ((rates >= 0) & (rates <= 1)).all():
        raise ValueError("A false match rate is a share from 0 to 1.")
    with np.errstate(divide="ignore"):  # a rate of 1: the logarithm of nought
        # Through the logarithm: 1 - (1 - 1e-17)^N would be nought for every N.
        named = -np.expm1(np.multiply.outer(sizes, np.log1p(-rates))).mean(axis=-1)
    return named if sizes.ndim else float(named)


def fnir(others: np.ndarray, mates: Sequence[float], shown: int | Sequence[int]) -> pd.DataFrame:
    """FNIR of a search that shows the closest few: how often the right person is not among them.

    FNIR(N, R) = #{mated probes whose mate has a rank above R} / #{mated probes}, without a
    threshold. The rank is 1 + the number of strangers who are closer.

    Parameters
    ----------
    others : numpy.ndarray, shape (p, n)
        Each probe's distances to strangers in the list: to all, or to the n closest where n is
        at least as many as are shown.
    mates : sequence of float, length p
        Each probe's distance to the right person in the list.
    shown : int or sequence of int
        How many candidates are shown.

    Returns
    -------
    pandas.DataFrame
        One row a number shown: ``shown``, ``people``, ``missed`` (int), ``rate``, ``low``,
        ``high``. The 95 % interval is the exact binomial one: other probes, the same list.

    Examples
    --------
    Nobody is closer than the first mate, two strangers are closer than the second:

    >>> fnir([[0.5, 0.6], [0.3, 0.4]], [0.2, 0.45], [1, 2, 3])[["shown", "missed", "rate"]]
       shown  missed  rate
    0      1       1   0.5
    1      2       1   0.5
    2      3       0   0.0
    """
    others, mates = _searches(others), np.asarray(mates, dtype=float)
    if mates.shape != (len(others),) or np.isnan(mates).any():
        raise ValueError(f"Each of the {len(others):,} probes needs one distance to its mate.")
    rank = 1 + (others < mates[:, None]).sum(axis=1)
    rows = []
    for most in np.atleast_1d(shown):
        missed = int((rank > most).sum())
        low, high = intervals.binomial_interval(missed, len(mates))
        rows.append(
            {
                "shown": int(most), "people": len(mates), "missed": missed,
                "rate": missed / len(mates), "low": low, "high": high,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _searches(distances: pd.DataFrame | np.ndarray) -> np.ndarray:
    distances = np.asarray(distances, dtype=float)
    if distances.ndim != 2 or not distances.size:
        raise ValueError(
            "A search table has one row a probe and one column a person in the list, and at "
            "least one of each. Make it with search.table(pairs)."
        )
    if np.isnan(distances).any():
        raise ValueError("A distance is missing (NaN). Leave people out who were not compared.")
    return distances


def _interval(
    named: np.ndarray,
    matches: np.ndarray,
    probe: np.ndarray,
    listed: np.ndarray,
    whole: int,
    size: int,
) -> tuple[float, float]:
    """Interval of a mean of `named`; `probe` and `listed` say which pairs match."""
    people, rate = len(named), float(named.mean())
    by_probe = float(named.var()) / people
    if rate in {0.0, 1.0} or whole == 1:
        return intervals.binomial_interval(round(rate * people), people)
    # So many searches could be made without comparing the same two people twice.
    most = people * whole / size
    # What each probe's chance loses when somebody who matches it leaves the list.
    left, stayed = chance_when_one_leaves(whole, size, matches)
    lost = (left - stayed)[probe] / people
    by_listed = float((np.bincount(listed, weights=lost, minlength=whole) ** 2).sum())
    variance = float(intervals.variance_two_ways(by_probe, by_listed, (lost**2).sum()))
    return intervals.interval_from_variance(rate, variance, most)
