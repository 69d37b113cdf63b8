"""Lists of chosen composition, a reviewer, their pictures and controls, and lesson 07's words."""

from __future__ import annotations

import re
from itertools import combinations, product

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from support.learners import check_cell_tests, child, shown

from falsematch import checks, constants, facts, plots, widgets
from falsematch.measures import galleries, loops, replays, scores

LESSON = constants.DATA.parent / "lessons" / "07-the-list-makes-the-suspect.ipynb"


@pytest.fixture(scope="module")
def pairs():
    return scores.load("congress_search")


@pytest.fixture(scope="module")
def congress(pairs):
    return galleries.searches(pairs, "black", scores.LISTED)


@pytest.fixture(scope="module")
def measured(congress):
    return galleries.fpir_by_composition(congress, range(51), 50, 0.6)


@pytest.fixture(scope="module")
def equal(congress):
    return galleries.fpir_by_composition(galleries.equalized(congress), range(51), 50, 0.6)


def small(seed=1, probes=(3, 4), pool=(4, 5)):
    """Searches of a few made-up people at distances from 0 to 1."""
    random = np.random.default_rng(seed)
    return galleries.Searches(
        random.random((sum(probes), sum(pool))), ("a", "b"),
        np.repeat([0, 1], probes), np.repeat([0, 1], pool),
    )  # fmt: skip


def at(table, listed):
    return table[table["listed"] == listed].set_index("group")


# --- searches -----------------------------------------------------------------------------


def test_everybody_keeps_their_group_and_distances(pairs, congress):
    assert congress.distances.shape == (554, 2689)
    assert np.bincount(congress.probe_group).tolist() == [51, 503]
    assert {g: len(c) for g, c in congress.pool().items()} == {
        "Black members": 69, "other members": 2620,
    }  # fmt: skip
    # Group by group the matrix holds the distances of the table.
    for number, label in enumerate(congress.groups):
        chosen = pairs[(pairs["black_a"] == label) & (pairs["black_b"] == congress.groups[0])]
        part = congress.distances[np.ix_(congress.probe_group == number, congress.pool_group == 0)]
        assert np.sort(part, axis=None) == pytest.approx(np.sort(chosen["distance"].to_numpy()))


@pytest.mark.parametrize(
    ("attribute", "of", "says"),
    [
        ("height", "x", "no column height_a, height_b"),
        ("black", "nobody", "must be one of two groups"),
        ("chamber", "Senate", "must be one of two groups"),
    ],
)
def test_a_group_that_does_not_split_in_two_is_refused(attribute, of, says):
    pairs = pd.DataFrame(
        {
            "person_a": ["p", "q"], "person_b": ["x", "x"], "distance": 0.5, "same_person": False,
            "black_a": ["b", "o"], "black_b": "o", "chamber_a": ["Senate", "House"],
            "chamber_b": "Other",
        }
    )  # fmt: skip
    with pytest.raises(ValueError, match=says):
        galleries.searches(pairs, attribute, of)


# --- one list -----------------------------------------------------------------------------


@given(st.integers(0, 4), st.integers(0, 5), st.integers(0, 100))
def test_a_list_has_as_many_of_each_group_as_asked_and_nobody_twice(a, b, seed):
    pool = {"a": [0, 1, 2, 3], "b": [10, 11, 12, 13, 14]}
    drawn = galleries.draw_list(pool, {"a": a, "b": b}, np.random.default_rng(seed))
    assert len(set(drawn)) == len(drawn) == a + b
    assert sum(person < 10 for person in drawn) == a


def test_everybody_in_the_pool_is_drawn_as_often():
    random = np.random.default_rng(3)
    pool = {"a": range(4), "b": range(4, 10)}
    drawn = [galleries.draw_list(pool, {"a": 1, "b": 3}, random) for _ in range(4000)]
    counts = np.bincount(np.ravel(drawn), minlength=10)
    assert counts[:4] == pytest.approx(np.full(4, 1000), rel=0.1)
    assert counts[4:] == pytest.approx(np.full(6, 2000), rel=0.1)


def test_more_than_there_are_cannot_be_drawn():
    with pytest.raises(ValueError, match="There are 2 people of 'a'; 3 cannot be drawn"):
        galleries.draw_list({"a": [1, 2]}, {"a": 3}, np.random.default_rng(1))


def test_fpir_of_a_list_by_hand():
    distances = np.array([[0.5, 0.9, 0.4], [0.8, 0.6, 0.9], [0.7, 0.9, 0.3], [0.9, 0.8, 0.9]])
    assert galleries.fpir_of_list(distances, [0, 1], 0.6) == 0.5
    assert galleries.fpir_of_list(distances, [0, 1, 2], 0.6) == 0.75
    assert galleries.fpir_of_list(distances, [], 0.6) == 0


# --- all lists ----------------------------------------------------------------------------


@given(st.integers(1, 60), st.data())
def test_chance_of_no_match_is_the_hypergeometric_at_nought(pool, data):
    drawn = data.draw(st.integers(0, pool))
    expected = stats.hypergeom.pmf(0, pool, np.arange(pool + 1), drawn)
    assert galleries.chance_of_no_match(pool, drawn) == pytest.approx(expected, abs=1e-9)


def test_chance_of_no_match_counted_by_hand():
    draws = list(combinations("wxyz", 2))
    without = [draw for draw in draws if not set(draw) & {"w", "x"}]
    assert galleries.chance_of_no_match(4, 2)[2] == pytest.approx(len(without) / len(draws))
    with pytest.raises(ValueError, match="5 people cannot be drawn from 4"):
        galleries.chance_of_no_match(4, 5)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_rate_is_the_mean_over_every_possible_list(seed):
    searches = small(seed)
    table = galleries.fpir_by_composition(searches, [0, 1, 3], 4, 0.3)
    pool = searches.pool()
    for listed in (0, 1, 3):
        every = [
            [*first, *second]
            for first in combinations(pool["a"], listed)
            for second in combinations(pool["b"], 4 - listed)
        ]
        for number, group in enumerate("ab"):
            rows = searches.distances[searches.probe_group == number]
            mean = np.mean([galleries.fpir_of_list(rows, one, 0.3) for one in every])
            assert at(table, listed).loc[group, "rate"] == pytest.approx(mean)


def test_the_rate_is_the_mean_of_drawn_lists(congress, measured):
    random = np.random.default_rng(5)
    black = congress.distances[congress.probe_group == 0]
    counts = {"Black members": 25, "other members": 25}
    drawn = [
        galleries.fpir_of_list(black, galleries.draw_list(congress.pool(), counts, random), 0.6)
        for _ in range(400)
    ]
    error = np.std(drawn) / np.sqrt(len(drawn))
    assert at(measured, 25).loc["Black members", "rate"] == pytest.approx(
        np.mean(drawn), abs=4 * error
    )


def test_the_interval_is_the_jackknife_of_probes_and_of_both_parts_of_the_pool():
    """Everything left out one at a time, with no algebra, gives the same variance."""
    searches, threshold, listed, size = small(4, (5, 1), (6, 7)), 0.2, 2, 5
    row = at(galleries.fpir_by_composition(searches, [listed], size, threshold), listed).loc["a"]

    def flagged(columns):
        part = galleries.Searches(
            searches.distances[:, columns], searches.groups, searches.probe_group,
            searches.pool_group[columns],
        )  # fmt: skip
        chances = []
        for probe in np.flatnonzero(part.probe_group == 0):
            none = 1.0
            for number, count in ((0, listed), (1, size - listed)):
                close = part.distances[probe, part.pool_group == number] <= threshold
                none *= stats.hypergeom.pmf(0, len(close), close.sum(), count)
            chances.append(1 - none)
        return np.array(chances)

    whole = flagged(np.arange(13))
    variance = whole.var() / 4
    for number in (0, 1):
        people = np.flatnonzero(searches.pool_group == number)
        change = np.array([flagged(np.delete(np.arange(13), p)) - whole for p in people])
        by_pool = change.mean(axis=1)
        spread = (len(people) - 1) / len(people) * ((by_pool - by_pool.mean()) ** 2).sum()
        variance += max(0, spread - (change**2).sum() / 5**2)
    alike = min(row["rate"] * (1 - row["rate"]) / variance, 5)
    low = stats.beta.ppf(0.025, row["rate"] * alike, alike - row["rate"] * alike + 1)
    assert row["rate"] == pytest.approx(whole.mean())
    assert row["low"] == pytest.approx(low)


def test_intervals_hold_the_truth_when_people_are_drawn_anew(congress):
    """Congress as the world: probes and pool drawn from it, in groups of their own sizes."""
    random = np.random.default_rng(11)
    match = congress.distances <= 0.6
    parts = list(congress.pool().values())
    rows = [np.flatnonzero(congress.probe_group == number) for number in (0, 1)]
    own = [match[:, part].mean(axis=1) for part in parts]
    listed = np.array([0, 5, 25, 50])
    named = 1 - (1 - own[0]) ** listed[:, None] * (1 - own[1]) ** (50 - listed[:, None])
    truth = np.concatenate([named[:, chosen].mean(axis=1) for chosen in rows])
    held = []
    for _ in range(20):
        probes = np.concatenate([random.choice(chosen, len(chosen)) for chosen in rows])
        columns = np.concatenate([random.choice(part, len(part)) for part in parts])
        drawn = galleries.Searches(
            congress.distances[np.ix_(probes, columns)], congress.groups,
            congress.probe_group[probes], congress.pool_group[columns],
        )  # fmt: skip
        table = galleries.fpir_by_composition(drawn, listed, 50, 0.6)
        held.append((table["low"] <= truth) & (truth <= table["high"]))
    assert np.mean(held) > 0.9


def test_nobody_matches_or_everybody():
    none, every = (
        galleries.fpir_by_composition(small(), [1], 3, threshold) for threshold in (-1, 2)
    )
    assert (none["rate"] == 0).all() and (none["low"] == 0).all() and (none["high"] > 0).all()
    assert (every["rate"] == 1).all() and (every["high"] == 1).all() and (every["low"] < 1).all()


@pytest.mark.parametrize(("listed", "size"), [([4], 4), ([-1], 3), ([0], 5)])
def test_a_list_that_cannot_be_drawn_is_refused(listed, size):
    with pytest.raises(ValueError, match="Choose another size or composition"):
        galleries.fpir_by_composition(small(), listed, size, 0.5)


def crossing(first, second, width=0.0):
    rates = np.array([*first, *second])
    return pd.DataFrame(
        {
            "group": np.repeat(["a", "b"], len(first)), "listed": [*range(len(first))] * 2,
            "rate": rates, "low": rates - width, "high": rates + width,
        }
    )  # fmt: skip


def test_the_crossing_by_hand():
    assert galleries.even_composition(crossing([0, 0.2, 0.4], [0.1, 0.1, 0.1]))[0] == 0.5
    number, low, high = galleries.even_composition(
        crossing([0, 0.2, 0.4, 0.6], [0.3] * 4, width=0.1 / np.sqrt(2))
    )
    assert (number, low, high) == pytest.approx((1.5, 1.0, 2.0))


def test_no_crossing_and_an_open_interval():
    assert np.isnan(galleries.even_composition(crossing([0.5, 0.6], [0.1, 0.1]))[0])
    number, low, high = galleries.even_composition(crossing([0, 0.2], [0.1, 0.1], width=0.5))
    assert (number, low, high) == (0.5, -np.inf, np.inf)


@pytest.mark.parametrize("threshold", [0.55, 0.6, 0.65])
def test_the_better_matcher_has_one_rate_within_both_groups(congress, threshold):
    better = galleries.equalized(congress)
    within = [
        (better.distances[np.ix_(better.probe_group == g, better.pool_group == g)] <= threshold)
        .mean()
        for g in (0, 1)
    ]  # fmt: skip
    assert within[0] == pytest.approx(within[1], rel=0.02)
    across = np.ix_(better.probe_group == 0, better.pool_group == 1)
    assert (better.distances[across] == congress.distances[across]).all()


def test_the_better_matcher_keeps_the_order_within_the_group(congress):
    part = np.ix_(congress.probe_group == 0, congress.pool_group == 0)
    before = congress.distances[part].ravel()
    after = galleries.equalized(congress).distances[part].ravel()
    assert (np.diff(after[np.argsort(before, kind="stable")]) >= 0).all()


# --- a reviewer ---------------------------------------------------------------------------


def test_a_reviewer_alone_swayed_and_in_between():
    assert galleries.accepted(0.2, 0) == pytest.approx(0.2)
    assert galleries.accepted(0.2, 1) == 1
    assert galleries.accepted(0.2, 0.5) == pytest.approx(0.6)
    with pytest.raises(ValueError, match="from 0 to 1"):
        galleries.accepted(14, 0)


def test_a_reviewer_who_errs_alike_keeps_the_ratio(measured):
    after = galleries.reviewed(measured, 0.25)
    rates = [at(table, 40)["rate"] for table in (measured, after)]
    assert (rates[1] == rates[0] * 0.25).all()
    assert (after["high"] == measured["high"] * 0.25).all()
    assert rates[0].iloc[0] / rates[0].iloc[1] == pytest.approx(rates[1].iloc[0] / rates[1].iloc[1])
    with pytest.raises(ValueError, match="from 0 to 1"):
        galleries.reviewed(measured, 14)


# --- pictures and controls ------------------------------------------------------------------


def test_the_picture_says_both_ends_the_crossing_and_the_people(measured):
    text = plots.composition(measured).description
    for listed in (0, 50):
        for _, row in measured[measured["listed"] == listed].iterrows():
            assert f"{row['group']} {plots.with_interval(row)}" in text
    number, low, high = galleries.even_composition(measured)
    assert f"cross at {number:.0f} of 50 (95 % interval {low:.0f} to {high:.0f})" in text
    assert "554 people searched for" in text and "2,689 people" in text


def test_the_picture_draws_the_rates(measured):
    ax = plots.composition(measured).figure.axes[0]
    lines = {line.get_label().split(" (")[0]: line for line in ax.lines}
    for group, rows in measured.groupby("group"):
        assert lines[group].get_ydata() == pytest.approx(rows["rate"].to_numpy() * 100)
    styles = {lines[group].get_linestyle() for group in ("Black members", "other members")}
    assert len(styles) == 2  # told apart without colour


def test_a_picture_without_a_crossing_says_so():
    table = crossing([0.5, 0.6], [0.1, 0.1], 0.05).assign(
        threshold=0.6, size=50, people=10, pool=20
    )
    assert "do not cross" in plots.composition(table).description


def test_rates_without_interval_are_not_drawn(measured):
    with pytest.raises(ValueError, match="without its number of people"):
        plots.composition(measured.drop(columns="low"))


def test_two_matchers_stand_side_by_side(measured, equal):
    text = plots.two_matchers(measured, equal).description
    assert text.index("as measured") < text.index("thought experiment")
    for table in (measured, equal):
        assert plots.with_interval(at(table, 50).loc["Black members"]) in text


def test_the_composition_control_moves(congress):
    box = widgets.composition(congress)
    before = box.children[-1].value
    child(box, "Black members on the list of 50").value = 30
    child(box, "threshold").value = 0.58
    table = galleries.fpir_by_composition(congress, range(51), 50, 0.58)
    for group, row in at(table, 30).iterrows():
        assert f"{group} {plots.with_interval(row)}" in shown(box)
    matcher = child(box, "matcher")
    matcher.value = matcher.options[1]
    better = galleries.fpir_by_composition(galleries.equalized(congress), [30], 50, 0.58)
    assert plots.with_interval(better.iloc[0]) in shown(box)
    assert box.children[-1].value != before


def test_the_reviewer_control_moves(congress, measured):
    box = widgets.reviewer(congress, 0.14)
    assert "lets 14 % of the wrong matches through" in shown(box)
    child(box, "cases in which they follow the machine").value = 0.5
    child(box, "Black members on the list of 50").value = 40
    assert "lets 57 % of the wrong matches through" in shown(box)
    row = at(measured, 40).loc["Black members"]
    after = at(galleries.reviewed(measured, 0.57), 40).loc["Black members"]
    assert f"{plots.with_interval(row)} before, {plots.with_interval(after)} after" in shown(box)


# --- checks -------------------------------------------------------------------------------


def everybody(pool):
    return [person for people in pool.values() for person in people]


RIGHT = {
    "draw_list": [
        lambda p, c, r: [x for g, n in c.items() for x in r.choice(p[g], n, replace=False)],
        lambda p, c, r: np.concatenate([r.choice(p[g], c[g], replace=False) for g in p]),
        lambda p, c, r: [x for g, n in c.items() for x in r.permutation(p[g])[:n]],
        galleries.draw_list,
    ],
    "fpir_of_list": [
        lambda d, c, t: np.mean((d[:, c] <= t).any(axis=1)),
        lambda d, c, t: sum(any(row[k] <= t for k in c) for row in d) / len(d),
        lambda d, c, t: (d[:, c].min(axis=1) <= t).mean(),
        galleries.fpir_of_list,
    ],
    "next_round": [
        lambda s, n, f, r: {g: s[g] * (1 - r) + n * s[g] / sum(s.values()) * f[g] for g in s},
        lambda s, n, f, r: {g: s[g] - s[g] * r + n * f[g] * (s[g] / sum(s.values())) for g in s},
        lambda s, n, f, r: dict(
            zip(s, np.array(list(s.values())) * (
                1 - r + n * np.array([f[g] for g in s]) / sum(s.values())), strict=True)
        ),
    ],
}  # fmt: skip

WRONG = [
    ("draw_list", lambda p, c, r: [x for g, n in c.items() for x in r.choice(p[g], n)], "replace=False"),
    ("draw_list", lambda p, c, r: [x for g, n in c.items() for x in list(p[g])[-n:]], "every draw"),
    ("draw_list", lambda p, c, r: [x for g, n in c.items() for x in p[g][:n]], "first ones"),
    ("draw_list", lambda p, c, r: list(r.choice(everybody(p), sum(c.values()), replace=False)), "mixed up"),
    ("draw_list", lambda p, c, r: [r.choice(p[g]) for g in c], "`counts[group]` says how many"),
    ("draw_list", lambda p, c, r: [r.choice(p[g], n, replace=False) for g, n in c.items()], "into one list"),
    ("draw_list", lambda p, c, r: [
        x for g, n in c.items() for x in np.random.default_rng(1).choice(p[g], n, replace=False)],
     "every draw"),
    ("draw_list", lambda p, c, r: list(r.choice(p["b"], c["b"], replace=False)), "only the last group"),
    ("draw_list", lambda p, c, r: list(r.choice(p["a"], c["a"], replace=False)), "only the first group"),
    ("draw_list", lambda p, c, r: None, "three dots"),
    ("draw_list", lambda p, c, r: p["z"], "KeyError"),
    ("draw_list", lambda p, c, r: p["a"].clear() or [1], "must stay as it is"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c] <= t), "share of *comparisons*"),
    ("fpir_of_list", lambda d, c, t: np.mean(d.min(axis=1) <= t), "you search everybody"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c].min(axis=1) < t), "equal to the threshold"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c].max(axis=1) <= t), "`any`, not `all`"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c].min(axis=0) <= t), "share of the *list*"),
    ("fpir_of_list", lambda d, c, t: sum((d[:, c] <= t).any(axis=1)), "that is a count"),
    ("fpir_of_list", lambda d, c, t: (d[:, c] <= t).sum() / len(d), "flagged once"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c].min(axis=1) > t), "*not* flagged"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[c].min(axis=1) <= t), "you choose rows"),
    ("fpir_of_list", lambda d, c, t: 0.9, "counted by hand"),
    ("next_round", lambda s, n, f, r: {g: s[g] * (1 - r) + n / 2 * f[g] for g in s}, "evenly"),
    ("next_round", lambda s, n, f, r: {g: s[g] + n * s[g] / sum(s.values()) * f[g] for g in s}, "nothing is removed"),
    ("next_round", lambda s, n, f, r: {g: n * s[g] / sum(s.values()) * f[g] for g in s}, "only the new"),
    ("next_round", lambda s, n, f, r: {
        g: (1 - r) * (s[g] + n * s[g] / sum(s.values()) * f[g]) for g in s}, "some of the new photos"),
    ("next_round", lambda s, n, f, r: {g: s[g] * (1 - r) + n * s[g] / sum(s.values()) for g in s}, "Only the share"),
    ("next_round", lambda s, n, f, r: {g: s[g] * r + n * s[g] / sum(s.values()) * f[g] for g in s}, "taken away"),
    ("next_round", lambda s, n, f, r: {g: 1.0 for g in s}, "counted by hand"),
    ("next_round", lambda s, n, f, r: s.update(A=0) or s, "must stay as it is"),
]  # fmt: skip


test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(
    RIGHT, {name: [(f, hint) for n, f, hint in WRONG if n == name] for name in RIGHT}
)


@pytest.mark.parametrize("name", RIGHT)
def test_brackets_after_the_name_are_explained(name):
    assert "without brackets" in getattr(checks, name)([1]).message


# --- what the lesson's text relies on --------------------------------------------------------


def test_lesson_07_the_curves_cross_and_the_ends_are_clear(measured):
    left, right = at(measured, 0), at(measured, 50)
    assert left.loc["Black members", "high"] < left.loc["other members", "low"]
    assert right.loc["Black members", "low"] > right.loc["other members", "high"]
    black, other = (measured[measured["group"] == g]["rate"] for g in right.index)
    assert (black.diff().dropna() > 0).all() and (other.diff().dropna() < 0).all()


def test_lesson_07_few_black_people_on_the_list_are_enough_and_then_half(measured, equal):
    _, _, few = galleries.even_composition(measured)
    number, low, high = galleries.even_composition(equal)
    assert few < 15  # "few Black people among its 50"
    assert low < 25 < high and 20 < number < 30  # "about half and half"


def test_lesson_07_the_better_matcher_still_flags_unequally(equal):
    left, right = at(equal, 0), at(equal, 50)
    assert left.loc["Black members", "high"] < left.loc["other members", "low"]
    assert right.loc["Black members", "low"] > right.loc["other members", "high"]
    ratio = right.loc["Black members", "rate"] / right.loc["other members", "rate"]
    assert 3 < ratio < 7  # "several times as often"


def test_lesson_07_one_list_differs_from_another(congress):
    random = np.random.default_rng(6)
    black = congress.distances[congress.probe_group == 0]
    counts = {"Black members": 25, "other members": 25}
    rates = [
        galleries.fpir_of_list(black, galleries.draw_list(congress.pool(), counts, random), 0.6)
        for _ in range(200)
    ]
    assert max(rates) - min(rates) > 0.2


def test_lesson_07_the_published_reviewer_can_be_read_as_a_share():
    published = facts.load("error_rates").set_index("id")["value"]
    share = float(published["passport-officers-false-accept"].removesuffix(" %")) / 100
    assert 0.1 < share < 0.2


def test_lesson_07_town_three_ends_mostly_with_one_group_wherever_the_rates_lie(pairs):
    rates = replays.matches_by_list(pairs, 0.52)
    default = replays.matches_by_list(pairs, 0.6)
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
