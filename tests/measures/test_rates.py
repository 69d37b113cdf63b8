"""The error rates of a matcher, counted by hand and by groups."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_curve
from support.pairs import pairs_of

from falsematch import constants
from falsematch.measures import rates, scores

# Rounded to two decimals so that ties, and distances equal to a threshold, come often.
distances = st.lists(st.floats(0, 2).map(lambda x: round(x, 2)), min_size=1, max_size=40)


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
