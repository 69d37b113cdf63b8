"""Measures of differences between groups, against numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falsematch.measures import differentials as d

rates = st.lists(st.floats(0.001, 1), min_size=2, max_size=8)
MEASURES = [d.worst_to_best, d.worst_to_geometric_mean, d.gini]


def test_by_hand():
    # 0.01, 0.02, 0.04: geometric mean 0.02; differences 0.01, 0.02, 0.03, each counted twice.
    three = [0.01, 0.02, 0.04]
    assert d.worst_to_best(three) == pytest.approx(4)
    assert d.worst_to_geometric_mean(three) == pytest.approx(2)
    assert d.gini(three) == pytest.approx(3 / 2 * 0.12 / (2 * 9 * 0.07 / 3))
    assert d.garbe(three, [0.1, 0.1, 0.1], alpha=0.25) == pytest.approx(0.25 * d.gini(three))
    assert d.inequity_rate(three, [0.1, 0.2, 0.9], alpha=0.5) == pytest.approx(2 * 3)


@pytest.mark.parametrize("measure", MEASURES)
@given(rates=rates)
def test_order_and_scale_do_not_matter_and_equal_is_lowest(measure, rates):
    assert measure(rates) == pytest.approx(measure(rates[::-1]))
    assert measure([rate / 2 for rate in rates]) == pytest.approx(measure(rates))
    assert measure(rates) >= measure([rates[0]] * len(rates)) - 1e-12


@given(rates)
def test_gini_against_the_plain_double_loop(rates):
    n = len(rates)
    total = sum(abs(a - b) for a in rates for b in rates)
    expected = n / (n - 1) * total / (2 * n * n * np.mean(rates))
    assert d.gini(rates) == pytest.approx(expected, abs=1e-9)
    assert 0 <= d.gini(rates) <= 1


def test_a_rate_of_zero():
    assert d.worst_to_best([0, 0.1]) == math.inf
    assert d.worst_to_geometric_mean([0, 0.1]) == math.inf
    assert math.isnan(d.worst_to_best([0, 0]))
    assert d.gini([0, 0]) == 0
    assert d.gini([0, 0.1]) == 1


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("rates", "complaint"),
    [
        ([0.1], "at least two"),
        ([0.1, float("nan")], "no rate"),
        ([0.1, 1.1], "0 to 1"),
        ([], "two"),
    ],
)
def test_bad_rates_are_refused(measure, rates, complaint):
    with pytest.raises(ValueError, match=complaint):
        measure(rates)


def test_garbe_needs_the_same_groups():
    with pytest.raises(ValueError, match="2 groups have an FMR, but 3"):
        d.garbe([0.1, 0.2], [0.1, 0.2, 0.3])
