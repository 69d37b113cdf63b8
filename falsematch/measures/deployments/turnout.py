"""Who stays at home? How many events it takes to see that cameras keep people away."""

from __future__ import annotations

import numpy as np
from scipy import stats


def events_needed(drop: float, spread: float) -> int:
    """How many events with and how many without cameras it takes to see that people stay away.

    Turnout differs from event to event by `spread` anyway. To notice an average drop in 4 of 5
    studies, and to cry wolf in at most 1 of 20: n = 2 (z(0.975) + z(0.8))² (spread / drop)²
    events of each kind, which of them has cameras drawn by lot. The normal approximation for two
    means, as in Lehr, "Sixteen s-squared over d-squared", Statistics in Medicine 11, 1992.

    Parameters
    ----------
    drop : float
        Average share of people who stay away, from 0 to 1.
    spread : float
        Standard deviation of turnout between events, as a share of the average turnout.

    Returns
    -------
    int

    Examples
    --------
    2 x (1.96 + 0.84)² = 15.7. With drop and spread equal, 16 events of each kind:

    >>> events_needed(drop=0.1, spread=0.1), events_needed(drop=0.05, spread=0.1)
    (16, 63)
    """
    if not (0 < drop <= 1 and spread > 0):
        raise ValueError(
            "A drop is a share above 0 and up to 1, a spread is above 0; "
            f"these are {drop!r} and {spread!r}."
        )
    both = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    return int(np.ceil(2 * (both * spread / drop) ** 2))
