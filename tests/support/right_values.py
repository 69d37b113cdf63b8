"""What a control must say, counted a second time and plainly from the tables of scores.

Each function takes the sentence that a control shows and what stands beside its sliders and
choices, and fails where the sentence is not that of these values.
"""

from __future__ import annotations

import functools
import re

import pytest
from scipy import stats

from falsematch.measures import scores


@functools.cache
def london():
    """Distances of mated pairs, and the table of non-mated ones."""
    pairs = scores.load("london")
    return pairs.loc[pairs["same_person"], "distance"], pairs[~pairs["same_person"]]


@functools.cache
def searches():
    """Distances: a row for each member of the 115th Congress, a column for each one in the list."""
    pairs = scores.load("congress_search")
    return pairs.pivot(index="person_a", columns="person_b", values="distance").to_numpy()


def number(pattern: str, said: str) -> float:
    found = re.search(pattern, said)
    assert found, f"{pattern} is not in: {said}"
    return float(found[1].replace(",", ""))


def about(value: float):
    """Sentences give three digits."""
    return pytest.approx(value, rel=0.006, abs=0.051)


def two_faces(said, shown):
    at = float(shown[-1])
    distance = number(r"Distance ([\d.]+)", said)
    assert number(r"threshold ([\d.]+):", said) == at
    if abs(distance - at) > 0.005:  # it is shown with two digits
        assert (": a match" in said) == (distance < at)


def threshold(said, shown):
    mated, others = london()
    at = float(shown[0])
    assert number(r"At threshold ([\d.]+)", said) == at
    false = (others["distance"] <= at).mean()
    assert number(r"different people, ([\d.]+) match", said) == about(1000 * false)
    assert number(r"same person, ([\d.]+) are missed", said) == about(1000 * (mated > at).mean())


def crowd(said, shown):
    mated, others = london()
    at, people, targets = (float(text.replace(",", "")) for text in shown)
    wrong = people * (others["distance"] <= at).mean()
    assert number(r"([\d.,]+) wrong alarms", said) == about(wrong)
    assert number(r"([\d.,]+) missed", said) == about(targets * (mated > at).mean())


def threshold_by_ethnicity(said, shown):
    _, others = london()
    _within_groups(said, shown, others, "ethnicity", {"black": "Black", "white": "White"})


def threshold_by_black(said, shown):
    pairs = scores.load("congress_pairs")
    names = {name: name for name in ("Black members", "other members")}
    _within_groups(said, shown, pairs, "black", names)


def _within_groups(said, shown, pairs, group, names):
    at = float(shown[0])
    assert number(r"at threshold ([\d.]+)", said) == at
    for label, name in names.items():
        within = pairs[(pairs[f"{group}_a"] == label) & (pairs[f"{group}_b"] == label)]
        rate = (within["distance"] <= at).mean()
        assert number(rf"(?::|;) {name} ([\d.,]+) \(", said) == about(1000 * rate)


def false_matches_per_person(said, shown):
    _, others = london()
    group, at = shown[0], float(shown[1])
    if group == "East Asian and White":
        assert said == "East Asian and White: one person alone, so there is no pair."
        return
    assert number(r"threshold ([\d.]+)\.", said) == at
    if group == "everyone":
        close = others[others["distance"] <= at]
        confused = set(close["person_a"]) | set(close["person_b"])
        assert number(r"([\d,]+) people are confused", said) == len(confused)


def list_length(said, shown):
    size, at = int(shown[0].replace(",", "")), float(shown[1])
    assert number(r"list of ([\d,]+),", said) == size
    assert number(r"threshold ([\d.]+)\.", said) == at
    matched = (searches() <= at).sum(axis=1)
    # A list of this length, drawn from the whole: named, unless all who match were left out.
    named = 1 - stats.hypergeom.pmf(0, searches().shape[1], matched, size)
    assert number(r"([\d,.]+) would be named", said) == about(named.sum())


def replayed(said, shown):
    at = float(shown[0])
    flagged = int((searches().min(axis=1) <= at).sum())
    assert number(r"([\d,]+) of 554 members are flagged", said) == flagged


def deployment(said, shown):
    listed, _, targets, people, cameras, _, at, acted, _ = shown
    assert number(r"Threshold ([\d.]+),", said) == float(at)
    assert number(r"a list of ([\d,]+) people", said) == float(listed)
    assert said.startswith(f"{people} people who are not on the list pass {cameras} camera")
    assert number(r"and ([\d,]+) who are\.", said) == min(float(targets), float(listed))
    if acted == "0 in 10":
        assert "People stopped wrongly: other members 0 (" in said


#: By the name of the control, as a lesson's cell begins.
RIGHT = {
    "fm.widgets.two_faces": two_faces,
    "fm.widgets.threshold(": threshold,
    "fm.widgets.crowd": crowd,
    "fm.widgets.threshold_by_group(pairs": threshold_by_ethnicity,
    "fm.widgets.false_matches_per_person": false_matches_per_person,
    "fm.widgets.threshold_by_group(congress": threshold_by_black,
    "fm.widgets.list_length": list_length,
    "fm.widgets.replayed": replayed,
    "fm.widgets.deployment": deployment,
}
