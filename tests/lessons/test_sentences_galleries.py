"""What the lesson on lists of chosen composition says, held to what is measured."""

from __future__ import annotations

import re
from itertools import product

import nbformat
import numpy as np
from support.galleries import at

from falsematch import constants, facts
from falsematch.measures import galleries, loops, replays

LESSON = constants.DATA.parent / "lessons" / "07-the-list-makes-the-suspect.ipynb"


def test_lesson_07_the_curves_cross_and_the_ends_are_clear(rates_by_composition):
    left, right = at(rates_by_composition, 0), at(rates_by_composition, 50)
    assert left.loc["Black members", "high"] < left.loc["other members", "low"]
    assert right.loc["Black members", "low"] > right.loc["other members", "high"]
    black, other = (
        rates_by_composition[rates_by_composition["group"] == g]["rate"] for g in right.index
    )
    assert (black.diff().dropna() > 0).all() and (other.diff().dropna() < 0).all()


def test_lesson_07_few_black_people_on_the_list_are_enough_and_then_half(
    rates_by_composition, equalized_rates
):
    _, _, few = galleries.even_composition(rates_by_composition)
    number, low, high = galleries.even_composition(equalized_rates)
    assert few < 15  # "few Black people among its 50"
    assert low < 25 < high and 20 < number < 30  # "about half and half"


def test_lesson_07_the_better_matcher_still_flags_unequally(equalized_rates):
    left, right = at(equalized_rates, 0), at(equalized_rates, 50)
    assert left.loc["Black members", "high"] < left.loc["other members", "low"]
    assert right.loc["Black members", "low"] > right.loc["other members", "high"]
    ratio = right.loc["Black members", "rate"] / right.loc["other members", "rate"]
    assert 3 < ratio < 7  # "several times as often"


def test_lesson_07_one_list_differs_from_another(searches_by_group):
    random = np.random.default_rng(6)
    black = searches_by_group.distances[searches_by_group.probe_group == 0]
    counts = {"Black members": 25, "other members": 25}
    rates = [
        galleries.fpir_of_list(
            black, galleries.draw_list(searches_by_group.pool(), counts, random), 0.6
        )
        for _ in range(200)
    ]
    assert max(rates) - min(rates) > 0.2


def test_lesson_07_the_published_reviewer_can_be_read_as_a_share():
    published = facts.load("error_rates").set_index("id")["value"]
    share = float(published["passport-officers-false-accept"].removesuffix(" %")) / 100
    assert 0.1 < share < 0.2


def test_lesson_07_town_three_ends_mostly_with_one_group_wherever_the_rates_lie(congress_search):
    rates = replays.matches_by_list(congress_search, 0.52)
    default = replays.matches_by_list(congress_search, 0.6)
    assert (rates["matches"] < default["matches"]).all()  # "Fewer pairs match there"
    share = {}
    for ends in product(("low", "rate", "high"), repeat=3):
        town = loops.Town(
            match_a=rates[ends[0]][0], match_b=rates[ends[1]][3],
            match_across=rates[ends[2]][1:3].mean(),
        )  # fmt: skip
        last = loops.run(town).query("round == 60 and group == 'A'").iloc[0]
        share[ends] = last["share"]
    # The two ends that the lesson runs are the outermost of all, and wide apart.
    assert min(share, key=share.get) == ("low", "high", "high")
    assert max(share, key=share.get) == ("high", "low", "low")
    assert min(share.values()) > 0.55  # "most of the list is A, at either end"
    assert max(share.values()) - min(share.values()) > 0.2  # "do not say closely"


def test_lesson_07_quotes_no_measured_number():
    """The text between the cells holds no share or rate of its own."""
    cells = nbformat.read(LESSON, as_version=4).cells
    text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    text = re.sub(r"\[[^\]]*\]\([^)]*\)|```.*?```|`[^`]*`", "", text, flags=re.S)
    assert re.findall(r"\b0\.\d+|\d+(?:\.\d+)? ?%", text) == ["0.52"]
