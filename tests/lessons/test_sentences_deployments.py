"""What the lesson on a deployment in the street says, held to what is measured."""

from __future__ import annotations

import pytest
from support.deployments import CROWD, numbers

from falsematch import facts
from falsematch.measures import deployments, galleries, rates
from falsematch.measures.deployments import ANEW, EVERYONE, SAME


def test_lesson_two_groups_cannot_be_told_apart_at_this_list(street_rates):
    fpir = street_rates[0].set_index("group")
    black, other = fpir.loc["Black members"], fpir.loc["other members"]
    assert black["low"] < other["low"] < other["high"] < black["high"]
    # "from almost nothing to much more than the others'"
    assert black["low"] < 0.001
    assert black["high"] > 3 * other["high"]


def test_lesson_nearly_all_pass_and_most_stops_are_wrong(street_rates):
    expected = deployments.expect(deployments.Deployment(CROWD, targets=10), *street_rates)
    stopped = deployments.as_dict(expected)["wrongly stopped", SAME, EVERYONE]
    assert 1 - stopped[2] / 10_000 > 0.95  # "nearly all", even at the far end of the interval
    assert (deployments.share_right(expected)["high"] < 0.5).all()


def test_lesson_a_false_match_comes_back(london):
    found = deployments.repeated_matches(london, 0.60).set_index("second photo")
    again = found.loc["after the first matched"]
    assert again["rate"] > 0.5  # "more often than not"
    for other in ("anybody", "after the first did not"):
        assert 10 * found.loc[other, "high"] < again["low"]  # "far above"
    assert again["low"] < 0.5  # "reaches below one half"
    assert again["matches"] > 50  # enough to count


def test_lesson_more_come_back_than_a_new_draw_among_pairs_alike_would_bring(london):
    anybody, again, _ = deployments.repeated_matches(london, 0.60)["rate"]
    found = deployments.repeats_by_pair(london, 0.60).set_index("pair")
    every = found.loc["all pairs"]
    assert every["rate"] == again
    assert anybody * 10 < every["anew"]  # "would match more often, too"
    assert (found["rate"] > 1.5 * found["anew"]).all()  # "In every line more ..."
    assert every["low"] > every["anew"]
    black, white = found.loc["two Black people"], found.loc["two White people"]
    assert black["anew"] > 0.3 and black["rate"] > 0.7  # "often to begin with", "most"
    assert white["anew"] < 0.02 and 0.2 < white["rate"] < 0.5  # "seldom", "fewer than half"
    assert found["people"].max() < 60  # "rests on few people"


def test_lesson_three_cameras_once_to_three_times_as_many(street_rates):
    found = deployments.as_dict(
        deployments.expect(deployments.Deployment(CROWD, 10, cameras=3), *street_rates)
    )
    single = deployments.as_dict(
        deployments.expect(deployments.Deployment(CROWD, 10), *street_rates)
    )
    times = [
        found["wrongly stopped", repeats, EVERYONE][0]
        / single["wrongly stopped", SAME, EVERYONE][0]
        for repeats in (SAME, ANEW)
    ]
    assert times == pytest.approx([1, 3], abs=0.1)


def test_lesson_what_the_learner_is_asked_to_find_with_the_control(
    searches_by_group, london, street_rates
):
    deployment = deployments.Deployment(CROWD, targets=10)

    def at(threshold, listed=5):
        fpir = galleries.fpir_by_composition(searches_by_group, [listed], 50, threshold)
        return fpir, rates.fnmr_by_group(london, threshold)

    strict = deployments.expect(deployment, *at(0.44))
    assert deployments.share_right(strict)["rate"].min() > 0.5
    assert deployments.as_dict(strict)["missed", SAME, EVERYONE][0] > 0  # what it cost
    # "With few matches to count, the rates themselves are hardly known."
    assert (at(0.44)[0]["high"] > 20 * at(0.44)[0]["rate"]).all()
    # Half of the list: the Black members' dots grow, the others' shrink.
    half, tenth = (at(0.50, listed)[0].set_index("group")["rate"] for listed in (25, 5))
    assert half["Black members"] > 3 * tenth["Black members"]
    assert half["other members"] < tenth["other members"]
    # A camera that sees fewer: more are missed, fewer are stopped wrongly.
    dim = numbers(deployments.Deployment(CROWD, 10, seen=0.3), *street_rates)
    clear = numbers(deployment, *street_rates)
    assert dim["missed", SAME, EVERYONE][0] > clear["missed", SAME, EVERYONE][0]
    assert dim["wrongly stopped", SAME, EVERYONE][0] < clear["wrongly stopped", SAME, EVERYONE][0]


def test_lesson_an_officer_who_judges_alone_helps_much(street_rates):
    def right(swayed):
        acts = {
            name: galleries.accepted(value, swayed)
            for name, value in deployments.passport_officers().items()
        }
        expected = deployments.expect(deployments.Deployment(CROWD, 10, **acts), *street_rates)
        return deployments.share_right(expected)["rate"].iloc[1]

    always, half, never = map(right, (1, 0.5, 0))
    assert always < half < never
    assert never > 3 * always
    unchecked = deployments.expect(deployments.Deployment(CROWD, 10), *street_rates)
    assert always == pytest.approx(deployments.share_right(unchecked)["rate"].iloc[1])


def test_lesson_what_is_in_the_picture_of_trials_and_what_is_not(police_uses):
    both = police_uses["per_face"].notna() & police_uses["right"].notna()
    assert both.sum() < len(police_uses) / 2  # "For most uses we found only one of the two counts."
    latest = police_uses[police_uses["trial"].str.startswith("annual report")].iloc[0]
    assert latest["right_low"] > 0.99  # "nearly all were right"
    london = police_uses[police_uses["force"] == "Metropolitan Police"]
    early = london[(london["year"] < 2020) & london["right"].notna()]
    assert (early["right"] < 0.2).all()  # "For years the answer was: hardly."
    left_out = set(deployments.trials()["trial"]) - set(police_uses["trial"])
    assert all("Laboratory" in trial or "as a share" in trial for trial in left_out)


def test_lesson_no_fact_counts_those_who_stayed_away():
    table = facts.load("protest")
    observed = table[table["aspect"].str.contains("observed behavior")]
    assert set(observed["place"]) == {"online", "Hong Kong 2019"}


def test_lesson_a_few_dozen_events_would_miss_a_small_drop():
    share = (
        float(facts.load().set_index("id").loc["home-office-avoid-all", "value"].split()[0]) / 100
    )
    for spread in (0.1, 1 / 3):
        assert deployments.events_needed(share, spread) > 2 * 36
