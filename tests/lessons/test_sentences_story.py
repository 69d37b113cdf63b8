"""What the lesson on the letter says, held to what is measured."""

from __future__ import annotations

from falsematch.facts import story


def test_lesson_00_employees_acted_before_the_test_and_most_laws_came_after():
    events = story.timeline().set_index("id")
    test = events.loc["aclu-test-date", "day"]
    assert events.loc["amazon-letter-day", "day"] < test
    laws = events[events["lane"] == "lawmakers and auditors"]["day"]
    assert (laws > test).mean() > 0.5
