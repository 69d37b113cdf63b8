"""Exact and near-exact intervals for a share, from counts or from a variance."""

from __future__ import annotations

import numpy as np
from scipy import special

from falsematch import constants


def binomial_interval(
    count: float, trials: float, coverage: float = constants.COVERAGE
) -> tuple[float, float]:
    """Exact interval for a share: `count` successes in `trials` independent trials.

    Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case
    of the binomial", Biometrika 26, 1934.

    Examples
    --------
    >>> low, high = binomial_interval(0, 10)
    >>> round(low, 3), round(high, 3)
    (0.0, 0.308)
    """
    tail = (1 - coverage) / 2
    low = special.betaincinv(count, trials - count + 1, tail) if count else 0.0
    high = special.betaincinv(count + 1, trials - count, 1 - tail) if count < trials else 1.0
    return float(low), float(high)


def interval_from_variance(rate: float, variance: float, most: float) -> tuple[float, float]:
    """Interval for a share whose trials depend on each other, from its variance.

    The exact binomial one for as many independent trials as would be as uncertain (Korn and
    Graubard, "Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data", Survey Methodology 24, 1998).

    Parameters
    ----------
    rate, variance : float
        The share, from 0 to 1, and its variance.
    most : float
        So many independent trials at the most; taken where the variance is 0.

    Examples
    --------
    A variance of 0.25 / 10 is that of ten independent trials:

    >>> interval_from_variance(0.5, 0.025, 100) == binomial_interval(5, 10)
    True
    """
    independent = min(most, rate * (1 - rate) / variance) if variance else most
    return binomial_interval(rate * independent, independent)


def variance_two_ways(
    by_probe: np.ndarray | float, by_listed: np.ndarray | float, by_both: np.ndarray | float
) -> np.ndarray | float:
    """Variance of a share of probes when both they and the people in the list are drawn by chance.

    The variance by probe, plus that by person in the list, minus what both count, and never less
    than that by probe alone (Cameron, Gelbach and Miller, "Robust inference with multiway
    clustering", Journal of Business & Economic Statistics 29, 2011).

    Examples
    --------
    >>> float(variance_two_ways(0.04, 0.03, 0.01)), float(variance_two_ways(0.04, 0.01, 0.03))
    (0.06, 0.04)
    """
    return by_probe + np.maximum(by_listed - by_both, 0)
