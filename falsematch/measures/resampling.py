"""How sure is a rate? Intervals from resampling people, not pairs.

Pairs share people. Whoever looks like many others adds many false matches at once, so
pairs are not independent, and an interval that resamples pairs is far too narrow. Here
*people* are drawn with replacement, as many as there are, and each pair counts as often
as its two people were drawn together: a pair (i, j) of a resample with counts w has the
weight w_i w_j. A person is never paired with a copy of themselves.

Bolle, Ratha and Pankanti ("Error analysis of pattern recognition systems: the subsets
bootstrap", Computer Vision and Image Understanding 93, 2004) resample subsets of the data
instead of single comparisons, since comparisons depend on each other; of their paper the
abstract was read, and that the subsets are people is the choice of this course. Where
resampling cannot work, something else takes its place; `Resampled.interval` lists the cases.
Where a few people carry most of the matches the intervals can be too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from falsematch import constants
from falsematch.measures.intervals import binomial_interval


@dataclass(frozen=True)
class Resampled:
    """A rate at some thresholds, and the same rate for other people drawn like these.

    Attributes
    ----------
    thresholds : numpy.ndarray, shape (t,)
    people : int
        Different people in the pairs.
    independent : int
        The most comparisons that can be made without using a person twice.
    pairs : int
    matches : numpy.ndarray of int, shape (t,)
    rate : numpy.ndarray, shape (t,)
    samples : numpy.ndarray, shape (resamples, t)
        NaN where a resample has no pair at all.
    tenth : numpy.ndarray, shape (resamples,)
        The same at the distance of the tenth-closest pair, where ten pairs match.
    """

    thresholds: np.ndarray
    people: int
    independent: int
    pairs: int
    matches: np.ndarray
    rate: np.ndarray
    samples: np.ndarray
    tenth: np.ndarray

    def complement(self) -> Resampled:
        """The share that does not match, instead of the share that does."""
        # Here the rare event is a pair that does *not* match: no bound comes from the tenth.
        no_bound = np.ones_like(self.tenth)
        return replace(
            self, matches=self.pairs - self.matches, rate=1 - self.rate,
            samples=1 - self.samples, tenth=no_bound,
        )  # fmt: skip

    def interval(self, coverage: float = constants.COVERAGE) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper ends, each of shape (t,).

        - Nobody stands in two pairs (mated pairs, one a person): exact binomial.
        - Else: the middle share `coverage` of the resampled rates, but
        - with fewer than ten matches the upper end is that of the tenth-closest pair, which
          lets at least as many through (resampling a handful of matches is blind to those
          that did not happen to be among these people);
        - with no match at all, or nothing but matches, exact binomial over as many
          comparisons as can be made without using a person twice, where that is tighter;
        - with fewer than five people, 0 to 1: they say nothing about others.
        """
        if not self.pairs:
            gap = np.full(self.thresholds.shape, np.nan)
            return gap, gap
        if self.pairs == self.independent:
            ends = [binomial_interval(count, self.pairs, coverage) for count in self.matches]
            low, high = np.array(ends).T
            return low, high
        if self.people < constants.FEWEST_PEOPLE:
            return np.zeros(self.rate.shape), np.ones(self.rate.shape)
        tails = [(1 - coverage) / 2, (1 + coverage) / 2]
        low, high = np.nanquantile(self.samples, tails, axis=0)
        high[self.few] = np.maximum(high[self.few], np.nanquantile(self.tenth, tails[1]))
        low, high = np.minimum(low, self.rate), np.maximum(high, self.rate)
        none, every = self.matches == 0, self.matches == self.pairs
        high[none] = np.minimum(high[none], binomial_interval(0, self.independent, coverage)[1])
        low[every] = binomial_interval(self.independent, self.independent, coverage)[0]
        return low, high

    @property
    def few(self) -> np.ndarray:
        """Where fewer than ten pairs match, shape (t,)."""
        return self.matches < constants.FEWEST_MATCHES


def resample(
    person_a: Sequence,
    person_b: Sequence,
    distances: Sequence[float],
    thresholds: float | Sequence[float],
    stratum_a: Sequence | None = None,
    stratum_b: Sequence | None = None,
    resamples: int = constants.RESAMPLES,
    seed: int = constants.SEED,
) -> Resampled:
    """Share of pairs at or below each threshold, for these people and for resampled ones.

    Parameters
    ----------
    person_a, person_b : sequence, length n
        Who is on each photo of a pair; the same person twice for a mated pair. Mated and
        non-mated pairs are not mixed.
    distances : sequence of float, length n
    thresholds : float or sequence of float
    stratum_a, stratum_b : sequence, length n, optional
        The group of each person. People are then drawn group by group, so that each group
        keeps its size.
    resamples, seed : int

    Raises
    ------
    ValueError
        When mated and non-mated pairs are mixed.
    """
    thresholds = np.atleast_1d(np.asarray(thresholds, dtype=float))
    distances = np.asarray(distances, dtype=float)
    asked = thresholds.size
    if distances.size:
        rank = min(constants.FEWEST_MATCHES, distances.size) - 1
        thresholds = np.append(thresholds, np.partition(distances, rank)[rank])
    else:
        thresholds = np.append(thresholds, np.nan)
    first, second, people = _numbered(person_a, person_b)
    mated = first == second
    if mated.any() and not mated.all():
        raise ValueError("Mated and non-mated pairs are mixed; measure them one after the other.")
    strata = np.zeros(people, dtype=int)
    if stratum_a is not None:
        strata[first], strata[second], _ = _numbered(stratum_a, stratum_b)
    sizes = np.bincount(strata, minlength=1)
    all_mated = bool(distances.size and mated.all())
    if all_mated:
        independent = people
    else:
        independent = int(sizes.min()) if len(sizes) > 1 else people // 2

    order = np.argsort(thresholds, kind="stable")
    # Which threshold, in rising order, a pair is first let through by.
    step = np.searchsorted(thresholds[order], distances, side="left")
    counts = np.bincount(step, minlength=thresholds.size + 1)[: thresholds.size].cumsum()
    weights = _draw(strata, sizes, resamples, seed)
    every = _weight_of(first, second, weights, all_mated)
    let_through = np.empty((thresholds.size, resamples))
    running = np.zeros(resamples)
    for number in range(thresholds.size):
        chosen = step == number
        if chosen.any():
            running = running + _weight_of(first[chosen], second[chosen], weights, all_mated)
        let_through[number] = running
    with np.errstate(invalid="ignore"):
        samples = (let_through / every).T
    back = np.argsort(order, kind="stable")
    matches, samples = counts[back], samples[:, back]
    rate = matches / distances.size if distances.size else np.full(thresholds.size, np.nan)
    return Resampled(
        thresholds[:asked], people, independent, distances.size, matches[:asked], rate[:asked],
        samples[:, :asked], samples[:, asked],
    )  # fmt: skip


def _numbered(first: Sequence, second: Sequence) -> tuple[np.ndarray, np.ndarray, int]:
    """The same labels as whole numbers from 0, and how many different ones there are."""
    first, second = pd.Categorical(first), pd.Categorical(second)
    # Through the categories: comparing 150,000 words would cost most of a slider's step.
    labels = first.categories.union(second.categories, sort=False)
    first = labels.get_indexer(first.categories)[first.codes]
    second = labels.get_indexer(second.categories)[second.codes]
    used = np.zeros(len(labels), dtype=bool)
    used[first] = used[second] = True
    number = np.cumsum(used) - 1
    return number[first], number[second], int(used.sum())


def _draw(strata: np.ndarray, sizes: np.ndarray, resamples: int, seed: int) -> np.ndarray:
    """How often each person is drawn, shape (people, resamples); each stratum keeps its size."""
    random = np.random.default_rng(seed)
    weights = np.zeros((strata.size, resamples), dtype=np.float32)
    for stratum, size in enumerate(sizes):
        if size:
            drawn = random.multinomial(size, np.full(size, 1 / size), size=resamples)
            weights[strata == stratum] = drawn.T
    return weights


def _weight_of(
    first: np.ndarray, second: np.ndarray, weights: np.ndarray, mated: bool
) -> np.ndarray:
    """Sum over pairs of w_first w_second (of w, for mated pairs), shape (resamples,).

    As a matrix product: with S[i, j] the number of pairs of i and j, it is the column sums
    of w * (S w). Whole numbers below 2^24, so 32-bit floats hold them exactly.
    """
    people = weights.shape[0]
    if mated:
        return np.bincount(first, minlength=people).astype(np.float32) @ weights
    counts = sparse.csr_matrix(
        (np.ones(first.size, dtype=np.float32), (first, second)), shape=(people, people)
    )
    return np.einsum("ij,ij->j", weights, counts @ weights)


def ratio_interval(
    above: Resampled, below: Resampled, coverage: float = constants.COVERAGE
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of the ratio of two groups' rates, each end of shape (t,).

    The groups share nobody, so their resamples are independent of each other. Where a group
    has fewer than ten matches or fewer than five people, the ends of the two intervals are
    divided instead, which is wider.
    """
    tails = [(1 - coverage) / 2, (1 + coverage) / 2]
    low_above, high_above = above.interval(coverage)
    low_below, high_below = below.interval(coverage)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = low_above / high_below, high_above / low_below
        samples = above.samples / below.samples
    few_people = min(above.people, below.people) < constants.FEWEST_PEOPLE
    for number in np.flatnonzero(~(above.few | below.few | few_people)):
        drawn = samples[:, number][~np.isnan(samples[:, number])]
        # Nearest ranks: interpolating towards an infinite ratio gives no number.
        low[number], high[number] = np.quantile(drawn, tails, method="nearest")
    return low, high
