"""Checks of matching: a distance, a decision, a search."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from falsematch.checks.base import Slip, Verdict, judge


def distance(function: Callable) -> Verdict:
    """Check a learner's Euclidean distance between two embeddings."""
    zero = np.zeros(3)
    cases = [
        (np.array([0.0, 3.0]), np.array([4.0, 0.0])),
        (np.array([1.0, 2.0, 2.0]), zero),
        (np.array([1.0, 1.0]), np.array([1.0, 1.0])),
        (np.array([-1.0, 0.5, 2.0, 0.0]), np.array([0.0, 0.5, -1.0, 2.0])),
    ]
    slips = [
        Slip(lambda a, b: np.sum((a - b) ** 2), "that is the squared distance. A root is missing."),
        Slip(lambda a, b: np.sum(np.abs(a - b)), "you added the differences. Square them first."),
        Slip(lambda a, b: np.sum(a - b), "plus and minus cancel out. Square the differences first."),
        Slip(lambda a, b: math.sqrt(abs(np.sum(a - b) ** 2)),
              "square each difference before you add them, not after."),
        Slip(lambda a, b: np.abs(a - b),
              "it gives one number for each place. Add them up to a single number."),
        Slip(lambda a, b: np.sqrt(np.mean((a - b) ** 2)), "take the sum, not the mean."),
    ]  # fmt: skip
    return judge(
        function, lambda a, b: float(np.sqrt(np.sum((a - b) ** 2))), cases, slips,
        "The distance from (0, 3) to (4, 0) is 5, as Pythagoras has it.",
    )  # fmt: skip


def is_match(function: Callable) -> Verdict:
    """Check a learner's decision: is this distance a match?"""
    cases = [(0.5, 0.6), (0.7, 0.6), (0.6, 0.6), (0.0, 0.6), (0.45, 0.4)]
    slips = [
        Slip(lambda d, t: d < t, "a distance equal to the threshold counts as a match."),
        Slip(lambda d, t: d >= t, "small distances are alike. You call far faces a match."),
        Slip(lambda d, t: d > t, "small distances are alike. You call far faces a match."),
        Slip(lambda d, t: d <= 0.6, "use the threshold that is given, not always 0.6."),
    ]
    return judge(
        function, lambda d, t: d <= t, cases, slips, "At the threshold or below it is a match."
    )


def search(function: Callable) -> Verdict:
    """Check a learner's search: the closest person in a gallery, or nobody."""
    gallery = {
        "ana": np.array([0.0, 0.0]),
        "bea": np.array([1.0, 0.0]),
        "cem": np.array([0.0, 2.0]),
    }
    cases = [
        (np.array([0.9, 0.0]), gallery, 0.5),
        (np.array([0.1, 0.0]), gallery, 0.5),
        (np.array([5.0, 5.0]), gallery, 0.5),
        (np.array([0.0, 1.5]), gallery, 0.5),
        (np.array([0.6, 0.0]), gallery, 0.9),
    ]

    def closest(face, people):
        return min(people, key=lambda name: np.linalg.norm(face - people[name]))

    def right(face, people, threshold):
        best = closest(face, people)
        return best if np.linalg.norm(face - people[best]) <= threshold else "nobody"

    def first_below(face, people, threshold):
        for name in people:
            if np.linalg.norm(face - people[name]) <= threshold:
                return name
        return "nobody"

    def strict(face, people, threshold):
        best = closest(face, people)
        return best if np.linalg.norm(face - people[best]) < threshold else "nobody"

    slips = [
        Slip(lambda f, g, t: closest(f, g),
              "it always names somebody. A face far from everyone should give 'nobody'."),
        Slip(first_below, "it names the first face below the threshold, not the closest."),
        Slip(strict, "a distance equal to the threshold counts as a match."),
        Slip(lambda f, g, t: max(g, key=lambda name: np.linalg.norm(f - g[name])),
              "it names the farthest face. Small distances are alike."),
    ]  # fmt: skip
    return judge(
        function, right, cases, slips, "It names the closest face, and 'nobody' when all are far."
    )
