"""Checks of groups: rates by group, and a rate for resampled people."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd

from falsematch.checks.base import Slip, Verdict, judge


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
        Slip(lambda p, t: by_group(p, t, lambda p, g: (p.group_a == g) & (p.group_b == g)),
              "did a mated pair slip in? Look at the column `same_person`."),
        Slip(lambda p, t: by_group(p, t, lambda p, g: ~p.same_person & (p.group_a == g)),
              "both people of a pair must belong to the group. You look at one of them."),
        Slip(lambda p, t: by_group(
            p, t, lambda p, g: ~p.same_person & ((p.group_a == g) | (p.group_b == g))),
              "both people of a pair must belong to the group. You look at either."),
        Slip(lambda p, t: by_group(p, np.nextafter(t, -1), lambda p, g: ~p.same_person
                                    & (p.group_a == g) & (p.group_b == g)),
              "a distance equal to the threshold counts as a match."),
    ]  # fmt: skip
    return judge(
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
        Slip(once, "somebody drawn twice counts twice. You count each person once."),
        Slip(copies, "a person is not compared with a copy of themselves. Leave that pair out."),
        Slip(lambda d, k: sum(k.values()) / len(k), "you use all people. Use those who were drawn."),
        Slip(lambda d, k: sum(looked_up(a, b) for a, b in combinations(d, 2) if a != b)
              / len(list(combinations(d, 2))),
              "divide by the pairs that you compared, without the copies."),
    ]  # fmt: skip
    return judge(
        function, right, cases, slips, "Pairs count as often as their two people were drawn."
    )
