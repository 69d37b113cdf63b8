"""Check cells: does a learner's function work, and if not, what should they look at?

A check never raises and never shows the answer's code. It runs the function on small cases
that can be counted by hand and, where the result is that of a known slip, names the slip.
"""

from __future__ import annotations

import copy
import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from falsematch import rates


@dataclass(frozen=True)
class Verdict:
    """What a check found. `ok` is True when the function passed every case."""

    ok: bool
    message: str

    def _repr_html_(self) -> str:
        # Words and a symbol carry the verdict, not only the colour.
        sign, colour = ("✓ Works.", "#0b6e4f") if self.ok else ("✗ Not yet:", "#9c2a00")
        return (
            f"<p role='status' style='border-left: 4px solid {colour}; padding-left: 0.6em'>"
            f"<strong>{sign}</strong> {html.escape(self.message)}</p>"
        )

    def __str__(self) -> str:
        return f"{'✓ Works.' if self.ok else '✗ Not yet:'} {self.message}"


@dataclass(frozen=True)
class _Slip:
    """A wrong function that learners often write, and the hint for it."""

    function: Callable
    hint: str


def _judge(
    function: Callable, right: Callable, cases: Sequence[tuple], slips: Sequence[_Slip], praise: str
) -> Verdict:
    """Run the cases; compare with the right function, then with the known slips."""
    if not callable(function):
        return Verdict(False, "give the function itself, without brackets after its name.")
    answers = []
    for case in cases:
        given = copy.deepcopy(case)
        try:
            answer = function(*given)
        except Exception as error:  # a learner's code may raise anything
            return Verdict(False, f"with {_show(case)} it stopped: {type(error).__name__}: {error}")
        if answer is None or answer is Ellipsis:
            return Verdict(
                False, "it gives nothing back yet. Replace the three dots, and end with return."
            )
        if not all(_untouched(*both) for both in zip(case, given, strict=True)):
            return Verdict(
                False, f"it changes what it was given. {_show(case)} must stay as it is."
            )
        answers.append(answer)
    wrong = [
        number
        for number, case in enumerate(cases)
        if not _same(answers[number], right(*copy.deepcopy(case)))
    ]
    if not wrong:
        return Verdict(True, praise)
    for slip in slips:
        if all(
            _same(answer, slip.function(*copy.deepcopy(case)))
            for answer, case in zip(answers, cases, strict=True)
        ):
            return Verdict(False, slip.hint)
    case = cases[wrong[0]]
    return Verdict(
        False,
        f"with {_show(case)} it gives {_show_value(answers[wrong[0]])}; "
        f"counted by hand it is {_show_value(right(*case))}.",
    )


def _same(first, second) -> bool:
    try:
        if isinstance(second, dict):
            return set(first) == set(second) and all(_same(first[k], second[k]) for k in second)
        if second is None or isinstance(second, (str, bool, np.bool_)):
            return first == second and isinstance(first, (str, bool, np.bool_, type(None)))
        if isinstance(first, (bool, np.bool_, str)):
            return False
        return bool(
            np.shape(first) == np.shape(second)
            and np.allclose(
                np.asarray(first, dtype=float), np.asarray(second, dtype=float),
                rtol=0, atol=1e-6, equal_nan=True,
            )
        )  # fmt: skip
    except (TypeError, ValueError, KeyError, AttributeError):
        return False


def _untouched(before, after) -> bool:
    if isinstance(before, pd.DataFrame):
        return before.equals(after)
    if isinstance(before, np.ndarray):
        return np.array_equal(before, after)
    if isinstance(before, dict):
        return list(before) == list(after) and all(_untouched(before[k], after[k]) for k in before)
    return before == after


def _show(case: tuple) -> str:
    return " and ".join(_show_value(value) for value in case)


def _show_value(value) -> str:
    if isinstance(value, pd.DataFrame):
        return f"the table of {len(value)} pairs"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_show_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (float, np.floating)):
        return f"{value:.4g}"
    if isinstance(value, np.ndarray):
        return str(np.round(value, 4).tolist())
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "..."


# --- lesson 01 ---------------------------------------------------------------------


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
        _Slip(lambda a, b: np.sum((a - b) ** 2), "that is the squared distance. A root is missing."),
        _Slip(lambda a, b: np.sum(np.abs(a - b)), "you added the differences. Square them first."),
        _Slip(lambda a, b: np.sum(a - b), "plus and minus cancel out. Square the differences first."),
        _Slip(lambda a, b: math.sqrt(abs(np.sum(a - b) ** 2)),
              "square each difference before you add them, not after."),
        _Slip(lambda a, b: np.abs(a - b),
              "it gives one number for each place. Add them up to a single number."),
        _Slip(lambda a, b: np.sqrt(np.mean((a - b) ** 2)), "take the sum, not the mean."),
    ]  # fmt: skip
    return _judge(
        function, lambda a, b: float(np.sqrt(np.sum((a - b) ** 2))), cases, slips,
        "The distance from (0, 3) to (4, 0) is 5, as Pythagoras has it.",
    )  # fmt: skip


def is_match(function: Callable) -> Verdict:
    """Check a learner's decision: is this distance a match?"""
    cases = [(0.5, 0.6), (0.7, 0.6), (0.6, 0.6), (0.0, 0.6), (0.45, 0.4)]
    slips = [
        _Slip(lambda d, t: d < t, "a distance equal to the threshold counts as a match."),
        _Slip(lambda d, t: d >= t, "small distances are alike. You call far faces a match."),
        _Slip(lambda d, t: d > t, "small distances are alike. You call far faces a match."),
        _Slip(lambda d, t: d <= 0.6, "use the threshold that is given, not always 0.6."),
    ]
    return _judge(
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
        _Slip(lambda f, g, t: closest(f, g),
              "it always names somebody. A face far from everyone should give 'nobody'."),
        _Slip(first_below, "it names the first face below the threshold, not the closest."),
        _Slip(strict, "a distance equal to the threshold counts as a match."),
        _Slip(lambda f, g, t: max(g, key=lambda name: np.linalg.norm(f - g[name])),
              "it names the farthest face. Small distances are alike."),
    ]  # fmt: skip
    return _judge(
        function, right, cases, slips, "It names the closest face, and 'nobody' when all are far."
    )


# --- lesson 02 ---------------------------------------------------------------------

_SMALL = np.array([0.31, 0.42, 0.55, 0.55, 0.68, 0.74, 0.80, 0.95])
_RATE_CASES = [(_SMALL, 0.55), (_SMALL, 0.2), (_SMALL, 0.95), (_SMALL[:3], 0.4)]


def false_match_rate(function: Callable) -> Verdict:
    """Check a learner's FMR over distances of non-mated pairs."""
    slips = [
        _Slip(lambda d, t: np.mean(d < t), "a distance equal to the threshold counts as a match."),
        _Slip(lambda d, t: np.mean(d > t), "that is the share that does *not* match."),
        _Slip(lambda d, t: int(np.sum(d <= t)), "that is a count. Divide by the number of pairs."),
        _Slip(
            lambda d, t: 100 * np.mean(d <= t), "that is a percentage. Give a share from 0 to 1."
        ),
    ]
    return _judge(
        function, rates.false_match_rate, _RATE_CASES, slips,
        "Of 8 pairs, 4 are at or below 0.55: a rate of 0.5.",
    )  # fmt: skip


def false_non_match_rate(function: Callable) -> Verdict:
    """Check a learner's FNMR over distances of mated pairs."""
    slips = [
        _Slip(lambda d, t: np.mean(d <= t), "that is the share that does match. Which ones are missed?"),
        _Slip(lambda d, t: np.mean(d >= t), "a distance equal to the threshold is a match, not a miss."),
        _Slip(lambda d, t: int(np.sum(d > t)), "that is a count. Divide by the number of pairs."),
        _Slip(lambda d, t: 100 * np.mean(d > t), "that is a percentage. Give a share from 0 to 1."),
    ]  # fmt: skip
    return _judge(
        function, rates.false_non_match_rate, _RATE_CASES, slips,
        "Of 8 pairs of the same person, 4 lie above 0.55 and are missed.",
    )  # fmt: skip


def loosest_threshold(function: Callable) -> Verdict:
    """Check a learner's choice: the largest threshold from a list that keeps FMR to a target."""
    thresholds = [0.3, 0.4, 0.5, 0.6, 0.7]
    cases = [
        (_SMALL, thresholds, 0.125), (_SMALL, thresholds, 0.25), (_SMALL, thresholds, 0.5),
        (_SMALL, thresholds, 0.0),
    ]  # fmt: skip

    def keep(distances, tried, target):
        return [t for t in tried if np.mean(distances <= t) <= target]

    slips = [
        _Slip(lambda d, ts, x: min(keep(d, ts, x)),
              "that is the strictest threshold that keeps to the target. Take the loosest: it "
              "misses fewest people who should be found."),
        _Slip(lambda d, ts, x: max([t for t in ts if np.mean(d <= t) < x], default=min(ts)),
              "a rate equal to the target still keeps to it."),
        _Slip(lambda d, ts, x: max(ts), "does the target matter? It gives the same each time."),
    ]  # fmt: skip
    return _judge(
        function, lambda d, ts, x: max(keep(d, ts, x)), cases, slips,
        "The loosest threshold that still keeps to the target.",
    )  # fmt: skip


def share_of_true_alarms(function: Callable) -> Verdict:
    """Check a learner's count: of all alarms in a crowd, how many are right?"""
    cases = [
        (1000, 10, 0.01, 0.0),
        (1000, 1, 0.002, 0.5),
        (50_000, 5, 0.01, 0.2),
        (200, 100, 0.1, 0.1),
    ]

    def right(crowd, targets, fmr, fnmr):
        return targets * (1 - fnmr) / (targets * (1 - fnmr) + (crowd - targets) * fmr)

    slips = [
        _Slip(lambda c, t, fmr, fnmr: 1 - fmr,
              "1 - FMR tells how often an innocent person passes. How many of the alarms are right?"),
        _Slip(lambda c, t, fmr, fnmr: t * (1 - fnmr) / (c * fmr),
              "divide by all alarms: the right ones and the wrong ones."),
        _Slip(lambda c, t, fmr, fnmr: t / (t + (c - t) * fmr), "some targets are missed: use FNMR."),
        _Slip(lambda c, t, fmr, fnmr: 1 - right(c, t, fmr, fnmr), "that is the share that is wrong."),
    ]  # fmt: skip
    return _judge(
        function, right, cases, slips, "10 right and 9.9 wrong alarms: about half are right."
    )


# --- lesson 03 ---------------------------------------------------------------------


def six_pairs() -> pd.DataFrame:
    """The small table of pairs that a learner can count by hand."""
    return pd.DataFrame(
        {
            "person_a": ["p", "p", "q", "s", "s", "u"],
            "person_b": ["q", "r", "r", "t", "s", "p"],
            "group_a": ["a", "a", "a", "b", "b", "b"],
            "group_b": ["a", "a", "a", "b", "b", "a"],
            "same_person": [False, False, False, False, True, False],
            "distance": [0.55, 0.60, 0.80, 0.90, 0.30, 0.95],
        }
    )


def false_match_rate_by_group(function: Callable) -> Verdict:
    """Check a learner's FMR by group: a function of pairs and threshold that gives a dict."""

    def by_group(pairs, threshold, keep):
        return {
            label: float((chosen["distance"] <= threshold).mean())
            for label in ("a", "b")
            if len(chosen := pairs[keep(pairs, label)])
        }

    def right(pairs, threshold):
        return by_group(
            pairs, threshold, lambda p, g: ~p.same_person & (p.group_a == g) & (p.group_b == g)
        )

    cases = [(six_pairs(), 0.6), (six_pairs(), 0.5), (six_pairs(), 0.9)]
    slips = [
        _Slip(lambda p, t: by_group(p, t, lambda p, g: (p.group_a == g) & (p.group_b == g)),
              "did a mated pair slip in? Look at the column `same_person`."),
        _Slip(lambda p, t: by_group(p, t, lambda p, g: ~p.same_person & (p.group_a == g)),
              "both people of a pair must belong to the group. You look at one of them."),
        _Slip(lambda p, t: by_group(
            p, t, lambda p, g: ~p.same_person & ((p.group_a == g) | (p.group_b == g))),
              "both people of a pair must belong to the group. You look at either."),
        _Slip(lambda p, t: by_group(p, np.nextafter(t, -1), lambda p, g: ~p.same_person
                                    & (p.group_a == g) & (p.group_b == g)),
              "a distance equal to the threshold counts as a match."),
    ]  # fmt: skip
    return _judge(
        function, right, cases, slips,
        "Group a: 2 of 3 pairs match at 0.6. Group b: 0 of 1.",
    )  # fmt: skip


def resampled_rate(function: Callable) -> Verdict:
    """Check a learner's rate for a resample of people: pairs count as often as both are drawn."""
    matches = {("p", "q"): True, ("p", "r"): False, ("p", "s"): False,
               ("q", "r"): True, ("q", "s"): False, ("r", "s"): False}  # fmt: skip
    cases = [
        (["p", "q", "r", "s"], matches), (["p", "p", "q", "s"], matches),
        (["q", "q", "r", "r"], matches), (["s", "s", "s", "p"], matches),
    ]  # fmt: skip

    def looked_up(a, b):
        return matches[tuple(sorted((a, b)))]

    def right(drawn, known):
        counted = [looked_up(a, b) for a, b in combinations(drawn, 2) if a != b]
        return sum(counted) / len(counted)

    def once(drawn, known):
        counted = [looked_up(a, b) for a, b in combinations(sorted(set(drawn)), 2)]
        return sum(counted) / len(counted)

    def copies(drawn, known):
        counted = [a == b or looked_up(a, b) for a, b in combinations(drawn, 2)]
        return sum(counted) / len(counted)

    slips = [
        _Slip(once, "somebody drawn twice counts twice. You count each person once."),
        _Slip(copies, "a person is not compared with a copy of themselves. Leave that pair out."),
        _Slip(lambda d, k: sum(k.values()) / len(k), "you use all people. Use those who were drawn."),
        _Slip(lambda d, k: sum(looked_up(a, b) for a, b in combinations(d, 2) if a != b)
              / len(list(combinations(d, 2))),
              "divide by the pairs that you compared, without the copies."),
    ]  # fmt: skip
    return _judge(
        function, right, cases, slips, "Pairs count as often as their two people were drawn."
    )
