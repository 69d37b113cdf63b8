"""What the lesson on a threshold says, held to what is measured."""

from __future__ import annotations

import numpy as np
import pytest

from falsematch.measures import rates, scores
from falsematch.measures.intervals import binomial_interval
from falsematch.photos import faces


def test_lesson_02_no_setting_is_free_of_both_errors():
    london = scores.load("london")
    curve = rates.det_curve(
        london.loc[london["same_person"], "distance"],
        london.loc[~london["same_person"], "distance"],
    )
    assert not ((curve["fmr"] == 0) & (curve["fnmr"] == 0)).any()
    assert 190 < (~london["same_person"]).sum() / london["same_person"].sum() < 210


def test_lesson_02_a_strict_target_is_kept_on_these_pairs_and_not_shown_for_others():
    london = scores.load("london")
    non_mated = london.loc[~london["same_person"], "distance"].to_numpy()
    for target in (0.01, 0.001, 0.0001):
        threshold = rates.threshold_at_fmr(non_mated, target)
        reached = rates.fmr_by_group(london, threshold).iloc[0]
        assert reached["rate"] <= target < reached["high"]
    assert reached["high"] > 5 * target  # the last row: "many times the target"
    assert reached["matches"] < 10  # "so few matches"


def test_lesson_02_drawn_people_are_ten_and_their_errors_more_frequent(prepared_people):
    drawn, london = faces.pairs(prepared_people[1]), scores.load("london")
    for measure in (rates.fmr_by_group, rates.fnmr_by_group):
        found, studio = (measure(table, 0.6).iloc[0] for table in (drawn, london))
        assert found["people"] == 10
        assert found["high"] > 1.5 * found["rate"]  # "the intervals are wide"
        assert found["rate"] > 5 * studio["rate"]  # "far more frequent than in the studio"


@pytest.mark.parametrize("tries", [100, 1_000, 10_000])
def test_lesson_02_the_rule_of_three_has_one_end(tries):
    one_end = 1 - 0.05 ** (1 / tries)
    assert one_end * tries == pytest.approx(3, abs=0.06)
    assert binomial_interval(0, tries)[1] * tries == pytest.approx(3.7, abs=0.1)
    assert [round(-np.log(left), 2) for left in (0.05, 0.025)] == [3.0, 3.69]
