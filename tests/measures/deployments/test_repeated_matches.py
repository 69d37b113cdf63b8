"""Whether a false match repeats, counted by hand."""

from __future__ import annotations

import pytest

from falsematch.measures import deployments, scores


def test_repeated_matches_counted_by_hand(london):
    """Three people. Listed: neutral. 001 resembles 002, neutral and smiling; 003 nobody, once."""
    chosen = ["001", "002", "003"]
    pairs = london[london["person_a"].isin(chosen) & london["person_b"].isin(chosen)].copy()
    pairs["distance"] = 0.9
    shot_a, shot_b = (pairs[f"photo_{side}"].astype("str").str[:7] for side in "ab")
    who_a, who_b = (pairs[f"person_{side}"].astype("str") for side in "ab")

    def put(one, kind_one, two, kind_two, distance):
        there = (who_a == one) & (shot_a == kind_one) & (who_b == two) & (shot_b == kind_two)
        back = (who_b == one) & (shot_b == kind_one) & (who_a == two) & (shot_a == kind_two)
        assert (there | back).sum() == 1
        pairs.loc[there | back, "distance"] = distance

    put("001", "neutral", "002", "neutral", 0.5)  # a first match, both ways round
    put("001", "smiling", "002", "neutral", 0.6)  # and 001's second photo matches too
    put("003", "smiling", "001", "neutral", 0.4)  # a second photo after a first without match
    put("001", "smiling", "002", "smiling", 0.1)  # nobody's smiling photo is listed
    found = deployments.repeated_matches(pairs, 0.6).set_index("second photo")
    assert found[["pairs", "matches"]].to_numpy().tolist() == [[6, 2], [2, 1], [4, 1]]
    assert found["rate"].tolist() == [2 / 6, 1 / 2, 1 / 4]
    assert found.loc["after the first matched", "people"] == 2


def test_repeats_by_pair_counted_by_hand(london):
    """Two Black and three White people; a new draw is one among the pairs of the same kind."""
    people = london.drop_duplicates("person_a").set_index("person_a")
    black, white = (
        people.index[(people["ethnicity_a"] == group) & (people["sex_a"] == "male")]
        for group in ("black", "white")
    )
    chosen = [*black[:2], *white[:3]]
    pairs = london[london["person_a"].isin(chosen) & london["person_b"].isin(chosen)].copy()
    pairs["distance"] = 0.9

    def put(one, kind_one, two, kind_two):
        for probe, listed in ("ab", "ba"):
            there = (pairs[f"person_{probe}"] == one) & (pairs[f"person_{listed}"] == two)
            there &= pairs[f"photo_{probe}"].astype("str").str.startswith(kind_one)
            there &= pairs[f"photo_{listed}"].astype("str").str.startswith(kind_two)
            pairs.loc[there, "distance"] = 0.5

    put(black[0], "neutral", black[1], "neutral")
    put(black[0], "smiling", black[1], "neutral")
    put(white[0], "neutral", white[1], "neutral")
    put(white[2], "smiling", white[1], "neutral")
    found = deployments.repeats_by_pair(pairs, 0.6).set_index("pair")
    counts = found[["pairs", "matches"]].to_numpy().tolist()
    assert counts == [[4, 1], [2, 1], [2, 0], [2, 0]]
    # Of two ordered pairs of Black people one second photo matches, of six of White people one.
    assert found["anew"].tolist() == pytest.approx([(1 / 2 + 1 / 6) / 2, 1 / 2, 1 / 6, 1 / 6])


def test_repeated_matches_want_two_photos_of_each_person():
    for measure in (deployments.repeated_matches, deployments.repeats_by_pair):
        with pytest.raises(ValueError, match="Only the London Set"):
            measure(scores.load("congress_pairs"), 0.6)
