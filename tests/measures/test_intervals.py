"""Intervals for a share."""

from __future__ import annotations

import pytest

from falsematch.measures import resampling


def test_exact_interval_is_that_of_the_published_rule():
    # No event in 10: the upper end is 1 - 0.025^(1/10).
    assert resampling.binomial_interval(0, 10) == pytest.approx((0, 1 - 0.025**0.1))
    low, high = resampling.binomial_interval(5, 10)
    assert (low, high) == pytest.approx((0.1871, 0.8129), abs=1e-4)
