"""What the lesson on a list that feeds itself says, held to what is measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.loops import first, last

from falsematch.measures import loops
from falsematch.measures.loops import Town


def test_lesson_07_town_one_keeps_the_first_list():
    town = Town(photographed=0)
    end = last(town)
    assert end.loc["A", "share"] == pytest.approx(town.listed_a, abs=0.01)
    assert town.share_a < 0.4  # "the smaller part of the town"
    assert end.loc["A", "stops_per_1000"] > 1.5 * end.loc["B", "stops_per_1000"]


def test_lesson_07_without_following_the_list_drifts_to_the_town():
    town = Town(photographed=0, follow=0)
    shares = loops.run(town, 600).query("group == 'A'")["share"]
    assert (shares.diff().dropna() <= 1e-12).all()
    assert shares.iloc[-1] == pytest.approx(town.share_a, abs=0.01)


def test_lesson_07_town_two_grows_and_so_do_the_stops_of_both():
    town = Town()
    start, end = first(town), last(town)
    assert end["listed"].sum() > 4 * start["listed"].sum()  # "many times over"
    assert (end["stops_per_1000"] > 3 * start["stops_per_1000"]).all()


def test_lesson_07_an_equal_matcher_and_an_even_list_turn_on_the_larger_group():
    town = Town(listed_a=0.3)
    end = last(town)
    assert end.loc["A", "share"] < 0.1
    assert end.loc["B", "stops_per_1000"] > 10 * end.loc["A", "stops_per_1000"]


def test_lesson_07_a_reviewer_slows_the_drift():
    town = Town(match_a=0.004, match_b=0.0005, match_across=0.00005)
    alone = last(town).loc["A", "share"]
    reviewed = last(replace(town, accepted=0.1)).loc["A", "share"]
    assert town.listed_a < reviewed < alone
