"""Who is on the list? FPIR of each group for lists of chosen composition.

A search names somebody wrongly when anybody in the list is close enough. So the false positive
identification rate (FPIR) belongs to a matcher, a threshold *and* a list. Here the matcher
and the people searched for stay as they are, and the list changes: it has a fixed size, and so many people of one group, drawn by lot from all who are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from falsematch.measures import identification, intervals
from falsematch.measures.drawn_by_lot import chance_of_no_match, chance_when_one_leaves


@dataclass(frozen=True)
class Searches:
    """Searches of people from two groups among people from two groups.

    Attributes
    ----------
    distances : array of float, shape (probes, pool)
        Row: a person searched for. Column: somebody else, who may be put on the list.
    groups : tuple of str
        The two groups: the one that is counted, and the other.
    probe_group, pool_group : array of int, shape (probes,) and (pool,)
        0 for the first of `groups`, 1 for the second.
    """

    distances: np.ndarray
    groups: tuple[str, str]
    probe_group: np.ndarray
    pool_group: np.ndarray

    def pool(self) -> dict[str, np.ndarray]:
        """Columns of each group: who there is to draw a list from."""
        return {
            group: np.flatnonzero(self.pool_group == number)
            for number, group in enumerate(self.groups)
        }


def searches(pairs: pd.DataFrame, attribute: str, of: str) -> Searches:
    """The searches of a score table, with everybody's group.

    Parameters
    ----------
    pairs : pandas.DataFrame
        For example ``congress_search`` of `falsematch.measures.scores`.
    attribute : str
        What makes the groups, e.g. ``"black"``.
    of : str
        The group that is counted, e.g. ``"Black members"``.

    Raises
    ------
    ValueError
        When the attribute does not make two groups, `of` is none of them, or the table is not
        one of searches (see `falsematch.measures.identification.table`).

    Examples
    --------
    >>> pairs = pd.DataFrame({
    ...     "person_a": ["p", "p", "q", "q"], "person_b": ["x", "y", "x", "y"],
    ...     "g_a": ["a", "a", "b", "b"], "g_b": ["a", "b", "a", "b"],
    ...     "distance": [0.4, 0.9, 0.8, 0.5], "same_person": False,
    ... })
    >>> found = searches(pairs, "g", of="b")
    >>> found.distances.tolist(), found.pool()
    ([[0.4, 0.9], [0.8, 0.5]], {'b': array([1]), 'a': array([0])})
    """
    missing = {f"{attribute}_a", f"{attribute}_b"} - set(pairs.columns)
    if missing:
        raise ValueError(f"The table has no column {', '.join(sorted(missing))}.")
    distances = identification.table(pairs)
    labels = {*pairs[f"{attribute}_a"].unique(), *pairs[f"{attribute}_b"].unique()}
    if len(labels) != 2 or of not in labels:
        raise ValueError(
            f"{of!r} must be one of two groups; {attribute!r} has "
            f"{', '.join(sorted(map(str, labels)))}."
        )
    (other,) = labels - {of}
    numbers = []
    for side, people in (("a", distances.index), ("b", distances.columns)):
        first = pairs.drop_duplicates(f"person_{side}")
        group = first.set_index(first[f"person_{side}"].astype(str))[f"{attribute}_{side}"]
        numbers.append((group.loc[[str(person) for person in people]] != of).to_numpy().astype(int))
    return Searches(distances.to_numpy(), (of, other), *numbers)


# --- one list -----------------------------------------------------------------------------


def draw_list(
    pool: Mapping[str, Sequence], counts: Mapping[str, int], random: np.random.Generator
) -> list:
    """Draw a list: so many of each group, nobody twice.

    Raises
    ------
    ValueError
        When a group has fewer people than are asked for.

    Examples
    --------
    >>> drawn = draw_list({"a": [0, 1], "b": [2, 3, 4]}, {"a": 2, "b": 1},
    ...                   np.random.default_rng(1))
    >>> len(drawn), set(drawn) >= {0, 1}
    (3, True)
    """
    for group, count in counts.items():
        if not 0 <= count <= len(pool[group]):
            raise ValueError(
                f"There are {len(pool[group])} people of {group!r}; {count} cannot be drawn."
            )
    return [
        person
        for group, count in counts.items()
        for person in random.choice(pool[group], size=count, replace=False)
    ]


def fpir_of_list(distances: np.ndarray, listed: Sequence[int], threshold: float) -> float:
    """FPIR with one list: the share of probes with at least one listed person close enough.

    FPIR(t) = #{probes with min d <= t} / #{probes}, over the columns of the list.

    Parameters
    ----------
    distances : array of float, shape (probes, pool)
    listed : sequence of int
        Columns that are on the list.
    threshold : float

    Examples
    --------
    Only the first column is on the list, and one of two probes is close to it:

    >>> fpir_of_list(np.array([[0.4, 0.9], [0.8, 0.5]]), [0], 0.6)
    0.5
    """
    on_list = np.asarray(distances)[:, np.asarray(listed, dtype=int)]
    return float((on_list <= threshold).any(axis=1).mean())


# --- all lists of one composition -----------------------------------------------------------


def fpir_by_composition(
    searches: Searches, listed: Sequence[int], size: int, threshold: float
) -> pd.DataFrame:
    """FPIR of each group for lists of one size and several compositions.

    The rate is the mean over *all* lists that can be drawn from the pool, without drawing one:
    a probe with m1 matches among the G1 people of the first group and m2 among the G2 others is
    flagged with the chance 1 - C(G1-m1, n1)/C(G1, n1) * C(G2-m2, n2)/C(G2, n2), see
    `chance_of_no_match`. A single list scatters around it.

    The 95 % interval is for other people like these, searched for and listed. Leaving out one
    person at a time (the jackknife) gives a variance for the probes and one for the pool, which
    are added less what both hold (Cameron, Gelbach and Miller, "Robust inference with multiway
    clustering", Journal of Business & Economic Statistics 29, 2011). Drawing the pool anew with
    replacement would not do: a list with copies holds fewer people and flags fewer. The interval
    is the exact binomial one for as many independent people as would be as uncertain, at most as
    many as there are (Korn and Graubard, Survey Methodology 24, 1998). The mean is an unbiased
    U-statistic of the pool; for such the jackknife errs on the wide side (Efron and Stein, "The
    jackknife estimate of variance", Annals of Statistics 9, 1981).

    Parameters
    ----------
    searches : Searches
    listed : sequence of int
        How many people of the first group are on the list; fewer than there are.
    size : int
        People on the list, of both groups together.
    threshold : float

    Returns
    -------
    pandas.DataFrame
        One row a group and composition: ``group``, ``threshold``, ``listed``, ``size``,
        ``people`` (probes), ``pool`` (people of the first group and others to draw from),
        ``rate``, ``low``, ``high`` (shares from 0 to 1).

    Raises
    ------
    ValueError
        When a list cannot be drawn from the pool.
    """
    listed = np.asarray(listed, dtype=int)
    drawn = (listed, size - listed)
    parts = [np.flatnonzero(searches.pool_group == number) for number in (0, 1)]
    for part, count, group in zip(parts, drawn, searches.groups, strict=True):
        if count.min() < 0 or count.max() >= len(part):
            raise ValueError(
                f"Of {group!r} a list can have 0 to {len(part) - 1} people (one fewer than there "
                f"are, for the interval), not {count.min()} to {count.max()}. Choose another size "
                "or composition."
            )
    rows = []
    for number, group in enumerate(searches.groups):
        match = searches.distances[searches.probe_group == number] <= threshold
        rate, low, high = _rate_and_interval([match[:, part] for part in parts], drawn)
        rows.append(
            pd.DataFrame(
                {
                    "group": group, "threshold": float(threshold), "listed": listed, "size": size,
                    "people": len(match), "pool": len(searches.pool_group),
                    "rate": rate, "low": low, "high": high,
                }
            )
        )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def even_composition(table: pd.DataFrame) -> tuple[float, float, float]:
    """How many of the first group are on the list when both are flagged equally often.

    Read off between two compositions along a straight line. The interval holds every composition
    at which the 95 % interval of the difference of the two rates reaches 0. That interval is made
    of the two rates' own (Zou and Donner, "Construction of confidence limits about effect
    measures", Statistics in Medicine 27, 2008), which fits rates near 0.

    Parameters
    ----------
    table : pandas.DataFrame
        From `fpir_by_composition`, one threshold, compositions in rising order.

    Returns
    -------
    tuple of float
        The number, and the ends of its interval. NaN where the rates do not cross; an end is
        ``-inf`` or ``inf`` where no composition in the table is beyond it.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "group": ["a", "a", "b", "b"], "listed": [0, 10, 0, 10],
    ...     "rate": [0.1, 0.3, 0.2, 0.2], "low": [0.1, 0.3, 0.2, 0.2], "high": [0.1, 0.3, 0.2, 0.2],
    ... })
    >>> [round(number, 6) for number in even_composition(table)]
    [5.0, 5.0, 5.0]
    """
    first, second = (rows for _, rows in table.groupby("group", sort=False))
    rate, low, high = (first[name].to_numpy() for name in ("rate", "low", "high"))
    other, other_low, other_high = (second[name].to_numpy() for name in ("rate", "low", "high"))
    difference, listed = rate - other, first["listed"].to_numpy()
    least = difference - np.hypot(rate - low, other_high - other)
    most = difference + np.hypot(high - rate, other - other_low)
    return (
        _crossing(listed, difference),
        _crossing(listed, most, otherwise=-np.inf),
        _crossing(listed, least, otherwise=np.inf),
    )


def equalized(searches: Searches) -> Searches:
    """A thought experiment: the same search by a matcher with one FMR within both groups.

    Distances between two people of the first group are replaced, rank by rank, by those between
    two people of the second: the closest becomes as close as the closest there, the middle one
    as close as the middle one. So at every threshold the rate of false matches within one group
    is that within the other. Distances across the groups stay as they are. Nobody has such a
    matcher: it must be told everybody's group.

    Examples
    --------
    >>> found = Searches(np.array([[0.1, 0.8], [0.9, 0.5]]), ("a", "b"),
    ...                 np.array([0, 1]), np.array([0, 1]))
    >>> equalized(found).distances.tolist()
    [[0.5, 0.8], [0.9, 0.5]]
    """
    of, other = (
        np.ix_(searches.probe_group == number, searches.pool_group == number) for number in (0, 1)
    )
    distances = searches.distances.copy()
    within, target = distances[of], np.sort(distances[other], axis=None)
    rank = np.argsort(np.argsort(within, axis=None, kind="stable"))
    # The place of the k-th of n distances, from 0 to 1; the k-th of n stays the k-th.
    place = (rank + 0.5) / within.size
    known = (np.arange(target.size) + 0.5) / target.size
    distances[of] = np.interp(place, known, target).reshape(within.shape)
    return replace(searches, distances=distances)


def _rate_and_interval(
    match: Sequence[np.ndarray], drawn: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """FPIR with its interval, each of shape (compositions,).

    `match` has, for each of the two parts of the pool, who matches whom, shape (probes, part);
    `drawn`, how many of that part are on the list, shape (compositions,).
    """
    people = len(match[0])
    count = [part.sum(axis=1) for part in match]
    none = [
        _chance_of_none(part.shape[1], n, m) for part, n, m in zip(match, drawn, count, strict=True)
    ]
    named = 1 - none[0] * none[1]  # (compositions, probes)
    rate = named.mean(axis=1)
    variance = named.var(axis=1) / max(people - 1, 1)
    for part in (0, 1):
        size, matches, found = match[part].shape[1], count[part], match[part].astype(np.float32)
        # What a probe's chance gains when one person leaves the pool who did not match, or did.
        other, n = none[1 - part], drawn[part]
        fewer = (chance_when_one_leaves(size, int(listed), matches) for listed in n)
        left, stayed = (other * (none[part] - np.stack(one)) for one in zip(*fewer, strict=True))
        effect = (stayed.sum(axis=1)[:, None] + (left - stayed) @ found) / people
        by_pool = (effect - effect.mean(axis=1, keepdims=True)) ** 2
        by_both = (matches * left**2 + (size - matches) * stayed**2).sum(axis=1) / people**2
        by_pool = (size - 1) / size * by_pool.sum(axis=1)
        variance = intervals.variance_two_ways(variance, by_pool, by_both)
    ends = [
        intervals.interval_from_variance(r, v, people) for r, v in zip(rate, variance, strict=True)
    ]
    low, high = np.array(ends).T
    return rate, low, high


def _chance_of_none(pool: int, drawn: np.ndarray, matches: np.ndarray) -> np.ndarray:
    """Chance that nobody who matches is drawn, shape (compositions, probes)."""
    return np.stack([chance_of_no_match(pool, int(count))[matches] for count in drawn])


def _crossing(at: np.ndarray, values: np.ndarray, otherwise: float = float("nan")) -> float:
    """Where values, rising over `at`, pass 0; `otherwise` where they do not."""
    below = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    if not below.size:
        return float(otherwise)
    first = below[0]
    part = -values[first] / (values[first + 1] - values[first])
    return float(at[first] + part * (at[first + 1] - at[first]))


# --- a person who looks again ---------------------------------------------------------------


def accepted(false_accept: float, swayed: float) -> float:
    """Share of wrong matches that a reviewer lets through.

    swayed + (1 - swayed) * false_accept: in a share of the cases the reviewer follows the
    machine, in the others they judge as somebody who has not heard of it.

    Parameters
    ----------
    false_accept : float
        Share of wrong pairs that the reviewer accepts when alone, from 0 to 1.
    swayed : float
        Share of the cases in which the reviewer follows the machine, from 0 to 1.

    Examples
    --------
    >>> round(accepted(0.1, 0.5), 2)
    0.55
    """
    for value in (false_accept, swayed):
        if not 0 <= value <= 1:
            raise ValueError(f"A share goes from 0 to 1; {value!r} does not.")
    return swayed + (1 - swayed) * false_accept


def reviewed(table: pd.DataFrame, accepted: float) -> pd.DataFrame:
    """FPIR after a reviewer has looked at the closest person of each alert.

    Rate and interval times the share of wrong matches that is accepted. The interval does not
    hold the uncertainty of that share.
    """
    if not 0 <= accepted <= 1:
        raise ValueError(f"The share that is accepted goes from 0 to 1; {accepted!r} does not.")
    return table.assign(**{name: table[name] * accepted for name in ("rate", "low", "high")})
