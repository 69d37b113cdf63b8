"""Pictures of lists of chosen composition: what they say is what was measured."""

from __future__ import annotations

import pytest
from support.galleries import at, crossing

from falsematch import plots
from falsematch.measures import galleries


def test_the_picture_says_both_ends_the_crossing_and_the_people(rates_by_composition):
    text = plots.composition(rates_by_composition).description
    for listed in (0, 50):
        for _, row in rates_by_composition[rates_by_composition["listed"] == listed].iterrows():
            assert f"{row['group']} {plots.with_interval(row)}" in text
    number, low, high = galleries.even_composition(rates_by_composition)
    assert f"cross at {number:.0f} of 50 (95 % interval {low:.0f} to {high:.0f})" in text
    assert "554 people searched for" in text and "2,689 people" in text


def test_the_picture_draws_the_rates(rates_by_composition):
    ax = plots.composition(rates_by_composition).figure.axes[0]
    lines = {line.get_label().split(" (")[0]: line for line in ax.lines}
    for group, rows in rates_by_composition.groupby("group"):
        assert lines[group].get_ydata() == pytest.approx(rows["rate"].to_numpy() * 100)
    styles = {lines[group].get_linestyle() for group in ("Black members", "other members")}
    assert len(styles) == 2  # told apart without colour


def test_a_picture_without_a_crossing_says_so():
    table = crossing([0.5, 0.6], [0.1, 0.1], 0.05).assign(
        threshold=0.6, size=50, people=10, pool=20
    )
    assert "do not cross" in plots.composition(table).description


def test_rates_without_interval_are_not_drawn(rates_by_composition):
    with pytest.raises(ValueError, match="without its number of people"):
        plots.composition(rates_by_composition.drop(columns="low"))


def test_two_matchers_stand_side_by_side(rates_by_composition, equalized_rates):
    text = plots.two_matchers(rates_by_composition, equalized_rates).description
    assert text.index("as measured") < text.index("thought experiment")
    for table in (rates_by_composition, equalized_rates):
        assert plots.with_interval(at(table, 50).loc["Black members"]) in text
