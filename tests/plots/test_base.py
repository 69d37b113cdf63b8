"""Pictures and controls: what they show is what was measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support.learners import child, shown

from falsematch import photos, plots, widgets
from falsematch.learners import predictions
from falsematch.measures import rates, scores


@pytest.fixture(scope="module")
def london():
    return scores.load("london")


def pixels(picture):
    picture.figure.canvas.draw()
    return np.asarray(picture.figure.canvas.buffer_rgba())


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
    assert plots.name("east_asian/white") == "East Asian and White"
    assert plots.name("Black members") == "Black members"


def test_every_picture_has_its_description_as_text_and_as_alt(london):
    picture = plots.distances(london, 0.6)
    page = picture.to_html()
    assert page.count("102 of 102 pairs of the same person match") == 2
    assert 'alt="Two histograms' in page
    assert picture._repr_mimebundle_()["text/plain"] == picture.description


def test_description_says_the_measured_numbers(london):
    table = rates.fmr_by_group(london, 0.6, "ethnicity").query("pairs > 0")
    picture = plots.rates_by_group(table, {"white": 20.0})
    for row in table.itertuples():
        assert f"{row.people:,} people" in picture.description
    dots = picture.figure.axes[0].lines[0].get_xdata()
    np.testing.assert_allclose(dots, table["rate"] * 1000)


def test_a_gap_without_people_or_interval_is_refused(london):
    table = rates.fmr_by_group(london, 0.6, "ethnicity")
    with pytest.raises(ValueError, match="number of people and its interval"):
        plots.rates_by_group(table.drop(columns="people"))
    with pytest.raises(ValueError, match="number of people and its interval"):
        plots.heatmap(table.drop(columns="low"))
    with pytest.raises(ValueError, match="Choose one threshold"):
        plots.rates_by_group(rates.fmr_by_group(london, [0.5, 0.6], "ethnicity"))


def test_heat_map_says_its_highest(london):
    table = rates.fmr_by_group(london, 0.6, "ethnicity", across=True)
    text = plots.heatmap(table).description
    assert "the highest is Black with Black" in text
    assert "East Asian with West Asian" in text


def test_det_curve_says_whether_a_clean_threshold_exists():
    overlap = rates.det_curve([0.1, 0.5], [0.4, 0.9])
    apart = rates.det_curve([0.1, 0.2], [0.4, 0.9])
    assert "no setting has neither" in plots.det(overlap, [0.45]).description
    assert "one stretch of settings has neither" in plots.det(apart, [0.3]).description


def test_ratio_of_groups_without_matches_is_refused(london):
    table = rates.fmr_ratio(london, [0.2], "ethnicity", "black", "white")
    with pytest.raises(ValueError, match="no threshold at which both"):
        plots.ratio(table, "black", "white")


def test_colours_differ_without_hue():
    """The two kinds of pair differ in lightness for a reader who sees no colour."""
    grey = [
        float(np.dot(colour, [0.2126, 0.7152, 0.0722])) for colour in (plots.MATED, plots.NON_MATED)
    ]
    assert abs(grey[0] - grey[1]) > 0.05


# --- controls ---------------------------------------------------------------------------


def test_threshold_control_shows_the_rates_at_its_place(london):
    box = widgets.threshold(london)
    before = shown(box), box.children[-1].value
    child(box, "threshold").value = 0.45
    assert "At threshold 0.45" in shown(box)
    assert box.children[-1].value != before[1]
    row = rates.fmr_by_group(london, 0.45).iloc[0]
    assert f"{row['rate'] * 1000:.3g} match falsely" in shown(box)


def test_group_control_shows_each_group(london):
    box = widgets.threshold_by_group(london, "ethnicity", {"white": None})
    child(box, "threshold").value = 0.55
    row = rates.fmr_by_group(london, 0.55, "ethnicity").set_index("group").loc["black"]
    assert plots.with_interval(row, 1000) in shown(box)
    assert "threshold 0.55" in shown(box)


def test_crowd_control_counts(london):
    box = widgets.crowd(london)
    child(box, "looked for among them").value = 0
    assert "So 0 of the alarms are right" in shown(box)
    child(box, "threshold").value = 0.1
    assert "there are no alarms" in shown(box)


def test_person_control_counts_couples_once():
    pairs = pd.DataFrame(
        {
            "person_a": ["p", "p", "p", "q"], "person_b": ["q", "q", "r", "r"],
            "g_a": "x", "g_b": "x", "same_person": False, "distance": [0.5, 0.55, 0.9, 0.9],
        }
    )  # fmt: skip
    text = shown(widgets.false_matches_per_person(pairs, "g"))
    assert "2 people are confused with somebody, at most with 1 others" in text


def test_two_faces_control(tmp_path, prepared_people):
    people, found = prepared_people
    box = widgets.two_faces(people, found)
    assert "They are two people" in shown(box)
    first = box.children[0].options
    box.children[0].value = box.children[1].value = first[0][1]
    assert "Distance 0.00" in shown(box)
    assert "They are the same person" in shown(box)
    child(box, "threshold").value = 0.25
    assert "threshold 0.25" in shown(box)
    assert all(photo.split("/")[0] in people.table["person"].unique() for _, photo in first)


# --- predictions ------------------------------------------------------------------------


def test_a_guess_is_kept_and_shown_again(tmp_path, monkeypatch):
    monkeypatch.setattr(predictions.constants, "HOME", tmp_path)
    first = predictions.predict("how many?", ["white", "black"])
    assert first.answers == {"white": None, "black": None}
    first.children[1].value = "1,200"
    first.children[2].value = "many"
    again = predictions.predict("how many?", ["white", "black"])
    assert again.answers == {"white": 1200.0, "black": None}
    table = again.compare({"white": "5 <b>"}).value
    assert "1,200" in table and "5 &lt;b&gt;" in table
    (tmp_path / "predictions.json").write_text("{ damaged")
    assert predictions.kept_predictions() == {}


def test_photos_are_shown_with_their_captions(prepared_people):
    people, _ = prepared_people
    names = list(people.table.index[:2])
    picture = plots.faces(people, names, ["one", "two"])
    assert picture.description == "2 photos: one; two."
    assert pixels(picture).std() > 10  # not a blank sheet
    with pytest.raises(photos.PhotoError, match="no photo 'nobody.png'"):
        plots.faces(people, ["nobody.png"], ["x"])


def luminance(colour):
    """Relative luminance of an sRGB colour, by WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return np.dot(linear, [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("colour", ["BLUE", "GREEN", "ORANGE", "PURPLE", "MATED", "NON_MATED"])
def test_colours_stand_out_from_white_paper(colour):
    assert 1.05 / (luminance(getattr(plots, colour)) + 0.05) >= 3  # WCAG 2, 1.4.11
