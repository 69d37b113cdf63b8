"""Check cells of lists of chosen composition: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

import numpy as np
import pytest
from support.learners import check_cell_tests

from falsematch import checks
from falsematch.measures import galleries


def everybody(pool):
    return [person for people in pool.values() for person in people]


RIGHT = {
    "draw_list": [
        lambda p, c, r: [x for g, n in c.items() for x in r.choice(p[g], n, replace=False)],
        lambda p, c, r: np.concatenate([r.choice(p[g], c[g], replace=False) for g in p]),
        lambda p, c, r: [x for g, n in c.items() for x in r.permutation(p[g])[:n]],
        galleries.draw_list,
    ],
    "fpir_of_list": [
        lambda d, c, t: np.mean((d[:, c] <= t).any(axis=1)),
        lambda d, c, t: sum(any(row[k] <= t for k in c) for row in d) / len(d),
        lambda d, c, t: (d[:, c].min(axis=1) <= t).mean(),
        galleries.fpir_of_list,
    ],
}  # fmt: skip
WRONG = [
    ("draw_list", lambda p, c, r: [x for g, n in c.items() for x in r.choice(p[g], n)], "replace=False"),
    ("draw_list", lambda p, c, r: [x for g, n in c.items() for x in list(p[g])[-n:]], "every draw"),
    ("draw_list", lambda p, c, r: [x for g, n in c.items() for x in p[g][:n]], "first ones"),
    ("draw_list", lambda p, c, r: list(r.choice(everybody(p), sum(c.values()), replace=False)), "mixed up"),
    ("draw_list", lambda p, c, r: [r.choice(p[g]) for g in c], "`counts[group]` says how many"),
    ("draw_list", lambda p, c, r: [r.choice(p[g], n, replace=False) for g, n in c.items()], "into one list"),
    ("draw_list", lambda p, c, r: [
        x for g, n in c.items() for x in np.random.default_rng(1).choice(p[g], n, replace=False)],
     "every draw"),
    ("draw_list", lambda p, c, r: list(r.choice(p["b"], c["b"], replace=False)), "only the last group"),
    ("draw_list", lambda p, c, r: list(r.choice(p["a"], c["a"], replace=False)), "only the first group"),
    ("draw_list", lambda p, c, r: None, "three dots"),
    ("draw_list", lambda p, c, r: p["z"], "KeyError"),
    ("draw_list", lambda p, c, r: p["a"].clear() or [1], "must stay as it is"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c] <= t), "share of *comparisons*"),
    ("fpir_of_list", lambda d, c, t: np.mean(d.min(axis=1) <= t), "you search everybody"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c].min(axis=1) < t), "equal to the threshold"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c].max(axis=1) <= t), "`any`, not `all`"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c].min(axis=0) <= t), "share of the *list*"),
    ("fpir_of_list", lambda d, c, t: sum((d[:, c] <= t).any(axis=1)), "that is a count"),
    ("fpir_of_list", lambda d, c, t: (d[:, c] <= t).sum() / len(d), "flagged once"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[:, c].min(axis=1) > t), "*not* flagged"),
    ("fpir_of_list", lambda d, c, t: np.mean(d[c].min(axis=1) <= t), "you choose rows"),
    ("fpir_of_list", lambda d, c, t: 0.9, "counted by hand"),
]  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(
    RIGHT, {name: [(f, hint) for n, f, hint in WRONG if n == name] for name in RIGHT}
)


@pytest.mark.parametrize("name", RIGHT)
def test_brackets_after_the_name_are_explained(name):
    assert "without brackets" in getattr(checks, name)([1]).message
