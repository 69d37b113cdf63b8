"""What a measurement says about a claim: supported, refuted, or not shown."""

from __future__ import annotations

import numpy as np

SUPPORTED, REFUTED, NOT_SHOWN = "supported", "refuted", "not shown"


def supported(low: float, high: float, limit: float) -> str:
    """Does an interval support the claim that a rate is at most a limit?

    Parameters
    ----------
    low, high : float
        Ends of the interval of the measured rate.
    limit : float
        The largest rate that the claim allows.

    Returns
    -------
    str
        ``"supported"`` when the whole interval is at or below the limit, ``"refuted"`` when the
        whole interval is above it, ``"not shown"`` otherwise, also when there is no interval
        (NaN). *Not shown* is not *not so*: more people would narrow the interval.

    Raises
    ------
    ValueError
        When `low` is larger than `high`.

    Examples
    --------
    >>> supported(0.001, 0.004, 0.005), supported(0.002, 0.009, 0.005), supported(0.1, 0.5, 0.005)
    ('supported', 'not shown', 'refuted')
    """
    if low > high:
        raise ValueError(f"The interval ends before it begins: {low} to {high}.")
    if np.isnan(low) or np.isnan(high):
        return NOT_SHOWN
    if high <= limit:
        return SUPPORTED
    return REFUTED if low > limit else NOT_SHOWN
