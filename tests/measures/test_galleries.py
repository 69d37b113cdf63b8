"""Lists of chosen composition: drawn by hand, all of them, and a reviewer of their alerts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from support.galleries import at, crossing

from falsematch.measures import galleries


def small(seed=1, probes=(3, 4), pool=(4, 5)):
    """Searches of a few made-up people at distances from 0 to 1."""
    random = np.random.default_rng(seed)
    return galleries.Searches(
        random.random((sum(probes), sum(pool))), ("a", "b"),
        np.repeat([0, 1], probes), np.repeat([0, 1], pool),
    )  # fmt: skip


def test_everybody_keeps_their_group_and_distances(congress_search, searches_by_group):
    assert searches_by_group.distances.shape == (554, 2689)
    assert np.bincount(searches_by_group.probe_group).tolist() == [51, 503]
    assert {g: len(c) for g, c in searches_by_group.pool().items()} == {
        "Black members": 69, "other members": 2620,
    }  # fmt: skip
    # Group by group the matrix holds the distances of the table.
    for number, label in enumerate(searches_by_group.groups):
        chosen = congress_search[
            (congress_search["black_a"] == label)
            & (congress_search["black_b"] == searches_by_group.groups[0])
        ]
        part = searches_by_group.distances[
            np.ix_(searches_by_group.probe_group == number, searches_by_group.pool_group == 0)
        ]
        assert np.sort(part, axis=None) == pytest.approx(np.sort(chosen["distance"].to_numpy()))


@pytest.mark.parametrize(
    ("attribute", "of", "says"),
    [
        ("height", "x", "no column height_a, height_b"),
        ("black", "nobody", "must be one of two groups"),
        ("chamber", "Senate", "must be one of two groups"),
    ],
)
def test_a_group_that_does_not_split_in_two_is_refused(attribute, of, says):
    pairs = pd.DataFrame(
        {
            "person_a": ["p", "q"], "person_b": ["x", "x"], "distance": 0.5, "same_person": False,
            "black_a": ["b", "o"], "black_b": "o", "chamber_a": ["Senate", "House"],
            "chamber_b": "Other",
        }
    )  # fmt: skip
    with pytest.raises(ValueError, match=says):
        galleries.searches(pairs, attribute, of)


@given(st.integers(0, 4), st.integers(0, 5), st.integers(0, 100))
def test_a_list_has_as_many_of_each_group_as_asked_and_nobody_twice(a, b, seed):
    pool = {"a": [0, 1, 2, 3], "b": [10, 11, 12, 13, 14]}
    drawn = galleries.draw_list(pool, {"a": a, "b": b}, np.random.default_rng(seed))
    assert len(set(drawn)) == len(drawn) == a + b
    assert sum(person < 10 for person in drawn) == a


def test_everybody_in_the_pool_is_drawn_as_often():
    random = np.random.default_rng(3)
    pool = {"a": range(4), "b": range(4, 10)}
    drawn = [galleries.draw_list(pool, {"a": 1, "b": 3}, random) for _ in range(4000)]
    counts = np.bincount(np.ravel(drawn), minlength=10)
    assert counts[:4] == pytest.approx(np.full(4, 1000), rel=0.1)
    assert counts[4:] == pytest.approx(np.full(6, 2000), rel=0.1)


def test_more_than_there_are_cannot_be_drawn():
    with pytest.raises(ValueError, match="There are 2 people of 'a'; 3 cannot be drawn"):
        galleries.draw_list({"a": [1, 2]}, {"a": 3}, np.random.default_rng(1))


def test_fpir_of_a_list_by_hand():
    distances = np.array([[0.5, 0.9, 0.4], [0.8, 0.6, 0.9], [0.7, 0.9, 0.3], [0.9, 0.8, 0.9]])
    assert galleries.fpir_of_list(distances, [0, 1], 0.6) == 0.5
    assert galleries.fpir_of_list(distances, [0, 1, 2], 0.6) == 0.75
    assert galleries.fpir_of_list(distances, [], 0.6) == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_the_rate_is_the_mean_over_every_possible_list(seed):
    searches = small(seed)
    table = galleries.fpir_by_composition(searches, [0, 1, 3], 4, 0.3)
    pool = searches.pool()
    for listed in (0, 1, 3):
        every = [
            [*first, *second]
            for first in combinations(pool["a"], listed)
            for second in combinations(pool["b"], 4 - listed)
        ]
        for number, group in enumerate("ab"):
            rows = searches.distances[searches.probe_group == number]
            mean = np.mean([galleries.fpir_of_list(rows, one, 0.3) for one in every])
            assert at(table, listed).loc[group, "rate"] == pytest.approx(mean)


def test_the_rate_is_the_mean_of_drawn_lists(searches_by_group, rates_by_composition):
    random = np.random.default_rng(5)
    black = searches_by_group.distances[searches_by_group.probe_group == 0]
    counts = {"Black members": 25, "other members": 25}
    drawn = [
        galleries.fpir_of_list(
            black, galleries.draw_list(searches_by_group.pool(), counts, random), 0.6
        )
        for _ in range(400)
    ]
    error = np.std(drawn) / np.sqrt(len(drawn))
    assert at(rates_by_composition, 25).loc["Black members", "rate"] == pytest.approx(
        np.mean(drawn), abs=4 * error
    )


def test_the_interval_is_the_jackknife_of_probes_and_of_both_parts_of_the_pool():
    """Everything left out one at a time, with no algebra, gives the same variance."""
    searches, threshold, listed, size = small(4, (5, 1), (6, 7)), 0.2, 2, 5
    row = at(galleries.fpir_by_composition(searches, [listed], size, threshold), listed).loc["a"]

    def flagged(columns):
        part = galleries.Searches(
            searches.distances[:, columns], searches.groups, searches.probe_group,
            searches.pool_group[columns],
        )  # fmt: skip
        chances = []
        for probe in np.flatnonzero(part.probe_group == 0):
            none = 1.0
            for number, count in ((0, listed), (1, size - listed)):
                close = part.distances[probe, part.pool_group == number] <= threshold
                none *= stats.hypergeom.pmf(0, len(close), close.sum(), count)
            chances.append(1 - none)
        return np.array(chances)

    whole = flagged(np.arange(13))
    variance = whole.var() / 4
    for number in (0, 1):
        people = np.flatnonzero(searches.pool_group == number)
        change = np.array([flagged(np.delete(np.arange(13), p)) - whole for p in people])
        by_pool = change.mean(axis=1)
        spread = (len(people) - 1) / len(people) * ((by_pool - by_pool.mean()) ** 2).sum()
        variance += max(0, spread - (change**2).sum() / 5**2)
    alike = min(row["rate"] * (1 - row["rate"]) / variance, 5)
    low = stats.beta.ppf(0.025, row["rate"] * alike, alike - row["rate"] * alike + 1)
    assert row["rate"] == pytest.approx(whole.mean())
    assert row["low"] == pytest.approx(low)


def test_intervals_hold_the_truth_when_people_are_drawn_anew(searches_by_group):
    """Congress as the world: probes and pool drawn from it, in groups of their own sizes."""
    random = np.random.default_rng(11)
    match = searches_by_group.distances <= 0.6
    parts = list(searches_by_group.pool().values())
    rows = [np.flatnonzero(searches_by_group.probe_group == number) for number in (0, 1)]
    own = [match[:, part].mean(axis=1) for part in parts]
    listed = np.array([0, 5, 25, 50])
    named = 1 - (1 - own[0]) ** listed[:, None] * (1 - own[1]) ** (50 - listed[:, None])
    truth = np.concatenate([named[:, chosen].mean(axis=1) for chosen in rows])
    held = []
    for _ in range(20):
        probes = np.concatenate([random.choice(chosen, len(chosen)) for chosen in rows])
        columns = np.concatenate([random.choice(part, len(part)) for part in parts])
        drawn = galleries.Searches(
            searches_by_group.distances[np.ix_(probes, columns)], searches_by_group.groups,
            searches_by_group.probe_group[probes], searches_by_group.pool_group[columns],
        )  # fmt: skip
        table = galleries.fpir_by_composition(drawn, listed, 50, 0.6)
        held.append((table["low"] <= truth) & (truth <= table["high"]))
    assert np.mean(held) > 0.9


def test_nobody_matches_or_everybody():
    none, every = (
        galleries.fpir_by_composition(small(), [1], 3, threshold) for threshold in (-1, 2)
    )
    assert (none["rate"] == 0).all() and (none["low"] == 0).all() and (none["high"] > 0).all()
    assert (every["rate"] == 1).all() and (every["high"] == 1).all() and (every["low"] < 1).all()


@pytest.mark.parametrize(("listed", "size"), [([4], 4), ([-1], 3), ([0], 5)])
def test_a_list_that_cannot_be_drawn_is_refused(listed, size):
    with pytest.raises(ValueError, match="Choose another size or composition"):
        galleries.fpir_by_composition(small(), listed, size, 0.5)


def test_the_crossing_by_hand():
    assert galleries.even_composition(crossing([0, 0.2, 0.4], [0.1, 0.1, 0.1]))[0] == 0.5
    number, low, high = galleries.even_composition(
        crossing([0, 0.2, 0.4, 0.6], [0.3] * 4, width=0.1 / np.sqrt(2))
    )
    assert (number, low, high) == pytest.approx((1.5, 1.0, 2.0))


def test_no_crossing_and_an_open_interval():
    assert np.isnan(galleries.even_composition(crossing([0.5, 0.6], [0.1, 0.1]))[0])
    number, low, high = galleries.even_composition(crossing([0, 0.2], [0.1, 0.1], width=0.5))
    assert (number, low, high) == (0.5, -np.inf, np.inf)


@pytest.mark.parametrize("threshold", [0.55, 0.6, 0.65])
def test_the_better_matcher_has_one_rate_within_both_groups(searches_by_group, threshold):
    better = galleries.equalized(searches_by_group)
    within = [
        (better.distances[np.ix_(better.probe_group == g, better.pool_group == g)] <= threshold)
        .mean()
        for g in (0, 1)
    ]  # fmt: skip
    assert within[0] == pytest.approx(within[1], rel=0.02)
    across = np.ix_(better.probe_group == 0, better.pool_group == 1)
    assert (better.distances[across] == searches_by_group.distances[across]).all()


def test_the_better_matcher_keeps_the_order_within_the_group(searches_by_group):
    part = np.ix_(searches_by_group.probe_group == 0, searches_by_group.pool_group == 0)
    before = searches_by_group.distances[part].ravel()
    after = galleries.equalized(searches_by_group).distances[part].ravel()
    assert (np.diff(after[np.argsort(before, kind="stable")]) >= 0).all()


def test_a_reviewer_alone_swayed_and_in_between():
    assert galleries.accepted(0.2, 0) == pytest.approx(0.2)
    assert galleries.accepted(0.2, 1) == 1
    assert galleries.accepted(0.2, 0.5) == pytest.approx(0.6)
    with pytest.raises(ValueError, match="from 0 to 1"):
        galleries.accepted(14, 0)


def test_a_reviewer_who_errs_alike_keeps_the_ratio(rates_by_composition):
    after = galleries.reviewed(rates_by_composition, 0.25)
    rates = [at(table, 40)["rate"] for table in (rates_by_composition, after)]
    assert (rates[1] == rates[0] * 0.25).all()
    assert (after["high"] == rates_by_composition["high"] * 0.25).all()
    assert rates[0].iloc[0] / rates[0].iloc[1] == pytest.approx(rates[1].iloc[0] / rates[1].iloc[1])
    with pytest.raises(ValueError, match="from 0 to 1"):
        galleries.reviewed(rates_by_composition, 14)
