"""Generated people and their records."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from falsematch.measures.linkage import names, people

NONE = people.Errors(**dict.fromkeys(vars(people.Errors()), 0.0))


def without_errors(**rates):
    return dict.fromkeys(names.GROUPS, dataclasses.replace(NONE, **rates))


@pytest.fixture(scope="module")
def population():
    return people.generate(4000)


def test_names_are_as_frequent_as_in_the_census():
    drawn = people.draw_names("Hispanic", 200_000)
    share = names.shares("surnames", "Hispanic")
    counted = drawn["surname"].value_counts()[share.index[:50]]
    _, chance = stats.chisquare(
        [*counted, 200_000 - counted.sum()],
        200_000 * np.array([*share.iloc[:50], 1 - share.iloc[:50].sum()]),
    )
    assert chance > 0.001
    assert abs(drawn["female"].mean() - 0.5) < 0.01
    women = drawn.loc[drawn["female"], "first_name"].value_counts(normalize=True)
    assert women.index[0] == names.shares("first_names", "Hispanic", "female").index[0]
    assert drawn["born"].between(0, names.BIRTHDAYS - 1).all()


def test_the_same_seed_gives_the_same_people():
    pd.testing.assert_frame_equal(people.generate(300), people.generate(300))
    assert not people.generate(300).equals(people.generate(300, seed=1))
    first, second = people.two_files(people.generate(300))
    again = people.two_files(people.generate(300))
    pd.testing.assert_frame_equal(first, again[0])
    pd.testing.assert_frame_equal(second, again[1])


def test_groups_differ_in_nothing_but_names(population):
    assert (population.groupby("group").size() == 4000).all()
    assert len(set(people.EQUAL_ERRORS.values())) == 1
    sizes = population.groupby(["group", "household"]).size().groupby("group").mean()
    assert sizes.max() / sizes.min() < 1.05
    # Workplaces are drawn from everybody.
    assert population.groupby("workplace")["group"].nunique().mean() > 3


def test_a_household_shares_group_surname_and_area(population):
    for column in ("group", "surname", "area"):
        assert (population.groupby("household")[column].nunique() == 1).all()
    assert population.groupby("household").size().max() <= 5
    assert population.groupby("workplace").size().max() == people.WORKPLACE
    assert population["born"].min().year >= 1940 and population["born"].max().year <= 2005


def test_a_clerk_without_errors_copies(population):
    table = people.records(population, without_errors(), "file")
    assert list(table["first_name"]) == list(population["first_name"])
    assert list(table["surname"]) == list(population["surname"])
    assert list(table["born"]) == [born.isoformat() for born in population["born"]]
    assert list(table["area"]) == list(population["area"])
    assert table.index[7] == "file-7" and table["person"].iloc[7] == 7


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_errors_come_at_their_rate(population, rate):
    def share(column, differs=lambda now, before: now != before, **errors):
        table = people.records(population, without_errors(**errors), "file")
        before = population["born"].astype(str) if column == "born" else population[column]
        return np.mean([differs(*both) for both in zip(table[column], before, strict=True)])

    near = pytest.approx(rate, abs=4 * np.sqrt(rate * (1 - rate) / len(population)))
    assert share("first_name", misspelled=rate) == near
    assert share("surname", misspelled=rate) == near
    assert share("surname", second_surname=rate) == near
    assert share("born", no_birthday=rate, differs=lambda now, _: not isinstance(now, str)) == near
    assert share("born", first_january=rate, differs=lambda now, _: now.endswith("-01-01")) == (
        pytest.approx(rate, abs=0.03)
    )
    # One of 200 who move draws the area that they left.
    assert share("area", moved=rate) == pytest.approx(rate * 0.995, abs=0.03)
    # Only days up to 12 can be swapped with a month, and 12 of 365 days stay what they are.
    assert share("born", day_month=rate) == pytest.approx(rate * 132 / 365, abs=0.03)


def test_a_name_written_family_name_first(population):
    table = people.records(population, without_errors(name_order=1.0), "file")
    assert list(table["first_name"]) == list(population["surname"])
    assert list(table["surname"]) == list(population["first_name"])


def test_a_second_surname_is_hyphenated_or_apart(population):
    surnames = people.records(population, without_errors(second_surname=1.0), "file")["surname"]
    hyphens = surnames.str.contains("-")
    assert 0.45 < hyphens.mean() < 0.55
    for written, first, second in zip(
        surnames, population["surname"], population["second_surname"], strict=True
    ):
        assert written in (f"{first}-{second}", f"{first} {second}")


def test_two_files_err_independently(population):
    first, second = people.two_files(population, without_errors(no_birthday=0.5), 1.0, 1.0)
    both = first["born"].isna().to_numpy() & second["born"].isna().to_numpy()
    assert 0.22 < both.mean() < 0.28


def test_files_overlap_as_stated(population):
    register, agency = people.two_files(population)
    assert len(register) / len(population) == pytest.approx(0.8, abs=0.02)
    assert len(agency) / len(population) == pytest.approx(0.25, abs=0.02)
    assert agency["person"].isin(register["person"]).mean() == pytest.approx(0.8, abs=0.03)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12), st.integers(0, 1000))
def test_a_misspelling_is_another_name_of_nearly_the_same_length(name, seed):
    wrong = people.misspell(name, np.random.default_rng(seed))
    assert wrong != name and abs(len(wrong) - len(name)) <= 1


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("XY"), st.integers(0, 2)), max_size=30
    )
)
def test_namesakes_are_counted_as_by_hand(rows):
    table = pd.DataFrame(rows, columns=["first_name", "surname", "born"])
    table = table.astype({"first_name": "category", "surname": "category"})
    both = [(a, b) for number, a in enumerate(rows) for b in rows[:number]]
    assert people.namesakes(table) == sum(a == b for a, b in both)
    assert people.namesakes(table, birthdays=False) == sum(a[:2] == b[:2] for a, b in both)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: people.Errors(misspelled=3), "misspelled is a share"),
        (lambda: people.draw_names("Hispanic", -1), "from 0"),
        (lambda: people.draw_names("Latino", 5), "Choose one of"),
        (lambda: people.records(people.generate(5), {"White": NONE}, "x"), "no error rates for"),
        (lambda: people.two_files(people.generate(5), agency_share=0), "above 0 and at most 1"),
    ],
)
def test_bad_input_says_what_is_wrong(call, says):
    with pytest.raises(ValueError, match=says):
        call()
