"""Who is flagged in the replay: by hand, with intervals that hold the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falsematch import constants
from falsematch.measures import replays
from falsematch.measures.resampling import binomial_interval


def search(distances):
    """A score table from a matrix: one row a probe, one column a candidate."""
    distances = np.asarray(distances, dtype=float)
    a, b = (index.ravel() for index in np.indices(distances.shape))
    return pd.DataFrame(
        {
            "person_a": [f"p{n}" for n in a], "person_b": [f"c{n}" for n in b],
            "distance": distances.ravel(), "same_person": False,
            "g_a": np.where(a % 2, "odd", "even"), "g_b": "listed",
        }
    )  # fmt: skip


def test_closest_by_hand():
    table = replays.closest(search([[0.9, 0.5, 0.6], [0.3, 0.8, 0.3], [0.7, 0.9, 0.8]]))
    assert table["person"].tolist() == ["p1", "p0", "p2"]
    assert table["candidate"].tolist() == ["c0", "c1", "c0"]
    assert table["distance"].tolist() == [0.3, 0.5, 0.7]
    assert table["next_distance"].tolist() == [0.3, 0.6, 0.8]
    assert table["g"].tolist() == ["odd", "even", "even"]
    assert table["candidate_g"].tolist() == ["listed"] * 3


def test_a_list_of_one_has_no_second():
    assert replays.closest(search([[0.4], [0.5]]))["next_distance"].tolist() == [np.inf] * 2


@given(
    st.integers(1, 6).flatmap(
        lambda m: st.lists(
            st.lists(st.integers(0, 99).map(lambda n: n / 100), min_size=m, max_size=m),
            min_size=1, max_size=6,
        )
    ),
    st.randoms(),
)  # fmt: skip
def test_closest_is_the_two_smallest_of_each_row_in_any_order(matrix, random):
    table = search(matrix)
    order = list(range(len(table)))
    random.shuffle(order)
    found = replays.closest(table.iloc[order]).set_index("person")
    for number, row in enumerate(matrix):
        ordered = [*sorted(row), np.inf]
        assert found.loc[f"p{number}", ["distance", "next_distance"]].tolist() == ordered[:2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.drop(columns="person_b"), "no column person_b"),
        (lambda t: t.assign(distance=np.nan), "distance is missing"),
        (lambda t: t.assign(same_person=True), "is in the gallery"),
    ],
)
def test_closest_refuses_what_is_no_search(change, words):
    with pytest.raises(ValueError, match=words):
        replays.closest(change(search([[0.5]])))


def test_closest_agrees_with_the_score_table(congress_search, closest_candidates):
    assert len(closest_candidates) == 554
    least = congress_search.groupby("person_a", observed=True)["distance"].min()
    assert closest_candidates.set_index("person")["distance"].to_dict() == least.to_dict()
    assert not set(closest_candidates["person"]) & set(
        congress_search["person_b"].astype("str").unique()
    )


def table(candidates, distances, following, groups):
    return pd.DataFrame(
        {"candidate": list(candidates), "distance": distances, "next_distance": following,
         "g": list(groups)}
    )  # fmt: skip


def test_fpir_by_hand():
    four = table("wxyz", [0.4, 0.5, 0.5, 0.7], 0.9, "aabb")
    found = replays.fpir_by_group(four, [0.4, 0.5], "g")
    assert found[["group", "threshold", "people", "flagged", "rate"]].to_numpy().tolist() == [
        ["a", 0.4, 2, 1, 0.5], ["a", 0.5, 2, 2, 1.0], ["b", 0.4, 2, 0, 0.0], ["b", 0.5, 2, 1, 0.5],
    ]  # fmt: skip
    # Each flagged by somebody else: as many independent trials as probes.
    for row in found.itertuples():
        assert (row.low, row.high) == pytest.approx(binomial_interval(row.flagged, row.people))


def test_one_candidate_behind_many_flags_widens_the_interval_as_worked_by_hand():
    # 4 of 10 flagged, all only because of x: variance by probe 0.4 * 0.6 / 10 = 0.024;
    # by candidate (4/10)^2 = 0.16, by both 4 * (1/10)^2 = 0.04. So 0.024 / 0.144 * 10 trials.
    ten = table("xxxxabcdef", [0.4] * 4 + [0.9] * 6, 0.95, "g" * 10)
    row = replays.fpir_by_group(ten, 0.5).iloc[0]
    assert (row["low"], row["high"]) == pytest.approx(binomial_interval(0.4 * 10 / 6, 10 / 6))
    # With a second candidate in reach nobody's flag hangs on x.
    row = replays.fpir_by_group(ten.assign(next_distance=0.45), 0.5).iloc[0]
    assert (row["low"], row["high"]) == pytest.approx(binomial_interval(4, 10))


def test_share_of_flagged_by_hand():
    five = table("vwxyz", [0.3, 0.4, 0.4, 0.5, 0.8], 0.9, "aabba")
    found = replays.share_of_flagged(five, [0.2, 0.4], "g").set_index(["group", "threshold"])
    one = found.loc["a", 0.4]
    assert (one["flagged"], one["people"]) == (2, 3)
    assert one["rate"] == pytest.approx(2 / 3)
    assert one["share_of_all"] == pytest.approx(3 / 5)
    assert (one["low"], one["high"]) == pytest.approx(binomial_interval(2, 3))
    nobody = found.loc["a", 0.2]
    assert nobody["people"] == 0 and np.isnan([nobody["rate"], nobody["low"]]).all()


def test_shares_of_flagged_add_up_to_one(closest_candidates):
    found = replays.share_of_flagged(closest_candidates, [0.45, 0.5, 0.6], "black")
    assert found.groupby("threshold")["rate"].sum().to_numpy() == pytest.approx(1)


def test_share_of_flagged_is_less_sure_when_one_candidate_stands_behind_it():
    apart = table("uvwxyz", [0.4] * 6, 0.9, "aaabbb")
    together = table("uuuxyz", [0.4] * 6, 0.9, "aaabbb")
    wide, narrow = (
        replays.share_of_flagged(t, 0.5, "g").iloc[0][["low", "high"]] for t in (together, apart)
    )
    assert wide["low"] < narrow["low"] and wide["high"] > narrow["high"]


def test_a_group_that_is_no_column_is_refused(closest_candidates):
    with pytest.raises(ValueError, match="no column 'party'"):
        replays.fpir_by_group(closest_candidates, 0.5, "party")


def test_intervals_hold_the_truth_for_other_people_and_another_list(congress_search):
    """Small searches drawn from the table: their intervals hold the mean of all such searches."""
    wide = np.empty((554, 2689))
    codes = [pd.factorize(congress_search[f"person_{side}"])[0] for side in "ab"]
    wide[codes[0], codes[1]] = congress_search["distance"]
    random = np.random.default_rng(constants.SEED)
    found = []
    for _ in range(300):
        some = wide[np.ix_(random.choice(554, 80, False), random.choice(2689, 300, False))]
        best = np.partition(some, 1, axis=1)
        small = table(some.argmin(axis=1).astype(str), best[:, 0], best[:, 1], ["g"] * 80)
        found.append(replays.fpir_by_group(small, [0.52, 0.58]))
    for _, rows in pd.concat(found).groupby("threshold"):
        truth = rows["rate"].mean()
        held = ((rows["low"] <= truth) & (truth <= rows["high"])).mean()
        assert 0.93 <= held < 1  # 0.93: chance in 300 draws of a true 0.95


def test_the_rate_is_that_of_the_search_of_lesson_05(congress_search, closest_candidates):
    from falsematch.measures import identification as searching

    there = searching.fpir(searching.table(congress_search), [0.45, 0.5, 0.6])
    here = replays.fpir_by_group(closest_candidates, [0.45, 0.5, 0.6])
    columns = ["people", "rate", "low", "high"]
    assert here[columns].to_numpy() == pytest.approx(there[columns].to_numpy())
