"""Pictures of a claim, rules and a vote: what they say is what was measured."""

from __future__ import annotations

import pytest
from support.decisions import made_rules

from falsematch import plots
from falsematch.learners import votes
from falsematch.measures import rates, scores


def test_the_picture_of_a_claim_says_each_verdict():
    table = rates.fmr_by_group(scores.load("london"), 0.5, "ethnicity")
    picture = plots.claim(table, 0.001)
    assert "Black refuted: 5.45 %" in picture.description
    assert picture.description.count("not shown") == 3
    written = [text.get_text() for text in picture.figure.axes[0].texts]
    assert written.count("not shown") == 3 and written.count("refuted") == 1


def test_the_picture_of_rules_counts_what_is_in_force():
    picture = plots.rules_over_time(made_rules(), "2024-06-01")
    assert "On 1 June 2024 1 of them are in force" in picture.description
    assert "1 have ended or been replaced (Y, pause)" in picture.description
    assert "1 will apply later (Z, act)" in picture.description
    assert len(picture.figure.axes[0].patches) == 3


def test_the_picture_of_a_class_says_who_moved():
    table, _ = votes.count("first A, now A\nfirst A, now C\nfirst B, now C\nfirst -, now D")
    picture = plots.class_vote(table)
    assert "4 people voted" in picture.description
    assert "2 of the 3 who voted both times changed" in picture.description
    widths = [bar.get_width() for bar in picture.figure.axes[0].patches]
    assert sum(widths) == 3 + 4  # three voted at first, four now


def test_a_class_without_votes_is_told_so():
    with pytest.raises(ValueError, match="no vote to count"):
        plots.class_vote(votes.count("")[0])
