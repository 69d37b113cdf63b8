"""Does a false match repeat? What a person's second photo does after the first one matched."""

from __future__ import annotations

import pandas as pd

from falsematch import photos
from falsematch.measures import resampling


def repeated_matches(pairs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Does a false match repeat? What a person's second photo does after the first matched.

    Each person of the London Set stands on a list with the neutral photo and passes twice,
    neutral and smiling. Every two different people count, both ways round.

    Parameters
    ----------
    pairs : pandas.DataFrame
        The score table ``london``.
    threshold : float

    Returns
    -------
    pandas.DataFrame
        Three rows: ``second photo`` of ``anybody``, ``after the first matched``, ``after the
        first did not``. Columns ``threshold``, ``people``, ``pairs``, ``matches``, ``rate``
        (share of second photos that match), ``low``, ``high`` (95 %, people resampled).

    Raises
    ------
    ValueError
        When the photos are not those of the London Set.
    """
    shots = photos.table("london")["shot"]
    others = pairs[~pairs["same_person"]]
    known = others["photo_a"].isin(shots.index) & others["photo_b"].isin(shots.index)
    if not known.all():
        raise ValueError('Only the London Set has two photos a person: scores.load("london").')
    shot = {side: others[f"photo_{side}"].map(shots).astype("str") for side in "ab"}
    columns = ["probe", "listed", "distance"]

    def sightings(chosen: pd.Series, probe: str, listed: str) -> pd.DataFrame:
        rows = others.loc[chosen, [f"person_{probe}", f"person_{listed}", "distance"]]
        return rows.set_axis(columns, axis=1).astype({"probe": "str", "listed": "str"})

    neutral = (shot["a"] == "neutral") & (shot["b"] == "neutral")
    first = pd.concat([sightings(neutral, "a", "b"), sightings(neutral, "b", "a")])
    second = pd.concat(
        [
            sightings((shot["a"] == "smiling") & (shot["b"] == "neutral"), "a", "b"),
            sightings((shot["b"] == "smiling") & (shot["a"] == "neutral"), "b", "a"),
        ]
    )
    both = first.merge(second, on=["probe", "listed"], suffixes=("_first", "_second"))
    matched = both["distance_first"] <= threshold
    rows = []
    for label, chosen in (
        ("anybody", both),
        ("after the first matched", both[matched]),
        ("after the first did not", both[~matched]),
    ):
        measured = resampling.resample(
            chosen["probe"], chosen["listed"], chosen["distance_second"], threshold
        )
        (low,), (high,) = measured.interval()
        rows.append(
            (label, threshold, measured.people, measured.pairs, measured.matches[0],
             measured.rate[0], low, high)
        )  # fmt: skip
    names = ["second photo", "threshold", "people", "pairs", "matches", "rate", "low", "high"]
    return pd.DataFrame(rows, columns=names)
