"""Checks of replays: who is flagged, a group's share of them, a party's threshold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from falsematch.checks.base import Slip, Verdict, judge

_CLOSEST = [0.41, 0.45, 0.45, 0.52, 0.58, 0.63]
_BLACK = [False, True, False, True, False, False]


def _on_arrays(function: Callable) -> Callable:
    """Lists in, lists out, arrays between: a verdict shows lists of True and False as they are."""
    if not callable(function):
        return function  # `judge` explains it

    def called(*given):
        answer = function(*(np.array(v) if isinstance(v, list) else v for v in given))
        return answer.tolist() if isinstance(answer, np.ndarray) else answer

    return called


def _all_on_arrays(slips: list[Slip]) -> list[Slip]:
    return [Slip(_on_arrays(slip.function), slip.hint) for slip in slips]


def flagged(function: Callable) -> Verdict:
    """Check a learner's decision for many probes at once: True where one is flagged."""
    cases = [(_CLOSEST, 0.45), (_CLOSEST, 0.40), (_CLOSEST, 0.60), (_CLOSEST[2:], 0.52)]
    slips = [
        Slip(lambda d, t: d < t, "a distance equal to the threshold counts as a match."),
        Slip(lambda d, t: d > t, "small distances are alike. You flag those who are far."),
        Slip(lambda d, t: d >= t, "small distances are alike. You flag those who are far."),
        Slip(lambda d, t: int(np.sum(d <= t)),
              "that is a count. Give one True or False for each member."),
        Slip(lambda d, t: np.mean(d <= t),
              "that is a share. Give one True or False for each member."),
        Slip(lambda d, t: d[d <= t], "that is their distances. Give True or False for everybody."),
        Slip(lambda d, t: np.flatnonzero(d <= t),
              "that is their places in the list. Give True or False for everybody."),
    ]  # fmt: skip
    return judge(
        _on_arrays(function), _on_arrays(lambda d, t: d <= t), cases, _all_on_arrays(slips),
        "At 0.45, three of the six members are flagged.",
    )  # fmt: skip


def share_of_flagged(function: Callable) -> Verdict:
    """Check a learner's share of a group among those who are flagged."""
    cases = [([d <= at for d in _CLOSEST], _BLACK) for at in (0.45, 0.60, 0.41, 0.52)]
    slips = [
        Slip(lambda f, g: np.mean(f[g]),
              "that is the share of the group that is flagged. Turn it round: of those who are "
              "flagged, the share that is in the group."),
        Slip(lambda f, g: np.mean(f & g), "divide by those who are flagged, not by everybody."),
        Slip(lambda f, g: int(np.sum(f & g)), "that is a count. Divide by those who are flagged."),
        Slip(lambda f, g: np.mean(g), "that is the share of everybody. Look only at the flagged."),
        Slip(lambda f, g: 100 * np.mean(g[f]), "that is a percentage. Give a share from 0 to 1."),
        Slip(lambda f, g: np.mean(~g[f]), "that is the share of all the others."),
    ]  # fmt: skip
    return judge(
        _on_arrays(function), _on_arrays(lambda f, g: np.mean(g[f])), cases,
        _all_on_arrays(slips),
        "At 0.45, one of the three who are flagged is in the group.",
    )  # fmt: skip


def threshold_for(function: Callable) -> Verdict:
    """Check a learner's choice: the threshold with the largest value, of equals the loosest."""
    cases = [
        ({0.40: 0.1, 0.45: 0.3, 0.50: 0.2},),
        ({0.40: 5, 0.45: 5, 0.50: 2},),
        ({0.60: -3, 0.50: 0, 0.40: 0},),
        ({0.45: -1, 0.55: -4},),
    ]
    slips = [
        Slip(lambda v: min(t for t in v if v[t] == max(v.values())),
              "of equal values take the loosest threshold, the largest number: it misses the "
              "fewest people who are looked for."),
        Slip(lambda v: max(v, key=v.get),
              "of equal values you take the one that comes first. Take the loosest, the largest "
              "number."),
        Slip(lambda v: max(v.values()), "that is the largest value. Which threshold has it?"),
        Slip(lambda v: max(v), "that is the loosest of all. Look at the values."),
        Slip(lambda v: max(t for t in v if v[t] == min(v.values())),
              "that serves the party worst. Take the largest value."),
        Slip(lambda v: min(v, key=v.get),
              "that serves the party worst. Take the largest value."),
    ]  # fmt: skip
    return judge(
        function, lambda v: max(t for t in v if v[t] == max(v.values())), cases, slips,
        "Of thresholds that serve equally well it takes the loosest.",
    )  # fmt: skip
