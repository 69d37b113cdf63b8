"""Pictures of linked records: what they say is what was measured."""

from __future__ import annotations

import numpy as np
import pytest
from support.linkage import rates

from falsematch import plots
from falsematch.measures.linkage import names


def test_the_picture_of_links_says_both_rates(linked_files):
    false, missed = (table.reset_index() for table in rates(linked_files, "alike", 0))
    text = plots.links_by_group(false, missed).description
    for table in (false, missed):
        for _, row in table.iterrows():
            assert f"{row['group']} {plots.with_interval(row)}" in text
    words = plots.links_in_words(false, missed)
    row = false.set_index("group").loc["Hispanic"]
    assert words.loc["Hispanic"].iloc[0] == (
        f"{row['rate'] * 1000:.1f} ({row['low'] * 1000:.1f} to {row['high'] * 1000:.1f}; "
        f"{int(row['people']):,} people)"
    )
    with pytest.raises(ValueError, match="number of people and its interval"):
        plots.links_by_group(false.drop(columns="people"), missed)


def test_colours_and_markers_differ_for_each_group():
    styles = plots.linkage._STYLES
    assert set(styles) == set(names.GROUPS)
    assert len({marker for marker, _ in styles.values()}) == len(names.GROUPS)


def test_the_picture_of_shared_names_says_each_group():
    table = names.by_group()
    text = plots.shared_names(table).description
    for group, row in table.iterrows():
        assert f"{group}: surname 1 pair in {1 / row['surname']:,.0f}" in text
        assert f"full name 1 pair in {1 / row['full_name']:,.0f}" in text
    assert "most frequent: Garcia" in text


def test_the_picture_of_namesakes_says_count_interval_and_law(counted_namesakes):
    text = plots.namesakes(counted_namesakes).description
    row = counted_namesakes[
        (counted_namesakes["group"] == "Hispanic") & (counted_namesakes["people"] == 1_000_000)
    ].iloc[0]
    assert f"Hispanic {row['pairs']:,} (95 % interval" in text
    assert f"law {row['expected']:,.0f})" in text
    assert "Among 1,000,000 generated people of a group" in text


def test_the_interval_of_a_count_is_exact():
    """With 0 counted the upper end is 3.69, with 10 it is 4.80 to 18.39 (Garwood 1936)."""
    low, high = plots.linkage._poisson(np.array([0, 10]))
    np.testing.assert_allclose(low, [0, 4.795], atol=0.001)
    np.testing.assert_allclose(high, [3.689, 18.390], atol=0.001)
