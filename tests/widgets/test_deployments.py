"""Controls of a deployment in the street: they move, and say in words what they show."""

from __future__ import annotations

import re

import pytest
from support.deployments import CROWD

from falsematch import plots, widgets
from falsematch.measures import deployments, galleries, rates


@pytest.fixture(scope="module")
def control(searches_by_group, london):
    return widgets.deployment(searches_by_group, london, CROWD)


def move(control, **values):
    """Set controls by the start of their description, and give back the words."""
    for start, value in values.items():
        (one,) = [
            child for child in control.children[0].children
            if child.description.replace(" ", "_").startswith(start)
        ]  # fmt: skip
        one.value = value
    return control.children[-1].value.split("<figcaption>")[1].split("</figcaption>")[0]


START = {
    "threshold": 0.5, "people_on": 50, "Black": "1 in 10", "of_them": 10, "people_who": 10_000,
    "cameras": 1, "share_seen": 1.0, "wrong_alarms": 1.0, "times_worse": 1.0,
}  # fmt: skip


def test_the_control_begins_with_the_deployment_of_the_lesson(control, street_rates):
    words = move(control, **START)
    expected = deployments.expect(deployments.Deployment(CROWD, targets=10), *street_rates)
    described = plots.describe_crowd(deployments.Deployment(CROWD, targets=10), expected)
    assert words.startswith(described)
    assert "Threshold 0.50, a list of 50 people." in words
    assert "51 Black members and 503 other members" in words
    assert "102 people, none of them in a street" in words
    assert len(control.children[0].children) == len(START)


@pytest.mark.parametrize(
    ("moved", "settings"),
    [
        ({"of_them": 0}, {"targets": 0}),
        ({"people_who": 100_000}, {"crowd": {"other members": 90_000, "Black members": 10_000}}),
        ({"cameras": 4, "share_seen": 0.3}, {"cameras": 4, "seen": 0.3}),
        ({"wrong_alarms": 0.2}, {"acts_on_wrong": 0.2}),
        ({"times_worse": 3.0}, {"times_worse": 3.0}),
    ],
)
def test_each_setting_moves_the_words(control, street_rates, moved, settings):
    words = move(control, **START | moved)
    deployment = deployments.Deployment(**{"crowd": CROWD, "targets": 10} | settings)
    described = plots.describe_crowd(deployment, deployments.expect(deployment, *street_rates))
    assert words.startswith(described)
    assert not move(control, **START).startswith(described)


@pytest.mark.parametrize(
    ("moved", "listed", "size", "threshold"),
    [
        ({"Black": "half"}, 25, 50, 0.5), ({"Black": "nobody"}, 0, 50, 0.5),
        ({"people_on": 100}, 10, 100, 0.5), ({"threshold": 0.44}, 5, 50, 0.44),
        ({"people_on": 25}, 2, 25, 0.5),
    ],
)  # fmt: skip
def test_the_list_and_the_threshold_choose_the_rates(
    control, searches_by_group, london, moved, listed, size, threshold
):
    words = move(control, **START | moved)
    deployment = deployments.Deployment(CROWD, targets=10)
    expected = deployments.expect(
        deployment,
        galleries.fpir_by_composition(searches_by_group, [listed], size, threshold),
        rates.fnmr_by_group(london, threshold),
    )
    assert words.startswith(plots.describe_crowd(deployment, expected))
    assert f"Threshold {threshold:.2f}, a list of {size} people" in words


def test_no_more_people_are_looked_for_than_are_on_the_list(control):
    words = move(control, **START | {"people_on": 25, "of_them": 40})
    assert "pass 1 camera, and 25 who are" in words


def test_a_crowd_of_any_size_can_be_the_start(searches_by_group, london, monkeypatch):
    monkeypatch.setattr("falsematch.widgets.deployments._SIZES", (50,))
    monkeypatch.setattr("falsematch.widgets.deployments._LOW", 0.58)
    box = widgets.deployment(searches_by_group, london, {"other members": 150, "Black members": 50})
    assert "200 people who are not on the list" in box.children[-1].value


def test_the_picture_moves_with_the_control(control):
    def picture(**moved):
        move(control, **START | moved)
        return re.search(r"base64,([^\"]+)", control.children[-1].value)[1]

    assert len({picture(), picture(threshold=0.6), picture(of_them=50), picture(cameras=9)}) == 4
