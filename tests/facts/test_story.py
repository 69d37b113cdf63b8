"""The case as tables: the map and the timeline."""

from __future__ import annotations

import pandas as pd
import pytest

from falsematch import constants, facts, plots
from falsematch.facts import story


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
