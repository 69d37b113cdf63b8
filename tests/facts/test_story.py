"""The timeline and the map are drawn from facts, and the learner's own map is kept."""

from __future__ import annotations

import pandas as pd
import pytest
from support.learners import child

from falsematch import constants, facts, plots, widgets
from falsematch.facts import story
from falsematch.learners import predictions


def test_the_map_has_a_statement_or_says_that_nothing_was_found():
    table = story.power_map()
    assert table.shape == (6, 3)
    assert (table == "").sum().sum() == 2
    picture = plots.power_map(table)
    assert picture.description.count("nothing found in the sources") == 2
    assert "sets its default: 80 %" in picture.description
    drawn = [text.get_text().replace("\n", " ") for text in picture.figure.axes[0].texts]
    assert all((statement or "nothing found in the sources") in drawn
               for statement in table.to_numpy().ravel())  # fmt: skip


def test_each_statement_of_the_map_rests_on_a_fact():
    table = pd.read_csv(constants.DATA / "case" / "map.csv", keep_default_na=False)
    assert set(table["actor"]) == set(story.ACTORS)
    for text in table["text"]:
        assert text == "" or "{" in text, text


def test_an_unknown_fact_is_named():
    with pytest.raises(facts.FactError, match="no fact 'no-such-thing', in: It is {no-such-thing}"):
        facts.fill("It is {no-such-thing}")


def test_every_actor_has_a_lane_and_every_lane_is_used():
    events = story.timeline()
    assert not events.isna().any().any()
    assert set(story.LANES) == set(events["actor"])
    assert events["day"].is_monotonic_increasing
    assert events["id"].is_unique
    assert set(events["id"]) <= set(facts.load()["id"])


def test_the_timeline_spans_2001_to_today_and_says_what_it_shows():
    events = story.timeline()
    assert (events["day"].min().year, events["day"].max().year) == (2001, 2026)
    picture = plots.timeline(events)
    marks = sum(len(line.get_xdata()) for line in picture.figure.axes[0].lines)
    assert marks == len(events)
    assert f"A timeline of {len(events)} dated facts from 2001 to 2026" in picture.description


def test_lesson_00_employees_acted_before_the_test_and_most_laws_came_after():
    events = story.timeline().set_index("id")
    test = events.loc["aclu-test-date", "day"]
    assert events.loc["amazon-letter-day", "day"] < test
    laws = events[events["lane"] == "lawmakers and auditors"]["day"]
    assert (laws > test).mean() > 0.5


def test_my_map_is_drawn_described_and_kept(home):
    box = widgets.my_map()
    child(box, "power").value = 0
    child(box, "risk").value = 10
    child(box, "party").value = "Amazon"
    assert child(box, "power").value == 5  # the sliders go where the party stands
    child(box, "power").value = 9
    words = box.children[-1].value
    assert "People searched: power 0, knowledge 5, risk 10" in words
    assert "Amazon: power 9" in words and "most power: Amazon;" in words
    assert "most risk: People searched" in words

    again = widgets.my_map()
    assert child(again, "power").value == 0
    assert "Amazon: power 9" in again.children[-1].value


def test_a_damaged_map_starts_anew(home):
    predictions.keep("map of power, knowledge and risk", {"Amazon, power": "lots"})
    assert widgets.kept_map()["Amazon", "power"] == 5
