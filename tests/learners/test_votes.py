"""A vote is kept, comes back, and a class's votes are counted."""

from __future__ import annotations

import pytest

from falsematch import facts
from falsematch.learners import votes


def test_each_position_was_taken_by_somebody():
    assert {one.fact for one in votes.POSITIONS.values()} <= set(facts.load()["id"])


def test_a_vote_is_kept_and_comes_back(home):
    first = votes.vote("first")
    assert first.choice is None
    assert votes.line() == "first -, now -"
    first.children[1].value = "B"
    first.children[2].value = "rules can work"
    votes.vote("now").children[1].value = "D"
    assert votes.line() == "first B, now D"
    assert votes.both().loc["first", "reason"] == "rules can work"
    assert votes.vote("first").choice == "B"


def test_a_third_time_is_refused():
    with pytest.raises(ValueError, match="first and now"):
        votes.vote("later")


def test_a_damaged_vote_is_no_vote(home):
    from falsematch.learners import predictions

    predictions.keep("vote, first", {"choice": "Z", "reason": "?"})
    assert votes.vote("first").choice is None
    assert votes.line() == "first -, now -"


def test_lines_of_a_class_are_counted():
    table, unread = votes.count(
        "first A, now A\nfirst A, now C\n\n  FIRST a, NOW c \nfirst -, now D\nfirst E, now A\nAnn: A"
    )
    assert table.loc["A", "A"] == 1 and table.loc["A", "C"] == 2 and table.loc["-", "D"] == 1
    assert table.to_numpy().sum() == 4
    assert unread == ["first E, now A", "Ann: A"]
