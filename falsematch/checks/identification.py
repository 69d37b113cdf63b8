"""Checks of identification: a false alarm, the share of searches with one, and a law for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from falsematch.checks.base import Slip, Verdict, judge
from falsematch.measures import identification

_ROW = np.array([0.71, 0.55, 0.92, 0.48, 0.66])
_SEARCHES = np.array(
    [
        [0.71, 0.55, 0.92, 0.48, 0.66],
        [0.83, 0.90, 0.75, 0.88, 0.79],
        [0.62, 0.50, 0.70, 0.81, 0.95],
        [0.90, 0.77, 0.69, 0.93, 0.50],
    ]
)


def false_alarm(function: Callable) -> Verdict:
    """Check a learner's decision: does one search name somebody?"""
    cases = [
        (_ROW, 0.5),
        (_ROW, 0.4),
        (_ROW, 0.48),
        (_ROW, 0.6),
        (_ROW[:1], 0.5),
        (_ROW[1:], 0.6),
        (_ROW, 0.95),
    ]
    slips = [
        Slip(lambda d, t: bool(np.min(d) < t),
             "a distance equal to the threshold counts as a match."),
        Slip(lambda d, t: bool(np.all(d <= t)),
             "one match is enough for an alarm. You ask for all of them."),
        Slip(lambda d, t: bool(d[0] <= t),
             "you look at the first person in the list only. Look at all of them."),
        Slip(lambda d, t: bool(np.any(d > t)),
             "small distances are alike. You look for those who are far."),
        Slip(lambda d, t: int(np.sum(d <= t)),
             "that counts the matches. Is there at least one? Give True or False."),
        Slip(lambda d, t: np.mean(d <= t),
             "that is the share of the list that matches. Is there at least one? Give True or "
             "False."),
        Slip(lambda d, t: float(np.min(d)),
             "that is the smallest distance. Compare it with the threshold."),
        Slip(lambda d, t: d <= t,
             "that is one answer for each person in the list. Give one for the whole search."),
    ]  # fmt: skip
    return judge(
        _listed(function), lambda d, t: bool(np.any(d <= t)), cases,
        [Slip(_listed(slip.function), slip.hint) for slip in slips],
        "One match in the list is enough, and the person at 0.48 is one.",
    )  # fmt: skip


def _listed(function: Callable) -> Callable:
    """Gives arrays back as lists: `judge` then shows and compares them whole."""
    if not callable(function):
        return function  # `judge` explains it

    def called(*given):
        answer = function(*given)
        return answer.tolist() if isinstance(answer, np.ndarray) else answer

    return called


def fpir(function: Callable) -> Verdict:
    """Check a learner's FPIR over a table of searches."""
    cases = [(_SEARCHES, 0.5), (_SEARCHES, 0.48), (_SEARCHES, 0.4), (_SEARCHES, 0.6),
             (_SEARCHES, 0.75), (_SEARCHES[:, :2], 0.55)]  # fmt: skip
    slips = [
        Slip(lambda m, t: np.mean(m <= t),
             "that is the share of comparisons that match, the FMR. A search counts once, "
             "whether it has one match or five."),
        Slip(lambda m, t: np.mean((m <= t).any(axis=0)),
             "that is the share of people in the list who are matched. One row is one search: "
             "use axis=1."),
        Slip(lambda m, t: np.mean((m < t).any(axis=1)),
             "a distance equal to the threshold counts as a match."),
        Slip(lambda m, t: int((m <= t).any(axis=1).sum()),
             "that is a count. Divide by the number of searches."),
        Slip(lambda m, t: (m <= t).sum() / len(m),
             "that is the number of matches per search. A search counts once, whether it has "
             "one match or five."),
        Slip(lambda m, t: np.mean((m <= t).all(axis=1)),
             "one match is enough for an alarm. You ask for all of them."),
        Slip(lambda m, t: 1 - np.mean((m <= t).any(axis=1)),
             "that is the share of searches in which nobody is named."),
        Slip(lambda m, t: 100 * np.mean((m <= t).any(axis=1)),
             "that is a percentage. Give a share from 0 to 1."),
    ]  # fmt: skip
    return judge(
        function, lambda m, t: float(np.mean((m <= t).any(axis=1))), cases, slips,
        "At 0.5, three of the four searches name somebody.",
    )  # fmt: skip


def expected_fpir(function: Callable) -> Verdict:
    """Check a learner's law: a rate for one comparison, a list of N."""
    cases = [(0.5, 1), (0.5, 3), (0.01, 100), (0.0, 1000), (1.0, 5), (0.001, 10)]
    slips = [
        Slip(lambda fmr, n: fmr * n,
             "adding up works while the result is small; with a rate of 0.5 and a list of 3 it "
             "is above 1. Start from the chance that nobody matches."),
        Slip(lambda fmr, n: min(1.0, fmr * n),
             "adding up works while the result is small. Start from the chance that nobody "
             "matches."),
        Slip(lambda fmr, n: (1 - fmr) ** n,
             "that is the chance that nobody is named. You want the other case."),
        Slip(lambda fmr, n: fmr**n,
             "that is the chance that everybody in the list matches. One is enough."),
        Slip(lambda fmr, n: 1 - fmr**n,
             "that is the chance that not everybody matches. Start from 1 - fmr, the chance that "
             "one person does not match."),
        Slip(lambda fmr, n: 1 - (1 - fmr) * n,
             "chances of things that must all happen are multiplied: a power, not a product "
             "with N."),
    ]  # fmt: skip
    return judge(
        function, identification.expected_fpir, cases, slips,
        "A rate of 0.5 and a list of 3: 1 - 0.5 · 0.5 · 0.5 = 0.875.",
    )  # fmt: skip
