"""Check cells of a list that feeds itself: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

import numpy as np
import pytest
from support.learners import check_cell_tests

from falsematch import checks

RIGHT = {
    "next_round": [
        lambda s, n, f, r: {g: s[g] * (1 - r) + n * s[g] / sum(s.values()) * f[g] for g in s},
        lambda s, n, f, r: {g: s[g] - s[g] * r + n * f[g] * (s[g] / sum(s.values())) for g in s},
        lambda s, n, f, r: dict(
            zip(s, np.array(list(s.values())) * (
                1 - r + n * np.array([f[g] for g in s]) / sum(s.values())), strict=True)
        ),
    ],
}  # fmt: skip
WRONG = [
    ("next_round", lambda s, n, f, r: {g: s[g] * (1 - r) + n / 2 * f[g] for g in s}, "evenly"),
    ("next_round", lambda s, n, f, r: {g: s[g] + n * s[g] / sum(s.values()) * f[g] for g in s}, "nothing is removed"),
    ("next_round", lambda s, n, f, r: {g: n * s[g] / sum(s.values()) * f[g] for g in s}, "only the new"),
    ("next_round", lambda s, n, f, r: {
        g: (1 - r) * (s[g] + n * s[g] / sum(s.values()) * f[g]) for g in s}, "some of the new photos"),
    ("next_round", lambda s, n, f, r: {g: s[g] * (1 - r) + n * s[g] / sum(s.values()) for g in s}, "Only the share"),
    ("next_round", lambda s, n, f, r: {g: s[g] * r + n * s[g] / sum(s.values()) * f[g] for g in s}, "taken away"),
    ("next_round", lambda s, n, f, r: {g: 1.0 for g in s}, "counted by hand"),
    ("next_round", lambda s, n, f, r: s.update(A=0) or s, "must stay as it is"),
]  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(
    RIGHT, {name: [(f, hint) for n, f, hint in WRONG if n == name] for name in RIGHT}
)


@pytest.mark.parametrize("name", RIGHT)
def test_brackets_after_the_name_are_explained(name):
    assert "without brackets" in getattr(checks, name)([1]).message
