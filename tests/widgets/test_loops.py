"""Controls of a list that feeds itself: they move, and say in words what they show."""

from __future__ import annotations

from dataclasses import fields

import pytest
from support.galleries import at
from support.learners import child, shown

from falsematch import plots, widgets
from falsematch.measures import galleries
from falsematch.measures.loops import Town


def test_the_reviewer_control_moves(searches_by_group, rates_by_composition):
    box = widgets.reviewer(searches_by_group, 0.14)
    assert "lets 14 % of the wrong matches through" in shown(box)
    child(box, "cases in which they follow the machine").value = 0.5
    child(box, "Black members on the list of 50").value = 40
    assert "lets 57 % of the wrong matches through" in shown(box)
    row = at(rates_by_composition, 40).loc["Black members"]
    after = at(galleries.reviewed(rates_by_composition, 0.57), 40).loc["Black members"]
    assert f"{plots.with_interval(row)} before, {plots.with_interval(after)} after" in shown(box)


def test_every_assumption_has_a_slider_that_changes_the_picture():
    box = widgets.loop(Town(accepted=0.9, follow=0.5))
    columns, shown = box.children
    assert len(columns.children) == len(fields(Town))
    for slider in columns.children:
        before = shown.value
        slider.value = slider.min + (slider.max - slider.min) // 3 + 1
        assert shown.value != before, slider.description
    child = {slider.description: slider for slider in columns.children}
    child["A: % of the first list"].value = 7
    assert "7 % of the first list" in shown.value


@pytest.mark.parametrize("end", ["min", "max"])
def test_no_place_of_a_slider_breaks_the_control(end):
    box = widgets.loop()
    columns, shown = box.children
    for slider in columns.children:
        slider.value = getattr(slider, end)
        assert "A made-up town" in shown.value


def test_the_control_starts_where_the_town_stands():
    box = widgets.loop(Town(match_a=0.004, follow=0.25))
    child = {slider.description: slider.value for slider in box.children[0].children}
    assert child["A with A: per 100,000 pairs"] == 400
    assert child["checks that follow the list, %"] == 25
