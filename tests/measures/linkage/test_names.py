"""How often people bear a name: the committed tables, and what follows from them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falsematch import constants
from falsematch.build import names as building
from falsematch.measures.linkage import names


def test_committed_tables_are_whole():
    for name in names.TABLES:
        table = names.load(name)
        assert table.index.is_unique and table.index[-1] == names.OTHERS
        counts = table[list(names.GROUPS)]
        assert (counts.to_numpy() >= 0).all()
        listed = counts.drop(names.OTHERS).sum(axis=1)
        # Each count is rounded by itself, so a sum can be off by a few.
        assert listed.min() >= building.FEWEST_BEARERS - 6
    assert names.load("first_names")["female"].between(0, 100).all()


def test_counts_of_known_names():
    """Smith is the most frequent surname, and most people named Garcia are Hispanic."""
    surnames = names.load("surnames")
    everyone = surnames[list(names.GROUPS)].drop(names.OTHERS)
    assert everyone.sum(axis=1).idxmax() == "SMITH"
    assert everyone["Hispanic"].idxmax() == "GARCIA"
    assert 0.85 < everyone.loc["GARCIA", "Hispanic"] / everyone.loc["GARCIA"].sum() < 1
    female = names.load("first_names")["female"]
    assert female["MARIA"] > 95 and female["JAMES"] < 5


def test_datasheet_says_what_is_listed():
    text = (constants.DATA / "names" / "names.md").read_text(encoding="utf-8")
    for name in names.TABLES:
        table = names.load(name)
        row = next(
            line for line in text.splitlines() if line.startswith(f"| {name.replace('_', ' ')} |")
        )
        assert f"{len(table) - 1:,}" in row
        listed = 1 - table.loc[names.OTHERS, list(names.GROUPS)] / table[list(names.GROUPS)].sum()
        for group in names.GROUPS:
            assert re.search(rf"{group} ([\d.]+) %", row).group(1) == f"{listed[group] * 100:.1f}"


def test_a_missing_or_damaged_table_is_named(name_folder):
    with pytest.raises(names.NameTableError, match="git checkout"):
        names.load("surnames")
    name_folder.mkdir()
    (name_folder / "surnames.csv.gz").write_bytes(b"x")
    (name_folder / "names.json").write_text(json.dumps({"tables": {"surnames": {"sha256": "0"}}}))
    with pytest.raises(names.NameTableError, match="SHA-256 differs"):
        names.load("surnames")


def test_an_unknown_table_group_or_sex_is_named():
    with pytest.raises(names.NameTableError, match="Choose one of surnames"):
        names.load("nicknames")
    with pytest.raises(ValueError, match="Choose one of White"):
        names.shares("surnames", "white")
    with pytest.raises(ValueError, match="Only first names have a sex"):
        names.shares("surnames", "White", "female")


def test_shares_add_up_and_fall():
    for group in names.GROUPS:
        for share in (
            names.shares("surnames", group),
            *(names.shares("first_names", group, sex) for sex in names.SEXES),
        ):
            assert np.isclose(share.sum(), 1) and (share > 0).all()
            assert share.is_monotonic_decreasing and names.OTHERS not in share


def test_unlisted_people_hardly_add_to_the_chance():
    """Even if unlisted people shared no name with anybody, the chance would be nearly the same."""
    for group in names.LARGEST:
        counted = names.load("surnames")[group]
        least = ((counted.drop(names.OTHERS) / counted.sum()) ** 2).sum()
        assert least <= names.concentration(names.shares("surnames", group)) < 1.01 * least


def test_concentration_refuses_what_is_not_a_share():
    with pytest.raises(ValueError, match="add up to 1"):
        names.concentration([0.5, 0.2])


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_concentration_counts_ordered_pairs(counts):
    """The same as drawing twice from everybody, with replacement, and counting."""
    people = np.repeat(np.arange(len(counts)), counts)
    alike = (people[:, None] == people).mean()
    assert np.isclose(names.concentration(np.array(counts) / sum(counts)), alike)


@given(st.integers(2, 100), st.floats(0, 1), st.integers(1, 400))
def test_expected_pairs_grow_with_pairs(people, chance, days):
    one = names.expected_pairs(people, chance, days)
    assert np.isclose(one * days, people * (people - 1) / 2 * chance)
    assert names.expected_pairs(1, chance, days) == 0


def test_expected_pairs_refuses_nonsense():
    for wrong in ((-1, 0.1, 365), (10, 1.5, 365), (10, 0.1, 0)):
        with pytest.raises(ValueError, match="at least one birthday"):
            names.expected_pairs(*wrong)


def test_there_are_as_many_birthdays_as_days():
    assert names.BIRTHDAYS == 66 * 365 + 17  # 1940 to 2005, with 17 leap years
