"""The street: known answers, a simulation, pictures, the control, checks, the lesson's words."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.learners import check_cell_tests

from falsematch import facts, plots, widgets
from falsematch.measures import deployments, galleries, rates, scores
from falsematch.measures.deployments import ANEW, EVERYONE, SAME, published
from falsematch.measures.resampling import binomial_interval
from falsematch.plots import deployments as drawing

CROWD = {"other members": 9000, "Black members": 1000}


def one_rate(**rate):
    """A table of rates: the group's FPIR, with an interval from half of it to twice it."""
    return pd.DataFrame(
        [(g, p, p / 2, min(1, 2 * p)) for g, p in rate.items()],
        columns=["group", "rate", "low", "high"],
    )


def missed(rate, low=0.0, high=1.0):
    return pd.DataFrame({"rate": [rate], "low": [low], "high": [high]})


def numbers(deployment, fpir, fnmr):
    return deployments.as_dict(deployments.expect(deployment, fpir, fnmr))


@pytest.fixture(scope="module")
def london():
    return scores.load("london")


@pytest.fixture(scope="module")
def searches():
    return galleries.searches(scores.load("congress_search"), "black", of="Black members")


@pytest.fixture(scope="module")
def measured(searches, london):
    """The lesson's rates: FPIR for 5 Black members on a list of 50, and FNMR, at 0.50."""
    fpir = galleries.fpir_by_composition(searches, [5], 50, 0.50)
    return fpir, rates.fnmr_by_group(london, 0.50)


@pytest.fixture(scope="module")
def uses():
    trials = deployments.trials()
    return trials[~trials["trial"].str.contains("Laboratory|as a share")]


# --- what to expect -----------------------------------------------------------------------


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


# --- does a false match repeat? -----------------------------------------------------------


def test_repeated_matches_counted_by_hand(london):
    """Three people. Listed: neutral. 001 resembles 002, neutral and smiling; 003 nobody, once."""
    chosen = ["001", "002", "003"]
    pairs = london[london["person_a"].isin(chosen) & london["person_b"].isin(chosen)].copy()
    pairs["distance"] = 0.9
    shot_a, shot_b = (pairs[f"photo_{side}"].astype("str").str[:7] for side in "ab")
    who_a, who_b = (pairs[f"person_{side}"].astype("str") for side in "ab")

    def put(one, kind_one, two, kind_two, distance):
        there = (who_a == one) & (shot_a == kind_one) & (who_b == two) & (shot_b == kind_two)
        back = (who_b == one) & (shot_b == kind_one) & (who_a == two) & (shot_a == kind_two)
        assert (there | back).sum() == 1
        pairs.loc[there | back, "distance"] = distance

    put("001", "neutral", "002", "neutral", 0.5)  # a first match, both ways round
    put("001", "smiling", "002", "neutral", 0.6)  # and 001's second photo matches too
    put("003", "smiling", "001", "neutral", 0.4)  # a second photo after a first without match
    put("001", "smiling", "002", "smiling", 0.1)  # nobody's smiling photo is listed
    found = deployments.repeated_matches(pairs, 0.6).set_index("second photo")
    assert found[["pairs", "matches"]].to_numpy().tolist() == [[6, 2], [2, 1], [4, 1]]
    assert found["rate"].tolist() == [2 / 6, 1 / 2, 1 / 4]
    assert found.loc["after the first matched", "people"] == 2


def test_repeated_matches_want_two_photos_of_each_person():
    with pytest.raises(ValueError, match="Only the London Set"):
        deployments.repeated_matches(scores.load("congress_pairs"), 0.6)


# --- what police have published -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "rounded"),
    [
        ("2,470", 2470, False), ("8", 8, False), ("0", 0, False), ("around 35", 35, True),
        ("more than 2.5 million", 2.5e6, True), ("160,000+", 160000, True),
        ("over 50,000", 50000, True),
    ],
)  # fmt: skip
def test_published_counts_as_numbers(text, number, rounded):
    assert published.read_count(text) == (number, rounded)


@pytest.mark.parametrize("text", ["no positive matches", "400-800", "eight", "1 in 1000", ""])
def test_what_is_no_count_is_no_number(text):
    number, rounded = published.read_count(text)
    assert np.isnan(number)
    assert not rounded


def test_trials_by_hand():
    table = deployments.trials().set_index("trial")
    final = table.loc["Cardiff Champions League final 2017"]
    assert (final["alerts"], final["true"], final["false"]) == (2470, 173, 2297)
    assert final["right"] == 173 / 2470
    assert np.isnan(final["per_face"])
    researchers = table.loc["London trials 2016-2019 (Fussey and Murray)"]
    assert researchers["false"] == 42 - 8  # computed: alerts without the true ones
    assert (researchers["right_low"], researchers["right_high"]) == binomial_interval(8, 42)
    year = table.loc["annual report September 2024 to September 2025"]
    assert year["per_face"] == 10 / 3_147_436
    assert (year["per_face_low"], year["per_face_high"]) == binomial_interval(10, 3_147_436)
    assert year["true"] == 2067
    both = table.loc["15 events, June 2017 to March 2018"]
    assert both["alerts"] == 2451 + 234
    rate = table.loc["trials 2016-2019, the police’s count"]
    assert rate["per_face"] == 0.001
    assert np.isnan(rate["per_face_low"])  # published without counts
    assert table.loc["deployments 2023 and 2024", "about"]
    assert not year["about"]


def test_trials_are_the_facts():
    table = deployments.trials()
    assert table["year"].is_monotonic_increasing
    assert set(table["trial"]) <= set(facts.load("police_trials")["trial"])
    assert "Berlin Südkreuz 2017-2018" not in set(table["trial"])  # only a figure for a day
    for name in ("per_face", "right"):
        rows = table[table[f"{name}_low"].notna()]
        assert rows[name].between(rows[f"{name}_low"], rows[f"{name}_high"]).all()
        assert rows[name].between(0, 1).all()


def test_every_published_count_is_read():
    """A number that the pattern does not know would leave the picture in silence."""
    table = facts.load("police_trials")
    counted = table[table["measure"].isin(["faces scanned", "alerts", "true alerts"])]
    assert [value for value in counted["value"] if np.isnan(published.read_count(value)[0])] == []


def test_a_rate_that_cannot_be_read_is_named(monkeypatch):
    table = facts.load("police_trials")
    table.loc[table["id"] == "suedkreuz-false-rate", "value"] = "hardly any"
    monkeypatch.setattr(facts, "load", lambda kind: table)
    with pytest.raises(facts.FactError, match="hardly any"):
        deployments.trials()


def test_the_officers_of_the_study():
    values = facts.load().set_index("id")["value"]
    assert values["passport-officers-false-accept"] == "14 %"
    assert values["passport-officers-false-reject"] == "6 %"
    assert deployments.passport_officers() == {"acts_on_right": 0.94, "acts_on_wrong": 0.14}


# --- who stays at home --------------------------------------------------------------------


@pytest.mark.parametrize(("drop", "spread"), [(0.1, 0.3), (0.05, 0.1), (0.2, 0.2)])
def test_so_many_events_notice_a_drop_in_four_studies_of_five(drop, spread):
    random = np.random.default_rng(3)
    events, studies = deployments.events_needed(drop, spread), 4000

    def noticed(fall):
        without = random.normal(1, spread, (studies, events)).mean(axis=1)
        under = random.normal(1 - fall, spread, (studies, events)).mean(axis=1)
        return np.mean(np.abs(without - under) > 1.96 * spread * np.sqrt(2 / events))

    assert noticed(drop) == pytest.approx(0.8, abs=0.04)
    assert noticed(0) == pytest.approx(0.05, abs=0.015)


@pytest.mark.parametrize(("drop", "spread"), [(0, 0.1), (1.1, 0.1), (0.1, 0), (-0.1, 0.1)])
def test_a_drop_that_cannot_be_seen_is_refused(drop, spread):
    with pytest.raises(ValueError, match="A drop is a share above 0"):
        deployments.events_needed(drop, spread)


# --- pictures -----------------------------------------------------------------------------


def drawn(deployment, fpir, fnmr):
    expected = deployments.expect(deployment, fpir, fnmr)
    figure, icons = drawing.draw_crowd(deployment.crowd)
    drawing.move_crowd(icons, deployment, expected)
    figure.canvas.draw()
    return icons, drawing.describe_crowd(deployment, expected)


def dots(line):
    return len(line.get_xdata())


def test_the_dots_are_the_expected_people():
    """10,000 people, so 10 a dot: 900 a stopped are 90 dots, 50 b are 5."""
    deployment = deployments.Deployment({"a": 9000, "b": 1000}, targets=20)
    icons, words = drawn(deployment, one_rate(a=0.1, b=0.05), missed(0.25))
    assert sum(len(spots) for spots in icons.places.values()) == 1000
    assert (dots(icons.stopped), dots(icons.perhaps)) == (95, 0)
    assert (dots(icons.found), dots(icons.missed)) == (15, 5)
    # 15 of 965 are right: 2 of 100.
    assert (dots(icons.right), dots(icons.perhaps_right), dots(icons.wrong)) == (2, 0, 98)
    assert "1 dot = 10 people" in icons.caption.get_text()
    assert "a 900 (450 to 1,800), of 9,000; b 50 (25 to 100), of 1,000" in words
    assert "1.55 % (0 to 4.04 %) are the person looked for" in words


def test_marks_stand_on_dots_of_their_own_group():
    deployment = deployments.Deployment({"a": 700, "b": 300})
    icons, _ = drawn(deployment, one_rate(a=0.0, b=0.5), missed(0))
    marked = set(zip(*icons.stopped.get_data(), strict=True))
    assert len(marked) == 150
    assert marked <= set(map(tuple, icons.places["b"]))
    assert "1 dot = 1 person" in icons.caption.get_text()


def test_between_the_bounds_the_marks_are_hollow():
    deployment = deployments.Deployment({"a": 10_000}, targets=100, cameras=3)
    icons, words = drawn(deployment, one_rate(a=0.1), missed(0))
    # 1,000 people the same each time; 10,000 x (1 - 0.9³) = 2,710 with a new draw.
    assert (dots(icons.stopped), dots(icons.perhaps)) == (100, 171)
    # 100 of 1,100 are right, or 100 of 2,810. At most 50 of those looked for are drawn.
    assert (dots(icons.right), dots(icons.perhaps_right), dots(icons.wrong)) == (4, 5, 91)
    assert (dots(icons.found), dots(icons.missed)) == (50, 0)
    assert "same look-alike each time or 2,710" in words
    assert "with a new draw each time" in words


def test_nobody_stopped_in_words_and_dots():
    deployment = deployments.Deployment({"a": 1000})
    icons, words = drawn(deployment, one_rate(a=0.0), missed(0))
    assert dots(icons.right) + dots(icons.perhaps_right) + dots(icons.wrong) == 0
    assert words.endswith("Nobody is stopped.")


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=4))
def test_the_groups_share_a_thousand_dots(people):
    crowd = {str(number): size for number, size in enumerate(people)}
    places = drawing._places(crowd)
    assert sum(map(len, places.values())) == 1000
    for group, spots in places.items():
        assert abs(len(spots) - 1000 * crowd[group] / sum(people)) < 1
    every = np.concatenate(list(places.values()))
    assert len(np.unique(every, axis=0)) == 1000


def test_the_picture_of_a_crowd_has_its_description(measured):
    deployment = deployments.Deployment(CROWD, targets=10)
    expected = deployments.expect(deployment, *measured)
    picture = plots.crowd(deployment, expected)
    assert picture.description == plots.describe_crowd(deployment, expected)
    assert f"{expected['expected'].iloc[0]:.0f} (" in picture.description


def test_both_counts_in_words_and_marks(uses):
    picture = plots.counted_both_ways(uses)
    words = picture.description
    assert "7 % (173 of 2,470; 6.03 % to 8.08 %)" in words
    assert "0.00318 (10 of 3,147,436; 0.00152 to 0.00584), 99.5 % (2,067 of 2,077" in words
    assert (
        "deployments 2023 and 2024, rounded: 0 (0 of 2,500,000; 0 to 0.00148), not found" in words
    )
    shown = uses[uses["per_face"].notna() | uses["right"].notna()]
    assert words.startswith(f"{len(shown)} uses")
    assert len(shown) < len(uses)
    assert f"{len(uses) - len(shown)} more are left out" in words
    left, right = picture.figure.axes
    for ax, name in ((left, "per_face"), (right, "right")):
        assert len(ax.lines) == shown[name].notna().sum()
        gaps = [text for text in ax.texts if text.get_text() == "not found"]
        assert len(gaps) == shown[name].isna().sum()
    markers = [line.get_marker() for line in left.lines]
    assert markers.count("<") == (uses["per_face"] == 0).sum() == 1
    assert markers.count("D") == (uses["per_face"].notna() & uses["per_face_low"].isna()).sum()


def test_no_trial_is_refused(uses):
    with pytest.raises(ValueError, match="no trial"):
        plots.counted_both_ways(uses.iloc[:0])


def test_no_label_is_cut_except_long_ones(uses):
    labels = [
        text.get_text() for text in plots.counted_both_ways(uses).figure.axes[0].get_yticklabels()
    ]
    assert not [label for label in labels if label.endswith("…")]
    assert drawing._short("a " * 40).endswith(" …")


# --- the control --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def control(searches, london):
    return widgets.deployment(searches, london, CROWD)


def move(control, **values):
    """Set controls by the start of their description, and give back the words."""
    for start, value in values.items():
        (one,) = [
            child for child in control.children[0].children
            if child.description.replace(" ", "_").startswith(start)
        ]  # fmt: skip
        one.value = value
    return control.children[-1].value.split("<figcaption>")[1].split("</figcaption>")[0]


START = {
    "threshold": 0.5, "people_on": 50, "Black": "1 in 10", "of_them": 10, "people_who": 10_000,
    "cameras": 1, "share_seen": 1.0, "wrong_alarms": 1.0, "times_worse": 1.0,
}  # fmt: skip


def test_the_control_begins_with_the_deployment_of_the_lesson(control, measured):
    words = move(control, **START)
    expected = deployments.expect(deployments.Deployment(CROWD, targets=10), *measured)
    described = plots.describe_crowd(deployments.Deployment(CROWD, targets=10), expected)
    assert words.startswith(described)
    assert "Threshold 0.50, a list of 50 people." in words
    assert "51 Black members and 503 other members" in words
    assert "102 people, none of them in a street" in words
    assert len(control.children[0].children) == len(START)


@pytest.mark.parametrize(
    ("moved", "settings"),
    [
        ({"of_them": 0}, {"targets": 0}),
        ({"people_who": 100_000}, {"crowd": {"other members": 90_000, "Black members": 10_000}}),
        ({"cameras": 4, "share_seen": 0.3}, {"cameras": 4, "seen": 0.3}),
        ({"wrong_alarms": 0.2}, {"acts_on_wrong": 0.2}),
        ({"times_worse": 3.0}, {"times_worse": 3.0}),
    ],
)
def test_each_setting_moves_the_words(control, measured, moved, settings):
    words = move(control, **START | moved)
    deployment = deployments.Deployment(**{"crowd": CROWD, "targets": 10} | settings)
    described = plots.describe_crowd(deployment, deployments.expect(deployment, *measured))
    assert words.startswith(described)
    assert not move(control, **START).startswith(described)


@pytest.mark.parametrize(
    ("moved", "listed", "size", "threshold"),
    [
        ({"Black": "half"}, 25, 50, 0.5), ({"Black": "nobody"}, 0, 50, 0.5),
        ({"people_on": 100}, 10, 100, 0.5), ({"threshold": 0.44}, 5, 50, 0.44),
        ({"people_on": 25}, 2, 25, 0.5),
    ],
)  # fmt: skip
def test_the_list_and_the_threshold_choose_the_rates(
    control, searches, london, moved, listed, size, threshold
):
    words = move(control, **START | moved)
    deployment = deployments.Deployment(CROWD, targets=10)
    expected = deployments.expect(
        deployment,
        galleries.fpir_by_composition(searches, [listed], size, threshold),
        rates.fnmr_by_group(london, threshold),
    )
    assert words.startswith(plots.describe_crowd(deployment, expected))
    assert f"Threshold {threshold:.2f}, a list of {size} people" in words


def test_no_more_people_are_looked_for_than_are_on_the_list(control):
    words = move(control, **START | {"people_on": 25, "of_them": 40})
    assert "pass 1 camera, and 25 who are" in words


def test_a_crowd_of_any_size_can_be_the_start(searches, london, monkeypatch):
    monkeypatch.setattr("falsematch.widgets.deployments._SIZES", (50,))
    monkeypatch.setattr("falsematch.widgets.deployments._LOW", 0.58)
    box = widgets.deployment(searches, london, {"other members": 150, "Black members": 50})
    assert "200 people who are not on the list" in box.children[-1].value


def test_the_picture_moves_with_the_control(control):
    def picture(**moved):
        move(control, **START | moved)
        return re.search(r"base64,([^\"]+)", control.children[-1].value)[1]

    assert len({picture(), picture(threshold=0.6), picture(of_them=50), picture(cameras=9)}) == 4


# --- checks -------------------------------------------------------------------------------

RIGHT = {
    "expected_false_alarms": [
        lambda c, f, k: k * sum(c[g] * f[g] for g in c),
        lambda c, f, k: sum(n * f[g] * k for g, n in c.items()),
        lambda c, f, k: k * float(np.dot([c[g] for g in c], [f[g] for g in c])),
    ],
    "seen_at_least_once": [
        lambda p, k: 1 - (1 - p) ** k,
        lambda p, k: 1 - np.prod([1 - p] * k),
        lambda p, k: sum(p * (1 - p) ** n for n in range(k)),
    ],
    "share_right": [
        lambda b, p, n, r, w: b * (1 - n) * r / (b * (1 - n) * r + (1 - b) * p * w),
        lambda b, p, n, r, w: 1 / (1 + (1 - b) * p * w / (b * (1 - n) * r)),
        lambda b, p, n, r, w: (b - b * n) * r / ((b - b * n) * r + (p - b * p) * w),
    ],
}


def early(c, f, k):
    for g in c:
        return k * c[g] * f[g]


def last(c, f, k):
    for g in c:
        total = k * c[g] * f[g]
    return total


WRONG = {
    "expected_false_alarms": [
        (lambda c, f, k: sum(c[g] * f[g] for g in c), "each camera searches anew"),
        (lambda c, f, k: k * sum(c.values()) * np.mean(list(f.values())), "equally large"),
        (lambda c, f, k: k * sum(c.values()) * sum(f.values()), "you add the rates"),
        (lambda c, f, k: {g: k * c[g] * f[g] for g in c}, "Add them up"),
        (early, "first group only"),
        (last, "last group only"),
        (lambda c, f, k: sum(c[g] * (1 - (1 - f[g]) ** k) for g in c), "count the alarms"),
        (lambda c, f, k: 7.0, "counted by hand"),
        (lambda c, f, k: c.clear() or 0, "must stay as it is"),
    ],
    "seen_at_least_once": [
        (lambda p, k: k * p, "more than 1"),
        (lambda p, k: (1 - p) ** k, "at no camera"),
        (lambda p, k: p**k, "at every camera"),
        (lambda p, k: p, "more chances"),
        (lambda p, k: 1 - p**k, "does not happen at every camera"),
        (lambda p, k: 1 - (1 - p) * k, "multiplied"),
        (lambda p, k: min(1, k * p), "counted by hand"),
    ],
    "share_right": [
        (lambda b, p, n, r, w: b * (1 - n) / (b * (1 - n) + (1 - b) * p), "does not act on all"),
        (lambda b, p, n, r, w: b * (1 - n) * w / (b * (1 - n) * w + (1 - b) * p * r), "swapped"),
        (lambda b, p, n, r, w: (1 - n) * r / ((1 - n) * r + p * w), "how rare"),
        (lambda b, p, n, r, w: (1 - b) * p * w / (b * (1 - n) * r + (1 - b) * p * w), "that is wrong"),
        (lambda b, p, n, r, w: 1 - p, "specificity"),
        (lambda b, p, n, r, w: b * r / (b * r + (1 - b) * p * w), "some are missed"),
        (lambda b, p, n, r, w: b * (1 - n) * r / (b * (1 - n) * r + p * w), "1 - base_rate"),
        (lambda b, p, n, r, w: b, "counted by hand"),
        (lambda b, p, n, r, w: None, "three dots"),
    ],
}  # fmt: skip


test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)


# --- what lesson 10 says ------------------------------------------------------------------


def test_lesson_two_groups_cannot_be_told_apart_at_this_list(measured):
    fpir = measured[0].set_index("group")
    black, other = fpir.loc["Black members"], fpir.loc["other members"]
    assert black["low"] < other["low"] < other["high"] < black["high"]
    # "from almost nothing to much more than the others'"
    assert black["low"] < 0.001
    assert black["high"] > 3 * other["high"]


def test_lesson_nearly_all_pass_and_most_stops_are_wrong(measured):
    expected = deployments.expect(deployments.Deployment(CROWD, targets=10), *measured)
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


def test_lesson_three_cameras_once_to_three_times_as_many(measured):
    found = deployments.as_dict(
        deployments.expect(deployments.Deployment(CROWD, 10, cameras=3), *measured)
    )
    single = deployments.as_dict(deployments.expect(deployments.Deployment(CROWD, 10), *measured))
    times = [
        found["wrongly stopped", repeats, EVERYONE][0]
        / single["wrongly stopped", SAME, EVERYONE][0]
        for repeats in (SAME, ANEW)
    ]
    assert times == pytest.approx([1, 3], abs=0.1)


def test_lesson_what_the_learner_is_asked_to_find_with_the_control(searches, london, measured):
    deployment = deployments.Deployment(CROWD, targets=10)

    def at(threshold, listed=5):
        fpir = galleries.fpir_by_composition(searches, [listed], 50, threshold)
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
    dim = numbers(deployments.Deployment(CROWD, 10, seen=0.3), *measured)
    clear = numbers(deployment, *measured)
    assert dim["missed", SAME, EVERYONE][0] > clear["missed", SAME, EVERYONE][0]
    assert dim["wrongly stopped", SAME, EVERYONE][0] < clear["wrongly stopped", SAME, EVERYONE][0]


def test_lesson_an_officer_who_judges_alone_helps_much(measured):
    def right(swayed):
        acts = {
            name: galleries.accepted(value, swayed)
            for name, value in deployments.passport_officers().items()
        }
        expected = deployments.expect(deployments.Deployment(CROWD, 10, **acts), *measured)
        return deployments.share_right(expected)["rate"].iloc[1]

    always, half, never = map(right, (1, 0.5, 0))
    assert always < half < never
    assert never > 3 * always
    unchecked = deployments.expect(deployments.Deployment(CROWD, 10), *measured)
    assert always == pytest.approx(deployments.share_right(unchecked)["rate"].iloc[1])


def test_lesson_what_is_in_the_picture_of_trials_and_what_is_not(uses):
    both = uses["per_face"].notna() & uses["right"].notna()
    assert both.sum() < len(uses) / 2  # "For most uses we found only one of the two counts."
    latest = uses[uses["trial"].str.startswith("annual report")].iloc[0]
    assert latest["right_low"] > 0.99  # "nearly all were right"
    london = uses[uses["force"] == "Metropolitan Police"]
    early = london[(london["year"] < 2020) & london["right"].notna()]
    assert (early["right"] < 0.2).all()  # "For years the answer was: hardly."
    left_out = set(deployments.trials()["trial"]) - set(uses["trial"])
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
