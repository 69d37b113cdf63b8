"""Who stays at home? How many events it takes to see that cameras keep people away."""

from __future__ import annotations

import numpy as np
from scipy import stats

#: A study that would notice the drop in 4 of 5 runs, and cry wolf in at most 1 of 20.
POWER, FALSE_ALARMS = 0.8, 0.05


def events_needed(drop: float, spread: float) -> int:
    """Return how many events with and how many without cameras show that people stay away.

    Turnout differs from event to event by `spread` anyway. Which events have cameras is drawn by
    lot, and the two averages are compared by Student's t-test, two-sided, since a study has to
    learn the spread from its own events. The result is the smallest number of events of each
    kind with which it notices an average drop in 4 of 5 studies and cries wolf in at most 1 of
    20, with turnout normally distributed. The normal approximation, about 16 (spread / drop)²
    (Lehr, "Sixteen s-squared over d-squared", Statistics in Medicine 11, 1992), is one or two
    events too low: where it says 4, such a study notices the drop in only 66 of 100 runs.

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
    With drop and spread equal, 17 events of each kind; with twice the drop, 6:

    >>> events_needed(drop=0.1, spread=0.1), events_needed(drop=0.2, spread=0.1)
    (17, 6)
    """
    if not (0 < drop <= 1 and spread > 0):
        raise ValueError(
            "A drop is a share above 0 and up to 1, a spread is above 0; "
            f"these are {drop!r} and {spread!r}."
        )
    both = stats.norm.ppf(1 - FALSE_ALARMS / 2) + stats.norm.ppf(POWER)
    events = max(2, int(2 * (both * spread / drop) ** 2))
    while power(events, drop, spread) < POWER:
        events += 1
    return events


def power(events: int, drop: float, spread: float) -> float:
    """Return the chance that a t-test of so many events of each kind notices the drop.

    Parameters as for `events_needed`. The power of a two-sided t-test, from the noncentral t
    distribution.

    Examples
    --------
    >>> round(power(4, drop=0.2, spread=0.1), 2), round(power(6, drop=0.2, spread=0.1), 2)
    (0.66, 0.88)
    """
    freedom, shift = 2 * events - 2, drop / spread * np.sqrt(events / 2)
    critical = stats.t.ppf(1 - FALSE_ALARMS / 2, freedom)
    return float(stats.nct.sf(critical, freedom, shift) + stats.nct.cdf(-critical, freedom, shift))
