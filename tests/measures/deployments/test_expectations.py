"""What to expect of a deployment: known answers and a simulation of people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.deployments import missed, numbers, one_rate

from falsematch.measures import deployments, rates
from falsematch.measures.deployments import ANEW, EVERYONE, SAME


def test_expect_worked_by_hand_with_every_setting():
    """200 a and 50 b, 4 targets, 2 cameras that see half, an officer, rates twice as bad."""
    deployment = deployments.Deployment(
        {"a": 200, "b": 50}, targets=4, cameras=2, seen=0.5, acts_on_right=0.8,
        acts_on_wrong=0.25, times_worse=2,
    )  # fmt: skip
    found = numbers(deployment, one_rate(a=0.05, b=0.2), missed(0.1))
    # Twice as bad: FPIR 0.1 and 0.4, FNMR 0.2. Seen at least once: 1 - 0.5² = 0.75.
    assert found["wrong alarms", "-", "a"][0] == pytest.approx(200 * 2 * 0.5 * 0.1)
    assert found["wrong alarms", "-", "b"][0] == pytest.approx(50 * 2 * 0.5 * 0.4)
    assert found["wrong alarms", "-", EVERYONE][0] == pytest.approx(40)
    assert found["wrongly stopped", SAME, "a"][0] == pytest.approx(200 * 0.25 * 0.1 * 0.75)
    assert found["wrongly stopped", ANEW, "b"][0] == pytest.approx(50 * (1 - (1 - 0.05) ** 2))
    assert found["right alarms", "-", EVERYONE][0] == pytest.approx(4 * 2 * 0.5 * 0.8)
    assert found["found", SAME, EVERYONE][0] == pytest.approx(4 * 0.8 * 0.8 * 0.75)
    assert found["found", ANEW, EVERYONE][0] == pytest.approx(4 * (1 - (1 - 0.32) ** 2))
    assert found["missed", SAME, EVERYONE][0] == pytest.approx(4 - 4 * 0.8 * 0.8 * 0.75)
    # The ends: half and twice the rate of strangers, and every miss from none to all.
    assert found["wrong alarms", "-", "a"][1:] == pytest.approx((10, 40))
    assert found["right alarms", "-", EVERYONE][1:] == pytest.approx((0, 4))
    assert found["missed", SAME, EVERYONE][1:] == pytest.approx((4 - 4 * 0.8 * 0.75, 4))


def test_a_rate_made_worse_stays_a_rate():
    deployment = deployments.Deployment({"a": 10}, times_worse=10)
    assert numbers(deployment, one_rate(a=0.5), missed(0))["wrong alarms", "-", "a"][0] == 10


@pytest.mark.parametrize("repeats", [SAME, ANEW])
def test_expect_agrees_with_a_simulation_of_people(repeats):
    """Every person, camera, alarm and officer's decision drawn by lot, 4,000 days."""
    random = np.random.default_rng(8)
    days, cameras, seen = 4000, 3, 0.6
    acts = {"acts_on_right": 0.9, "acts_on_wrong": 0.5}
    fpir, fnmr = one_rate(a=0.02, b=0.1), missed(0.3)
    deployment = deployments.Deployment({"a": 60, "b": 20}, 5, cameras, seen, **acts)
    expected = numbers(deployment, fpir, fnmr)

    def simulate(people, alarm, act):
        """Alarms and people stopped on each day."""
        shape = (days, people, cameras)
        sighted = random.random(shape) < seen
        # Whether the face alarms, and whether the officer agrees: once a person, or anew.
        draws = (days, people, 1) if repeats == SAME else shape
        alarms = sighted & (random.random(draws) < alarm)
        stops = alarms & (random.random(draws) < act)
        return alarms.sum(axis=(1, 2)), stops.any(axis=2).sum(axis=1)

    for group, people, alarm, act, outcomes in (
        ("a", 60, 0.02, 0.5, ("wrong alarms", "wrongly stopped")),
        ("b", 20, 0.1, 0.5, ("wrong alarms", "wrongly stopped")),
        (EVERYONE, 5, 0.7, 0.9, ("right alarms", "found")),
    ):
        for outcome, counts in zip(outcomes, simulate(people, alarm, act), strict=True):
            how = "-" if outcome.endswith("alarms") else repeats
            error = counts.std() / np.sqrt(days)
            assert counts.mean() == pytest.approx(expected[outcome, how, group][0], abs=4 * error)


def test_people_who_differ_lie_between_the_two_bounds():
    """Each person has a chance of their own: neither the same each time nor a new draw."""
    random = np.random.default_rng(9)
    own = random.beta(0.2, 1.8, size=200_000)  # some resemble many on the list, most nobody
    for cameras, seen in ((2, 1.0), (5, 0.7)):
        truth = (1 - (1 - seen * own) ** cameras).mean()
        low, high = deployments.at_least_once(own.mean(), cameras, seen)
        assert low < truth < high


@given(st.floats(0, 1), st.integers(1, 30), st.floats(0, 1))
def test_the_bounds_are_probabilities_in_order(p, cameras, seen):
    same, anew = deployments.at_least_once(p, cameras, seen)
    assert -1e-12 <= same <= anew + 1e-12 <= 1 + 2e-12
    assert anew <= cameras * p * seen + 1e-9
    more = deployments.at_least_once(p, cameras + 1, seen)
    assert more[0] >= same - 1e-12
    assert more[1] >= anew - 1e-12


@given(
    st.integers(1, 10_000), st.integers(0, 10_000), st.integers(0, 50), st.integers(1, 9),
    *[st.floats(0, 1)] * 5, st.floats(0, 5),
)  # fmt: skip
def test_counts_add_up_and_stay_in_their_intervals(
    a, b, targets, cameras, seen, acts_on_right, acts_on_wrong, fpir, fnmr, worse
):
    deployment = deployments.Deployment(
        {"a": a, "b": b}, targets, cameras, seen, acts_on_right, acts_on_wrong, worse
    )
    rows = one_rate(a=fpir, b=1 - fpir)
    table = deployments.expect(deployment, rows, missed(fnmr, fnmr / 2, (1 + fnmr) / 2))
    assert (table["low"] <= table["expected"] + 1e-6).all()
    assert (table["expected"] <= table["high"] + 1e-6).all()
    assert (table[["low", "expected"]] >= -1e-9).all(axis=None)
    known = deployments.as_dict(table)
    for repeats in (SAME, ANEW):
        both = [known[outcome, repeats, EVERYONE][0] for outcome in ("found", "missed")]
        assert sum(both) == pytest.approx(targets)
        groups = sum(known["wrongly stopped", repeats, g][0] for g in "ab")
        assert known["wrongly stopped", repeats, EVERYONE][0] == pytest.approx(groups)


def test_the_share_that_is_right_is_that_of_bayes_rule():
    deployment = deployments.Deployment({"a": 990}, targets=10)
    found = deployments.share_right(
        deployments.expect(deployment, one_rate(a=0.02), missed(0.1, 0.05, 0.2))
    ).set_index(["of", "repeats"])
    by_rule = rates.share_of_true_alarms(fmr=0.02, fnmr=0.1, targets=0.01)
    assert found["rate"].to_numpy() == pytest.approx([by_rule] * 3)
    # The widest ends: 8 right beside 39.6 wrong, and 9.5 right beside 9.9 wrong.
    assert found["low"].to_numpy() == pytest.approx([8 / 47.6] * 3)
    assert found["high"].to_numpy() == pytest.approx([9.5 / 19.4] * 3)


def test_nobody_stopped_has_no_share():
    table = deployments.expect(deployments.Deployment({"a": 5}), one_rate(a=0.0), missed(0))
    assert deployments.share_right(table)["rate"].isna().all()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"crowd": {"a": -1}}, "none negative"),
        ({"crowd": {"a": 1}, "targets": -2}, "none negative"),
        ({"crowd": {}}, "Nobody is in the crowd"),
        ({"crowd": {"a": 0}}, "Nobody is in the crowd"),
        ({"crowd": {"everyone": 5}}, "for each group"),
        ({"crowd": {"a": 1}, "cameras": 0}, "1, 2, 3"),
        ({"crowd": {"a": 1}, "cameras": 1.5}, "1, 2, 3"),
        ({"crowd": {"a": 1}, "seen": 1.2}, "seen is a share"),
        ({"crowd": {"a": 1}, "acts_on_wrong": -0.1}, "acts_on_wrong is a share"),
        ({"crowd": {"a": 1}, "times_worse": -1}, "times_worse is a factor"),
    ],
)
def test_a_deployment_that_cannot_be_is_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        deployments.Deployment(**settings)


def test_rates_that_do_not_fit_the_crowd_are_refused():
    deployment = deployments.Deployment({"a": 1, "b": 1})
    with pytest.raises(ValueError, match="The crowd has a, b; the rates are for a"):
        deployments.expect(deployment, one_rate(a=0.1), missed(0))
    twice = pd.concat([one_rate(a=0.1, b=0.1)] * 2)
    with pytest.raises(ValueError, match="at one threshold"):
        deployments.expect(deployment, twice, missed(0))
    with pytest.raises(ValueError, match="one row, not 2"):
        deployments.expect(deployment, one_rate(a=0.1, b=0.1), pd.concat([missed(0)] * 2))
