"""Check cells of searching a list: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

import numpy as np
import pytest
from support.learners import check_cell_tests

from falsematch import checks

RIGHT = {
    "false_alarm": [
        lambda d, t: np.any(d <= t),
        lambda d, t: min(d) <= t,
        lambda d, t: any(x <= t for x in d),
        lambda d, t: bool(np.sum(d <= t) > 0),
    ],
    "fpir": [
        lambda m, t: np.mean(np.any(m <= t, axis=1)),
        lambda m, t: (m.min(axis=1) <= t).mean(),
        lambda m, t: sum(any(x <= t for x in row) for row in m) / len(m),
    ],
    "expected_fpir": [
        lambda fmr, n: 1 - (1 - fmr) ** n,
        lambda fmr, n: 1 - np.prod([1 - fmr] * n),
        lambda fmr, n: sum(fmr * (1 - fmr) ** k for k in range(n)),
    ],
}
WRONG = {
    "false_alarm": [
        (lambda d, t: min(d) < t, "equal to the threshold"),
        (lambda d, t: np.all(d <= t), "ask for all"),
        (lambda d, t: d[0] <= t, "first person"),
        (lambda d, t: np.any(d > t), "those who are far"),
        (lambda d, t: int(np.sum(d <= t)), "counts the matches"),
        (lambda d, t: np.mean(d <= t), "share of the list"),
        (lambda d, t: np.min(d), "smallest distance"),
        (lambda d, t: d <= t, "one for the whole search"),
        (lambda d, t: np.any(d <= 0.6), "counted by hand"),
        (lambda d, t: None, "three dots"),
    ],
    "fpir": [
        (lambda m, t: np.mean(m <= t), "the FMR"),
        (lambda m, t: np.mean((m <= t).any(axis=0)), "use axis=1"),
        (lambda m, t: np.mean((m < t).any(axis=1)), "equal to the threshold"),
        (lambda m, t: int((m <= t).any(axis=1).sum()), "a count"),
        (lambda m, t: (m <= t).sum() / len(m), "matches per search"),
        (lambda m, t: np.mean((m <= t).all(axis=1)), "ask for all"),
        (lambda m, t: 1 - np.mean((m <= t).any(axis=1)), "nobody is named"),
        (lambda m, t: 100 * np.mean((m <= t).any(axis=1)), "a percentage"),
        (lambda m, t: 0.5, "counted by hand"),
    ],
    "expected_fpir": [
        (lambda fmr, n: fmr * n, "adding up"),
        (lambda fmr, n: min(1, fmr * n), "adding up"),
        (lambda fmr, n: (1 - fmr) ** n, "the other case"),
        (lambda fmr, n: fmr**n, "everybody in the list"),
        (lambda fmr, n: 1 - fmr**n, "not everybody"),
        (lambda fmr, n: 1 - (1 - fmr) * n, "a power"),
        (lambda fmr, n: 0.5, "counted by hand"),
    ],
}  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)


@pytest.mark.parametrize("name", RIGHT)
def test_brackets_after_the_name_are_explained(name):
    assert "without brackets" in getattr(checks, name)(5.0).message
