"""Check cells of rates by group: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from support.learners import check_cell_tests

RIGHT = {
    "false_match_rate_by_group": [
        lambda p, t: {
            g: (p[~p.same_person & (p.group_a == g) & (p.group_b == g)].distance <= t).mean()
            for g in "ab"
        },
        lambda p, t: (
            p[~p.same_person & (p.group_a == p.group_b)]
            .groupby("group_a")["distance"]
            .agg(lambda one: (one <= t).mean())
            .to_dict()
        ),
    ],
    "resampled_rate": [
        lambda d, m: np.mean([m[tuple(sorted(p))] for p in combinations(d, 2) if len(set(p)) == 2]),
    ],
}
WRONG = {
    "false_match_rate_by_group": [
        (lambda p, t: {g: (p[(p.group_a == g) & (p.group_b == g)].distance <= t).mean() for g in "ab"},
         "mated pair slip in"),
        (lambda p, t: {g: (p[~p.same_person & (p.group_a == g)].distance <= t).mean() for g in "ab"},
         "You look at one of them"),
        (lambda p, t: 0.5, "counted by hand"),
        (lambda p, t: {g: (p[~p.same_person & (p.group_a == g) & (p.group_b == g)].distance < t).mean()
                       for g in "ab"}, "equal to the threshold"),
    ],
    "resampled_rate": [
        (lambda d, m: np.mean([m[p] for p in combinations(sorted(set(d)), 2)]), "counts twice"),
        (lambda d, m: sum(m.values()) / len(m), "use all people"),
        (lambda d, m: np.mean([a == b or m[tuple(sorted((a, b)))] for a, b in combinations(d, 2)]),
         "copy of themselves"),
    ],
}  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)
