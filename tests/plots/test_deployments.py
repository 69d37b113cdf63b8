"""Pictures of a deployment in the street: what they say is what was measured."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.deployments import CROWD, missed, one_rate

from falsematch import plots
from falsematch.measures import deployments
from falsematch.plots import deployments as drawing


def drawn(deployment, fpir, fnmr):
    expected = deployments.expect(deployment, fpir, fnmr)
    figure, icons = drawing.draw_crowd(deployment.crowd)
    drawing.move_crowd(icons, deployment, expected)
    figure.canvas.draw()
    return icons, drawing.describe_crowd(deployment, expected)


def dots(line):
    return len(line.get_xdata())


def test_the_dots_are_the_expected_people():
    """10,000 people, so 10 a dot: 900 a stopped are 90 dots, 50 b are 5."""
    deployment = deployments.Deployment({"a": 9000, "b": 1000}, targets=20)
    icons, words = drawn(deployment, one_rate(a=0.1, b=0.05), missed(0.25))
    assert sum(len(spots) for spots in icons.places.values()) == 1000
    assert (dots(icons.stopped), dots(icons.perhaps)) == (95, 0)
    assert (dots(icons.found), dots(icons.missed)) == (15, 5)
    # 15 of 965 are right: 2 of 100.
    assert (dots(icons.right), dots(icons.perhaps_right), dots(icons.wrong)) == (2, 0, 98)
    assert "1 dot = 10 people" in icons.caption.get_text()
    assert "a 900 (450 to 1,800), of 9,000; b 50 (25 to 100), of 1,000" in words
    assert "1.55 % (0 to 4.04 %) are the person looked for" in words


def test_marks_stand_on_dots_of_their_own_group():
    deployment = deployments.Deployment({"a": 700, "b": 300})
    icons, _ = drawn(deployment, one_rate(a=0.0, b=0.5), missed(0))
    marked = set(zip(*icons.stopped.get_data(), strict=True))
    assert len(marked) == 150
    assert marked <= set(map(tuple, icons.places["b"]))
    assert "1 dot = 1 person" in icons.caption.get_text()


def test_between_the_bounds_the_marks_are_hollow():
    deployment = deployments.Deployment({"a": 10_000}, targets=100, cameras=3)
    icons, words = drawn(deployment, one_rate(a=0.1), missed(0))
    # 1,000 people the same each time; 10,000 x (1 - 0.9³) = 2,710 with a new draw.
    assert (dots(icons.stopped), dots(icons.perhaps)) == (100, 171)
    # 100 of 1,100 are right, or 100 of 2,810. At most 50 of those looked for are drawn.
    assert (dots(icons.right), dots(icons.perhaps_right), dots(icons.wrong)) == (4, 5, 91)
    assert (dots(icons.found), dots(icons.missed)) == (50, 0)
    assert "same look-alike each time or 2,710" in words
    assert "with a new draw each time" in words


def test_nobody_stopped_in_words_and_dots():
    deployment = deployments.Deployment({"a": 1000})
    icons, words = drawn(deployment, one_rate(a=0.0), missed(0))
    assert dots(icons.right) + dots(icons.perhaps_right) + dots(icons.wrong) == 0
    assert words.endswith("Nobody is stopped.")


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=4))
def test_the_groups_share_a_thousand_dots(people):
    crowd = {str(number): size for number, size in enumerate(people)}
    places = drawing._places(crowd)
    assert sum(map(len, places.values())) == 1000
    for group, spots in places.items():
        assert abs(len(spots) - 1000 * crowd[group] / sum(people)) < 1
    every = np.concatenate(list(places.values()))
    assert len(np.unique(every, axis=0)) == 1000


def test_the_picture_of_a_crowd_has_its_description(street_rates):
    deployment = deployments.Deployment(CROWD, targets=10)
    expected = deployments.expect(deployment, *street_rates)
    picture = plots.crowd(deployment, expected)
    assert picture.description == plots.describe_crowd(deployment, expected)
    assert f"{expected['expected'].iloc[0]:.0f} (" in picture.description


def test_both_counts_in_words_and_marks(police_uses):
    picture = plots.counted_both_ways(police_uses)
    words = picture.description
    assert "7 % (173 of 2,470; 6.03 % to 8.08 %)" in words
    assert "0.00318 (10 of 3,147,436; 0.00152 to 0.00584), 99.5 % (2,067 of 2,077" in words
    assert (
        "deployments 2023 and 2024, rounded: 0 (0 of 2,500,000; 0 to 0.00148), not found" in words
    )
    shown = police_uses[police_uses["per_face"].notna() | police_uses["right"].notna()]
    assert words.startswith(f"{len(shown)} uses")
    assert len(shown) < len(police_uses)
    assert f"{len(police_uses) - len(shown)} more are left out" in words
    left, right = picture.figure.axes
    for ax, name in ((left, "per_face"), (right, "right")):
        assert len(ax.lines) == shown[name].notna().sum()
        gaps = [text for text in ax.texts if text.get_text() == "not found"]
        assert len(gaps) == shown[name].isna().sum()
    markers = [line.get_marker() for line in left.lines]
    assert markers.count("<") == (police_uses["per_face"] == 0).sum() == 1
    assert (
        markers.count("D")
        == (police_uses["per_face"].notna() & police_uses["per_face_low"].isna()).sum()
    )


def test_no_trial_is_refused(police_uses):
    with pytest.raises(ValueError, match="no trial"):
        plots.counted_both_ways(police_uses.iloc[:0])


def test_no_label_is_cut_except_long_ones(police_uses):
    labels = [
        text.get_text()
        for text in plots.counted_both_ways(police_uses).figure.axes[0].get_yticklabels()
    ]
    assert not [label for label in labels if label.endswith("…")]
    assert drawing._short("a " * 40).endswith(" …")
