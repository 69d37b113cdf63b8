"""Checks of decisions: a finding in words, a claim and its evidence, rules in force."""

from __future__ import annotations

from collections.abc import Callable

from falsematch.checks.base import Slip, Verdict, judge
from falsematch.measures import decisions


def finding(function: Callable) -> Verdict:
    """Check a learner's sentence for a rate: percent, interval, people, or too few people."""
    cases = [
        (0.301, 0.13, 0.497, 13),
        (0.00501, 0.00216, 0.00887, 69),
        (0.0, 0.0, 0.146, 10),
        (0.5, 0.0, 1.0, 4),
        (0.25, 0.1, 0.4, 5),
    ]

    def words(rate, low, high, people):
        return f"{rate:.1%} ({low:.1%} to {high:.1%}; {people} people)"

    def right(rate, low, high, people):
        return "too few people" if people < 5 else words(rate, low, high, people)

    slips = [
        Slip(words, "four people cannot carry a rate. Below five, say: too few people"),
        Slip(lambda r, lo, hi, n: "too few people" if n <= 5 else words(r, lo, hi, n),
             "five people are enough; fewer than five are too few."),
        Slip(lambda r, lo, hi, n: "too few people" if n < 5 else f"{r:.1%}",
             "a rate without its interval and its people is not a finding."),
        Slip(lambda r, lo, hi, n: "too few people" if n < 5 else f"{r:.1%} ({lo:.1%} to {hi:.1%})",
             "how many people stand behind it? Add their number."),
        Slip(lambda r, lo, hi, n: "too few people" if n < 5 else
             f"{r:.1f} ({lo:.1f} to {hi:.1f}; {n} people)",
             "these are shares. In an f-string, {rate:.1%} writes a share as a percentage."),
    ]  # fmt: skip
    return judge(
        function, right, cases, slips,
        "30.1% (13.0% to 49.7%; 13 people): a rate, how sure, and on whom.",
    )  # fmt: skip


def supported(function: Callable) -> Verdict:
    """Check a learner's judgment of a claim: supported, refuted, or not shown."""
    cases = [
        (0.001, 0.004, 0.005),
        (0.010, 0.300, 0.005),
        (0.002, 0.009, 0.005),
        (0.001, 0.006, 0.005),
        (0.002, 0.005, 0.005),
        (0.005, 0.009, 0.005),
        (0.0, 0.146, 0.01),
    ]

    def either(low, high, limit):
        return "supported" if high <= limit else "refuted"

    slips = [
        Slip(either, "the interval can lie on both sides of the limit. Then it is: not shown"),
        Slip(lambda low, high, limit: "refuted" if low > limit else "supported",
             "an interval that reaches above the limit does not support it. It is: not shown"),
        Slip(lambda low, high, limit: "supported" if (low + high) / 2 <= limit else "refuted",
             "you judge by the middle. Look at both ends of the interval."),
        Slip(lambda low, high, limit: "supported" if high < limit else
             "refuted" if low > limit else "not shown",
             "at most the limit: an interval that ends at the limit supports it."),
        Slip(lambda low, high, limit: "supported" if high <= limit else
             "refuted" if low >= limit else "not shown",
             "at most the limit: an interval that begins at the limit does not refute it."),
    ]  # fmt: skip
    return judge(
        function, decisions.supported, cases, slips,
        "Three answers. “Not shown” is not “not so”: it asks for more people.",
    )  # fmt: skip


def in_force(function: Callable) -> Verdict:
    """Check a learner's list of the rules in force on a day (years as numbers, None: no end)."""
    rules = {"ban": (2019, None), "pause": (2020, 2023), "act": (2025, None), "trial": (2023, 2024)}
    cases = [(rules, 2021), (rules, 2019), (rules, 2023), (rules, 2018), (rules, 2026)]

    def listed(keep):
        return lambda table, year: [
            name for name, (start, end) in table.items() if keep(start, end, year)
        ]

    right = listed(lambda start, end, year: start <= year and (end is None or year < end))
    slips = [
        Slip(listed(lambda start, end, year: start <= year),
             "some rules have ended. Look at the end, too."),
        Slip(listed(lambda start, end, year: start <= year and end is None),
             "a rule with an end was in force before it ended."),
        Slip(listed(lambda start, end, year: start < year and (end is None or year < end)),
             "a rule is in force in the year in which it starts."),
        Slip(listed(lambda start, end, year: start <= year and (end is None or year <= end)),
             "in the year of its end a rule is no longer in force."),
    ]  # fmt: skip
    return judge(
        function, right, cases, slips, "Rules come, and some go: in 2023 the pause has ended."
    )
