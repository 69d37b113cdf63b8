"""Controls of the letter: they move, and say in words what they show."""

from __future__ import annotations

from support.learners import child

from falsematch import widgets
from falsematch.learners import predictions


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
