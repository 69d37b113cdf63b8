"""A list that feeds itself: steps worked by hand, and runs by chance."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.loops import first, last

from falsematch.measures import loops
from falsematch.measures.loops import Town

share = st.floats(0, 1)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"share_a": 30}, "share_a is a share from 0 to 1, not 30"),
        ({"removed": -0.1}, "removed is a share"),
        ({"match_a": float("nan")}, "match_a is a share"),
        ({"listed": -1}, "listed counts people"),
        ({"checks": float("nan")}, "checks counts people"),
        ({"checks": 20_000}, "not more people can be checked"),
        ({"share_a": 0.0}, "Both groups need people"),
        ({"share_a": 0.001, "listed": 200}, "more photos on the list than people"),
    ],
)
def test_impossible_towns_are_refused(changed, says):
    with pytest.raises(ValueError, match=says):
        Town(**changed)


def test_every_assumption_is_explained():
    for field in fields(Town):
        assert f"{field.name}" in Town.__doc__
    assert len(loops.LEFT_OUT) >= 6


def test_chance_of_a_stop_by_hand():
    town = Town(match_a=0.5, match_b=0.1, match_across=0.2, accepted=0.5)
    # A: two of its own, one of B: 1 - 0.5 * 0.5 * 0.8 = 0.8; the reviewer accepts half.
    # B: one of its own, two of A: 1 - 0.9 * 0.8 * 0.8 = 0.424.
    assert loops.chance_of_stop(town, np.array([2, 1])) == pytest.approx([0.4, 0.212])


def test_checks_follow_the_list_the_town_or_both():
    listed = np.array([30, 10])
    town = Town(people=1000, share_a=0.5, listed=40, checks=100)
    assert loops.people_checked(town, listed) == pytest.approx([75, 25])
    assert loops.people_checked(replace(town, follow=0), listed) == pytest.approx([50, 50])
    assert loops.people_checked(replace(town, follow=0.5), listed) == pytest.approx([62.5, 37.5])
    assert loops.people_checked(town, np.array([0, 0])) == pytest.approx([50, 50])  # leads nowhere


def test_nobody_is_checked_who_is_not_there():
    town = Town(people=1000, share_a=0.05, listed=40, listed_a=1, checks=100)
    assert loops.people_checked(town, town.on_list()) == pytest.approx([50, 0])


def test_a_round_by_hand():
    town = Town(
        people=200, share_a=0.5, listed=40, listed_a=0.75, checks=40, follow=1, offending=0.2,
        match_a=0.0, match_b=0.0, match_across=0.0, removed=0.1,
    )  # fmt: skip
    # A: 30 listed, 30 checks, 70 of 100 not listed, one in five offends: 30 - 3 + 30*0.7*0.2.
    # B: 10 listed, 10 checks, 90 of 100 not listed: 10 - 1 + 10*0.9*0.2.
    assert loops.next_list(town, town.on_list()) == pytest.approx([31.2, 10.8])


def test_wrongful_stops_lengthen_the_list_only_with_a_photo():
    town = Town(
        people=200, share_a=0.5, listed=2, checks=40, follow=0, offending=0.5, removed=0,
        match_a=0.5, match_b=0.5, match_across=0,
    )  # fmt: skip
    # 20 checks, 99 of 100 not listed; half offends, of the others half is stopped.
    for photographed, share in ((0, 0.5), (1, 0.5 + 0.25), (0.5, 0.5 + 0.125)):
        after = loops.next_list(replace(town, photographed=photographed), town.on_list())
        assert after == pytest.approx(np.full(2, 1 + 20 * 0.99 * share))


def test_stops_per_1000_by_hand():
    town = Town(
        people=1000, share_a=0.5, listed=2, checks=100, follow=0, match_a=0.3, match_b=0.1,
        match_across=0,
    )  # fmt: skip
    table = first(town)
    # 50 of 500 are checked; 0.3 and 0.1 of the innocent among them are stopped.
    assert table["stops_per_1000"].to_list() == pytest.approx([30, 10])
    assert table["stops"].to_list() == pytest.approx([0.03 * 500 * 0.995, 0.01 * 500 * 0.995])


def test_an_empty_list_has_no_shares_and_stops_nobody():
    town = Town(listed=0, offending=0)
    table = last(town, 5)
    assert table["share"].isna().all() and (table["stops"] == 0).all()
    assert np.isnan(loops.band_of_runs(town, loops.simulate(town, 5, runs=3))["share"]).all()


@given(
    st.floats(0.05, 0.95), share, share, share, share, share, share, st.floats(0, 0.1),
    st.floats(0, 0.1),
)  # fmt: skip
def test_a_list_never_holds_more_people_than_there_are(
    share_a, listed_a, follow, offending, accepted, photographed, removed, match_a, match_b
):
    town = Town(
        share_a=share_a, listed_a=listed_a, follow=follow, offending=offending, accepted=accepted,
        photographed=photographed, removed=removed, match_a=match_a, match_b=match_b, checks=5000,
    )  # fmt: skip
    table = loops.run(town, 20)
    assert (table["listed"] >= 0).all()
    assert (table["listed"] <= table["people"] + 1e-9).all()
    assert (table["checked"] <= table["people"] + 1e-9).all()
    assert table["stops_per_1000"].between(0, 1000 + 1e-9).all()


def test_chance_runs_lie_around_the_expectation():
    town = Town(listed=400, follow=0, match_a=0.0005, match_b=0.0005, photographed=0.2)
    lists = loops.simulate(town, 20, runs=400)
    assert lists.shape == (400, 21, 2)
    expected = loops.run(town, 20).pivot(index="round", columns="group", values="listed")
    assert lists.mean(axis=0) == pytest.approx(expected.to_numpy(), rel=0.03)
    assert (lists == np.round(lists)).all() and (lists >= 0).all()


def test_chance_runs_can_be_repeated_and_differ_by_seed():
    one, again, other = (loops.simulate(Town(), 10, 5, seed) for seed in (1, 1, 2))
    assert (one == again).all() and (one != other).any()


def test_the_band_is_the_middle_of_the_runs():
    town = Town()
    lists = np.zeros((100, 1, 2))
    lists[:, 0, 0], lists[:, 0, 1] = np.arange(100), 100 - np.arange(100)
    low, high = loops.band_of_runs(town, lists, coverage=0.5)["share"][:, 0, 0]
    assert (low, high) == pytest.approx((0.2475, 0.7425))
