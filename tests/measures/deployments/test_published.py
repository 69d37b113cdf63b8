"""Published figures of police trials, read as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from falsematch import facts
from falsematch.measures import deployments
from falsematch.measures.deployments import published
from falsematch.measures.resampling import binomial_interval


@pytest.mark.parametrize(
    ("text", "number", "rounded"),
    [
        ("2,470", 2470, False), ("8", 8, False), ("0", 0, False), ("around 35", 35, True),
        ("more than 2.5 million", 2.5e6, True), ("160,000+", 160000, True),
        ("over 50,000", 50000, True),
    ],
)  # fmt: skip
def test_published_counts_as_numbers(text, number, rounded):
    assert published.read_count(text) == (number, rounded)


@pytest.mark.parametrize("text", ["no positive matches", "400-800", "eight", "1 in 1000", ""])
def test_what_is_no_count_is_no_number(text):
    number, rounded = published.read_count(text)
    assert np.isnan(number)
    assert not rounded


def test_trials_by_hand():
    table = deployments.trials().set_index("trial")
    final = table.loc["Cardiff Champions League final 2017"]
    assert (final["alerts"], final["true"], final["false"]) == (2470, 173, 2297)
    assert final["right"] == 173 / 2470
    assert np.isnan(final["per_face"])
    researchers = table.loc["London trials 2016-2019 (Fussey and Murray)"]
    assert researchers["false"] == 42 - 8  # computed: alerts without the true ones
    assert (researchers["right_low"], researchers["right_high"]) == binomial_interval(8, 42)
    year = table.loc["annual report September 2024 to September 2025"]
    assert year["per_face"] == 10 / 3_147_436
    assert (year["per_face_low"], year["per_face_high"]) == binomial_interval(10, 3_147_436)
    assert year["true"] == 2067
    both = table.loc["15 events, June 2017 to March 2018"]
    assert both["alerts"] == 2451 + 234
    rate = table.loc["trials 2016-2019, the police’s count"]
    assert rate["per_face"] == 0.001
    assert np.isnan(rate["per_face_low"])  # published without counts
    assert table.loc["deployments 2023 and 2024", "about"]
    assert not year["about"]


def test_trials_are_the_facts():
    table = deployments.trials()
    assert table["year"].is_monotonic_increasing
    assert set(table["trial"]) <= set(facts.load("police_trials")["trial"])
    assert "Berlin Südkreuz 2017-2018" not in set(table["trial"])  # only a figure for a day
    for name in ("per_face", "right"):
        rows = table[table[f"{name}_low"].notna()]
        assert rows[name].between(rows[f"{name}_low"], rows[f"{name}_high"]).all()
        assert rows[name].between(0, 1).all()


def test_every_published_count_is_read():
    """A number that the pattern does not know would leave the picture in silence."""
    table = facts.load("police_trials")
    counted = table[table["measure"].isin(["faces scanned", "alerts", "true alerts"])]
    assert [value for value in counted["value"] if np.isnan(published.read_count(value)[0])] == []


def test_a_rate_that_cannot_be_read_is_named(monkeypatch):
    table = facts.load("police_trials")
    table.loc[table["id"] == "suedkreuz-false-rate", "value"] = "hardly any"
    monkeypatch.setattr(facts, "load", lambda kind: table)
    with pytest.raises(facts.FactError, match="hardly any"):
        deployments.trials()


def test_the_officers_of_the_study():
    values = facts.load().set_index("id")["value"]
    assert values["passport-officers-false-accept"] == "14 %"
    assert values["passport-officers-false-reject"] == "6 %"
    assert deployments.passport_officers() == {"acts_on_right": 0.94, "acts_on_wrong": 0.14}
