"""Claims, rules and their pictures: what a decision rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.learners import check_cell_tests

from falsematch import facts, plots
from falsematch.facts import regulation
from falsematch.measures import decisions, rates, scores

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


# --- claims ------------------------------------------------------------------------


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_verdict_never_contradicts_its_interval(a, b, limit):
    low, high = sorted((a, b))
    verdict = decisions.supported(low, high, limit)
    assert (verdict == "supported") == (high <= limit)
    assert (verdict == "refuted") == (low > limit)


def test_no_interval_shows_nothing_and_a_reversed_one_is_refused():
    assert decisions.supported(np.nan, np.nan, 0.1) == "not shown"
    with pytest.raises(ValueError, match="ends before it begins"):
        decisions.supported(0.2, 0.1, 0.5)


def test_the_picture_of_a_claim_says_each_verdict():
    table = rates.fmr_by_group(scores.load("london"), 0.5, "ethnicity")
    picture = plots.claim(table, 0.001)
    assert "Black refuted: 5.45 %" in picture.description
    assert picture.description.count("not shown") == 3
    written = [text.get_text() for text in picture.figure.axes[0].texts]
    assert written.count("not shown") == 3 and written.count("refuted") == 1


# --- rules -------------------------------------------------------------------------


def made_rules():
    days = pd.to_datetime
    return pd.DataFrame(
        {
            "place": ["X", "Y", "Z"], "rule": ["ban", "pause", "act"],
            "start": days(["2019-05-14", "2020-01-01", "2027-12-02"]),
            "end": days(["NaT", "2023-01-01", "NaT"]),
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "places"),
    [
        ("2019-05-13", ""), ("2019-05-14", "X"), ("2022-12-31", "XY"), ("2023-01-01", "X"),
        ("2028-01-01", "XZ"),
    ],
)  # fmt: skip
def test_rules_in_force_on_a_day(on, places):
    assert "".join(regulation.in_force(made_rules(), on)["place"]) == places


def test_a_day_that_is_none_is_named():
    with pytest.raises(ValueError, match="Write it like"):
        regulation.in_force(made_rules(), "next week")


def test_rules_come_from_the_facts():
    table = regulation.rules()
    values = facts.load().set_index("id")["value"]
    for row in table.itertuples():
        assert f"{row.start:%Y}" in values[row.id], row.id
        assert pd.isna(row.end) or row.end > row.start
    by_rule = table.set_index(["place", "rule"])
    # Put off by a later law: the first date must not count.
    assert by_rule.loc[("European Union", "AI Act, high-risk systems"), "start"].year == 2027
    assert by_rule.loc[("California", "AB 1215"), "end"] == pd.Timestamp("2023-01-01")


def test_the_picture_of_rules_counts_what_is_in_force():
    picture = plots.rules_over_time(made_rules(), "2024-06-01")
    assert "On 1 June 2024 1 of them are in force" in picture.description
    assert "1 have ended or been replaced (Y, pause)" in picture.description
    assert "1 will apply later (Z, act)" in picture.description
    assert len(picture.figure.axes[0].patches) == 3
