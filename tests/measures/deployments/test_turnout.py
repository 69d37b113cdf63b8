"""How many events it takes to see that people stay at home."""

from __future__ import annotations

import numpy as np
import pytest

from falsematch.measures import deployments


@pytest.mark.parametrize(("drop", "spread"), [(0.1, 0.3), (0.05, 0.1), (0.2, 0.2)])
def test_so_many_events_notice_a_drop_in_four_studies_of_five(drop, spread):
    random = np.random.default_rng(3)
    events, studies = deployments.events_needed(drop, spread), 4000

    def noticed(fall):
        without = random.normal(1, spread, (studies, events)).mean(axis=1)
        under = random.normal(1 - fall, spread, (studies, events)).mean(axis=1)
        return np.mean(np.abs(without - under) > 1.96 * spread * np.sqrt(2 / events))

    assert noticed(drop) == pytest.approx(0.8, abs=0.04)
    assert noticed(0) == pytest.approx(0.05, abs=0.015)


@pytest.mark.parametrize(("drop", "spread"), [(0, 0.1), (1.1, 0.1), (0.1, 0), (-0.1, 0.1)])
def test_a_drop_that_cannot_be_seen_is_refused(drop, spread):
    with pytest.raises(ValueError, match="A drop is a share above 0"):
        deployments.events_needed(drop, spread)
