"""Settings as people name them (a percentage shown, what the makers recommend) as thresholds."""

from __future__ import annotations

from collections.abc import Mapping

from falsematch import constants
from falsematch.photos import faces


def threshold_for_percentage(percent: float) -> float:
    """The loosest threshold at which DeepFace still shows at least a percentage.

    Found by halving, on the 0.0001 to which the tables are rounded: the percentage falls with
    the distance.

    Parameters
    ----------
    percent : float
        From 51 to 100. Below 51 DeepFace speaks of two people.

    Returns
    -------
    float
        A distance of `falsematch.photos.faces.percentage_shown`.

    Examples
    --------
    >>> 0.42 < threshold_for_percentage(80) < 0.43
    True
    """
    if not 51 <= percent <= 100:
        raise ValueError(f"DeepFace shows 51 to 100 % for a match; {percent!r} is not among them.")
    step = 10.0**-constants.DECIMALS
    low, high = 0, round(constants.DEFAULT_THRESHOLD / step)
    while low < high:
        middle = (low + high + 1) // 2
        if faces.percentage_shown(round(middle * step, constants.DECIMALS)) >= percent:
            low = middle
        else:
            high = middle - 1
    return round(low * step, constants.DECIMALS)


def settings() -> dict[str, float]:
    """Return the thresholds of the replay, strictest first: three percentages and the makers' own."""
    named = {f"{percent} % shown": threshold_for_percentage(percent) for percent in (99, 95, 80)}
    return named | {"makers' threshold": constants.DEFAULT_THRESHOLD}


def threshold_for(values: Mapping[float, float]) -> float:
    """The threshold that serves a party best; of equals the loosest, which misses fewest.

    Parameters
    ----------
    values : mapping of float to float
        Threshold to how well it serves: larger is better.

    Examples
    --------
    >>> threshold_for({0.40: 0.2, 0.45: 0.5, 0.50: 0.5})
    0.5
    """
    if not values:
        raise ValueError("There is no threshold to choose from.")
    return max(values, key=lambda threshold: (values[threshold], threshold))
