"""Check cells of a claim, rules and a vote: right answers pass, typical wrong ones get the hint that fits."""

from __future__ import annotations

from support.learners import check_cell_tests

from falsematch.measures import decisions

RIGHT = {
    "finding": [
        lambda r, lo, hi, n: (
            "too few people" if n < 5 else f"{r:.1%} ({lo:.1%} to {hi:.1%}; {n} people)"
        ),
        lambda r, lo, hi, n: (
            f"{r * 100:.1f}% ({lo * 100:.1f}% to {hi * 100:.1f}%; {n} people)"
            if n >= 5
            else "too few people"
        ),
        lambda r, lo, hi, n: ["too few people", "{:.1%} ({:.1%} to {:.1%}; {} people)"][
            n > 4
        ].format(r, lo, hi, n),
    ],
    "supported": [
        decisions.supported,
        lambda low, high, limit: (
            "refuted" if low > limit else ("not shown" if high > limit else "supported")
        ),
        lambda low, high, limit: ["supported", "not shown", "refuted"][
            (low > limit) + (high > limit)
        ],
    ],
    "in_force": [
        lambda rules, year: [
            n for n, (s, e) in rules.items() if s <= year and not (e and e <= year)
        ],
        lambda rules, year: list(
            filter(lambda n: rules[n][0] <= year < (rules[n][1] or 9999), rules)
        ),
        lambda rules, year: [n for n in rules if year in range(rules[n][0], rules[n][1] or 9999)],
    ],
}
WRONG = {
    "finding": [
        (lambda r, lo, hi, n: f"{r:.1%} ({lo:.1%} to {hi:.1%}; {n} people)", "four people"),
        (lambda r, lo, hi, n: "too few people" if n < 5 else f"{r:.1%}", "not a finding"),
        (
            lambda r, lo, hi, n: "too few people" if n < 5 else f"{r:.1%} ({lo:.1%} to {hi:.1%})",
            "Add their number",
        ),
        (lambda r, lo, hi, n: None, "three dots"),
        (lambda r, lo, hi, n: r, "counted by hand"),
    ],
    "supported": [
        (lambda low, high, limit: "supported" if high <= limit else "refuted", "both sides"),
        (lambda low, high, limit: "refuted" if low > limit else "supported", "does not support"),
        (
            lambda low, high, limit: "supported" if (low + high) / 2 <= limit else "refuted",
            "by the middle",
        ),
        (
            lambda low, high, limit: (
                "supported" if high < limit else "refuted" if low > limit else "not shown"
            ),
            "ends at the limit",
        ),
        (lambda low, high, limit: high <= limit, "counted by hand"),
    ],
    "in_force": [
        (lambda rules, year: [n for n, (s, e) in rules.items() if s <= year], "have ended"),
        (
            lambda rules, year: [n for n, (s, e) in rules.items() if s <= year and not e],
            "before it",
        ),
        (
            lambda rules, year: [
                n for n, (s, e) in rules.items() if s < year and (e is None or year < e)
            ],
            "in which it starts",
        ),
        (
            lambda rules, year: [
                n for n, (s, e) in rules.items() if s <= year and (e is None or year <= e)
            ],
            "no longer in force",
        ),
        (lambda rules, year: rules.clear(), "three dots"),
    ],
}

test_right_answers_pass, test_wrong_answers_get_their_hint = check_cell_tests(RIGHT, WRONG)
