"""What the lesson on a threshold says, held to what is measured."""

from __future__ import annotations

from falsematch.measures import rates, scores


def test_lesson_02_no_setting_is_free_of_both_errors():
    london = scores.load("london")
    curve = rates.det_curve(
        london.loc[london["same_person"], "distance"],
        london.loc[~london["same_person"], "distance"],
    )
    assert not ((curve["fmr"] == 0) & (curve["fnmr"] == 0)).any()
    assert 190 < (~london["same_person"]).sum() / london["same_person"].sum() < 210
