"""How many events it takes to see that people stay at home."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from falsematch.measures import deployments


def noticed(drop, spread, events, studies=20_000):
    """The share of simulated studies whose t-test finds a difference."""
    random = np.random.default_rng(3)
    without = random.normal(1, spread, (studies, events))
    under = random.normal(1 - drop, spread, (studies, events))
    return np.mean(stats.ttest_ind(without, under, axis=1).pvalue < 0.05)


@pytest.mark.parametrize(("drop", "spread"), [(0.1, 0.3), (0.05, 0.1), (0.2, 0.2), (0.2, 0.1)])
def test_so_many_events_notice_a_drop_in_four_studies_of_five(drop, spread):
    events = deployments.events_needed(drop, spread)
    assert noticed(drop, spread, events) > 0.79
    assert noticed(drop, spread, events - 1) < 0.81  # one fewer would not do
    assert noticed(0, spread, events) == pytest.approx(0.05, abs=0.01)


def test_where_the_normal_approximation_says_four_a_study_needs_six():
    both = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    assert np.ceil(2 * (both * 0.1 / 0.2) ** 2) == 4
    assert noticed(0.2, 0.1, 4) == pytest.approx(0.66, abs=0.02)
    assert deployments.events_needed(0.2, 0.1) == 6


@pytest.mark.parametrize(("drop", "spread"), [(0, 0.1), (1.1, 0.1), (0.1, 0), (-0.1, 0.1)])
def test_a_drop_that_cannot_be_seen_is_refused(drop, spread):
    with pytest.raises(ValueError, match="A drop is a share above 0"):
        deployments.events_needed(drop, spread)
