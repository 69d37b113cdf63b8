"""Checks of deployments: expected false alarms, several cameras, the share of stops that is right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from falsematch.checks.base import Slip, Verdict, judge


def expected_false_alarms(function: Callable) -> Verdict:
    """Check a learner's sum over groups: people times their rate, at every camera."""
    cases = [
        ({"a": 1000, "b": 200}, {"a": 0.01, "b": 0.05}, 1),
        ({"a": 1000, "b": 200}, {"a": 0.01, "b": 0.05}, 3),
        ({"a": 300, "b": 300, "c": 50}, {"a": 0.0, "b": 0.02, "c": 0.1}, 2),
        ({"b": 40}, {"b": 0.5}, 1),
    ]

    def right(crowd, fpir, cameras):
        return cameras * sum(crowd[group] * fpir[group] for group in crowd)

    slips = [
        Slip(lambda c, f, k: right(c, f, 1),
              "each camera searches anew, so each adds its own alarms. Use `cameras`."),
        Slip(lambda c, f, k: k * sum(c.values()) * np.mean(list(f.values())),
              "the plain mean of the rates treats all groups as equally large. Multiply each "
              "group's people by its own rate, then add up."),
        Slip(lambda c, f, k: k * sum(c.values()) * sum(f.values()),
              "you add the rates of the groups. Multiply each group's people by its own rate, "
              "then add up."),
        Slip(lambda c, f, k: {g: k * c[g] * f[g] for g in c},
              "that is one number for each group. Add them up."),
        Slip(lambda c, f, k: k * list(c.values())[0] * list(f.values())[0],
              "that is the first group only. Does `return` stand inside the loop?"),
        Slip(lambda c, f, k: k * list(c.values())[-1] * list(f.values())[-1],
              "that is the last group only. Start at 0 before the loop, and add in it."),
        Slip(lambda c, f, k: sum(c[g] * (1 - (1 - f[g]) ** k) for g in c),
              "that counts people with at least one alarm. Here count the alarms: the same person "
              "may raise one at each camera."),
    ]  # fmt: skip
    return judge(
        function, right, cases, slips,
        "1,000 people at 1 in 100 and 200 people at 5 in 100: 10 alarms from each group.",
    )  # fmt: skip


def seen_at_least_once(function: Callable) -> Verdict:
    """Check a learner's chance of at least one alarm at several independent cameras."""
    cases = [(0.1, 2), (0.1, 1), (0.5, 3), (0.01, 10), (0.0, 4)]
    slips = [
        Slip(lambda p, k: k * p,
              "with p = 0.5 and 3 cameras that is more than 1, so it is no probability. Start from "
              "the chance that it happens at no camera."),
        Slip(lambda p, k: (1 - p) ** k,
              "that is the chance that it happens at no camera. Subtract it from 1."),
        Slip(lambda p, k: p**k,
              "that is the chance that it happens at every camera. At least one is enough."),
        Slip(lambda p, k: p, "more cameras, more chances. Use `cameras`."),
        Slip(lambda p, k: 1 - p**k,
              "that is the chance that it does not happen at every camera. Start from the chance "
              "that it happens at none."),
        Slip(lambda p, k: 1 - (1 - p) * k,
              "the chances of independent events are multiplied: (1 - p) * (1 - p) * ..., which "
              "is a power."),
    ]  # fmt: skip
    return judge(
        function, lambda p, k: 1 - (1 - p) ** k, cases, slips,
        "1 in 10 at each of two cameras: 1 - 0.9 * 0.9 = 0.19.",
    )  # fmt: skip


def share_right(function: Callable) -> Verdict:
    """Check a learner's precision after an officer has looked."""
    cases = [
        (0.01, 0.01, 0.0, 1.0, 1.0), (0.001, 0.01, 0.1, 1.0, 1.0), (0.002, 0.01, 0.0, 0.9, 0.2),
        (0.05, 0.02, 0.1, 0.5, 1.0), (0.5, 0.1, 0.2, 0.9, 0.3),
    ]  # fmt: skip

    def right(base_rate, fpir, fnmr, acts_on_right, acts_on_wrong):
        good = base_rate * (1 - fnmr) * acts_on_right
        return good / (good + (1 - base_rate) * fpir * acts_on_wrong)

    slips = [
        Slip(lambda b, p, n, r, w: right(b, p, n, 1, 1),
              "that is the share of the alarms. The officer does not act on all of them: use "
              "`acts_on_right` and `acts_on_wrong`."),
        Slip(lambda b, p, n, r, w: right(b, p, n, w, r),
              "the officer's two shares are swapped."),
        Slip(lambda b, p, n, r, w: right(0.5, p, n, r, w),
              "it does not matter here how rare the people looked for are. Use `base_rate`."),
        Slip(lambda b, p, n, r, w: 1 - right(b, p, n, r, w), "that is the share that is wrong."),
        Slip(lambda b, p, n, r, w: 1 - p,
              "1 - FPIR is the specificity: of the strangers, the share that passes without an "
              "alarm. Of those who are stopped, how many are right?"),
        Slip(lambda b, p, n, r, w: right(b, p, 0, r, w), "some are missed: use `fnmr`."),
        Slip(lambda b, p, n, r, w: b * (1 - n) * r / (b * (1 - n) * r + p * w),
              "strangers are not everybody: their share is 1 - base_rate."),
    ]  # fmt: skip
    return judge(
        function, right, cases, slips,
        "1 in 100 is looked for, 1 in 100 strangers raises an alarm: about half of the stops are "
        "right.",
    )  # fmt: skip
