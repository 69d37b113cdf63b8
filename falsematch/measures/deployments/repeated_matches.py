"""Does a false match repeat? What a person's second photo does after the first one matched."""

from __future__ import annotations

import pandas as pd

from falsematch import photos
from falsematch.measures import resampling


def repeated_matches(pairs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Compare second photos after a first match with those after none, and with all.

    Each person of the London Set is on a list with the neutral photo and passes twice,
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
    both = _passed_twice(pairs)
    matched = both["distance_first"] <= threshold
    rows = [
        {"second photo": label, **_second_photos(chosen, threshold)}
        for label, chosen in (
            ("anybody", both),
            ("after the first matched", both[matched]),
            ("after the first did not", both[~matched]),
        )
    ]
    return pd.DataFrame(rows)


def repeats_by_pair(pairs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Split the second photos after a first match by who the two people are.

    Parameters
    ----------
    pairs : pandas.DataFrame
        The score table ``london``.
    threshold : float

    Returns
    -------
    pandas.DataFrame
        One row each for all pairs whose first photo matched, those of two Black people, those
        of two White people, and all but those of two Black people. Columns ``pair`` and those of
        `repeated_matches`, and ``anew``: the share that would match if the second photo were
        that of any pair with the same two ethnicities and the same two sexes. It has no interval
        of its own.

    Raises
    ------
    ValueError
        When the photos are not those of the London Set.
    """
    both = _passed_twice(pairs)
    second = both["distance_second"] <= threshold
    alike = [f"{label}_{side}" for label in ("ethnicity", "sex") for side in ("probe", "listed")]
    both["anew"] = second.groupby([both[column] for column in alike]).transform("mean")
    matched = both[both["distance_first"] <= threshold]
    black, white = (
        (matched["ethnicity_probe"] == group) & (matched["ethnicity_listed"] == group)
        for group in ("black", "white")
    )
    rows = [
        {"pair": label, **_second_photos(chosen, threshold), "anew": chosen["anew"].mean()}
        for label, chosen in (
            ("all pairs", matched),
            ("two Black people", matched[black]),
            ("two White people", matched[white]),
            ("all but two Black people", matched[~black]),
        )
    ]
    return pd.DataFrame(rows)


def _passed_twice(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row for each passer-by and listed person: the distances of both photos."""
    shots = photos.table("london")["shot"]
    others = pairs[~pairs["same_person"]]
    known = others["photo_a"].isin(shots.index) & others["photo_b"].isin(shots.index)
    if not known.all():
        raise ValueError('Only the London Set has two photos a person: scores.load("london").')
    shot = {side: others[f"photo_{side}"].map(shots).astype("str") for side in "ab"}

    def sightings(of: str) -> pd.DataFrame:
        both_ways = []
        for probe, listed in ("ab", "ba"):
            chosen = others[(shot[probe] == of) & (shot[listed] == "neutral")]
            names = {"distance": "distance"}
            for column in ("person", "ethnicity", "sex"):
                names |= {f"{column}_{probe}": f"{column}_probe"}
                names |= {f"{column}_{listed}": f"{column}_listed"}
            table = chosen[list(names)].rename(columns=names)
            both_ways.append(table.astype(dict.fromkeys(set(table) - {"distance"}, "str")))
        return pd.concat(both_ways)

    who = ["person_probe", "person_listed"]
    second = sightings("smiling")[[*who, "distance"]]
    return sightings("neutral").merge(second, on=who, suffixes=("_first", "_second"))


def _second_photos(chosen: pd.DataFrame, threshold: float) -> dict[str, float]:
    """The share of second photos that match, people resampled."""
    measured = resampling.resample(
        chosen["person_probe"], chosen["person_listed"], chosen["distance_second"], threshold
    )
    (low,), (high,) = measured.interval()
    return {
        "threshold": threshold, "people": measured.people, "pairs": measured.pairs,
        "matches": measured.matches[0], "rate": measured.rate[0], "low": low, "high": high,
    }  # fmt: skip
