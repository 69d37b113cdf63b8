"""What all pictures share: their description, their words, their colours."""

from __future__ import annotations

import numpy as np
import pytest

from falsematch import plots


@pytest.mark.parametrize(
    ("rate", "low", "high", "text"),
    [
        (0.3, 0.13, 0.497, "30 % (13 to 49.7 %; 1,234 people)"),
        (0.0089, 0.0044, 0.0157, "8.9 in 1,000 (4.4 to 15.7 in 1,000; 1,234 people)"),
        (0.9, 1e-10, 1, "90 % (0 to 100 %; 1,234 people)"),
        (0, 0, 0, "0 % (0 to 0 %; 1,234 people)"),
        (0, 0, 0.00005, "0 in 100,000 (0 to 5 in 100,000; 1,234 people)"),
    ],
)
def test_rates_in_words(rate, low, high, text):
    assert plots.with_interval({"rate": rate, "low": low, "high": high, "people": 1234}) == text


def test_a_rate_without_pairs_in_words():
    row = {"rate": np.nan, "low": np.nan, "high": np.nan, "people": 1}
    assert plots.with_interval(row) == "no pairs (1 people)"


def test_labels_of_groups_are_words():
    assert plots.group_in_words("east_asian/white") == "East Asian and White"
    assert plots.group_in_words("Black members") == "Black members"


def test_every_picture_has_its_description_as_text_and_as_alt(london):
    picture = plots.distances(london, 0.6)
    page = picture.to_html()
    assert page.count("102 of 102 pairs of the same person match") == 2
    assert 'alt="Two histograms' in page
    assert picture._repr_mimebundle_()["text/plain"] == picture.description


def test_colours_differ_without_hue():
    """The two kinds of pair differ in lightness for a reader who sees no colour."""
    grey = [
        float(np.dot(colour, [0.2126, 0.7152, 0.0722])) for colour in (plots.MATED, plots.NON_MATED)
    ]
    assert abs(grey[0] - grey[1]) > 0.05


def luminance(colour):
    """Relative luminance of an sRGB colour, by WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return np.dot(linear, [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("colour", ["BLUE", "GREEN", "ORANGE", "PURPLE", "MATED", "NON_MATED"])
def test_colours_stand_out_from_white_paper(colour):
    assert 1.05 / (luminance(getattr(plots, colour)) + 0.05) >= 3  # WCAG 2, 1.4.11
