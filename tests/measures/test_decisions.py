"""What a measurement says about a claim."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from falsematch.measures import decisions


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_verdict_never_contradicts_its_interval(a, b, limit):
    low, high = sorted((a, b))
    verdict = decisions.supported(low, high, limit)
    assert (verdict == "supported") == (high <= limit)
    assert (verdict == "refuted") == (low > limit)


def test_no_interval_shows_nothing_and_a_reversed_one_is_refused():
    assert decisions.supported(np.nan, np.nan, 0.1) == "not shown"
    with pytest.raises(ValueError, match="ends before it begins"):
        decisions.supported(0.2, 0.1, 0.5)
