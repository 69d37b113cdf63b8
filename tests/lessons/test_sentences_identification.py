"""What the lesson on searching a list says, held to what is measured."""

from __future__ import annotations

import numpy as np
import pytest
from support.identification import lesson_tables

from falsematch.measures import identification, scores
from falsematch.photos import faces


@pytest.fixture(scope="module")
def halves(search_table):
    """As in the lesson: each member's own rate in one half of the list, and the other half."""
    half = search_table.sample(frac=0.5, axis=1, random_state=2018)
    return (half <= 0.6).mean(axis=1), search_table.drop(columns=half.columns)


def test_lesson_the_law_is_close_for_short_lists_and_expects_too_much_for_long_ones(search_table):
    sizes = [1, 3, 10, 30, 100, 300, 1000, 2689]
    found = identification.fpir(search_table, 0.6, sizes)
    assert (found["rate"].diff().dropna() > 0).all()
    assert 0.005 < found["rate"][0] < 0.02  # "a small share"
    law = identification.expected_fpir(found["rate"][0], sizes)
    assert law[0] == pytest.approx(found["rate"][0]) and abs(law[1] - found["rate"][1]) < 0.005
    assert (law[3:] > found["high"][3:]).all()


def test_lesson_hubs(search_table, congress_search):
    match = search_table.to_numpy() <= 0.6
    assert match.sum(axis=1).max() > 0.15 * match.shape[1]  # "a large part of the whole list"
    assert (match.sum(axis=1) == 0).any()  # "others match nobody"
    assert match.sum(axis=0).max() > 3 * 554 * match.mean()  # hubs in the list too
    # "Most of this list ... nearly all of the hubs are such men"
    men = {
        side: congress_search.drop_duplicates(f"person_{side}").set_index(f"person_{side}").pipe(
            lambda t, side=side: (t[f"sex_{side}"] == "male")
            & (t[f"black_{side}"] == scores.OTHER_MEMBERS)
        )
        for side in "ab"
    }  # fmt: skip
    assert men["b"].mean() > 0.9
    top = search_table.index[np.argsort(-match.sum(axis=1))[:55]]
    assert men["a"][top].mean() > 0.95 > 0.8 > men["a"].mean()


def test_lesson_hubs_are_no_chance(halves):
    own_rate, other = halves
    often = own_rate >= own_rate.quantile(0.9)
    most, rest = (identification.fpir(other[who], 0.6, 100).iloc[0] for who in (often, ~often))
    assert most["low"] > 0.95 and rest["high"] < 0.5
    assert often.sum() == 56  # "the tenth"


def test_lesson_own_rates_take_away_most_of_the_gap(halves):
    own_rate, other = halves
    sizes = [1, 3, 10, 30, 100, 300, 1345]
    found = identification.fpir(other, 0.6, sizes)
    one, own = (identification.expected_fpir(r, sizes) for r in (own_rate.mean(), own_rate))
    for place in range(3, 6):
        assert abs(own[place] - found["rate"][place]) < 0.1 * (one[place] - found["rate"][place])
    assert found["low"][5] < own[5] < found["high"][5]
    # "Mostly members without a match in one half"
    short = (other <= 0.6).any(axis=1) - (1 - (1 - own_rate) ** 1345)
    assert short[own_rate == 0].sum() > 0.6 * short.sum() > 0


def test_lesson_a_threshold_as_quiet_as_a_short_list_exists(search_table):
    quiet = identification.fpir(search_table, 0.6, 10).iloc[0]
    found = identification.fpir(search_table, [0.47, 0.48, 0.49])["rate"]
    assert found.min() < quiet["rate"] < found.max()


def test_lesson_the_cloud_is_kinder_at_strict_thresholds_and_has_hubs(search_table, cloud):
    drawn = np.vstack(list(cloud.draw(3243)))
    synthetic = faces.distances(drawn[:554], drawn[554:])
    for threshold in (0.45, 0.5, 0.55):
        assert (synthetic <= threshold).mean() < 0.8 * (search_table.to_numpy() <= threshold).mean()
    matches = (synthetic <= 0.6).sum(axis=1)
    assert matches.max() > 5 * matches.mean()
    # "Whoever lies near its middle is close to many"
    middle = np.linalg.norm(drawn[:554], axis=1)
    assert np.corrcoef(middle, np.log1p(matches))[0, 1] < -0.5


def test_lesson_a_longer_list_brings_alarms_back_and_pushes_the_right_person_down(
    grown_crowd, search_table
):
    named, missed = lesson_tables(grown_crowd)
    at = named[named["threshold"] == 0.5].set_index("gallery_size")
    assert at.loc[1_000, "rate"] < 0.1 and at.loc[1_000_000, "rate"] > 0.6
    assert at.loc[1_000, "high"] < at.loc[1_000_000, "low"]
    away = missed[missed["distance"] == 0.5].set_index("gallery_size")
    assert away["rate"].is_monotonic_increasing
    assert away.loc[1_000, "high"] < away.loc[1_000_000, "low"]
    # The measured faces raise more alarms than the synthetic ones, as far as they reach.
    congress = identification.fpir(search_table, [0.5, 0.55], 1000)["rate"].to_numpy()
    of_thousand = named[named["gallery_size"] == 1_000].set_index("threshold")["rate"]
    assert (congress > of_thousand[[0.5, 0.55]].to_numpy()).all()


def test_lesson_everybody_of_london_is_found_at_the_top():
    london = scores.load("london")
    first, second = (london[f"photo_{side}"].str.split("/").str[0] for side in "ab")
    apart = london[first != second].pivot(index="person_b", columns="person_a", values="distance")
    assert apart.index.tolist() == apart.columns.tolist() and apart.shape == (102, 102)
    own = np.diag(apart)
    strangers = apart.mask(np.eye(102, dtype=bool), np.inf)
    assert identification.fnir(strangers, own, 1)["missed"].tolist() == [0]
    assert own.max() < 0.5


def test_lesson_drawn_people_often_lie_farther_apart(prepared_people):
    every = faces.pairs(prepared_people[1])
    assert (every.loc[every["same_person"], "distance"] > 0.5).mean() > 0.2


def test_lesson_the_error_that_a_long_list_needs_is_beyond_the_table(congress_search):
    needed = 1 - (1 - 0.01) ** (1 / 300_000)
    assert 1 / needed > 10 * len(congress_search)
    assert identification.expected_fpir(needed, 300_000) == pytest.approx(0.01)


def test_lesson_the_law_asks_for_a_smaller_error_than_is_needed(search_table):
    single, whole = identification.fpir(search_table, 0.48, [1, 2689]).to_dict("records")
    asked = 1 - (1 - whole["rate"]) ** (1 / 2689)
    assert asked < single["rate"] / 1.3
    # "as long as a few people carry many of the matches": rates that differ never need less.
    own = (search_table <= 0.6).mean(axis=1)
    assert identification.expected_fpir(own, [2689])[0] < identification.expected_fpir(
        own.mean(), [2689]
    )
