"""What chance alone does when people are drawn by lot."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from falsematch.measures import galleries, replays


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


def test_drawing_by_lot_by_hand():
    # 2 of 4 are drawn, 2 belong to the group: none in 1 of 6 draws, both in 1 of 6.
    assert replays.chance_of_at_least(0, 2, 2, 4) == 1
    assert replays.chance_of_at_least(1, 2, 2, 4) == pytest.approx(5 / 6)
    assert replays.chance_of_at_least(2, 2, 2, 4) == pytest.approx(1 / 6)
    with pytest.raises(ValueError, match="Counts must fit"):
        replays.chance_of_at_least(3, 2, 2, 4)
