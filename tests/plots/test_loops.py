"""Pictures of a list that feeds itself: what they say is what was measured."""

from __future__ import annotations

import numpy as np
import pytest
from support.loops import last

from falsematch import plots
from falsematch.measures import loops
from falsematch.measures.loops import Town


def test_the_picture_says_where_it_starts_and_ends():
    town = Town()
    text, end = plots.loop(town).description, last(town)
    assert "Group A is 30 % of the town and 50 % of the first list" in text
    assert f"After 60 rounds it is {end.loc['A', 'share'] * 100:.0f} % of the list" in text
    assert "3,000 people in the town" in text
    for group in "AB":
        assert f"{plots.three_digits(end.loc[group, 'stops_per_1000'])} in the last" in text


def test_the_picture_draws_the_run():
    town = Town()
    left, right = plots.loop(town).figure.axes
    history = loops.run(town)
    drawn = {line.get_label(): line for line in [*left.lines, *right.lines]}
    share = history.query("group == 'A'")["share"] * 100
    stops = history.query("group == 'B'")["stops_per_1000"]
    assert np.asarray(drawn["A's share of the list"].get_ydata()) == pytest.approx(share.to_numpy())
    assert np.asarray(drawn["group B"].get_ydata()) == pytest.approx(stops.to_numpy())
    assert drawn["group A"].get_linestyle() != drawn["group B"].get_linestyle()


def test_an_empty_list_is_said_in_words():
    text = plots.loop(Town(listed=0, offending=0), 5).description
    assert "the first list is empty" in text and "rounds the list is empty" in text
    assert "nan" not in text
