"""Controls of lists of chosen composition: they move, and say in words what they show."""

from __future__ import annotations

from support.galleries import at
from support.learners import child, shown

from falsematch import plots, widgets
from falsematch.measures import galleries


def test_the_composition_control_moves(searches_by_group):
    box = widgets.composition(searches_by_group)
    before = box.children[-1].value
    child(box, "Black members on the list of 50").value = 30
    child(box, "threshold").value = 0.58
    table = galleries.fpir_by_composition(searches_by_group, range(51), 50, 0.58)
    for group, row in at(table, 30).iterrows():
        assert f"{group} {plots.with_interval(row)}" in shown(box)
    matcher = child(box, "matcher")
    matcher.value = matcher.options[1]
    better = galleries.fpir_by_composition(galleries.equalized(searches_by_group), [30], 50, 0.58)
    assert plots.with_interval(better.iloc[0]) in shown(box)
    assert box.children[-1].value != before
