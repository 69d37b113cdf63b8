"""Check cells of a threshold: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

import numpy as np
from support.learners import check_cell_tests

RIGHT = {
    "false_match_rate": [
        lambda d, t: np.mean(d <= t),
        lambda d, t: sum(x <= t for x in d) / len(d),
        lambda d, t: np.count_nonzero(d <= t) / d.size,
    ],
    "false_non_match_rate": [
        lambda d, t: np.mean(d > t),
        lambda d, t: 1 - np.mean(d <= t),
        lambda d, t: len([x for x in d if x > t]) / len(d),
    ],
    "loosest_threshold": [
        lambda d, ts, x: max(t for t in ts if np.mean(d <= t) <= x),
        lambda d, ts, x: sorted(t for t in ts if np.mean(d <= t) <= x)[-1],
        lambda d, ts, x: [t for t in ts if (d <= t).sum() <= x * len(d)][-1],
    ],
    "share_of_true_alarms": [
        lambda c, t, fmr, fnmr: t * (1 - fnmr) / (t * (1 - fnmr) + (c - t) * fmr),
        lambda c, t, fmr, fnmr: 1 / (1 + (c - t) * fmr / (t * (1 - fnmr))),
        lambda c, t, fmr, fnmr: (t - t * fnmr) / ((t - t * fnmr) + (c * fmr - t * fmr)),
    ],
}
WRONG = {
    "false_match_rate": [
        (lambda d, t: np.mean(d < t), "equal to the threshold"),
        (lambda d, t: np.mean(d > t), "does *not* match"),
        (lambda d, t: int(np.sum(d <= t)), "a count"),
        (lambda d, t: 100 * np.mean(d <= t), "a percentage"),
        (lambda d, t: 0.5, "counted by hand"),
        (lambda d, t: (d.sort(), d.__setitem__(0, 9), 0.5)[2], "must stay as it is"),
    ],
    "false_non_match_rate": [
        (lambda d, t: np.mean(d <= t), "Which ones are missed"),
        (lambda d, t: np.mean(d >= t), "not a miss"),
        (lambda d, t: int(np.sum(d > t)), "a count"),
    ],
    "loosest_threshold": [
        (lambda d, ts, x: min(ts), "strictest threshold"),
        (lambda d, ts, x: max(ts), "target matter"),
        (lambda d, ts, x: max([t for t in ts if np.mean(d <= t) < x], default=0.3), "still keeps to it"),
    ],
    "share_of_true_alarms": [
        (lambda c, t, fmr, fnmr: 1 - fmr, "an innocent person passes"),
        (lambda c, t, fmr, fnmr: t * (1 - fnmr) / (c * fmr), "all alarms"),
        (lambda c, t, fmr, fnmr: t / (t + (c - t) * fmr), "use FNMR"),
    ],
}  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)
