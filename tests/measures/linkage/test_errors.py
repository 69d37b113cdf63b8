"""False and missed links of groups, counted by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.linkage import links_of

from falsematch.measures import linkage


@pytest.mark.parametrize(
    ("at", "false", "missed"), [(1, 2, 1), (2, 2, 1), (3, 1, 1), (4, 1, 2), (6, 0, 2)]
)
def test_rates_count_each_agency_record_once(by_hand, at, false, missed):
    links, agency, register = by_hand
    wrong = linkage.false_links_by_group(links, agency, at).iloc[0]
    assert (wrong["links"], wrong["people"], wrong["rate"]) == (false, 4, false / 4)
    lost = linkage.missed_links_by_group(links, agency, register, at).iloc[0]
    assert (lost["links"], lost["people"]) == (missed, 3)  # s is not in the register
    assert lost["low"] <= lost["rate"] <= lost["high"]


def test_several_thresholds_give_a_row_each(by_hand):
    links, agency, _ = by_hand
    table = linkage.false_links_by_group(links, agency, [6, 1])
    assert list(table["threshold"]) == [6, 1] and list(table["links"]) == [0, 2]
    assert round(table["high"].iloc[0], 3) == 0.602  # none of four: 1 - 0.025^(1/4)


def test_share_of_right_links_in_a_range(by_hand):
    links, _, _ = by_hand
    table = linkage.right_by_group(links, 0.5, 0.95).iloc[0]  # weights 2, 3 and 4
    assert (table["people"], table["links"]) == (3, 3)
    assert math.isclose(table["rate"], 1 / 3)
    assert (table["low"], table["high"]) == (0, 1)  # three people say nothing about others
    with pytest.raises(ValueError, match="No link has a probability"):
        linkage.right_by_group(links, 0.0, 0.1)


def test_share_of_right_links_resamples_people():
    """One person with 30 wrong links widens the interval far beyond 60 links on their own."""
    alone = [(f"a{n}", f"r{n}", 2.0) for n in range(30)]
    crowded = links_of(*alone, *[("a99", f"r{n}", 2.0) for n in range(30)])
    apart = links_of(*alone, *[(f"a{n + 50}", f"r{n}", 2.0) for n in range(30)])
    wide, narrow = (linkage.right_by_group(links, 0.5, 0.9).iloc[0] for links in (crowded, apart))
    assert wide["rate"] == narrow["rate"] == 0.5
    assert wide["high"] - wide["low"] > 2 * (narrow["high"] - narrow["low"])
    right = linkage.right_by_group(links_of(*alone), 0.5, 0.9).iloc[0]
    assert right["high"] == 1 and round(right["low"], 3) == 0.884  # 0.025^(1/30)


@given(st.lists(st.floats(0, 1), max_size=5))
def test_at_least_one_is_between_the_worst_and_the_sum(rates):
    chance = linkage.at_least_one(*rates)
    assert max(rates, default=0) - 1e-9 <= chance <= min(1, sum(rates)) + 1e-9


def test_at_least_one_takes_shares():
    with pytest.raises(ValueError, match="from 0 to 1"):
        linkage.at_least_one(20)
