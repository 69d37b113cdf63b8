"""Settings as people name them, as thresholds."""

from __future__ import annotations

import pytest

from falsematch import constants
from falsematch.measures import replays
from falsematch.photos import faces


@pytest.mark.parametrize("percent", [51, 80, 95, 99, 100])
def test_the_threshold_of_a_percentage_is_the_loosest(percent):
    threshold = replays.threshold_for_percentage(percent)
    assert faces.percentage_shown(threshold) >= percent
    beyond = faces.percentage_shown(threshold + 0.0001)
    assert beyond < percent


@pytest.mark.parametrize("percent", [50, 101, float("nan")])
def test_a_percentage_that_no_match_shows_is_refused(percent):
    with pytest.raises(ValueError, match="51 to 100"):
        replays.threshold_for_percentage(percent)


def test_settings_run_from_strict_to_loose():
    settings = replays.settings()
    assert list(settings) == ["99 % shown", "95 % shown", "80 % shown", "makers' threshold"]
    assert sorted(settings.values()) == list(settings.values())
    assert settings["makers' threshold"] == constants.DEFAULT_THRESHOLD


def test_a_threshold_cannot_be_chosen_from_none():
    with pytest.raises(ValueError, match="no threshold"):
        replays.threshold_for({})
