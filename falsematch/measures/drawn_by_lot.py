"""Counting what chance alone does when people are drawn by lot, without replacement."""

from __future__ import annotations

import numpy as np
from scipy import stats


def chance_of_no_match(pool: int, drawn: int) -> np.ndarray:
    """How likely it is that nobody who matches is drawn, for 0, 1, 2, ... who match.

    Of a pool of G people m match; n are drawn without replacement. None of those who match is
    among them with the chance C(G - m, n) / C(G, n), the hypergeometric distribution at nought
    (e.g. Feller, "An Introduction to Probability Theory and Its Applications", volume 1, II.6).
    Each further person who matches multiplies it by (G - n - k) / (G - k), k = 0, 1, 2, ...

    Parameters
    ----------
    pool, drawn : int
        G and n, with n at most G.

    Returns
    -------
    array of float, shape (pool + 1,)
        The chance for m = 0, 1, ..., G.

    Examples
    --------
    Two of four are drawn. If two of the four match, one of the six possible draws avoids both:

    >>> chance_of_no_match(4, 2).round(3).tolist()
    [1.0, 0.5, 0.167, 0.0, 0.0]
    """
    if not 0 <= drawn <= pool:
        raise ValueError(f"{drawn} people cannot be drawn from {pool}.")
    before = np.arange(pool)
    return np.concatenate(
        [[1.0], np.cumprod(np.maximum(pool - drawn - before, 0) / (pool - before))]
    )


def chance_when_one_leaves(
    pool: int, drawn: int, matches: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """`chance_of_no_match` of a pool with one person fewer, for the jackknife.

    Parameters
    ----------
    pool, drawn : int
        People in the pool before, and how many are drawn of it; all who are left when that is
        the whole pool.
    matches : array of int
        How many in the pool match, for each probe.

    Returns
    -------
    (array, array)
        The chance for each probe when somebody who matches it has left (where nobody does:
        unchanged), and when somebody who does not match it has.

    Examples
    --------
    Two of four are drawn, and one or two of the four match:

    >>> [chance.round(3).tolist() for chance in chance_when_one_leaves(4, 2, np.array([1, 2]))]
    [[1.0, 0.333], [0.333, 0.0]]
    """
    chance = chance_of_no_match(pool - 1, min(drawn, pool - 1))
    return chance[np.maximum(matches - 1, 0)], chance[np.minimum(matches, pool - 1)]


def chance_of_at_least(count: int, flagged: int, in_group: int, people: int) -> float:
    """How likely so many of a group are flagged when the flagged are drawn by lot.

    The upper tail of the hypergeometric distribution: `flagged` of `people` are drawn, of whom
    `in_group` belong to the group; the chance that `count` or more of those drawn do.

    Examples
    --------
    One of two is drawn, one of them belongs to the group:

    >>> chance_of_at_least(1, 1, 1, 2)
    0.5
    """
    if not (0 <= count <= flagged <= people and 0 <= in_group <= people):
        raise ValueError("Counts must fit: count <= flagged <= people, and in_group <= people.")
    return float(stats.hypergeom.sf(count - 1, people, in_group, flagged))
