"""What the lesson on rates by group says, held to what is measured."""

from __future__ import annotations

import numpy as np

from falsematch.measures import rates, scores


def test_lesson_03_stricter_lowers_both_rates_and_widens_the_ratio():
    london = scores.load("london")
    ratio = rates.fmr_ratio(london, [0.60, 0.70, 0.79], "ethnicity", "black", "white")
    assert (ratio["ratio"].diff().dropna() < 0).all()
    assert ratio["low"].iloc[0] > ratio["high"].iloc[2]  # the intervals do not even touch
    assert ratio["ratio"].iloc[0] > 10  # "tens of times"
    congress = rates.fmr_ratio(
        scores.load("congress_pairs"), [0.55, 0.60, 0.65], "black", "Black members", "other members"
    )
    assert congress["ratio"].between(2, 6).all()  # "a few times"
    assert (congress["ratio"].diff() < 0).iloc[1:].all()
    assert congress["low"].iloc[0] < 1 < congress["low"].iloc[1]


def test_lesson_03_the_ratio_mostly_grows_and_in_congress_until_matches_are_few():
    london = scores.load("london")
    thresholds = np.arange(0.45, 0.80, 0.01).round(2)
    ratio = rates.fmr_ratio(london, thresholds, "ethnicity", "black", "white")["ratio"]
    steps = ratio[np.isfinite(ratio)].diff().dropna()
    assert (steps < 0).mean() > 0.8 and (steps > 0).any()  # "mostly ... not at every step"
    strict = rates.fmr_by_group(scores.load("congress_pairs"), 0.50, "black").set_index("group")
    assert strict.loc["Black members", "matches"] < 10  # "too few matches are left to say"


def test_the_card_and_the_datasheet_false_matches_are_not_rare_in_the_studio():
    london = rates.fmr_by_group(scores.load("london"), 0.6, "ethnicity").set_index("group")
    congress = rates.fmr_by_group(scores.load("congress_pairs"), 0.6, "black").set_index("group")
    assert london.loc["black", "low"] > congress.loc["Black members", "high"]


def test_lesson_03_false_matches_are_mostly_within_groups():
    table = rates.fmr_by_group(scores.load("london"), 0.6, "ethnicity", across=True)
    table = table[table["pairs"] > 0]
    within = table[table["group"] == table["other_group"]].set_index("group")["rate"]
    for row in table[table["group"] != table["other_group"]].itertuples():
        both = [within[g] for g in (row.group, row.other_group) if g in within]
        assert row.rate <= max(both)
