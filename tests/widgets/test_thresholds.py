"""Controls of a threshold: they move, and say in words what they show."""

from __future__ import annotations

from support.learners import child, shown

from falsematch import widgets
from falsematch.measures import rates


def test_threshold_control_shows_the_rates_at_its_place(london):
    box = widgets.threshold(london)
    before = shown(box), box.children[-1].value
    child(box, "threshold").value = 0.45
    assert "At threshold 0.45" in shown(box)
    assert box.children[-1].value != before[1]
    row = rates.fmr_by_group(london, 0.45).iloc[0]
    assert f"{row['rate'] * 1000:.3g} match falsely" in shown(box)


def test_crowd_control_counts(london):
    box = widgets.crowd(london)
    child(box, "looked for among them").value = 0
    assert "So 0 of the alarms are right" in shown(box)
    child(box, "threshold").value = 0.1
    assert "there are no alarms" in shown(box)
