"""Check cells of linked records: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

import math

import numpy as np
from support.learners import check_cell_tests


def join(keep):
    return lambda agency, register: [
        (a["record"], b["record"]) for a in agency for b in register if keep(a, b)
    ]


def dated(a, b):
    return a["born"] is not None and all(a[f] == b[f] for f in ("first_name", "surname", "born"))


def by_key(agency, register):
    key = lambda r: (r["first_name"], r["surname"], r["born"])  # noqa: E731
    return [
        [a["record"], b["record"]]
        for b in reversed(register)
        for a in agency
        if b["born"] and key(a) == key(b)
    ]


def only_first(agency, register):
    links = []
    for a in agency:
        for b in register:
            if dated(a, b):
                links.append((a["record"], b["record"]))
                break
    return links


def added(m_of, log=np.log2):
    return lambda agrees, m, u: sum(log(m_of(m[f], u[f], same)) for f, same in agrees.items())


RIGHT = {
    "exact_links": [join(dated), by_key, lambda a, r: list(set(join(dated)(a, r)))],
    "expected_pairs": [
        lambda n, c, d: n * (n - 1) / 2 * c / d,
        lambda n, c, d: math.comb(n, 2) * c / d,
        lambda n, c, d: sum(range(n)) * (c * (1 / d)),
    ],
    "match_weight": [
        added(lambda m, u, same: m / u if same else (1 - m) / (1 - u)),
        lambda a, m, u: math.log2(
            math.prod(m[f] / u[f] if s else (1 - m[f]) / (1 - u[f]) for f, s in a.items())
        ),
        lambda a, m, u: sum(
            (np.log(abs((not s) - m[f])) - np.log(abs((not s) - u[f]))) / np.log(2)
            for f, s in a.items()
        ),
    ],
}
WRONG = {
    "exact_links": [
        (join(lambda a, b: all(a[f] == b[f] for f in ("first_name", "surname", "born"))),
         "two missing birthdays"),
        (join(lambda a, b: a["first_name"] == b["first_name"] and a["surname"] == b["surname"]),
         "names only"),
        (join(lambda a, b: a["surname"] == b["surname"] and a["born"] == b["born"] is not None),
         "first name too"),
        (join(lambda a, b: a["first_name"] == b["first_name"] and a["born"] == b["born"] is not None),
         "surname too"),
        (only_first, "Give all of them"),
        (lambda a, r: join(dated)(a, r) * 2, "counted by hand"),
        (lambda a, r: None, "three dots"),
        (lambda a, r: a[0].nope, "AttributeError"),
        (lambda a, r: a.pop() and [], "must stay as it is"),
        ([("a1", "r1")], "without brackets"),
    ],
    "expected_pairs": [
        (lambda n, c, d: n * n / 2 * c / d, "with themselves"),
        (lambda n, c, d: n**2 * c / d, "counts each pair twice"),
        (lambda n, c, d: n * (n - 1) * c / d, "Divide by 2"),
        (lambda n, c, d: n * (n - 1) / 2 * c, "number of birthdays"),
        (lambda n, c, d: n * c / d, "not people"),
        (lambda n, c, d: n * (n - 1) / 2 / d, "multiply by the chance"),
        (lambda n, c, d: round(n * (n - 1) / 2 * c / d), "do not round"),
        (lambda n, c, d: 13.7, "counted by hand"),
    ],
    "match_weight": [
        (added(lambda m, u, same: m / u if same else 1), "evidence too, against"),
        (added(lambda m, u, same: m / u), "whether the field agrees or not"),
        (added(lambda m, u, same: m / u if same else u / m), "how often it differs"),
        (added(lambda m, u, same: m / u if same else (1 - m) / (1 - u), np.log), "natural logarithm"),
        (added(lambda m, u, same: m / u if same else (1 - m) / (1 - u), np.log10), "not np.log10"),
        (added(lambda m, u, same: m / u if same else (1 - m) / (1 - u), lambda x: x), "before you add"),
        (lambda a, m, u: math.prod(
            m[f] / u[f] if s else (1 - m[f]) / (1 - u[f]) for f, s in a.items()), "the product"),
        (added(lambda m, u, same: u / m if same else (1 - u) / (1 - m)), "upside down"),
        (lambda a, m, u: 3.0, "counted by hand"),
    ],
}  # fmt: skip

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)
