"""Searching a list: exact results, FPIR and its law, the synthetic crowd, the words of lesson 05."""

from __future__ import annotations

import base64
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors
from support.learners import check_cell_tests, shown

from falsematch import checks, constants, plots, widgets
from falsematch.measures import identification, rates, replays, scores
from falsematch.measures.identification import nearest
from falsematch.measures.resampling import binomial_interval
from falsematch.photos import faces


@pytest.fixture(scope="module")
def pairs():
    return scores.load("congress_search")


@pytest.fixture(scope="module")
def searches(pairs):
    return identification.table(pairs)


@pytest.fixture(scope="module")
def cloud(pairs):
    return identification.cloud_like(pairs["distance"])


@pytest.fixture(scope="module")
def crowd(cloud):
    """100 synthetic people searched for in longer and longer lists, as in the lesson."""
    probes = np.vstack(list(cloud.draw(100, seed=1)))
    return identification.grow(cloud, probes, [1_000, 10_000, 100_000, 1_000_000], k=5)


# --- the closest faces ----------------------------------------------------------------------


def by_hand(probes, gallery, k):
    """Every distance in a loop; of equals, the first."""
    rows = []
    for probe in probes:
        apart = [(faces.distance(probe, face), place) for place, face in enumerate(gallery)]
        rows.append(sorted(apart)[:k])
    return (
        [[place for _, place in row] for row in rows],
        np.array([[distance for distance, _ in row] for row in rows]).reshape(len(rows), k),
    )


@pytest.fixture(params=["NumPy", "scikit-learn"])
def way(request, monkeypatch):
    """Both ways through the fast step, whatever the size; more than one piece in each."""
    monkeypatch.setattr(nearest, "FACES_AT_ONCE", 7)
    monkeypatch.setattr(nearest, "PROBES_AT_ONCE", 3)
    monkeypatch.setattr(
        nearest, "NEIGHBOURS_FROM", 1 if request.param == "scikit-learn" else 10**12
    )
    return request.param


def test_closest_agrees_with_a_loop_and_with_scikit_learn(way):
    random = np.random.default_rng(constants.SEED)
    probes, gallery = random.normal(0, 0.07, (11, 128)), random.normal(0, 0.07, (400, 128))
    for k in (1, 5, 400):
        indices, distances = identification.closest(probes, gallery, k)
        expected, apart = by_hand(probes, gallery, k)
        assert indices.tolist() == expected
        np.testing.assert_allclose(distances, apart, rtol=0, atol=1e-12)
        others, places = NearestNeighbors(n_neighbors=k).fit(gallery).kneighbors(probes)
        np.testing.assert_allclose(distances, others, rtol=0, atol=1e-7)
        assert (indices == places).mean() > 0.99


# Points on a grid lie equally far apart again and again.
GRID = st.lists(st.lists(st.integers(-2, 2), min_size=2, max_size=2), min_size=1, max_size=30)


@settings(deadline=None)
@given(GRID, GRID, st.data())
def test_of_equally_close_faces_the_first_is_named(probes, gallery, data):
    k = data.draw(st.integers(1, len(gallery)))
    expected, apart = by_hand(np.array(probes, float), np.array(gallery, float), k)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearest, "FACES_AT_ONCE", 7)
        for least in (1, 10**12):
            patch.setattr(nearest, "NEIGHBOURS_FROM", least)
            indices, distances = identification.closest(probes, gallery, k)
            assert indices.tolist() == expected
            np.testing.assert_allclose(distances, apart, rtol=0, atol=1e-12)


def test_more_equals_than_are_asked_for(way):
    """All of 60 copies are equally close; the first three are named, and the nearer one first."""
    gallery = np.ones((61, 4))
    gallery[40] = 0.5
    indices, distances = identification.closest(np.zeros((2, 4)), gallery, 4)
    assert indices.tolist() == [[40, 0, 1, 2]] * 2
    assert distances[0].tolist() == [1, 2, 2, 2]


def test_rounding_in_the_fast_step_does_not_change_the_answer(way):
    """Far from nought single precision cannot tell these apart; the exact step can."""
    random = np.random.default_rng(3)
    gallery = 50 + random.normal(0, 1e-3, (300, 8))
    probes = 50 + random.normal(0, 1e-3, (5, 8))
    assert identification.closest(probes, gallery, 3)[0].tolist() == by_hand(probes, gallery, 3)[0]


def test_a_gallery_in_pieces_is_the_same_as_a_whole(way):
    random = np.random.default_rng(4)
    probes, gallery = random.normal(size=(4, 6)), random.normal(size=(50, 6)).astype(np.float32)
    whole = identification.closest(probes, gallery, 5)
    pieces = identification.closest(probes, (gallery[n : n + 8] for n in range(0, 50, 8)), 5)
    listed = identification.closest(probes, [gallery[:2], gallery[2:]], 5)
    for other in (pieces, listed):
        np.testing.assert_array_equal(whole[0], other[0])
        np.testing.assert_array_equal(whole[1], other[1])


@pytest.mark.parametrize(
    ("probes", "gallery", "k", "words"),
    [
        ([[0.0, 1.0]], np.empty((0, 2)), 1, "gallery is empty"),
        ([[0.0, 1.0]], [], 1, "gallery is empty"),
        ([[0.0, 1.0]], iter(()), 1, "gallery is empty"),
        ([[0.0, 1.0]], [[0.0, 1.0]], 2, "gallery has 1 faces"),
        ([[0.0, 1.0]], [[0.0, 1.0]], 0, "at least 1"),
        ([[0.0, 1.0]], [[0.0, 1.0, 2.0]], 1, "2 numbers long, the faces in the gallery 3"),
        ([[0.0, np.nan]], [[0.0, 1.0]], 1, "Among the probes a number is missing"),
        ([[0.0, 1.0]], [[np.inf, 1.0]], 1, "Among the gallery a number is missing"),
        ([0.0, 1.0], [[0.0, 1.0]], 1, "one row a face"),
    ],
)
def test_what_cannot_be_searched_is_refused(probes, gallery, k, words):
    with pytest.raises(ValueError, match=words):
        identification.closest(probes, gallery, k)


def test_nobody_is_searched_for_in_a_list():
    indices, distances = identification.closest(np.empty((0, 2)), [[0.0, 1.0]], 1)
    assert indices.shape == distances.shape == (0, 1)


def test_short_searches_are_quiet_and_long_ones_show_how_far_they_are(capsys, monkeypatch):
    identification.closest([[0.0, 1.0]], [[0.0, 1.0]], 1)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(nearest, "_PATIENCE", 0)
    identification.closest([[0.0, 1.0]], [[0.0, 1.0]], 1)
    assert "searching" in capsys.readouterr().err


# --- the table of searches ------------------------------------------------------------------


def long_table(distances):
    distances = np.asarray(distances, dtype=float)
    a, b = (index.ravel() for index in np.indices(distances.shape))
    return pd.DataFrame(
        {
            "person_a": [f"p{n}" for n in a], "person_b": [f"c{n}" for n in b],
            "distance": distances.ravel(), "same_person": False,
        }
    )  # fmt: skip


def test_a_table_has_a_row_a_probe_in_any_order():
    wide = identification.table(long_table([[0.1, 0.2], [0.3, 0.4]]).sample(frac=1, random_state=1))
    assert wide.loc["p1"].tolist() == [0.3, 0.4]
    assert wide["c1"].tolist() == [0.2, 0.4]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.assign(same_person=True), "is in the gallery"),
        (lambda t: t.iloc[1:], "4 comparisons; the table has 3"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "the table has 5"),
        (lambda t: pd.concat([t.iloc[1:], t.iloc[1:2]]), "one row for each person"),
    ],
)
def test_a_table_with_gaps_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        identification.table(change(long_table([[0.1, 0.2], [0.3, 0.4]])))


# --- FPIR -----------------------------------------------------------------------------------


def test_fpir_by_hand():
    """Three probes, three people: 2, 1 and 0 matches at 0.5.

    Of the three lists of two, the first probe has a match in all, the second in two.
    """
    found = identification.fpir(
        [[0.5, 0.4, 0.9], [0.3, 0.8, 0.7], [0.6, 0.7, 0.8]], 0.5, [1, 2, 3]
    )  # fmt: skip
    assert found["named"].to_numpy() == pytest.approx([2 / 3 + 1 / 3, 1 + 2 / 3, 2])
    assert found["rate"].to_numpy() == pytest.approx([1 / 3, 5 / 9, 2 / 3])
    assert found["people"].tolist() == [3] * 3


def test_the_mean_over_all_lists_is_that_of_lists_drawn(searches):
    random = np.random.default_rng(constants.SEED)
    matrix = searches.to_numpy()
    for size in (10, 300):
        drawn = [
            (matrix[:, random.choice(2689, size, False)] <= 0.55).any(axis=1).mean()
            for _ in range(400)
        ]
        exact = identification.fpir(searches, 0.55, size)["rate"].iloc[0]
        assert abs(np.mean(drawn) - exact) < 4 * np.std(drawn) / 20


def test_a_list_of_one_gives_the_fmr_and_the_whole_list_the_replay(searches, pairs):
    one, whole = identification.fpir(searches, 0.5, [1, 2689]).to_dict("records")
    assert one["rate"] == pytest.approx(rates.false_match_rate(pairs["distance"], 0.5))
    same = replays.fpir_by_group(replays.closest(pairs), 0.5).iloc[0]
    assert whole["named"] == same["flagged"]
    assert [whole[c] for c in ("rate", "low", "high")] == pytest.approx(
        same[["rate", "low", "high"]].tolist()
    )


@given(
    st.integers(1, 6).flatmap(
        lambda m: st.lists(
            st.lists(st.sampled_from([0.3, 0.5, 0.7]), min_size=m, max_size=m),
            min_size=1, max_size=6,
        )
    ),
    st.sampled_from([0.2, 0.3, 0.5, 0.6, 0.8]),
)  # fmt: skip
def test_fpir_grows_with_the_list_and_lies_in_its_interval(matrix, threshold):
    found = identification.fpir(matrix, threshold, range(1, len(matrix[0]) + 1))
    assert (found["rate"].diff().dropna() >= -1e-12).all()
    assert (found["low"] - 1e-9 <= found["rate"]).all()
    assert (found["rate"] <= found["high"] + 1e-9).all()
    assert found[["low", "high"]].stack().between(0, 1).all()
    assert found["rate"].iloc[-1] == (np.array(matrix) <= threshold).any(axis=1).mean()


@pytest.mark.parametrize(
    ("matrix", "sizes", "words"),
    [
        ([[0.5, 0.6]], 3, "1 to 2"),
        ([[0.5, 0.6]], 0, "1 to 2"),
        ([[0.5, np.nan]], 1, "missing"),
        ([0.5, 0.6], 1, "one row a probe"),
        (np.empty((0, 3)), 1, "one row a probe"),
    ],
)
def test_searches_that_cannot_be_counted_are_refused(matrix, sizes, words):
    with pytest.raises(ValueError, match=words):
        identification.fpir(matrix, 0.5, sizes)


def test_intervals_hold_the_truth_for_other_people_and_other_lists(searches):
    """Small searches from the table: their intervals hold the rate of the whole table."""
    random, matrix, sizes = np.random.default_rng(constants.SEED), searches.to_numpy(), [30, 300]
    truth = identification.fpir(searches, 0.55, sizes)["rate"].to_numpy()
    held = np.zeros(2)
    for _ in range(200):
        some = matrix[np.ix_(random.choice(554, 80, False), random.choice(2689, 300, False))]
        found = identification.fpir(some, 0.55, sizes)
        held += ((found["low"] <= truth) & (truth <= found["high"])).to_numpy()
    assert (held / 200 > 0.91).all() and (held < 200).all()  # 0.91: chance, for a true 0.95


def test_a_hub_in_the_list_widens_the_interval():
    """Four of ten are named: each by somebody else, or all by one person in the list."""
    apart, together = np.full((10, 20), 0.9), np.full((10, 20), 0.9)
    apart[range(4), range(4)] = 0.4
    together[:4, 0] = 0.4
    for size in (5, 20):
        narrow, wide = (identification.fpir(m, 0.5, size).iloc[0] for m in (apart, together))
        assert narrow["rate"] == pytest.approx(wide["rate"])
        assert wide["low"] < narrow["low"] and wide["high"] > narrow["high"]
    assert (narrow["low"], narrow["high"]) == pytest.approx(binomial_interval(4, 10))


# --- the law --------------------------------------------------------------------------------


def test_the_law_by_hand():
    assert identification.expected_fpir(0.5, 3) == pytest.approx(0.875)
    assert (
        identification.expected_fpir(0.0, 1000) == 0 and identification.expected_fpir(1.0, 2) == 1
    )
    assert identification.expected_fpir([0.5, 0.0], [1, 2]).tolist() == pytest.approx([0.25, 0.375])
    # Smaller than what 1 - fmr can hold.
    assert identification.expected_fpir(1e-18, 10**9) == pytest.approx(1e-9)
    with pytest.raises(ValueError, match="from 0 to 1"):
        identification.expected_fpir(1.2, 10)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(1, 10_000))
def test_rates_that_differ_never_expect_more_than_their_mean(own, size):
    """Jensen's inequality: the law is concave in the rate."""
    mean = float(np.mean(own))
    assert (
        identification.expected_fpir(own, size)
        <= identification.expected_fpir(min(mean, 1.0), size) + 1e-9
    )


# --- FNIR -----------------------------------------------------------------------------------


def test_fnir_by_hand():
    """Ranks 1 (nobody is closer; an equal stranger does not count), 2 and 3."""
    found = identification.fnir([[0.4, 0.5], [0.2, 0.5], [0.1, 0.2]], [0.4, 0.3, 0.3], [1, 2, 3])
    assert found["missed"].tolist() == [2, 1, 0]
    assert (found["low"][0], found["high"][0]) == binomial_interval(2, 3)
    with pytest.raises(ValueError, match="one distance to its mate"):
        identification.fnir([[0.4, 0.5]], [0.1, 0.2], 1)


# --- the synthetic crowd --------------------------------------------------------------------


def test_the_cloud_has_the_measured_mean_and_spread(pairs, cloud):
    drawn = np.vstack(list(cloud.draw(3243)))
    assert drawn.dtype == np.float32 and drawn.shape == (3243, 128)
    synthetic = faces.distances(drawn[:554], drawn[554:])
    assert synthetic.mean() == pytest.approx(pairs["distance"].mean(), abs=0.01)
    assert synthetic.std() == pytest.approx(pairs["distance"].std(), abs=0.01)
    # And exactly so by its formula.
    variances = cloud.spread**2
    squared = pairs["distance"] ** 2
    assert 2 * variances.sum() == pytest.approx(squared.mean())
    assert 8 * (variances**2).sum() == pytest.approx(squared.var(ddof=0), rel=1e-6)


def test_a_longer_list_begins_with_the_shorter(cloud, monkeypatch):
    short = np.vstack(list(cloud.draw(5)))
    long = list(cloud.draw(120_000))
    assert [len(part) for part in long] == [50_000, 50_000, 20_000]
    np.testing.assert_array_equal(long[0][:5], short)
    assert not np.array_equal(next(cloud.draw(5, seed=1)), short)


def test_a_cloud_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="No cloud of width 8"):
        identification.cloud_like(np.random.default_rng(1).normal(0.8, 0.01, 1000), width=8)


def test_a_million_are_searched_exactly_and_never_held_at_once(cloud, crowd):
    costs, found = crowd
    assert costs["gallery_size"].tolist() == [1_000, 10_000, 100_000, 1_000_000]
    assert costs["whole"].iloc[-1] == 512
    assert costs["megabytes"].max() < 100
    assert (np.diff(found[1_000_000], axis=1) >= 0).all()
    # The lists hold each other, so a longer one is never farther.
    for shorter, longer in ((1_000, 10_000), (10_000, 100_000), (100_000, 1_000_000)):
        assert (found[longer] <= found[shorter]).all()
    probes, gallery = next(cloud.draw(100, seed=1)), next(cloud.draw(10_000))
    nearest = np.sort(faces.distances(probes, gallery), axis=1)[:, :5]
    np.testing.assert_allclose(found[10_000], nearest, rtol=0, atol=1e-6)


# --- pictures and the control ---------------------------------------------------------------


def test_the_picture_of_growth_draws_what_was_measured(searches):
    table = identification.fpir(searches, 0.5, [10, 2689])
    picture = plots.fpir_by_gallery_size(table, {"law": np.array([0.2, 0.4])})
    measured, law = picture.figure.axes[0].lines
    assert measured.get_ydata().tolist() == (table["rate"] * 100).tolist()
    assert law.get_ydata().tolist() == [20, 40]
    assert plots.with_interval(table.iloc[1]) in picture.description
    assert "“law” expects 40 %" in picture.description


def test_the_picture_of_hubs_counts_by_hand():
    matrix = pd.DataFrame([[0.1, 0.2, 0.3], [0.1, 0.9, 0.9], [0.9, 0.9, 0.9]])
    text = plots.matches_per_person(matrix, 0.5).description
    assert "Of 3 people searched for, one matches 3 of 3" in text
    assert "the 1 with most matches carry 75 % of all" in text and "1 match nobody" in text
    assert "Of 3 people in the list, one matches 2 of 3" in text


def test_the_picture_of_the_cloud_says_how_far_it_is_off(searches, cloud):
    text = plots.measured_and_synthetic(searches, cloud).description
    fmr = (searches.to_numpy() <= 0.5).mean()
    assert f"in 100,000 pairs: at 0.50, {fmr * 1e5:,.0f} measured and" in text
    assert "3,243 people" in text and "nobody" in text


def test_the_picture_of_costs_says_each_length(crowd):
    costs, _ = crowd
    text = plots.costs(costs).description
    assert "1,000,000 faces" in text and "would take 512 MB" in text


def test_the_picture_of_the_crowd_calls_it_synthetic(crowd, searches):
    named, missed = lesson_tables(crowd)
    picture = plots.synthetic_crowd(named, missed, identification.fpir(searches, [0.45, 0.5, 0.55]))
    last = named[(named["threshold"] == 0.5) & (named["gallery_size"] == 1_000_000)].iloc[0]
    words = plots.with_interval(last).replace("people)", "synthetic people)")
    assert f"at 0.50 {words}" in picture.description
    assert "SYNTHETIC" in picture.figure.axes[0].get_xlabel()
    assert "SYNTHETIC" in picture.figure.axes[1].get_xlabel()


def test_the_control_says_how_many_would_be_named(searches):
    box = widgets.list_length(searches)
    length, threshold = box.children[:2]
    before = box.children[-1].value
    length.value = 100
    threshold.value = 0.6
    row = identification.fpir(searches, 0.6, 100).iloc[0]
    assert f"Of 554 people who are not in the list, {row['named']:.1f} would be named" in shown(box)
    assert "list of 100, threshold 0.60" in shown(box)
    assert plots.with_interval(row) in shown(box)
    law = identification.expected_fpir((searches.to_numpy() <= 0.6).mean(), 100)
    assert f"expects {law * 554:.1f} of 554" in shown(box)
    images = [re.search('base64,([^"]+)', v).group(1) for v in (before, box.children[-1].value)]
    assert base64.b64decode(images[0]) != base64.b64decode(images[1])
    threshold.value = 0.40
    length.value = 1
    assert "0.0 would be named" in shown(box)


# --- checks ---------------------------------------------------------------------------------

RIGHT = {
    "false_alarm": [
        lambda d, t: np.any(d <= t),
        lambda d, t: min(d) <= t,
        lambda d, t: any(x <= t for x in d),
        lambda d, t: bool(np.sum(d <= t) > 0),
    ],
    "fpir": [
        lambda m, t: np.mean(np.any(m <= t, axis=1)),
        lambda m, t: (m.min(axis=1) <= t).mean(),
        lambda m, t: sum(any(x <= t for x in row) for row in m) / len(m),
    ],
    "expected_fpir": [
        lambda fmr, n: 1 - (1 - fmr) ** n,
        lambda fmr, n: 1 - np.prod([1 - fmr] * n),
        lambda fmr, n: sum(fmr * (1 - fmr) ** k for k in range(n)),
    ],
}
WRONG = {
    "false_alarm": [
        (lambda d, t: min(d) < t, "equal to the threshold"),
        (lambda d, t: np.all(d <= t), "ask for all"),
        (lambda d, t: d[0] <= t, "first person"),
        (lambda d, t: np.any(d > t), "those who are far"),
        (lambda d, t: int(np.sum(d <= t)), "counts the matches"),
        (lambda d, t: np.mean(d <= t), "share of the list"),
        (lambda d, t: np.min(d), "smallest distance"),
        (lambda d, t: d <= t, "one for the whole search"),
        (lambda d, t: np.any(d <= 0.6), "counted by hand"),
        (lambda d, t: None, "three dots"),
    ],
    "fpir": [
        (lambda m, t: np.mean(m <= t), "the FMR"),
        (lambda m, t: np.mean((m <= t).any(axis=0)), "use axis=1"),
        (lambda m, t: np.mean((m < t).any(axis=1)), "equal to the threshold"),
        (lambda m, t: int((m <= t).any(axis=1).sum()), "a count"),
        (lambda m, t: (m <= t).sum() / len(m), "matches per search"),
        (lambda m, t: np.mean((m <= t).all(axis=1)), "ask for all"),
        (lambda m, t: 1 - np.mean((m <= t).any(axis=1)), "nobody is named"),
        (lambda m, t: 100 * np.mean((m <= t).any(axis=1)), "a percentage"),
        (lambda m, t: 0.5, "counted by hand"),
    ],
    "expected_fpir": [
        (lambda fmr, n: fmr * n, "adding up"),
        (lambda fmr, n: min(1, fmr * n), "adding up"),
        (lambda fmr, n: (1 - fmr) ** n, "the other case"),
        (lambda fmr, n: fmr**n, "everybody in the list"),
        (lambda fmr, n: 1 - fmr**n, "not everybody"),
        (lambda fmr, n: 1 - (1 - fmr) * n, "a power"),
        (lambda fmr, n: 0.5, "counted by hand"),
    ],
}  # fmt: skip


test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)


@pytest.mark.parametrize("name", RIGHT)
def test_brackets_after_the_name_are_explained(name):
    assert "without brackets" in getattr(checks, name)(5.0).message


# --- what the text of the lesson relies on --------------------------------------------------


@pytest.fixture(scope="module")
def halves(searches):
    """As in the lesson: each member's own rate in one half of the list, and the other half."""
    half = searches.sample(frac=0.5, axis=1, random_state=2018)
    return (half <= 0.6).mean(axis=1), searches.drop(columns=half.columns)


def lesson_tables(crowd):
    named, missed = [], []
    for size, found in crowd[1].items():
        named.append(identification.fpir(found[:, :1], [0.45, 0.5, 0.55]).assign(gallery_size=size))
        for away in (0.40, 0.45, 0.50, 0.55):
            rows = identification.fnir(found, np.full(100, away), 5)
            missed.append(rows.assign(gallery_size=size, distance=away))
    return pd.concat(named), pd.concat(missed)


def test_lesson_the_law_is_close_for_short_lists_and_expects_too_much_for_long_ones(searches):
    sizes = [1, 3, 10, 30, 100, 300, 1000, 2689]
    found = identification.fpir(searches, 0.6, sizes)
    assert (found["rate"].diff().dropna() > 0).all()
    assert 0.005 < found["rate"][0] < 0.02  # "a small share"
    law = identification.expected_fpir(found["rate"][0], sizes)
    assert law[0] == pytest.approx(found["rate"][0]) and abs(law[1] - found["rate"][1]) < 0.005
    assert (law[3:] > found["high"][3:]).all()


def test_lesson_hubs(searches, pairs):
    match = searches.to_numpy() <= 0.6
    assert match.sum(axis=1).max() > 0.15 * match.shape[1]  # "a large part of the whole list"
    assert (match.sum(axis=1) == 0).any()  # "others match nobody"
    assert match.sum(axis=0).max() > 3 * 554 * match.mean()  # hubs in the list too
    # "Most of this list ... nearly all of the hubs are such men"
    men = {
        side: pairs.drop_duplicates(f"person_{side}").set_index(f"person_{side}").pipe(
            lambda t, side=side: (t[f"sex_{side}"] == "male")
            & (t[f"black_{side}"] == scores.NOT_LISTED)
        )
        for side in "ab"
    }  # fmt: skip
    assert men["b"].mean() > 0.9
    top = searches.index[np.argsort(-match.sum(axis=1))[:55]]
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


def test_lesson_a_threshold_as_quiet_as_a_short_list_exists(searches):
    quiet = identification.fpir(searches, 0.6, 10).iloc[0]
    found = identification.fpir(searches, [0.47, 0.48, 0.49])["rate"]
    assert found.min() < quiet["rate"] < found.max()


def test_lesson_the_cloud_is_kinder_at_strict_thresholds_and_has_hubs(searches, cloud):
    drawn = np.vstack(list(cloud.draw(3243)))
    synthetic = faces.distances(drawn[:554], drawn[554:])
    for threshold in (0.45, 0.5, 0.55):
        assert (synthetic <= threshold).mean() < 0.8 * (searches.to_numpy() <= threshold).mean()
    matches = (synthetic <= 0.6).sum(axis=1)
    assert matches.max() > 5 * matches.mean()
    # "Whoever lies near its middle is close to many"
    middle = np.linalg.norm(drawn[:554], axis=1)
    assert np.corrcoef(middle, np.log1p(matches))[0, 1] < -0.5


def test_lesson_a_longer_list_brings_alarms_back_and_pushes_the_right_person_down(crowd, searches):
    named, missed = lesson_tables(crowd)
    at = named[named["threshold"] == 0.5].set_index("gallery_size")
    assert at.loc[1_000, "rate"] < 0.1 and at.loc[1_000_000, "rate"] > 0.6
    assert at.loc[1_000, "high"] < at.loc[1_000_000, "low"]
    away = missed[missed["distance"] == 0.5].set_index("gallery_size")
    assert away["rate"].is_monotonic_increasing
    assert away.loc[1_000, "high"] < away.loc[1_000_000, "low"]
    # The measured faces raise more alarms than the synthetic ones, as far as they reach.
    congress = identification.fpir(searches, [0.5, 0.55], 1000)["rate"].to_numpy()
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


def test_lesson_the_error_that_a_long_list_needs_is_beyond_the_table(pairs):
    needed = 1 - (1 - 0.01) ** (1 / 300_000)
    assert 1 / needed > 10 * len(pairs)
    assert identification.expected_fpir(needed, 300_000) == pytest.approx(0.01)
