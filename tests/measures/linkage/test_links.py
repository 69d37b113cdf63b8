"""Record linkage: links, their rates by group, how far they spread, and lesson 09's sentences."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.learners import check_cell_tests

from falsematch import plots, widgets
from falsematch.measures import linkage, scores
from falsematch.measures.linkage import names, people


def file_of(prefix, *rows):
    """A file of records: first name, surname, birthday, person."""
    table = pd.DataFrame(rows, columns=["first_name", "surname", "born", "person"])
    return table.assign(
        area="00001", group="Black", record=[f"{prefix}{number}" for number in range(len(rows))]
    ).set_index("record")


def links_of(*rows):
    """Scored links: agency record, register record, weight; the letters are the people."""
    table = pd.DataFrame(rows, columns=["record_a", "record_b", "weight"])
    for side in "ab":
        table[f"person_{side}"] = table[f"record_{side}"].str[1:]
        table[f"group_{side}"] = "Black"
    table["probability"] = linkage.probability(table["weight"].to_numpy())
    return table.assign(same_person=table["person_a"] == table["person_b"])


# --- links --------------------------------------------------------------------------------


def test_exact_links_are_all_pairs_that_agree():
    agency = file_of("a", ("ANA", "DIAZ", "1970-01-02", 1), ("LI", "WU", None, 2))
    register = file_of(
        "r",
        ("ANA", "DIAZ", "1970-01-02", 1),
        ("ANA", "DIAZ", "1970-01-02", 3),
        ("LI", "WU", None, 2),
    )
    links = linkage.exact_links(agency, register)
    assert list(zip(links["record_a"], links["record_b"], strict=True)) == [
        ("a0", "r0"),
        ("a0", "r1"),
    ]
    assert list(links["same_person"]) == [True, False]
    by_name = linkage.exact_links(agency, register, ["first_name", "surname"])
    assert len(by_name) == 3


@pytest.mark.parametrize(("on", "says"), [(["phone"], "no column phone"), ([], "at least one")])
def test_exact_links_need_known_fields(on, says):
    file = file_of("a", ("ANA", "DIAZ", "1970-01-02", 1))
    with pytest.raises(ValueError, match=says):
        linkage.exact_links(file, file, on)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("abc"), st.booleans()),
    st.floats(0.01, 0.99),
    st.floats(0.01, 0.99),
)
def test_match_weight_is_the_log_of_the_likelihood_ratio(agrees, m, u):
    ratio = math.prod(m / u if same else (1 - m) / (1 - u) for same in agrees.values())
    weight = linkage.match_weight(agrees, dict.fromkeys("abc", m), dict.fromkeys("abc", u))
    assert math.isclose(weight, math.log2(ratio), abs_tol=1e-9)


@pytest.mark.parametrize("m", [{}, {"born": 0.0}, {"born": 1.0}])
def test_match_weight_needs_m_and_u(m):
    with pytest.raises(ValueError, match="Give m and u of 'born'"):
        linkage.match_weight({"born": True}, m, {"born": 0.5})


def test_probability_is_the_odds_of_the_weight():
    np.testing.assert_allclose(linkage.probability(np.array([-1.0, 0, 2])), [1 / 3, 1 / 2, 4 / 5])


@pytest.fixture(scope="module")
def small():
    register, agency = people.two_files(people.generate(2000))
    return register, agency


def test_splink_links_records_of_one_person(small, capfd):
    register, agency = small
    links = linkage.link(agency, register)
    heavy = links[links["weight"] >= 10]
    assert heavy["same_person"].mean() > 0.99
    known = agency["person"].isin(register["person"]).sum()
    assert heavy["same_person"].sum() > 0.8 * known
    assert links["weight"].is_monotonic_decreasing and links["weight"].min() >= -10
    # The probability is what Splink itself says.
    np.testing.assert_allclose(links["probability"], 1 / (1 + 2.0 ** -links["weight"]))
    assert capfd.readouterr().err == ""


def test_two_runs_give_the_same_links(small):
    register, agency = small
    pd.testing.assert_frame_equal(
        linkage.link(agency, register, False), linkage.link(agency, register, False)
    )


def test_splink_does_not_see_who_is_who(small):
    register, agency = small
    hidden = [file.assign(person=0, group="everyone") for file in (agency, register)]
    shown = linkage.link(agency, register)
    blind = linkage.link(*hidden)
    for column in ("record_a", "record_b", "weight"):
        assert list(shown[column]) == list(blind[column])


def test_agreement_on_a_rare_name_weighs_more(small):
    register, agency = small
    alike, rare = (linkage.link(agency, register, on) for on in (False, True))
    both = alike.merge(rare, on=["record_a", "record_b", "same_person"])
    both = both[both["same_person"]]
    surname = agency.loc[both["record_a"], "surname"]
    exact = (surname == register.loc[both["record_b"], "surname"].to_numpy()).to_numpy()
    frequent = surname.map(register["surname"].value_counts()).fillna(0).to_numpy()
    gained = (both["weight_y"] - both["weight_x"]).to_numpy()
    assert gained[exact & (frequent <= 2)].mean() > 1
    assert gained[exact & (frequent > 30)].mean() < -1


def test_linkage_refuses_what_it_cannot_learn_from(small):
    register, agency = small
    with pytest.raises(ValueError, match="at least 200"):
        linkage.link(agency.head(50), register)
    with pytest.raises(ValueError, match="no column born"):
        linkage.link(agency.drop(columns="born"), register)


# --- rates ----------------------------------------------------------------------------------


@pytest.fixture
def by_hand():
    """Four agency records p, q, r, s; the register has p, q, r and x."""
    agency = pd.DataFrame(
        {"person": list("pqrs"), "group": "Black"}, index=[f"a{name}" for name in "pqrs"]
    )
    register = pd.DataFrame({"person": list("pqrx")}, index=[f"r{name}" for name in "pqrx"])
    links = links_of(
        ("ap", "rp", 9.0), ("ap", "rx", 5.0), ("ap", "rq", 4.0),
        ("aq", "rq", 3.0), ("as", "rx", 2.0),
    )  # fmt: skip
    return links, agency, register


@pytest.mark.parametrize(
    ("at", "false", "missed"), [(1, 2, 1), (2, 2, 1), (3, 1, 1), (4, 1, 2), (6, 0, 2)]
)
def test_rates_count_each_agency_record_once(by_hand, at, false, missed):
    links, agency, register = by_hand
    wrong = linkage.false_links_by_group(links, agency, at).iloc[0]
    assert (wrong["links"], wrong["people"], wrong["rate"]) == (false, 4, false / 4)
    lost = linkage.missed_links_by_group(links, agency, register, at).iloc[0]
    assert (lost["links"], lost["people"]) == (missed, 3)  # s is not in the register
    assert lost["low"] <= lost["rate"] <= lost["high"]


def test_several_thresholds_give_a_row_each(by_hand):
    links, agency, _ = by_hand
    table = linkage.false_links_by_group(links, agency, [6, 1])
    assert list(table["threshold"]) == [6, 1] and list(table["links"]) == [0, 2]
    assert round(table["high"].iloc[0], 3) == 0.602  # none of four: 1 - 0.025^(1/4)


def test_share_of_right_links_in_a_range(by_hand):
    links, _, _ = by_hand
    table = linkage.right_by_group(links, 0.5, 0.95).iloc[0]  # weights 2, 3 and 4
    assert (table["people"], table["links"]) == (3, 3)
    assert math.isclose(table["rate"], 1 / 3)
    assert (table["low"], table["high"]) == (0, 1)  # three people say nothing about others
    with pytest.raises(ValueError, match="No link has a probability"):
        linkage.right_by_group(links, 0.0, 0.1)


def test_share_of_right_links_resamples_people():
    """One person with 30 wrong links widens the interval far beyond 60 links on their own."""
    alone = [(f"a{n}", f"r{n}", 2.0) for n in range(30)]
    crowded = links_of(*alone, *[("a99", f"r{n}", 2.0) for n in range(30)])
    apart = links_of(*alone, *[(f"a{n + 50}", f"r{n}", 2.0) for n in range(30)])
    wide, narrow = (linkage.right_by_group(links, 0.5, 0.9).iloc[0] for links in (crowded, apart))
    assert wide["rate"] == narrow["rate"] == 0.5
    assert wide["high"] - wide["low"] > 2 * (narrow["high"] - narrow["low"])
    right = linkage.right_by_group(links_of(*alone), 0.5, 0.9).iloc[0]
    assert right["high"] == 1 and round(right["low"], 3) == 0.884  # 0.025^(1/30)


# --- how far a wrong link spreads -----------------------------------------------------------


def test_clusters_follow_chains(by_hand):
    links, _, _ = by_hand
    table = linkage.clusters(links, 2)
    # p - x and s - x and p - q: one file of p, q, s and x.
    assert table.to_dict("records") == [{"records": 6, "people": 4}]
    assert linkage.clusters(links, 4.5).to_dict("records") == [{"records": 3, "people": 2}]
    assert linkage.clusters(links, 99).empty


def test_clusters_agree_with_another_library(small):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    register, agency = small
    links = linkage.link(agency, register)
    kept = links[links["weight"] >= -4]
    codes, records = pd.factorize(pd.concat([kept["record_a"], kept["record_b"]]))
    edges = codes[: len(kept)], codes[len(kept) :]
    matrix = coo_matrix((np.ones(len(kept)), edges), shape=(len(records),) * 2)
    number, label = connected_components(matrix, directed=False)
    table = linkage.clusters(links, -4)
    assert len(table) == number
    assert sorted(table["records"]) == sorted(np.bincount(label))


@pytest.fixture
def village():
    """0 and 1 live together; 1, 2 and 3 work together; 3 and 4 live together; 5 is alone."""
    return pd.DataFrame({"household": [0, 0, 1, 2, 2, 3], "workplace": [7, 8, 8, 8, 9, 6]})


def test_people_within_steps_by_hand(village):
    graph = linkage.around(village, 0, 2)
    assert nx.get_node_attributes(graph, "steps") == {0: 0, 1: 1, 2: 2, 3: 2}
    assert graph.edges[0, 1]["shares"] == "home"
    assert graph.edges[1, 2]["shares"] == "workplace"
    table = linkage.people_within(village, [0, 2, 5], 3)
    assert table.to_dict("index") == {
        0: {1: 1, 2: 3, 3: 4}, 2: {1: 2, 2: 4, 3: 4}, 5: {1: 0, 2: 0, 3: 0},
    }  # fmt: skip


def test_steps_are_shortest_paths(small):
    """As networkx counts them on the whole graph of people and places."""
    population = people.generate(60)
    whole = nx.Graph()
    for column in ("household", "workplace"):
        whole.add_edges_from(
            (person, (column, place)) for person, place in population[column].items()
        )
    length = nx.single_source_shortest_path_length(whole, 5, cutoff=6)
    expected = {person: far // 2 for person, far in length.items() if isinstance(person, int)}
    assert nx.get_node_attributes(linkage.around(population, 5, 3), "steps") == expected


def test_a_walk_needs_a_known_start(village):
    for start, steps in ((77, 1), (0, -1)):
        with pytest.raises(ValueError, match="to start from"):
            linkage.around(village, start, steps)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=5))
def test_at_least_one_is_between_the_worst_and_the_sum(rates):
    chance = linkage.at_least_one(*rates)
    assert max(rates, default=0) - 1e-9 <= chance <= min(1, sum(rates)) + 1e-9


def test_at_least_one_takes_shares():
    with pytest.raises(ValueError, match="from 0 to 1"):
        linkage.at_least_one(20)


# --- checks ---------------------------------------------------------------------------------


def join(keep):
    return lambda agency, register: [
        (a["record"], b["record"]) for a in agency for b in register if keep(a, b)
    ]


def dated(a, b):
    return a["born"] is not None and all(a[f] == b[f] for f in ("first_name", "surname", "born"))


def by_key(agency, register):
    key = lambda r: (r["first_name"], r["surname"], r["born"])  # noqa: E731
    return [
        [a["record"], b["record"]]
        for b in reversed(register)
        for a in agency
        if b["born"] and key(a) == key(b)
    ]


def only_first(agency, register):
    links = []
    for a in agency:
        for b in register:
            if dated(a, b):
                links.append((a["record"], b["record"]))
                break
    return links


def added(m_of, log=np.log2):
    return lambda agrees, m, u: sum(log(m_of(m[f], u[f], same)) for f, same in agrees.items())


RIGHT = {
    "exact_links": [join(dated), by_key, lambda a, r: list(set(join(dated)(a, r)))],
    "expected_pairs": [
        lambda n, c, d: n * (n - 1) / 2 * c / d,
        lambda n, c, d: math.comb(n, 2) * c / d,
        lambda n, c, d: sum(range(n)) * (c * (1 / d)),
    ],
    "match_weight": [
        added(lambda m, u, same: m / u if same else (1 - m) / (1 - u)),
        lambda a, m, u: math.log2(
            math.prod(m[f] / u[f] if s else (1 - m[f]) / (1 - u[f]) for f, s in a.items())
        ),
        lambda a, m, u: sum(
            (np.log(abs((not s) - m[f])) - np.log(abs((not s) - u[f]))) / np.log(2)
            for f, s in a.items()
        ),
    ],
}

WRONG = {
    "exact_links": [
        (join(lambda a, b: all(a[f] == b[f] for f in ("first_name", "surname", "born"))),
         "two missing birthdays"),
        (join(lambda a, b: a["first_name"] == b["first_name"] and a["surname"] == b["surname"]),
         "names only"),
        (join(lambda a, b: a["surname"] == b["surname"] and a["born"] == b["born"] is not None),
         "first name too"),
        (join(lambda a, b: a["first_name"] == b["first_name"] and a["born"] == b["born"] is not None),
         "surname too"),
        (only_first, "Give all of them"),
        (lambda a, r: join(dated)(a, r) * 2, "counted by hand"),
        (lambda a, r: None, "three dots"),
        (lambda a, r: a[0].nope, "AttributeError"),
        (lambda a, r: a.pop() and [], "must stay as it is"),
        ([("a1", "r1")], "without brackets"),
    ],
    "expected_pairs": [
        (lambda n, c, d: n * n / 2 * c / d, "with themselves"),
        (lambda n, c, d: n**2 * c / d, "counts each pair twice"),
        (lambda n, c, d: n * (n - 1) * c / d, "Divide by 2"),
        (lambda n, c, d: n * (n - 1) / 2 * c, "number of birthdays"),
        (lambda n, c, d: n * c / d, "not people"),
        (lambda n, c, d: n * (n - 1) / 2 / d, "multiply by the chance"),
        (lambda n, c, d: round(n * (n - 1) / 2 * c / d), "do not round"),
        (lambda n, c, d: 13.7, "counted by hand"),
    ],
    "match_weight": [
        (added(lambda m, u, same: m / u if same else 1), "evidence too, against"),
        (added(lambda m, u, same: m / u), "whether the field agrees or not"),
        (added(lambda m, u, same: m / u if same else u / m), "how often it differs"),
        (added(lambda m, u, same: m / u if same else (1 - m) / (1 - u), np.log), "natural logarithm"),
        (added(lambda m, u, same: m / u if same else (1 - m) / (1 - u), np.log10), "not np.log10"),
        (added(lambda m, u, same: m / u if same else (1 - m) / (1 - u), lambda x: x), "before you add"),
        (lambda a, m, u: math.prod(
            m[f] / u[f] if s else (1 - m[f]) / (1 - u[f]) for f, s in a.items()), "the product"),
        (added(lambda m, u, same: u / m if same else (1 - u) / (1 - m)), "upside down"),
        (lambda a, m, u: 3.0, "counted by hand"),
    ],
}  # fmt: skip


test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)


# --- lesson 09: its sentences, pictures and control -------------------------------------------


@pytest.fixture(scope="module")
def lesson():
    """The files and links of the lesson, as its cells make them."""
    population = people.generate(30_000)
    register, agency = people.two_files(population)
    return {
        "population": population, "register": register, "agency": agency,
        "alike": linkage.link(agency, register, term_frequencies=False),
        "rare": linkage.link(agency, register, term_frequencies=True),
    }  # fmt: skip


def rates(lesson, version, at):
    """False links and missed links of the lesson's groups at a weight."""
    links, agency = lesson[version], lesson["agency"]
    return (
        linkage.false_links_by_group(links, agency, at).set_index("group"),
        linkage.missed_links_by_group(links, agency, lesson["register"], at).set_index("group"),
    )


def test_by_name_alone_groups_differ_and_a_birthday_seems_to_settle_it(lesson):
    agency, register = lesson["agency"], lesson["register"]
    by_name = linkage.exact_links(agency, register, ["first_name", "surname"])
    table = linkage.false_links_by_group(by_name, agency, 0).set_index("group")
    assert table.loc["Hispanic", "low"] > table.drop("Hispanic")["high"].max()
    assert table["rate"].max() > 3 * table["rate"].min()
    dated = linkage.exact_links(agency, register)
    assert linkage.false_links_by_group(dated, agency, 0)["high"].max() < 0.001
    missed = linkage.missed_links_by_group(dated, agency, register, 0)
    assert missed["low"].min() > 0.3
    both = agency.merge(register, on="person", suffixes=("", "_r"))
    slip = np.any([both[f] != both[f + "_r"] for f in ("first_name", "surname", "born")], axis=0)
    assert missed["links"].sum() == slip.sum()


def test_false_links_differ_by_names_alone_and_missed_links_hardly(lesson):
    false, missed = rates(lesson, "alike", 0)
    assert false.loc["Hispanic", "low"] > false.drop("Hispanic")["high"].max()
    assert missed["low"].max() < missed["high"].min()  # the intervals share a stretch


def test_one_probability_stands_for_different_truths(lesson):
    table = linkage.right_by_group(lesson["alike"], 0.5, 0.9).set_index("group")
    assert table["shown"].max() - table["shown"].min() < 0.01
    assert table.loc["Hispanic", "high"] < table.drop("Hispanic")["low"].min()
    assert table.loc["Hispanic", "high"] < table.loc["Hispanic", "shown"]


def test_the_repair_takes_most_where_there_was_most(lesson):
    before, after = rates(lesson, "alike", 0)[0]["rate"], rates(lesson, "rare", 0)[0]["rate"]
    assert (after < before).all()
    assert (before - after).idxmax() == before.idxmax() == "Hispanic"


def test_at_a_strict_weight_the_repair_parts_the_groups(lesson):
    assert linkage.probability(8) > 0.99
    (false, alike), (repaired, rare) = rates(lesson, "alike", 8), rates(lesson, "rare", 8)
    assert (rare["high"] < alike["low"]).all()  # fewer are missed in every group
    assert alike["low"].max() < alike["high"].min()  # "about alike"
    assert rare.loc["Hispanic", "low"] > rare.drop("Hispanic")["high"].max()
    assert max(false["links"].max(), repaired["links"].max()) < 20  # "few false links"


def test_stricter_and_shorter_give_fewer_false_links(lesson):
    grid = [-6, -2, 2, 6]
    for version in ("alike", "rare"):
        false = [rates(lesson, version, at)[0]["rate"].sum() for at in grid]
        missed = [rates(lesson, version, at)[1]["rate"].sum() for at in grid]
        assert false == sorted(false, reverse=True) and missed == sorted(missed)


def test_slips_by_custom_make_missed_links_by_custom(lesson):
    register, agency = people.two_files(lesson["population"], people.BY_CUSTOM)
    links = linkage.link(agency, register)
    missed = linkage.missed_links_by_group(links, agency, register, 0).set_index("group")
    for group in ("Hispanic", "Asian and Pacific Islander"):
        assert missed.loc[group, "low"] > 3 * missed.loc[["White", "Black"], "high"].max()


def test_chains_tie_several_people_into_one_file(lesson):
    several = [(linkage.clusters(lesson["rare"], at)["people"] > 1).sum() for at in (-4, 0, 4, 8)]
    assert several == sorted(several, reverse=True) and several[-1] > 0
    assert linkage.clusters(lesson["rare"], 0)["people"].max() > 2


def test_a_wrong_link_reaches_people_who_were_not_searched(lesson):
    rare = lesson["rare"]
    starts = rare.loc[~rare["same_person"] & (rare["weight"] >= 0), "person_b"].unique()
    reached = linkage.people_within(lesson["population"], starts[:20])
    assert (reached[1] < reached[2]).all() and (reached[2] < reached[3]).all()
    picture = plots.spread(
        linkage.around(lesson["population"], starts[0], 2), reached.loc[starts[0]]
    )
    one, two, three = reached.loc[starts[0]]
    assert f"{one} who share a home or a workplace with them" in picture.description
    assert f"and {two - one} who share one with those" in picture.description
    assert f"3 steps: {three:,}" in picture.description


def test_both_is_rarer_and_either_is_more_frequent(lesson):
    closest = scores.load("congress_search").groupby("person_a", observed=True)["distance"].min()
    face = (closest <= 0.5).mean()
    assert 0 < face < 1
    for rate in rates(lesson, "alike", 0)[0]["rate"]:
        assert rate * face < min(rate, face) <= max(rate, face) < linkage.at_least_one(rate, face)


def test_the_picture_of_links_says_both_rates(lesson):
    false, missed = (table.reset_index() for table in rates(lesson, "alike", 0))
    text = plots.links_by_group(false, missed).description
    for table in (false, missed):
        for _, row in table.iterrows():
            assert f"{row['group']} {plots.with_interval(row)}" in text
    words = plots.links_in_words(false, missed)
    row = false.set_index("group").loc["Hispanic"]
    assert words.loc["Hispanic"].iloc[0] == (
        f"{row['rate'] * 1000:.1f} ({row['low'] * 1000:.1f} to {row['high'] * 1000:.1f}; "
        f"{int(row['people']):,} people)"
    )
    with pytest.raises(ValueError, match="number of people and its interval"):
        plots.links_by_group(false.drop(columns="people"), missed)


def test_the_control_shows_the_rates_at_its_place(lesson):
    box = widgets.links(
        {"one": lesson["alike"], "two": lesson["rare"]}, lesson["agency"], lesson["register"]
    )
    choose, weight, size, shown = box.children

    def words():
        return shown.value.split("<figcaption>")[1].split("</figcaption>")[0]

    def falsely(text):
        return text.split("Linked to somebody else: ")[1].split(". Own record missed")[0]

    before = shown.value
    weight.value = -3
    false, missed = rates(lesson, "alike", -3)
    for table in (false, missed):
        for group, row in table.iterrows():
            assert f"{group} {plots.with_interval(row)}" in words()
    assert "At a match weight of -3 bits" in words() and "shows 11.1 % at this weight" in words()
    assert shown.value != before
    choose.value = "two"
    assert words().startswith("Linkage: two; 95,992 records")
    assert plots.with_interval(rates(lesson, "rare", -3)[0].loc["White"]) in words()
    whole = falsely(words())
    size.value = size.options[0]
    assert "11,999 records in the register" in words()
    # Both in 1,000: a register an eighth as long gives fewer false links.
    share = [float(text.split("Hispanic ")[1].split()[0]) for text in (whole, falsely(words()))]
    assert "%" not in whole + falsely(words()) and share[1] < share[0] / 2


def test_colours_and_markers_differ_for_each_group():
    styles = plots.linkage._STYLES
    assert set(styles) == set(names.GROUPS)
    assert len({marker for marker, _ in styles.values()}) == len(names.GROUPS)
