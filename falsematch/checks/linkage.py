"""Checks of linkage: an exact join, the birthday paradox with names, a match weight."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

from falsematch.checks.base import Slip, Verdict, judge
from falsematch.measures import linkage
from falsematch.measures.linkage import names


def _record(number: str, first_name: str, surname: str, born: str | None) -> dict:
    return {"record": number, "first_name": first_name, "surname": surname, "born": born}


_AGENCY = [
    _record("a1", "ANA", "DIAZ", "1970-05-02"),
    _record("a2", "LI", "CHEN", "1980-01-01"),
    _record("a3", "EVE", "COLE", None),
]
_REGISTER = [
    _record("r1", "ANA", "DIAZ", "1970-05-02"),
    _record("r2", "ANA", "DIAZ", "1971-05-02"),
    _record("r3", "CHEN", "LI", "1980-01-01"),
    _record("r4", "EVE", "COLE", None),
    _record("r5", "LI", "CHEN", "1980-01-01"),
    _record("r6", "LI", "CHEN", "1980-01-01"),
    _record("r7", "LEA", "DIAZ", "1970-05-02"),  # a twin
    _record("r8", "ANA", "COLE", "1970-05-02"),
]


def exact_links(function: Callable) -> Verdict:
    """Check a learner's exact join: pairs of numbers of records that agree on three fields."""

    def counted(agency, register):
        # Pairs may come in any order; a pair given twice is a slip.
        pairs = function(agency, register)
        if pairs is None or pairs is Ellipsis:
            return None
        return dict(Counter(tuple(pair) for pair in pairs))

    def agreeing(agree):
        def join(agency, register):
            return {(a["record"], b["record"]): 1 for a in agency for b in register if agree(a, b)}

        return join

    def three(a, b):
        return all(a[field] == b[field] for field in ("first_name", "surname", "born"))

    def first_only(agency, register):
        found = {}
        for a, b in agreeing(lambda a, b: three(a, b) and a["born"] is not None)(agency, register):
            found.setdefault(a, b)
        return {pair: 1 for pair in found.items()}

    cases = [
        (_AGENCY, _REGISTER),
        (_AGENCY[:1], _REGISTER[:2]),
        (_AGENCY[2:], _REGISTER[3:4]),
        (_AGENCY, []),
    ]
    slips = [
        Slip(agreeing(three),
              "two missing birthdays are not an agreement: nobody wrote anything down. Leave out "
              "records whose born is None."),
        Slip(agreeing(lambda a, b: a["first_name"] == b["first_name"] and a["surname"] == b["surname"]),
              "you compare the names only. The birthday must agree too."),
        Slip(agreeing(lambda a, b: a["surname"] == b["surname"] and a["born"] == b["born"] is not None),
              "compare the first name too."),
        Slip(agreeing(lambda a, b: a["first_name"] == b["first_name"] and a["born"] == b["born"] is not None),
              "compare the surname too."),
        Slip(first_only,
              "an agency record can agree with several records. Give all of them: which one is "
              "right is not known."),
    ]  # fmt: skip
    return judge(
        counted if callable(function) else function,
        agreeing(lambda a, b: three(a, b) and a["born"] is not None), cases, slips,
        "a1 agrees with one record, a2 with two, and a3 with none: its birthday is missing.",
    )  # fmt: skip


def expected_pairs(function: Callable) -> Verdict:
    """Check a learner's birthday paradox with names."""
    cases = [(2, 0.5, 1), (1000, 0.01, 365), (3, 1.0, 2), (1, 0.5, 10), (20_000, 1e-6, 24_107)]
    slips = [
        Slip(lambda n, chance, days: n * n / 2 * chance / days,
              "nobody makes a pair with themselves: n times n - 1, not n times n."),
        Slip(lambda n, chance, days: n * n * chance / days,
              "n times n counts each pair twice, and everybody with themselves. Try 3 people by "
              "hand: they make 3 pairs."),
        Slip(lambda n, chance, days: n * (n - 1) * chance / days,
              "each pair is counted twice, once from each side. Divide by 2."),
        Slip(lambda n, chance, days: n * (n - 1) / 2 * chance, "divide by the number of birthdays."),
        Slip(lambda n, chance, days: n * chance / days,
              "count pairs of people, not people: n people make n (n - 1) / 2 pairs."),
        Slip(lambda n, chance, days: n * (n - 1) / 2 / days,
              "most pairs do not share a name: multiply by the chance."),
        Slip(lambda n, chance, days: round(n * (n - 1) / 2 * chance / days),
              "do not round: an average may be a part of a pair."),
    ]  # fmt: skip
    return judge(
        function, names.expected_pairs, cases, slips,
        "1,000 people make 499,500 pairs. One in 100 shares a name, one in 365 of those a birthday.",
    )  # fmt: skip


def match_weight(function: Callable) -> Verdict:
    """Check a learner's sum of evidence: agreements and disagreements in bits."""
    m = {"surname": 0.96, "born": 0.9, "area": 0.75}
    u = {"surname": 0.0625, "born": 0.0001, "area": 0.125}
    cases = [
        ({"surname": True}, m, u),
        ({"area": False}, m, u),
        ({"surname": True, "born": True, "area": False}, m, u),
        ({"surname": False, "born": False}, m, u),
        ({}, m, u),
    ]

    def total(agrees, m, u, log=math.log2, differs=lambda m, u: (1 - m) / (1 - u), up=False):
        ratios = [m[f] / u[f] if same else differs(m[f], u[f]) for f, same in agrees.items()]
        return sum(log(1 / ratio if up else ratio) for ratio in ratios)

    slips = [
        Slip(lambda a, m, u: total(a, m, u, differs=lambda m, u: 1),
              "a field that differs is evidence too, against: add log2((1 - m) / (1 - u))."),
        Slip(lambda a, m, u: total(a, m, u, differs=lambda m, u: m / u),
              "you add the same whether the field agrees or not."),
        Slip(lambda a, m, u: total(a, m, u, differs=lambda m, u: u / m),
              "for a field that differs take how often it differs: (1 - m) and (1 - u)."),
        Slip(lambda a, m, u: total(a, m, u, log=math.log),
              "that is the natural logarithm. Bits need np.log2."),
        Slip(lambda a, m, u: total(a, m, u, log=math.log10), "for bits use np.log2, not np.log10."),
        Slip(lambda a, m, u: total(a, m, u, log=lambda ratio: ratio),
              "take log2 of each ratio before you add."),
        Slip(lambda a, m, u: 2 ** total(a, m, u),
              "that is the product of the ratios. Add their logarithms."),
        Slip(lambda a, m, u: total(a, m, u, up=True),
              "upside down: m, for one person, stands above u, for two."),
    ]  # fmt: skip
    return judge(
        function, linkage.match_weight, cases, slips,
        "What agrees adds bits, what differs takes some away, and what is missing does neither.",
    )  # fmt: skip
