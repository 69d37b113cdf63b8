"""Checks of loops: one round in which the list grows by the stops it causes."""

from __future__ import annotations

from collections.abc import Callable

from falsematch.checks.base import Slip, Verdict, judge


def next_round(function: Callable) -> Verdict:
    """Check a learner's round of the loop: checks follow the list, stops lengthen it."""

    def right(listed, checks, flagged, removed):
        total = sum(listed.values())
        return {g: n * (1 - removed) + checks * n / total * flagged[g] for g, n in listed.items()}

    def even(listed, checks, flagged, removed):
        return {g: n * (1 - removed) + checks / len(listed) * flagged[g] for g, n in listed.items()}

    def never_removed(listed, checks, flagged, removed):
        return right(listed, checks, flagged, 0)

    def only_new(listed, checks, flagged, removed):
        return right(listed, checks, flagged, 1)

    def removed_last(listed, checks, flagged, removed):
        return {g: n * (1 - removed) for g, n in right(listed, checks, flagged, 0).items()}

    def everybody(listed, checks, flagged, removed):
        return right(listed, checks, dict.fromkeys(listed, 1), removed)

    def kept_share(listed, checks, flagged, removed):
        return right(listed, checks, flagged, 1 - removed)

    cases = [
        ({"A": 40, "B": 60}, 100, {"A": 0.5, "B": 0.1}, 0.1),
        ({"A": 50, "B": 50}, 40, {"A": 0.2, "B": 0.2}, 0.0),
        ({"A": 10, "B": 30}, 80, {"A": 0.3, "B": 0.05}, 0.5),
    ]
    slips = [
        Slip(even, "the checks are shared out evenly. They follow the list: a group with two "
                   "fifths of the list gets two fifths of the checks."),
        Slip(never_removed, "nothing is removed. Take `removed` times the old number away."),
        Slip(only_new, "only the new photos are left. Add them to those that stay."),
        Slip(removed_last, "you remove some of the new photos as well. Remove from the old ones, "
                           "then add."),
        Slip(everybody, "everybody who is checked gets on the list. Only the share in `flagged` "
                        "does."),
        Slip(kept_share, "you keep the share that should go. `removed` is what is taken away."),
    ]  # fmt: skip
    return judge(
        function, right, cases, slips,
        "From 40 and 60 photos: A loses 4 and gains 20, B loses 6 and gains 6.",
    )  # fmt: skip
