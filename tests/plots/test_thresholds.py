"""Pictures of a threshold: what they say is what was measured."""

from __future__ import annotations

from falsematch import plots
from falsematch.measures import rates


def test_det_curve_says_whether_a_clean_threshold_exists():
    overlap = rates.det_curve([0.1, 0.5], [0.4, 0.9])
    apart = rates.det_curve([0.1, 0.2], [0.4, 0.9])
    assert "no setting has neither" in plots.det(overlap, [0.45]).description
    assert "one stretch of settings has neither" in plots.det(apart, [0.3]).description
