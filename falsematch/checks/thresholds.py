"""Checks of thresholds: error rates, a threshold for a target, the share of right alarms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from falsematch.checks.base import Slip, Verdict, judge
from falsematch.measures import rates

_SMALL = np.array([0.31, 0.42, 0.55, 0.55, 0.68, 0.74, 0.80, 0.95])
_RATE_CASES = [(_SMALL, 0.55), (_SMALL, 0.2), (_SMALL, 0.95), (_SMALL[:3], 0.4)]


def false_match_rate(function: Callable) -> Verdict:
    """Check a learner's FMR over distances of non-mated pairs."""
    slips = [
        Slip(lambda d, t: np.mean(d < t), "a distance equal to the threshold counts as a match."),
        Slip(lambda d, t: np.mean(d > t), "that is the share that does *not* match."),
        Slip(lambda d, t: int(np.sum(d <= t)), "that is a count. Divide by the number of pairs."),
        Slip(lambda d, t: 100 * np.mean(d <= t), "that is a percentage. Give a share from 0 to 1."),
    ]
    return judge(
        function, rates.false_match_rate, _RATE_CASES, slips,
        "Of 8 pairs, 4 are at or below 0.55: a rate of 0.5.",
    )  # fmt: skip


def false_non_match_rate(function: Callable) -> Verdict:
    """Check a learner's FNMR over distances of mated pairs."""
    slips = [
        Slip(lambda d, t: np.mean(d <= t), "that is the share that does match. Which ones are missed?"),
        Slip(lambda d, t: np.mean(d >= t), "a distance equal to the threshold is a match, not a miss."),
        Slip(lambda d, t: int(np.sum(d > t)), "that is a count. Divide by the number of pairs."),
        Slip(lambda d, t: 100 * np.mean(d > t), "that is a percentage. Give a share from 0 to 1."),
    ]  # fmt: skip
    return judge(
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
        Slip(lambda d, ts, x: min(keep(d, ts, x)),
              "that is the strictest threshold that keeps to the target. Take the loosest: it "
              "misses fewest people who should be found."),
        Slip(lambda d, ts, x: max([t for t in ts if np.mean(d <= t) < x], default=min(ts)),
              "a rate equal to the target still keeps to it."),
        Slip(lambda d, ts, x: max(ts), "does the target matter? It gives the same each time."),
    ]  # fmt: skip
    return judge(
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
        Slip(lambda c, t, fmr, fnmr: 1 - fmr,
              "1 - FMR tells how often an innocent person passes. How many of the alarms are right?"),
        Slip(lambda c, t, fmr, fnmr: t * (1 - fnmr) / (c * fmr),
              "divide by all alarms: the right ones and the wrong ones."),
        Slip(lambda c, t, fmr, fnmr: t / (t + (c - t) * fmr), "some targets are missed: use FNMR."),
        Slip(lambda c, t, fmr, fnmr: 1 - right(c, t, fmr, fnmr), "that is the share that is wrong."),
    ]  # fmt: skip
    return judge(
        function, right, cases, slips, "10 right and 9.9 wrong alarms: about half are right."
    )
