"""Controls of the replay of the ACLU's test: they move, and say in words what they show."""

from __future__ import annotations

from support.learners import shown

from falsematch import plots, widgets
from falsematch.measures import replays
from falsematch.photos import faces


def test_the_control_shows_who_is_flagged(closest_candidates):
    box = widgets.replayed(closest_candidates)
    control, before = box.children[0], box.children[-1].value
    control.value = 0.50
    assert box.children[-1].value != before
    count = int((closest_candidates["distance"] <= 0.5).sum())
    assert f"At threshold 0.50, where DeepFace shows {faces.percentage_shown(0.5):.1f} %" in shown(
        box
    )
    assert f"{count} of 554 members are flagged" in shown(box)
    for group in ("black", "sex"):
        for _, row in replays.fpir_by_group(closest_candidates, 0.5, group).iterrows():
            assert f"{row['group']} {plots.with_interval(row)}" in shown(box)
    control.value = 0.20
    assert "0 of 554 members are flagged" in shown(box) and "Black women 0 of 20" in shown(box)
    control.value = 0.64
    assert "calls it two people" in shown(box)
