"""Check cells of the replay of the ACLU's test: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

import numpy as np
from support.learners import check_cell_tests

from falsematch.measures import replays

RIGHT = {
    "flagged": [
        lambda d, t: d <= t,
        lambda d, t: np.array([x <= t for x in d]),
        lambda d, t: ~(d > t),
        lambda d, t: [bool(x <= t) for x in d],
    ],
    "share_of_flagged": [
        lambda f, g: np.mean(g[f]),
        lambda f, g: (f & g).sum() / f.sum(),
        lambda f, g: sum(b for a, b in zip(f, g, strict=True) if a) / sum(f),
    ],
    "threshold_for": [
        lambda v: max(v, key=lambda t: (v[t], t)),
        lambda v: max(t for t in v if v[t] == max(v.values())),
        lambda v: sorted(v, key=lambda t: (v[t], t))[-1],
        replays.threshold_for,
    ],
}
WRONG = {
    "flagged": [
        (lambda d, t: d < t, "equal to the threshold"),
        (lambda d, t: d > t, "those who are far"),
        (lambda d, t: int((d <= t).sum()), "a count"),
        (lambda d, t: (d <= t).mean(), "that is a share"),
        (lambda d, t: d[d <= t], "their distances"),
        (lambda d, t: np.flatnonzero(d <= t), "their places"),
        (lambda d, t: d <= 0.6, "counted by hand"),
        (lambda d, t: None, "three dots"),
    ],
    "share_of_flagged": [
        (lambda f, g: np.mean(f[g]), "Turn it round"),
        (lambda f, g: np.mean(f & g), "not by everybody"),
        (lambda f, g: int((f & g).sum()), "a count"),
        (lambda f, g: np.mean(g), "share of everybody"),
        (lambda f, g: 100 * np.mean(g[f]), "a percentage"),
        (lambda f, g: np.mean(~g[f]), "all the others"),
    ],
    "threshold_for": [
        (lambda v: max(v, key=v.get), "comes first"),
        (lambda v: min(t for t in v if v[t] == max(v.values())), "take the loosest threshold"),
        (lambda v: max(v.values()), "Which threshold has it"),
        (lambda v: max(v), "loosest of all"),
        (lambda v: min(v, key=v.get), "serves the party worst"),
        (lambda v: 0.5, "counted by hand"),
    ],
}  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)
