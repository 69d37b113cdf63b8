"""Intervals from resampling people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pairs import pairs_of

from falsematch.measures import rates, resampling, scores


def plain_resample(pairs, thresholds, weights, people):
    """The definition, one pair at a time: a pair counts as often as both were drawn."""
    count = dict(zip(people, weights, strict=True))
    shares = []
    for threshold in thresholds:
        hit = every = 0
        for row in pairs.itertuples():
            weight = count[row.person_a]
            if row.person_a != row.person_b:
                weight *= count[row.person_b]
            every += weight
            hit += weight * (row.distance <= threshold)
        shares.append(hit / every if every else float("nan"))
    return shares


@settings(max_examples=25)
@given(st.integers(2, 7), st.integers(1, 3), st.integers(0, 99), st.booleans())
def test_resampling_agrees_with_the_plain_definition(count, shots, seed, mated):
    people = [f"p{number}" for number in range(count)]
    pairs = pairs_of(people, shots=2 if mated else shots, seed=seed)
    pairs = pairs[pairs["same_person"] == mated].reset_index(drop=True)
    thresholds = [0.5, 0.2, 0.9, 0.5]
    found = resampling.resample(
        pairs["person_a"], pairs["person_b"], pairs["distance"], thresholds, resamples=20, seed=seed
    )
    random = np.random.default_rng(seed)
    drawn = random.multinomial(count, np.full(count, 1 / count), size=20)
    names = list(pd.unique(pd.Categorical(pairs["person_a"]).categories.union(
        pd.Categorical(pairs["person_b"]).categories, sort=False)))  # fmt: skip
    expected = [plain_resample(pairs, thresholds, weights, names) for weights in drawn]
    np.testing.assert_allclose(found.samples, expected, atol=1e-6)
    np.testing.assert_allclose(
        found.rate, [np.mean(pairs["distance"] <= threshold) for threshold in thresholds]
    )


def test_strata_keep_their_sizes():
    strata = np.array([0, 0, 0, 1, 1])
    weights = resampling._draw(strata, np.array([3, 2]), resamples=200, seed=1)
    assert (weights[:3].sum(axis=0) == 3).all()
    assert (weights[3:].sum(axis=0) == 2).all()


def test_mixed_pairs_are_refused():
    with pytest.raises(ValueError, match="mixed"):
        resampling.resample(["p", "p"], ["p", "q"], [0.1, 0.2], 0.5)


def test_one_mated_pair_a_person_is_exact_at_any_count():
    people = [f"p{number}" for number in range(20)]
    pairs = pd.DataFrame(
        {"person_a": people, "person_b": people, "same_person": True,
         "distance": [0.9] * 3 + [0.1] * 17}
    )  # fmt: skip
    row = rates.fnmr_by_group(pairs, 0.5).iloc[0]
    assert (row["low"], row["high"]) == pytest.approx(resampling.binomial_interval(3, 20))


def test_no_match_has_an_upper_end_and_few_people_say_nothing():
    pairs = pairs_of([f"p{number}" for number in range(30)])
    none = rates.fmr_by_group(pairs.assign(distance=0.9), 0.5).iloc[0]
    assert none["rate"] == none["low"] == 0
    # The tenth-closest pair lies at 0.9, where all match; so the exact bound stands:
    # 30 people make 15 comparisons without using anybody twice.
    assert none["high"] == pytest.approx(resampling.binomial_interval(0, 15)[1])
    few = rates.fmr_by_group(pairs_of("pqrs"), 0.5).iloc[0]
    assert (few["low"], few["high"]) == (0, 1)


def test_upper_end_never_falls_when_the_threshold_is_loosened():
    london = scores.load("london")
    table = rates.fmr_by_group(london, np.arange(0.3, 0.8, 0.01), "ethnicity")
    for _, group in table[table["pairs"] > 0].groupby("group"):
        # Percentiles of a thousand resamples wobble a little.
        assert (group["high"].diff().dropna() > -1e-3).all()


def test_same_numbers_every_time_and_whatever_else_is_asked():
    london = scores.load("london")
    alone = rates.fmr_by_group(london, 0.6, "ethnicity")
    among = rates.fmr_by_group(london, [0.7, 0.6, 0.5], "ethnicity").query("threshold == 0.6")
    pd.testing.assert_frame_equal(alone, among.reset_index(drop=True))


def test_intervals_of_people_cover_and_those_of_pairs_do_not():
    """Made-up people, a few of whom look like many: how often is the truth inside?"""
    random = np.random.default_rng(7)
    people, runs = 40, 120
    names = np.array([f"p{number}" for number in range(people)])
    first, second = np.triu_indices(people, k=1)

    def draw(count):
        looks = random.normal(0.85, 0.08, count)  # how close this person is to everybody
        i, j = np.triu_indices(count, k=1)
        return (looks[i] + looks[j]) / 2 + random.normal(0, 0.05, i.size)

    truth = np.mean(draw(2500) <= 0.75)
    by_people = by_pairs = 0
    for _ in range(runs):
        apart = draw(people)
        found = resampling.resample(names[first], names[second], apart, 0.75, resamples=300)
        low, high = found.interval()
        by_people += low[0] <= truth <= high[0]
        share, n = np.mean(apart <= 0.75), apart.size
        by_pairs += abs(share - truth) <= 1.96 * np.sqrt(max(share * (1 - share), 1e-9) / n)
    assert by_people / runs >= 0.85  # 0.95 is aimed at; forty skewed people give a little less
    assert by_pairs / runs < 0.7
