"""Checks of galleries: draw a list, FPIR with a list."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from falsematch.checks.base import Slip, Verdict, judge

_POOL = {"a": [0, 1, 2, 3, 4, 5], "b": [10, 11, 12, 13, 14, 15, 16, 17]}
_DISTANCES = np.array([[0.5, 0.9, 0.4], [0.8, 0.6, 0.9], [0.7, 0.9, 0.3], [0.9, 0.8, 0.9]])


def draw_list(function: Callable) -> Verdict:
    """Check a learner's draw: what is true of every list that is drawn, not which one it is."""

    def said(function: Callable) -> Callable:
        if not callable(function):
            return function  # `judge` explains it

        def called(pool, counts):
            lists = []
            for seed in range(6):
                drawn = function(pool, counts, np.random.default_rng(seed))
                if drawn is None or drawn is Ellipsis:
                    return drawn
                if any(np.ndim(person) for person in drawn):
                    return "lists in a list"
                lists.append([int(person) for person in np.ravel(np.array(list(drawn)))])
            of = {group: [sum(p in people for p in one) for one in lists]
                  for group, people in pool.items()}  # fmt: skip
            return {
                "of a": sorted(set(of["a"])), "of b": sorted(set(of["b"])),
                "anybody twice": any(len(set(one)) < len(one) for one in lists),
                "anybody else": any(p not in sum(pool.values(), []) for one in lists for p in one),
                "different draws": len({tuple(sorted(one)) for one in lists}) > 1,
            }  # fmt: skip

        return called

    def drawn(pool, counts, random, replace=False):
        return [p for g, n in counts.items() for p in random.choice(pool[g], n, replace=replace)]

    def from_all(pool, counts, random):
        return random.choice(sum(pool.values(), []), sum(counts.values()), replace=False)

    # Long enough that a draw with replacement holds somebody twice in one of six draws.
    cases = [(_POOL, {"a": 4, "b": 5}), (_POOL, {"a": 1, "b": 7}), (_POOL, {"a": 5, "b": 2})]
    slips = [
        Slip(lambda p, c, r: drawn(p, c, r, True),
              "somebody stands on the list twice. Draw without putting back: `replace=False`."),
        Slip(lambda p, c, r: [list(r.choice(p[g], n, replace=False)) for g, n in c.items()],
              "that is a list for each group. Put all people into one list."),
        Slip(lambda p, c, r: [x for g, n in c.items() for x in p[g][:n]],
              "every draw is the same. Use `random` to choose, not the first ones in the pool."),
        Slip(from_all,
              "the groups are mixed up. Draw from each group alone, as many as `counts` says."),
        Slip(lambda p, c, r: [x for g in c for x in r.choice(p[g], 1, replace=False)],
              "you draw one of each group. `counts[group]` says how many."),
        Slip(lambda p, c, r: drawn(p, c, np.random.default_rng(1)),
              "every draw is the same. Use the `random` that is given, not a new one."),
        Slip(lambda p, c, r: drawn(p, dict(list(c.items())[-1:]), r),
              "only the last group is on the list. Collect the people of all groups."),
        Slip(lambda p, c, r: drawn(p, dict(list(c.items())[:1]), r),
              "only the first group is on the list. Does `return` stand inside the loop?"),
    ]  # fmt: skip
    return judge(
        said(function), said(drawn), cases,
        [Slip(said(slip.function), slip.hint) for slip in slips],
        "Each list has as many of each group as asked, nobody twice, and no two are the same.",
    )  # fmt: skip


def fpir_of_list(function: Callable) -> Verdict:
    """Check a learner's FPIR: the share of rows with at least one match among the columns."""
    cases = [
        (_DISTANCES, [0, 1], 0.6), (_DISTANCES, [0, 1, 2], 0.6), (_DISTANCES, [0], 0.45),
        (_DISTANCES, [1, 2], 0.4), (_DISTANCES, [0, 2], 0.5),
    ]  # fmt: skip
    slips = [
        Slip(lambda d, c, t: (d[:, c] <= t).mean(),
              "that is the share of *comparisons*. One match is enough to be flagged: `.any(axis=1)`"
              " first, then the mean."),
        Slip(lambda d, c, t: (d <= t).any(axis=1).mean(),
              "you search everybody. Look only at the columns on the list: `distances[:, listed]`."),
        Slip(lambda d, c, t: (d[:, c] < t).any(axis=1).mean(),
              "a distance equal to the threshold counts as a match."),
        Slip(lambda d, c, t: (d[:, c] <= t).all(axis=1).mean(),
              "you ask that *everybody* on the list matches. One is enough: `any`, not `all`."),
        Slip(lambda d, c, t: (d[:, c] <= t).any(axis=0).mean(),
              "that is the share of the *list* that matches somebody. Go along the rows: `axis=1`."),
        Slip(lambda d, c, t: int((d[:, c] <= t).any(axis=1).sum()),
              "that is a count. Divide by the people searched for."),
        Slip(lambda d, c, t: (d[:, c] <= t).sum(axis=1).mean(),
              "that is the mean number of matches. Somebody with two matches is flagged once."),
        Slip(lambda d, c, t: 1 - (d[:, c] <= t).any(axis=1).mean(),
              "that is the share who are *not* flagged."),
        Slip(lambda d, c, t: (d[c] <= t).any(axis=1).mean(),
              "you choose rows. The list is in the columns: `distances[:, listed]`."),
    ]  # fmt: skip
    return judge(
        function, lambda d, c, t: (d[:, c] <= t).any(axis=1).mean(), cases, slips,
        "At 0.6, with the first two people on the list, two of four are flagged.",
    )  # fmt: skip
