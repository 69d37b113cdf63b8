"""The ACLU's test replayed: known answers, intervals, pictures, the control, the lesson's words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.learners import check_cell_tests, shown

from falsematch import constants, facts, plots, widgets
from falsematch.measures import rates, replays, scores
from falsematch.measures.replays import public_record
from falsematch.measures.resampling import binomial_interval
from falsematch.photos import faces


@pytest.fixture(scope="module")
def pairs():
    return scores.load("congress_search")


@pytest.fixture(scope="module")
def closest(pairs):
    return replays.closest(pairs)


@pytest.fixture(scope="module")
def london():
    return scores.load("london")


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


# --- closest ------------------------------------------------------------------------------


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


def test_closest_agrees_with_the_score_table(pairs, closest):
    assert len(closest) == 554
    least = pairs.groupby("person_a", observed=True)["distance"].min()
    assert closest.set_index("person")["distance"].to_dict() == least.to_dict()
    assert not set(closest["person"]) & set(pairs["person_b"].astype("str").unique())


# --- rates and their intervals ------------------------------------------------------------


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


def test_shares_of_flagged_add_up_to_one(closest):
    found = replays.share_of_flagged(closest, [0.45, 0.5, 0.6], "black")
    assert found.groupby("threshold")["rate"].sum().to_numpy() == pytest.approx(1)


def test_share_of_flagged_is_less_sure_when_one_candidate_stands_behind_it():
    apart = table("uvwxyz", [0.4] * 6, 0.9, "aaabbb")
    together = table("uuuxyz", [0.4] * 6, 0.9, "aaabbb")
    wide, narrow = (
        replays.share_of_flagged(t, 0.5, "g").iloc[0][["low", "high"]] for t in (together, apart)
    )
    assert wide["low"] < narrow["low"] and wide["high"] > narrow["high"]


def test_a_group_that_is_no_column_is_refused(closest):
    with pytest.raises(ValueError, match="no column 'party'"):
        replays.fpir_by_group(closest, 0.5, "party")


def test_intervals_hold_the_truth_for_other_people_and_another_list(pairs):
    """Small searches drawn from the table: their intervals hold the mean of all such searches."""
    wide = np.empty((554, 2689))
    codes = [pd.factorize(pairs[f"person_{side}"])[0] for side in "ab"]
    wide[codes[0], codes[1]] = pairs["distance"]
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


def test_the_rate_is_that_of_the_search_of_lesson_05(pairs, closest):
    from falsematch.measures import identification as searching

    there = searching.fpir(searching.table(pairs), [0.45, 0.5, 0.6])
    here = replays.fpir_by_group(closest, [0.45, 0.5, 0.6])
    columns = ["people", "rate", "low", "high"]
    assert here[columns].to_numpy() == pytest.approx(there[columns].to_numpy())


# --- settings and choices -----------------------------------------------------------------


@pytest.mark.parametrize("percent", [51, 80, 95, 99, 100])
def test_the_threshold_of_a_percentage_is_the_loosest(percent):
    threshold = replays.threshold_for_percentage(percent)
    assert faces.percentage_shown(threshold) >= percent
    beyond = faces.percentage_shown(threshold + 0.0001)
    assert beyond < percent


@pytest.mark.parametrize("percent", [50, 101, float("nan")])
def test_a_percentage_that_no_match_shows_is_refused(percent):
    with pytest.raises(ValueError, match="51 to 100"):
        replays.threshold_for_percentage(percent)


def test_settings_run_from_strict_to_loose():
    settings = replays.settings()
    assert list(settings) == ["99 % shown", "95 % shown", "80 % shown", "library default"]
    assert sorted(settings.values()) == list(settings.values())
    assert settings["library default"] == constants.DEFAULT_THRESHOLD


def test_a_threshold_cannot_be_chosen_from_none():
    with pytest.raises(ValueError, match="no threshold"):
        replays.threshold_for({})


# --- the public record --------------------------------------------------------------------


def test_the_published_result_is_that_of_the_facts():
    found = replays.published().set_index("group")
    assert found.loc["members", ["flagged", "people"]].tolist() == [28, 535]
    color = found.loc["people of color"]
    assert color[["flagged", "people", "share_of_all"]].tolist() == [11, 28, 0.2]
    assert (color["low"], color["high"]) == pytest.approx(binomial_interval(11, 28))


def test_drawing_by_lot_by_hand():
    # 2 of 4 are drawn, 2 belong to the group: none in 1 of 6 draws, both in 1 of 6.
    assert replays.chance_of_at_least(0, 2, 2, 4) == 1
    assert replays.chance_of_at_least(1, 2, 2, 4) == pytest.approx(5 / 6)
    assert replays.chance_of_at_least(2, 2, 2, 4) == pytest.approx(1 / 6)
    with pytest.raises(ValueError, match="Counts must fit"):
        replays.chance_of_at_least(3, 2, 2, 4)


def test_relatives_are_those_of_the_facts(pairs):
    found = replays.relatives(pairs)
    # Two fathers have no photo on which a face is found.
    missing = {fact for fact, *_ in public_record.RELATIONS} - set(found["fact"])
    assert missing == {"kin-clay", "kin-shuster"}
    said = facts.load("members").set_index("id")
    for row, (fact, *_) in zip(found.sort_values("fact").itertuples(),
                               sorted(r for r in public_record.RELATIONS if r[0] not in missing), strict=True):  # fmt: skip
        # The surnames of both stand in the fact that states the relation.
        for who in (row.member, row.relative):
            surname = who.split(",")[0].split("-")[0].casefold().removeprefix("moore ")
            assert surname in said.loc[fact, "person"].casefold()
        assert row.by_blood == (row.relation != "husband and wife")
        assert 1 <= row.rank <= row.list == 2689 and row.rank_alike <= row.rank


def test_names_are_words():
    assert replays.names(["B001290"]) == ["BRAT, David A. (Virginia)"]


# --- pictures and the control -------------------------------------------------------------


def test_every_member_has_one_dot_in_the_block_of_their_group(closest):
    figure, (ax,) = plots.axes()
    flagged, places = plots.draw_people(ax, closest)
    assert len(np.unique(places, axis=0)) == len(closest)
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert labels == ["Black women\n20 members", "Black men\n31 members",
                      "other women\n91 members", "other men\n412 members"]  # fmt: skip
    women = places[((closest["black"] == scores.LISTED) & (closest["sex"] == "female")).to_numpy()]
    assert women[:, 1].max() < 5  # the first block
    assert not len(flagged.get_xdata())


def test_the_control_shows_who_is_flagged(closest):
    box = widgets.replayed(closest)
    control, before = box.children[0], box.children[-1].value
    control.value = 0.50
    assert box.children[-1].value != before
    count = int((closest["distance"] <= 0.5).sum())
    assert f"At threshold 0.50, where DeepFace shows {faces.percentage_shown(0.5):.1f} %" in shown(
        box
    )
    assert f"{count} of 554 members are flagged" in shown(box)
    for group in ("black", "sex"):
        for _, row in replays.fpir_by_group(closest, 0.5, group).iterrows():
            assert f"{row['group']} {plots.with_interval(row)}" in shown(box)
    control.value = 0.20
    assert "0 of 554 members are flagged" in shown(box) and "Black women 0 of 20" in shown(box)
    control.value = 0.64
    assert "calls it two people" in shown(box)


def test_the_shares_picture_says_each_share_and_keeps_settings_without_one(closest):
    rows = replays.share_of_flagged(closest, [0.3, 0.5], "black").iloc[:2]
    picture = plots.shares_of_flagged(rows.assign(setting=["strict", "middle"]))
    assert "strict, Black members: nobody is flagged, so there is no share" in picture.description
    assert "middle, Black members: 7 of 121 flagged, 5.79 % (2." in picture.description
    with pytest.raises(ValueError, match="number of people and its interval"):
        plots.shares_of_flagged(rows.drop(columns="low").assign(setting="x"))


def test_the_picture_of_relatives_counts_by_blood_only(pairs):
    found = replays.relatives(pairs)
    text = plots.relatives(found).description
    blood = found[found["by_blood"]]
    assert f"{len(blood)} relations by blood, of {blood['member'].nunique()} members" in text
    nearer = plots.relatives(found.assign(rank=1)).description
    assert f"{len(blood)} relative" not in text and f"{len(blood)} relative" in nearer


# --- checks -------------------------------------------------------------------------------

RIGHT = {
    "flagged": [
        lambda d, t: d <= t,
        lambda d, t: np.array([x <= t for x in d]),
        lambda d, t: ~(d > t),
        lambda d, t: [bool(x <= t) for x in d],
    ],
    "share_of_flagged": [
        lambda f, g: np.mean(g[f]),
        lambda f, g: (f & g).sum() / f.sum(),
        lambda f, g: sum(b for a, b in zip(f, g, strict=True) if a) / sum(f),
    ],
    "threshold_for": [
        lambda v: max(v, key=lambda t: (v[t], t)),
        lambda v: max(t for t in v if v[t] == max(v.values())),
        lambda v: sorted(v, key=lambda t: (v[t], t))[-1],
        replays.threshold_for,
    ],
}
WRONG = {
    "flagged": [
        (lambda d, t: d < t, "equal to the threshold"),
        (lambda d, t: d > t, "those who are far"),
        (lambda d, t: int((d <= t).sum()), "a count"),
        (lambda d, t: (d <= t).mean(), "that is a share"),
        (lambda d, t: d[d <= t], "their distances"),
        (lambda d, t: np.flatnonzero(d <= t), "their places"),
        (lambda d, t: d <= 0.6, "counted by hand"),
        (lambda d, t: None, "three dots"),
    ],
    "share_of_flagged": [
        (lambda f, g: np.mean(f[g]), "Turn it round"),
        (lambda f, g: np.mean(f & g), "not by everybody"),
        (lambda f, g: int((f & g).sum()), "a count"),
        (lambda f, g: np.mean(g), "share of everybody"),
        (lambda f, g: 100 * np.mean(g[f]), "a percentage"),
        (lambda f, g: np.mean(~g[f]), "all the others"),
    ],
    "threshold_for": [
        (lambda v: max(v, key=v.get), "comes first"),
        (lambda v: min(t for t in v if v[t] == max(v.values())), "take the loosest threshold"),
        (lambda v: max(v.values()), "Which threshold has it"),
        (lambda v: max(v), "loosest of all"),
        (lambda v: min(v, key=v.get), "serves the party worst"),
        (lambda v: 0.5, "counted by hand"),
    ],
}  # fmt: skip


test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)


# --- what the text of the lesson relies on ------------------------------------------------


def test_lesson_nobody_at_the_strict_settings_and_nearly_everybody_at_the_default(closest, london):
    settings = replays.settings()
    found = replays.fpir_by_group(closest, list(settings.values()))
    assert found["flagged"].iloc[:2].tolist() == [0, 0]
    assert found["rate"].iloc[3] > 0.9
    missed = rates.fnmr_by_group(london, list(settings.values()))
    assert (missed["low"].iloc[:2] > 0.1).all()  # "miss many people who are in the list"


def test_lesson_black_members_are_not_flagged_more_often(closest):
    found = replays.share_of_flagged(closest, [replays.settings()["80 % shown"], 0.5, 0.6], "black")
    black = found[found["group"] == scores.LISTED]
    assert (black["rate"] <= black["share_of_all"]).all()
    assert (black["low"] < black["share_of_all"]).all() and (
        black["high"] > black["share_of_all"]
    ).all()
    color = replays.published().iloc[1]
    assert color["low"] > color["share_of_all"]  # "stands apart"


def test_lesson_two_black_people_match_several_times_as_often(pairs):
    found = replays.matches_by_list(pairs, 0.6).set_index(["searched", "listed"])
    both, neither = (
        found.loc[scores.LISTED, scores.LISTED],
        found.loc[scores.NOT_LISTED, scores.NOT_LISTED],
    )
    assert 3 < both["rate"] / neither["rate"] < 6 and both["low"] > neither["high"]
    across = found.loc[scores.LISTED, scores.NOT_LISTED]
    assert across["high"] < neither["low"]  # "seldom taken for anybody else"
    assert both["in_list"] < 100 and neither["in_list"] > 2000  # "few", "thousands"


def test_lesson_women_are_flagged_less_often_at_most_settings(closest):
    found = replays.fpir_by_group(closest, np.arange(0.47, 0.61, 0.01), "sex")
    rate = found.pivot(index="threshold", columns="group", values="rate")
    assert (rate["female"] < rate["male"]).all()


def test_lesson_a_threshold_chosen_afterwards_makes_either_headline(closest):
    every = closest["distance"][closest["distance"] <= 0.6].unique()
    found = replays.share_of_flagged(closest, every, "black")
    found = found[(found["group"] == scores.LISTED) & (found["people"] >= 10)].set_index(
        "threshold"
    )
    critic = found.loc[replays.threshold_for(found["rate"].to_dict())]
    vendor = found.loc[replays.threshold_for((-found["rate"]).to_dict())]
    assert critic["rate"] > critic["share_of_all"] > vendor["rate"] == 0
    for row in (critic, vendor):
        assert row["low"] <= row["share_of_all"] <= row["high"]
    # Less than what saving a photo as a JPEG changes, which the datasheet gives.
    sheet = (constants.DATA / "scores" / "congress_search.md").read_text(encoding="utf-8")
    assert "0.04 to 0.16 when it is\nonly saved again as a JPEG" in sheet
    assert abs(critic.name - vendor.name) < 0.04


def test_lesson_the_pairs_that_are_told(pairs, closest):
    told = set(
        zip(
            replays.names(closest["person"].head(6)),
            replays.names(closest["candidate"].head(6)),
            strict=True,
        )
    )
    assert ("BRAT, David A. (Virginia)", "CANTOR, Eric (Virginia)") in told
    first = closest[closest["black"] == scores.LISTED].iloc[0]
    assert replays.names([first["person"], first["candidate"]]) == [
        "CLARKE, Yvette Diane (New York)", "WATSON, Diane Edith (California)",
    ]  # fmt: skip


def test_lesson_relatives_are_nearer_but_seldom_first(pairs):
    found = replays.relatives(pairs)
    rank = found.set_index("fact")["rank"]
    assert (rank["kin-sanchez"], rank["kin-payne"]) == (1, 2)
    assert (rank.drop(["kin-sanchez", "kin-payne"]) > 20).all()  # "many strangers"
    blood = found[found["by_blood"]]
    near = int((blood["rank_alike"] <= blood["alike"] / 2).sum())
    assert binomial_interval(near, len(blood))[0] > 0.5  # "nearer than chance would have it"
    assert (found["rank"] < found["list"] / 2).all()  # the married couples too


def test_lesson_two_ways_of_cutting_give_two_ratios():
    low, ratio = [], []
    for name in ("congress_pairs", "congress_dlib_crop"):
        found = rates.fmr_ratio(
            scores.load(name), [0.55, 0.60], "black", "Black members", "other members"
        )
        low.append(found["low"].iloc[0])
        ratio.append(found["ratio"].to_numpy())
    assert low[0] < 1 < low[1]  # "one interval reaches below 1 and the other does not"
    assert (ratio[1] > 1.4 * ratio[0]).all()


def test_lesson_the_published_share_is_not_what_a_lottery_gives():
    assert 0.005 < replays.chance_of_at_least(11, 28, 107, 535) < 0.05
