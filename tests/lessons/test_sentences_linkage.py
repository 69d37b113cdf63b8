"""What the lesson on linked records says, held to what is measured."""

from __future__ import annotations

import numpy as np
from scipy import stats
from support.linkage import rates

from falsematch import plots
from falsematch.measures import linkage, scores
from falsematch.measures.linkage import names, people


def test_by_name_alone_groups_differ_and_a_birthday_seems_to_settle_it(linked_files):
    agency, register = linked_files["agency"], linked_files["register"]
    by_name = linkage.exact_links(agency, register, ["first_name", "surname"])
    table = linkage.false_links_by_group(by_name, agency, 0).set_index("group")
    assert table.loc["Hispanic", "low"] > table.drop("Hispanic")["high"].max()
    assert table["rate"].max() > 3 * table["rate"].min()
    dated = linkage.exact_links(agency, register)
    assert linkage.false_links_by_group(dated, agency, 0)["high"].max() < 0.001
    missed = linkage.missed_links_by_group(dated, agency, register, 0)
    assert missed["low"].min() > 0.3
    both = agency.merge(register, on="person", suffixes=("", "_r"))
    slip = np.any([both[f] != both[f + "_r"] for f in ("first_name", "surname", "born")], axis=0)
    assert missed["links"].sum() == slip.sum()


def test_false_links_differ_by_names_alone_and_missed_links_hardly(linked_files):
    false, missed = rates(linked_files, "alike", 0)
    assert false.loc["Hispanic", "low"] > false.drop("Hispanic")["high"].max()
    assert missed["low"].max() < missed["high"].min()  # the intervals share a stretch


def test_the_strict_rate_is_of_those_not_enrolled_and_the_same_group_bears_the_most(linked_files):
    agency, register = linked_files["agency"], linked_files["register"]
    alone = agency[~agency["person"].isin(register["person"])]
    strict, every = (
        linkage.false_links_by_group(linked_files["alike"], records, 0).set_index("group")
        for records in (alone, agency)
    )
    assert 0 < len(alone) < len(agency) / 2  # "Fewer records are left"
    width = strict["high"] - strict["low"]
    assert (width > every["high"] - every["low"]).all()
    assert strict["rate"].idxmax() == every["rate"].idxmax() == "Hispanic"
    missed = linkage.missed_links_by_group(linked_files["alike"], agency, register, 0)
    assert missed["people"].sum() + len(alone) == len(agency)


def test_one_probability_stands_for_different_truths(linked_files):
    table = linkage.right_by_group(linked_files["alike"], 0.5, 0.9).set_index("group")
    assert table["shown"].max() - table["shown"].min() < 0.01
    assert table.loc["Hispanic", "high"] < table.drop("Hispanic")["low"].min()
    assert table.loc["Hispanic", "high"] < table.loc["Hispanic", "shown"]


def test_the_repair_takes_most_where_there_was_most(linked_files):
    before, after = (
        rates(linked_files, "alike", 0)[0]["rate"],
        rates(linked_files, "rare", 0)[0]["rate"],
    )
    assert (after < before).all()
    assert (before - after).idxmax() == before.idxmax() == "Hispanic"


def test_at_a_strict_weight_the_repair_parts_the_groups(linked_files):
    assert linkage.probability(8) > 0.99
    (false, alike), (repaired, rare) = (
        rates(linked_files, "alike", 8),
        rates(linked_files, "rare", 8),
    )
    assert (rare["high"] < alike["low"]).all()  # fewer are missed in every group
    assert alike["low"].max() < alike["high"].min()  # "about alike"
    assert rare.loc["Hispanic", "low"] > rare.drop("Hispanic")["high"].max()
    assert max(false["links"].max(), repaired["links"].max()) < 20  # "few false links"


def test_stricter_and_shorter_give_fewer_false_links(linked_files):
    grid = [-6, -2, 2, 6]
    for version in ("alike", "rare"):
        false = [rates(linked_files, version, at)[0]["rate"].sum() for at in grid]
        missed = [rates(linked_files, version, at)[1]["rate"].sum() for at in grid]
        assert false == sorted(false, reverse=True) and missed == sorted(missed)


def test_slips_by_custom_make_missed_links_by_custom(linked_files):
    register, agency = people.two_files(linked_files["population"], people.BY_CUSTOM)
    links = linkage.link(agency, register)
    missed = linkage.missed_links_by_group(links, agency, register, 0).set_index("group")
    for group in ("Hispanic", "Asian and Pacific Islander"):
        assert missed.loc[group, "low"] > 3 * missed.loc[["White", "Black"], "high"].max()


def test_chains_tie_several_people_into_one_file(linked_files):
    several = [
        (linkage.clusters(linked_files["rare"], at)["people"] > 1).sum() for at in (-4, 0, 4, 8)
    ]
    assert several == sorted(several, reverse=True) and several[-1] > 0
    assert linkage.clusters(linked_files["rare"], 0)["people"].max() > 2


def test_a_wrong_link_reaches_people_who_were_not_searched(linked_files):
    rare = linked_files["rare"]
    starts = rare.loc[~rare["same_person"] & (rare["weight"] >= 0), "person_b"].unique()
    reached = linkage.people_within(linked_files["population"], starts[:20])
    assert (reached[1] < reached[2]).all() and (reached[2] < reached[3]).all()
    picture = plots.spread(
        linkage.around(linked_files["population"], starts[0], 2), reached.loc[starts[0]]
    )
    one, two, three = reached.loc[starts[0]]
    assert f"{one} who share a home or a workplace with them" in picture.description
    assert f"and {two - one} who share one with those" in picture.description
    assert f"3 steps: {three:,}" in picture.description


def test_both_is_rarer_and_either_is_more_frequent(linked_files):
    closest = scores.load("congress_search").groupby("person_a", observed=True)["distance"].min()
    face = (closest <= 0.5).mean()
    assert 0 < face < 1
    for rate in rates(linked_files, "alike", 0)[0]["rate"]:
        assert rate * face < min(rate, face) <= max(rate, face) < linkage.at_least_one(rate, face)


def test_lesson_09_surnames_and_full_names_order_the_groups_differently():
    table = names.by_group()
    by_surname = list(table["surname"].sort_values(ascending=False).index)
    by_full_name = list(table["full_name"].sort_values(ascending=False).index)
    assert by_surname[:2] == ["Hispanic", "Asian and Pacific Islander"]
    assert by_full_name[:3] == ["Hispanic", "Black", "White"]
    assert table["first_name"].idxmin() == "Asian and Pacific Islander"
    assert table.loc["Hispanic", "full_name"] > 3 * table["full_name"].drop("Hispanic").max()


def test_lesson_09_the_law_holds_for_generated_people(counted_namesakes):
    """Each count is what a rare event with the law's average gives in 999 of 1,000 worlds."""
    for row in counted_namesakes.itertuples():
        low, high = stats.poisson.interval(0.999, row.expected)
        assert low <= row.pairs <= high, row


def test_lesson_09_ten_times_the_people_a_hundred_times_the_pairs(counted_namesakes):
    law = counted_namesakes.pivot(index="group", columns="people", values="expected")
    np.testing.assert_allclose(law[1_000_000] / law[100_000], 100, rtol=1e-4)
