"""Rules on face recognition, and when they are in force."""

from __future__ import annotations

import pandas as pd
import pytest
from support.decisions import made_rules

from falsematch import facts
from falsematch.facts import regulation


@pytest.mark.parametrize(
    ("on", "places"),
    [
        ("2019-05-13", ""), ("2019-05-14", "X"), ("2022-12-31", "XY"), ("2023-01-01", "X"),
        ("2028-01-01", "XZ"),
    ],
)  # fmt: skip
def test_rules_in_force_on_a_day(on, places):
    assert "".join(regulation.in_force(made_rules(), on)["place"]) == places


def test_a_day_that_is_none_is_named():
    with pytest.raises(ValueError, match="Write it like"):
        regulation.in_force(made_rules(), "next week")


def test_rules_come_from_the_facts():
    table = regulation.rules()
    values = facts.load().set_index("id")["value"]
    for row in table.itertuples():
        assert f"{row.start:%Y}" in values[row.id], row.id
        assert pd.isna(row.end) or row.end > row.start
    by_rule = table.set_index(["place", "rule"])
    # Put off by a later law: the first date must not count.
    assert by_rule.loc[("European Union", "AI Act, high-risk systems"), "start"].year == 2027
    assert by_rule.loc[("California", "AB 1215"), "end"] == pd.Timestamp("2023-01-01")
