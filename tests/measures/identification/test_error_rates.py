"""FPIR and FNIR of a search: known answers, all lists of a length, intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falsematch import constants
from falsematch.measures import identification, rates, replays
from falsematch.measures.resampling import binomial_interval


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


def test_the_mean_over_all_lists_is_that_of_lists_drawn(search_table):
    random = np.random.default_rng(constants.SEED)
    matrix = search_table.to_numpy()
    for size in (10, 300):
        drawn = [
            (matrix[:, random.choice(2689, size, False)] <= 0.55).any(axis=1).mean()
            for _ in range(400)
        ]
        exact = identification.fpir(search_table, 0.55, size)["rate"].iloc[0]
        assert abs(np.mean(drawn) - exact) < 4 * np.std(drawn) / 20


def test_a_list_of_one_gives_the_fmr_and_the_whole_list_the_replay(search_table, congress_search):
    one, whole = identification.fpir(search_table, 0.5, [1, 2689]).to_dict("records")
    assert one["rate"] == pytest.approx(rates.false_match_rate(congress_search["distance"], 0.5))
    same = replays.fpir_by_group(replays.closest(congress_search), 0.5).iloc[0]
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


def test_intervals_hold_the_truth_for_other_people_and_other_lists(search_table):
    """Small searches from the table: their intervals hold the rate of the whole table."""
    random, matrix, sizes = (
        np.random.default_rng(constants.SEED),
        search_table.to_numpy(),
        [30, 300],
    )
    truth = identification.fpir(search_table, 0.55, sizes)["rate"].to_numpy()
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


def test_fnir_by_hand():
    """Ranks 1 (nobody is closer; an equal stranger does not count), 2 and 3."""
    found = identification.fnir([[0.4, 0.5], [0.2, 0.5], [0.1, 0.2]], [0.4, 0.3, 0.3], [1, 2, 3])
    assert found["missed"].tolist() == [2, 1, 0]
    assert (found["low"][0], found["high"][0]) == binomial_interval(2, 3)
    with pytest.raises(ValueError, match="one distance to its mate"):
        identification.fnir([[0.4, 0.5]], [0.1, 0.2], 1)
