"""Controls of rates by group: they move, and say in words what they show."""

from __future__ import annotations

import pandas as pd
from support.learners import child, shown

from falsematch import plots, widgets
from falsematch.measures import rates


def test_group_control_shows_each_group(london):
    box = widgets.threshold_by_group(london, "ethnicity", {"white": None})
    child(box, "threshold").value = 0.55
    row = rates.fmr_by_group(london, 0.55, "ethnicity").set_index("group").loc["black"]
    assert plots.with_interval(row, 1000) in shown(box)
    assert "threshold 0.55" in shown(box)


def test_person_control_counts_couples_once():
    pairs = pd.DataFrame(
        {
            "person_a": ["p", "p", "p", "q"], "person_b": ["q", "q", "r", "r"],
            "g_a": "x", "g_b": "x", "same_person": False, "distance": [0.5, 0.55, 0.9, 0.9],
        }
    )  # fmt: skip
    text = shown(widgets.false_matches_per_person(pairs, "g"))
    assert "2 people are confused with somebody, at most with 1 others" in text
