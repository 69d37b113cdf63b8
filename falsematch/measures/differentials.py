"""How different are groups? Measures of demographic differentials.

Each takes the error rates of the groups, one number a group, at one threshold. The formulas
were read in public descriptions and code, not in the reports or papers that they come from, and
neither was the standard on such differences, ISO/IEC 19795-10:2024: ``data/facts/methods.csv``
says for each what was read. None of them says how sure it is: with few people, the largest of
many uncertain rates is large by chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def worst_to_best(rates: Sequence[float]) -> float:
    """The highest rate divided by the lowest: max / min.

    Parameters
    ----------
    rates : sequence of float, length n
        Error rates, 0 to 1, of at least two groups.

    Returns
    -------
    float
        1 where all groups are alike; ``inf`` when the lowest is zero; NaN when all are.

    Raises
    ------
    ValueError
        With fewer than two groups, a missing rate, or one outside 0 to 1.

    Examples
    --------
    >>> worst_to_best([0.004, 0.2])
    50.0
    """
    rates = _checked(rates)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(rates.max() / rates.min())


def worst_to_geometric_mean(rates: Sequence[float]) -> float:
    """The highest rate divided by the groups' geometric mean.

    max(r) / (r_1 r_2 ... r_n)^(1/n), as a public description of NIST IR 8429 (Grother, 2022)
    gives it; the report itself was not read. Takes and raises what `worst_to_best` does. A rate of
    zero makes the mean zero and the measure infinite (NaN when all are zero).

    Examples
    --------
    The geometric mean of 0.01 and 0.04 is 0.02:

    >>> round(worst_to_geometric_mean([0.01, 0.04]), 9)
    2.0
    """
    rates = _checked(rates)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(rates.max() / np.exp(np.log(rates).mean()))


def gini(rates: Sequence[float]) -> float:
    """Gini coefficient of the rates, scaled so that 1 is the most unequal.

    ``n / (n - 1) * sum_ij |r_i - r_j| / (2 n^2 mean(r))``, as in public code that implements
    Howard, Laird, Sirotin, Rubin, Tipton and Vemury, "Evaluating proposed fairness models for
    face recognition algorithms" (2022). 0 where all groups are alike, also where all are zero. Takes and raises what
    `worst_to_best` does.

    Examples
    --------
    One group has all the errors:

    >>> gini([0.0, 0.0, 0.3])
    1.0
    """
    rates = _checked(rates)
    n, mean = rates.size, rates.mean()
    if mean == 0:
        return 0.0
    differences = np.abs(rates[:, None] - rates[None, :]).sum()
    # Rounding may leave 1.0000000000000002.
    return float(min(n / (n - 1) * differences / (2 * n**2 * mean), 1.0))


def garbe(fmr: Sequence[float], fnmr: Sequence[float], alpha: float = 0.5) -> float:
    """Gini aggregation rate for biometric equitability (GARBE).

    alpha * gini(FMR) + (1 - alpha) * gini(FNMR); source as for `gini`. 0 is equal, 1 most
    unequal.

    Parameters
    ----------
    fmr, fnmr : sequence of float
        One rate a group, groups in the same order.
    alpha : float
        Weight of false matches against false non-matches, 0 to 1.

    Examples
    --------
    >>> garbe(fmr=[0.0, 0.2], fnmr=[0.1, 0.1])
    0.5
    """
    if len(fmr) != len(fnmr):
        raise ValueError(f"{len(fmr)} groups have an FMR, but {len(fnmr)} have an FNMR.")
    return alpha * gini(fmr) + (1 - alpha) * gini(fnmr)


def inequity_rate(fmr: Sequence[float], fnmr: Sequence[float], alpha: float = 0.5) -> float:
    """Inequity rate (IR): worst to best of both errors, multiplied.

    (max FMR / min FMR)^alpha * (max FNMR / min FNMR)^(1 - alpha), a measure of NIST,
    as in the same public code. 1 is equal; infinite when a lowest rate is zero.

    Examples
    --------
    >>> inequity_rate(fmr=[0.01, 0.04], fnmr=[0.02, 0.02])
    2.0
    """
    return worst_to_best(fmr) ** alpha * worst_to_best(fnmr) ** (1 - alpha)


def _checked(rates: Sequence[float]) -> np.ndarray:
    rates = np.asarray(rates, dtype=float)
    if rates.ndim != 1 or rates.size < 2:
        raise ValueError("A difference needs the rates of at least two groups.")
    if np.isnan(rates).any():
        raise ValueError("A group has no rate (NaN). Leave it out, and say so.")
    if ((rates < 0) | (rates > 1)).any():
        raise ValueError("Rates are shares from 0 to 1.")
    return rates
