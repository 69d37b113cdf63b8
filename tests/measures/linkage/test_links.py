"""Links between records: exact, weighed by hand, and by Splink."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falsematch.measures import linkage


def file_of(prefix, *rows):
    """A file of records: first name, surname, birthday, person."""
    table = pd.DataFrame(rows, columns=["first_name", "surname", "born", "person"])
    return table.assign(
        area="00001", group="Black", record=[f"{prefix}{number}" for number in range(len(rows))]
    ).set_index("record")


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


def test_splink_links_records_of_one_person(small_files, capfd):
    register, agency = small_files
    links = linkage.link(agency, register)
    heavy = links[links["weight"] >= 10]
    assert heavy["same_person"].mean() > 0.99
    known = agency["person"].isin(register["person"]).sum()
    assert heavy["same_person"].sum() > 0.8 * known
    assert links["weight"].is_monotonic_decreasing and links["weight"].min() >= -10
    # The probability is what Splink itself says.
    np.testing.assert_allclose(links["probability"], 1 / (1 + 2.0 ** -links["weight"]))
    assert capfd.readouterr().err == ""


def test_two_runs_give_the_same_links(small_files):
    register, agency = small_files
    pd.testing.assert_frame_equal(
        linkage.link(agency, register, False), linkage.link(agency, register, False)
    )


def test_splink_does_not_see_who_is_who(small_files):
    register, agency = small_files
    hidden = [file.assign(person=0, group="everyone") for file in (agency, register)]
    shown = linkage.link(agency, register)
    blind = linkage.link(*hidden)
    for column in ("record_a", "record_b", "weight"):
        assert list(shown[column]) == list(blind[column])


def test_agreement_on_a_rare_name_weighs_more(small_files):
    register, agency = small_files
    alike, rare = (linkage.link(agency, register, on) for on in (False, True))
    both = alike.merge(rare, on=["record_a", "record_b", "same_person"])
    both = both[both["same_person"]]
    surname = agency.loc[both["record_a"], "surname"]
    exact = (surname == register.loc[both["record_b"], "surname"].to_numpy()).to_numpy()
    frequent = surname.map(register["surname"].value_counts()).fillna(0).to_numpy()
    gained = (both["weight_y"] - both["weight_x"]).to_numpy()
    assert gained[exact & (frequent <= 2)].mean() > 1
    assert gained[exact & (frequent > 30)].mean() < -1


def test_linkage_refuses_what_it_cannot_learn_from(small_files):
    register, agency = small_files
    with pytest.raises(ValueError, match="at least 200"):
        linkage.link(agency.head(50), register)
    with pytest.raises(ValueError, match="no column born"):
        linkage.link(agency.drop(columns="born"), register)
