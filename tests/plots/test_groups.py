"""Pictures of rates by group: what they say is what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from falsematch import plots
from falsematch.measures import rates


def test_description_says_the_measured_numbers(london):
    table = rates.fmr_by_group(london, 0.6, "ethnicity").query("pairs > 0")
    picture = plots.rates_by_group(table, {"white": 20.0})
    for row in table.itertuples():
        assert f"{row.people:,} people" in picture.description
    dots = picture.figure.axes[0].lines[0].get_xdata()
    np.testing.assert_allclose(dots, table["rate"] * 1000)


def test_a_gap_without_people_or_interval_is_refused(london):
    table = rates.fmr_by_group(london, 0.6, "ethnicity")
    with pytest.raises(ValueError, match="number of people and its interval"):
        plots.rates_by_group(table.drop(columns="people"))
    with pytest.raises(ValueError, match="number of people and its interval"):
        plots.heatmap(table.drop(columns="low"))
    with pytest.raises(ValueError, match="Choose one threshold"):
        plots.rates_by_group(rates.fmr_by_group(london, [0.5, 0.6], "ethnicity"))


def test_heat_map_says_its_highest(london):
    table = rates.fmr_by_group(london, 0.6, "ethnicity", across=True)
    text = plots.heatmap(table).description
    assert "the highest is Black with Black" in text
    assert "East Asian with West Asian" in text


def test_ratio_of_groups_without_matches_is_refused(london):
    table = rates.fmr_ratio(london, [0.2], "ethnicity", "black", "white")
    with pytest.raises(ValueError, match="no threshold at which both"):
        plots.ratio(table, "black", "white")
