"""The rates: hand-worked numbers, scikit-learn, a slow plain version, and properties."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_curve

from falsematch import constants
from falsematch.measures import rates, resampling, scores

# Rounded to two decimals so that ties, and distances equal to a threshold, come often.
distances = st.lists(st.floats(0, 2).map(lambda x: round(x, 2)), min_size=1, max_size=40)


def pairs_of(people, groups=None, shots=1, seed=0):
    """A table of every pair of photos of made-up people."""
    random = np.random.default_rng(seed)
    groups = groups or {person: "all" for person in people}
    photos = [(person, shot) for person in people for shot in range(shots)]
    rows = [
        (a, b, groups[a], groups[b], a == b, round(float(random.uniform(0, 1)), 2))
        for (a, _), (b, _) in combinations(photos, 2)
    ]
    names = ["person_a", "person_b", "group_a", "group_b", "same_person", "distance"]
    return pd.DataFrame(rows, columns=names)


# --- one rate ------------------------------------------------------------------------


def test_rates_counted_by_hand():
    apart = [0.2, 0.3, 0.5, 0.6, 0.7]
    assert rates.false_match_rate(apart, 0.5) == 0.6
    assert rates.false_non_match_rate(apart, 0.5) == 0.4
    assert rates.false_match_rate(apart, 0.1) == 0
    assert rates.false_non_match_rate(apart, 0.7) == 0


def test_no_pairs_give_no_rate():
    assert math.isnan(rates.false_match_rate([], 0.5))
    assert math.isnan(rates.false_non_match_rate([], 0.5))


@pytest.mark.parametrize("rate", [rates.false_match_rate, rates.false_non_match_rate])
def test_a_missing_distance_is_refused(rate):
    with pytest.raises(ValueError, match="1 distances are missing"):
        rate([0.1, float("nan")], 0.5)


@given(distances, st.floats(0, 2).map(lambda x: round(x, 2)))
def test_the_two_errors_share_the_line(apart, threshold):
    match = rates.false_match_rate(apart, threshold)
    assert match + rates.false_non_match_rate(apart, threshold) == pytest.approx(1)
    assert match == sum(d <= threshold for d in apart) / len(apart)


@given(distances, st.floats(0, 1))
def test_threshold_keeps_to_the_target_and_no_looser_one_does(apart, target):
    threshold = rates.threshold_at_fmr(apart, target)
    assert rates.false_match_rate(apart, threshold) <= target + 1e-9
    if math.isfinite(threshold):
        assert rates.false_match_rate(apart, np.nextafter(threshold, 2)) > target


def test_threshold_at_a_tie_stays_below_it():
    threshold = rates.threshold_at_fmr([0.3, 0.5, 0.5, 0.9], 0.5)
    assert rates.false_match_rate([0.3, 0.5, 0.5, 0.9], threshold) == 0.25
    assert threshold == pytest.approx(0.5)


@pytest.mark.parametrize("target", [0.29, 0.57, 0.58])
def test_a_target_that_rounding_spoils(target):
    # 0.29 * 100 is 28.999999999999996 in floating point.
    apart = np.arange(100) / 100
    threshold = rates.threshold_at_fmr(apart, target)
    assert rates.false_match_rate(apart, threshold) == target


@pytest.mark.parametrize(
    ("apart", "target", "complaint"),
    [([], 0.1, "no pairs"), ([0.1], 2, "0 to 1"), ([0.1], -1, "0 to 1")],
)
def test_threshold_says_what_is_wrong(apart, target, complaint):
    with pytest.raises(ValueError, match=complaint):
        rates.threshold_at_fmr(apart, target)


@given(distances, distances)
def test_det_curve_agrees_with_scikit_learn(mated, non_mated):
    curve = rates.det_curve(mated, non_mated)
    truth = np.r_[np.ones(len(mated)), np.zeros(len(non_mated))]
    fpr, tpr, thresholds = roc_curve(truth, -np.r_[mated, non_mated], drop_intermediate=False)
    np.testing.assert_allclose(curve["threshold"].to_numpy()[1:], -thresholds[1:])
    np.testing.assert_allclose(curve["fmr"], fpr, atol=1e-12)
    np.testing.assert_allclose(curve["fnmr"], 1 - tpr, atol=1e-12)


def test_det_curve_needs_both_kinds():
    with pytest.raises(ValueError, match="both kinds"):
        rates.det_curve([0.1], [])


def test_true_alarms_counted_by_hand():
    # 10,000 people, 10 looked for; 8 found, 99.9 of the 9,990 others accused.
    assert rates.share_of_true_alarms(0.01, 0.2, 0.001) == pytest.approx(8 / (8 + 99.9))
    assert math.isnan(rates.share_of_true_alarms(0, 0, 0))


# --- groups ----------------------------------------------------------------------------


def test_groups_counted_by_hand():
    pairs = pd.DataFrame(
        {
            "person_a": ["p", "p", "q", "s", "s", "u"],
            "person_b": ["q", "r", "r", "t", "s", "p"],
            "group_a": ["a", "a", "a", "b", "b", "b"],
            "group_b": ["a", "a", "a", "b", "b", "a"],
            "same_person": [False, False, False, False, True, False],
            "distance": [0.55, 0.60, 0.80, 0.90, 0.30, 0.40],
        }
    )
    table = rates.fmr_by_group(pairs, 0.6, "group").set_index("group")
    assert table.loc["a", ["people", "pairs", "matches"]].tolist() == [3, 3, 2]
    assert table.loc["a", "rate"] == pytest.approx(2 / 3)
    assert table.loc["b", ["people", "pairs", "matches", "rate"]].tolist() == [2, 1, 0, 0]
    across = rates.fmr_by_group(pairs, 0.6, "group", across=True)
    between = across.query("group == 'a' and other_group == 'b'").iloc[0]
    assert [between["pairs"], between["matches"], between["rate"]] == [1, 1, 1]
    missed = rates.fnmr_by_group(pairs, [0.2, 0.3], "group").set_index("threshold")
    assert missed["rate"].tolist() == [1, 0]
    assert missed["matches"].tolist() == [0, 1]


def test_somebody_alone_in_a_group_stays_in_the_table():
    groups = dict(zip("pqrstu", "aaaaab", strict=True))
    table = rates.fmr_by_group(pairs_of("pqrstu", groups), 0.5, "group").set_index("group")
    assert table.loc["b", ["people", "pairs", "matches"]].tolist() == [1, 0, 0]
    assert table.loc["b", ["rate", "low", "high"]].isna().all()


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="no column age_a, age_b"):
        rates.fmr_by_group(pairs_of("pqr"), 0.5, "age")


def test_an_unknown_group_is_named():
    with pytest.raises(ValueError, match="no group 'z'; there are all"):
        rates.fmr_ratio(pairs_of("pqrst"), 0.5, "group", "z", "all")


def test_no_rows_give_an_empty_table():
    table = rates.fmr_by_group(pairs_of("pqr").iloc[:0], 0.5, "group")
    assert len(table) == 0
    assert "rate" in table.columns


# --- resampling ------------------------------------------------------------------------


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


@settings(max_examples=25, deadline=None)
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


def test_exact_interval_is_that_of_the_published_rule():
    # No event in 10: the upper end is 1 - 0.025^(1/10).
    assert resampling.binomial_interval(0, 10) == pytest.approx((0, 1 - 0.025**0.1))
    low, high = resampling.binomial_interval(5, 10)
    assert (low, high) == pytest.approx((0.1871, 0.8129), abs=1e-4)


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


def test_ratio_counted_by_hand_and_bounded():
    groups = {f"{g}{n}": g for g in "ab" for n in range(20)}
    pairs = pairs_of(list(groups), groups, seed=3)
    table = rates.fmr_ratio(pairs, [0.3, 0.6], "group", of="a", to="b")
    by_group = rates.fmr_by_group(pairs, [0.3, 0.6], "group").set_index(["group", "threshold"])
    for row in table.itertuples():
        above, below = by_group.loc[("a", row.threshold)], by_group.loc[("b", row.threshold)]
        assert row.ratio == pytest.approx(above["rate"] / below["rate"])
        assert row.low <= row.ratio <= row.high
        assert row.people_of == row.people_to == 20


def test_ratio_to_nothing_has_no_upper_end():
    groups = {f"{g}{n}": g for g in "ab" for n in range(20)}
    pairs = pairs_of(list(groups), groups)
    pairs.loc[pairs["group_b"] == "b", "distance"] = 0.9
    row = rates.fmr_ratio(pairs, 0.5, "group", of="a", to="b").iloc[0]
    assert row["ratio"] == math.inf
    assert row["high"] == math.inf
    assert row["low"] > 0


def test_known_measurements_of_the_london_set():
    """What is known of this matcher on these people: White about 0.4 %, Black about 30 %."""
    table = rates.fmr_by_group(
        scores.load("london"), constants.DEFAULT_THRESHOLD, "ethnicity"
    ).set_index("group")
    assert table["people"].to_dict() == {
        "white": 69, "black": 13, "west_asian": 10, "east_asian": 9, "east_asian/white": 1,
    }  # fmt: skip
    assert table.loc["white", "rate"] == pytest.approx(0.004, abs=0.002)
    assert table.loc["black", "rate"] == pytest.approx(0.30, abs=0.03)
    assert table.loc["east_asian", "rate"] == pytest.approx(0.20, abs=0.05)
