"""What the lesson on matching two faces says, held to what is measured."""

from __future__ import annotations

from falsematch import constants
from falsematch.photos import faces


def test_lesson_01_three_women_are_closest_to_each_other(prepared_people):
    _, found = prepared_people
    portraits = found[found["photo"].str.endswith("studio_portrait.png")]
    pairs = faces.pairs(portraits)
    closest = pairs.nsmallest(3, "distance")
    assert len(pairs) == 45
    assert set(closest["person_a"]) | set(closest["person_b"]) == {"P004", "P006", "P010"}
    assert (closest["distance"] <= constants.DEFAULT_THRESHOLD).all()
    # Two photos of one person that do not match, and two people who match at 0.45, exist.
    every = faces.pairs(found)
    assert (every.loc[every["same_person"], "distance"] > 0.6).any()
    assert (every.loc[~every["same_person"], "distance"] <= 0.45).any()


def test_lesson_01_every_person_was_drawn_24_times(prepared_people):
    people, found = prepared_people
    assert (people.table.groupby("person").size() == 24).all()
    assert set(found["status"]) == {"ok", "no face"}
