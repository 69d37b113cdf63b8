"""Check cells of a deployment in the street: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

import numpy as np
from support.learners import check_cell_tests

RIGHT = {
    "expected_false_alarms": [
        lambda c, f, k: k * sum(c[g] * f[g] for g in c),
        lambda c, f, k: sum(n * f[g] * k for g, n in c.items()),
        lambda c, f, k: k * float(np.dot([c[g] for g in c], [f[g] for g in c])),
    ],
    "seen_at_least_once": [
        lambda p, k: 1 - (1 - p) ** k,
        lambda p, k: 1 - np.prod([1 - p] * k),
        lambda p, k: sum(p * (1 - p) ** n for n in range(k)),
    ],
    "share_right": [
        lambda b, p, n, r, w: b * (1 - n) * r / (b * (1 - n) * r + (1 - b) * p * w),
        lambda b, p, n, r, w: 1 / (1 + (1 - b) * p * w / (b * (1 - n) * r)),
        lambda b, p, n, r, w: (b - b * n) * r / ((b - b * n) * r + (p - b * p) * w),
    ],
}


def early(c, f, k):
    for g in c:
        return k * c[g] * f[g]


def last(c, f, k):
    for g in c:
        total = k * c[g] * f[g]
    return total


WRONG = {
    "expected_false_alarms": [
        (lambda c, f, k: sum(c[g] * f[g] for g in c), "each camera searches anew"),
        (lambda c, f, k: k * sum(c.values()) * np.mean(list(f.values())), "equally large"),
        (lambda c, f, k: k * sum(c.values()) * sum(f.values()), "you add the rates"),
        (lambda c, f, k: {g: k * c[g] * f[g] for g in c}, "Add them up"),
        (early, "first group only"),
        (last, "last group only"),
        (lambda c, f, k: sum(c[g] * (1 - (1 - f[g]) ** k) for g in c), "count the alarms"),
        (lambda c, f, k: 7.0, "counted by hand"),
        (lambda c, f, k: c.clear() or 0, "must stay as it is"),
    ],
    "seen_at_least_once": [
        (lambda p, k: k * p, "more than 1"),
        (lambda p, k: (1 - p) ** k, "at no camera"),
        (lambda p, k: p**k, "at every camera"),
        (lambda p, k: p, "more chances"),
        (lambda p, k: 1 - p**k, "does not happen at every camera"),
        (lambda p, k: 1 - (1 - p) * k, "multiplied"),
        (lambda p, k: min(1, k * p), "counted by hand"),
    ],
    "share_right": [
        (lambda b, p, n, r, w: b * (1 - n) / (b * (1 - n) + (1 - b) * p), "does not act on all"),
        (lambda b, p, n, r, w: b * (1 - n) * w / (b * (1 - n) * w + (1 - b) * p * r), "swapped"),
        (lambda b, p, n, r, w: (1 - n) * r / ((1 - n) * r + p * w), "how rare"),
        (lambda b, p, n, r, w: (1 - b) * p * w / (b * (1 - n) * r + (1 - b) * p * w), "that is wrong"),
        (lambda b, p, n, r, w: 1 - p, "specificity"),
        (lambda b, p, n, r, w: b * r / (b * r + (1 - b) * p * w), "some are missed"),
        (lambda b, p, n, r, w: b * (1 - n) * r / (b * (1 - n) * r + p * w), "1 - base_rate"),
        (lambda b, p, n, r, w: b, "counted by hand"),
        (lambda b, p, n, r, w: None, "three dots"),
    ],
}  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)
