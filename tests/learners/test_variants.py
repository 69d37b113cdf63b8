"""Codes, and the data that are drawn from them."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import falsematch as fm
from falsematch.learners import variants

codes = st.text(variants.SIGNS, min_size=8, max_size=8).map(variants.write_code)


@given(codes)
def test_a_code_is_read_as_people_type_it(code):
    for typed in (code, code.upper(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert variants.read_code(typed) == code


def test_every_single_slip_and_every_swap_is_seen():
    signs = variants.write_code("k7qf2m9x").replace("-", "")
    slips = {
        signs[:place] + other + signs[place + 1 :]
        for place in range(9) for other in variants.SIGNS
    } | {
        signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :] for place in range(8)
    }  # fmt: skip
    for slip in slips - {signs}:
        with pytest.raises(variants.CodeError, match="slip"):
            variants.read_code(slip)


@pytest.mark.parametrize("wrong", ["", "k7qf", "k7qf-2m9x-l", "ada", 7, None])
def test_what_is_no_code_says_what_to_do(wrong):
    with pytest.raises(variants.CodeError, match="self-study"):
        variants.read_code(wrong)


def test_alone_everybody_has_the_whole_table_and_the_first_number():
    pairs = fm.scores.load("london")
    assert variants.people(pairs, "self-study", "x", 10) is pairs
    assert variants.pick([0.5, 0.6], "Self-Study", "x") == 0.5


@given(codes)
def test_a_code_leaves_out_so_many_people_and_their_pairs(code):
    names = [f"p{n}" for n in range(12)]
    pairs = pd.DataFrame(itertools.combinations(names, 2), columns=["person_a", "person_b"])
    mine = variants.people(pairs, code, "x", leave_out=3)
    stays = set(mine["person_a"]) | set(mine["person_b"])
    assert len(stays) == 9 and len(mine) == 36
    assert mine.equals(variants.people(pairs, code.upper(), "x", leave_out=3))
    assert list(mine.index) == list(range(36))


def test_parts_and_codes_draw_different_people():
    pairs, code = fm.scores.load("london"), variants.write_code("k7qf2m9x")
    other = variants.write_code("k7qf2m9y")
    drawn = [
        frozenset(variants.people(pairs, c, part, 10)["person_a"].unique())
        for c in (code, other) for part in ("one", "two")
    ]  # fmt: skip
    assert len(set(drawn)) == 4


def test_hidden_data_belong_to_a_class_and_a_test_and_come_back():
    def first(seed, test):
        with variants.hidden_from(seed):
            return variants.hidden_draws(test).random()

    seen = {first(seed, test) for seed in ("public", "a", "b") for test in ("x", "y")}
    assert len(seen) == 6 and first("a", "x") == first("a", "x")
    assert variants.hidden_draws("x").random() == first("public", "x")


def test_every_number_is_picked_by_some_code():
    rng = np.random.default_rng(0)
    picked = {
        variants.pick("abc", variants.write_code("".join(rng.choice(list(variants.SIGNS), 8))), "q")
        for _ in range(60)
    }
    assert picked == set("abc")
