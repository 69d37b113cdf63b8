"""Check cells: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from support.learners import check_cell_tests

from falsematch import checks

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


def test_a_verdict_is_said_in_words_and_escaped():
    verdict = checks.distance(lambda a, b: (_ for _ in ()).throw(ValueError("<script>")))
    assert "<script>" not in verdict._repr_html_()
    assert "Not yet" in verdict._repr_html_()
    assert str(verdict).startswith("✗ Not yet:")


def test_brackets_after_the_name_are_explained():
    assert "without brackets" in checks.distance(5.0).message
