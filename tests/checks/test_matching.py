"""Check cells of matching two faces: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

import numpy as np
from support.learners import check_cell_tests

RIGHT = {
    "distance": [
        lambda a, b: np.linalg.norm(a - b),
        lambda a, b: sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5,
        lambda a, b: np.sqrt(np.dot(a - b, a - b)),
    ],
    "is_match": [
        lambda d, t: d <= t,
        lambda d, t: not d > t,
        lambda d, t: np.bool_(d <= t),
    ],
}
WRONG = {
    "distance": [
        (lambda a, b: np.sum((a - b) ** 2), "root is missing"),
        (lambda a, b: np.sum(np.abs(a - b)), "Square them first"),
        (lambda a, b: np.sum(a - b), "cancel out"),
        (lambda a, b: np.abs(a - b), "one number for each place"),
        (lambda a, b: 5.0, "counted by hand"),
        (lambda a, b: None, "three dots"),
        (lambda a, b: b.nope, "AttributeError"),
    ],
    "is_match": [
        (lambda d, t: d < t, "equal to the threshold"),
        (lambda d, t: d >= t, "far faces a match"),
        (lambda d, t: d <= 0.6, "not always 0.6"),
        (lambda d, t: "yes" if d <= t else "no", "counted by hand"),
    ],
    "search": [
        (lambda f, g, t: min(g, key=lambda n: np.linalg.norm(f - g[n])), "always names somebody"),
        (lambda f, g, t: next((n for n in g if np.linalg.norm(f - g[n]) <= t), "nobody"), "first face"),
        (lambda f, g, t: max(g, key=lambda n: np.linalg.norm(f - g[n])), "farthest"),
        (lambda f, g, t: g.clear() or "nobody", "must stay as it is"),
    ],
}  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)
