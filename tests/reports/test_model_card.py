"""The model card is what the tables give, and gives no rate without interval and people."""

from __future__ import annotations

import re

import pytest

from falsematch import constants, facts
from falsematch.build.__main__ import main
from falsematch.measures import rates, scores
from falsematch.reports import model_card

PAGE = constants.DATA.parent / "guide" / "model-card.md"


@pytest.fixture(scope="module")
def made():
    return model_card.model_card()


def rows(card, heading):
    """The table under a heading: first cell to the other cells."""
    section = re.search(rf"^### {re.escape(heading)}\n(.*?)(?=^##|\Z)", card, re.M | re.S)[1]
    lines = [re.split(r" *\| *", line.strip("| ")) for line in section.split("\n") if "|" in line]
    return {line[0]: line[1:] for line in lines[2:]}


def test_the_committed_card_is_what_the_tables_give(made):
    assert PAGE.read_bytes() == made.encode(), (
        "guide/model-card.md is old. Run: python -m falsematch.build model-card"
    )


def test_it_has_the_headings_of_mitchell_and_others(made):
    assert re.findall(r"^## (.*)$", made, re.M) == [
        "Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data",
        "Quantitative analyses", "Ethical considerations", "Caveats and recommendations",
    ]  # fmt: skip


def test_its_rates_are_those_of_the_lessons(made):
    """Through other functions: counted from the table, not resampled."""
    london = scores.load("london")
    black = london[(london["ethnicity_a"] == "black") & (london["ethnicity_b"] == "black")]
    rate = rates.false_match_rate(black.loc[~black["same_person"], "distance"], 0.6)
    people, pairs, *cells = rows(made, "FMR, London Set")["Black"]
    assert (people, pairs) == ("13", "312")
    assert cells[-1].startswith(f"{rate * 1000:.3g} (")
    mated = london.loc[london["same_person"], "distance"]
    missed = rates.false_non_match_rate(mated, 0.4)
    assert rows(made, "FNMR, London Set")["everyone"][2].startswith(f"{missed * 1000:.3g} (")
    congress = scores.load("congress_pairs")
    rate = rates.false_match_rate(congress["distance"], 0.55)
    assert rows(made, "FMR, 115th Congress")["everyone"][4].startswith(f"{rate * 1000:.3g} (")


def test_every_rate_has_an_interval_and_people(made):
    for heading in re.findall(r"^### (F.*)$", made, re.M):
        for group, (people, _pairs, *cells) in rows(made, heading).items():
            assert re.fullmatch(r"[\d,]+", people), group
            for cell in cells:
                rate = re.fullmatch(r"([\d.e+-]+) \(([\d.e+-]+) to ([\d.e+-]+)\)", cell)
                if int(people.replace(",", "")) < constants.FEWEST_PEOPLE:
                    assert cell == "too few people"
                else:
                    assert float(rate[2]) <= float(rate[1]) <= float(rate[3]), (group, cell)


def test_a_ratio_that_cannot_be_computed_is_said_in_words(made):
    ratio = rows(made, "Ratio of FMR, London Set")
    assert ratio["0.40"][0] == "no false match in either"
    assert ratio["0.50"][0] == "the lower rate is 0" and "no upper end" in ratio["0.50"][1]
    assert "nan" not in made and "inf)" not in made


def test_the_card_says_what_the_tables_were_made_with(made):
    for program, version in scores.provenance("london")["versions"].items():
        assert f"{program} {version}" in made


def test_two_matchers_do_not_share_a_card(monkeypatch):
    known = scores.provenance
    monkeypatch.setattr(
        scores, "provenance",
        lambda name: known(name) | ({"matcher": "Another"} if name == "london" else {}),
    )  # fmt: skip
    with pytest.raises(scores.ScoreError, match="different matchers"):
        model_card.model_card()


def test_a_missing_fact_is_named(monkeypatch):
    table = facts.load()
    monkeypatch.setattr(facts, "load", lambda: table[table["id"] != "dlib-threshold"])
    with pytest.raises(facts.FactError, match="dlib-threshold"):
        model_card.model_card()


def test_the_command_writes_the_page(monkeypatch, tmp_path, made):
    monkeypatch.setattr(constants, "COURSE", tmp_path)
    (tmp_path / "guide").mkdir()
    monkeypatch.setattr(model_card, "model_card", lambda: made)
    assert main(["model-card"]) == 0
    assert (tmp_path / "guide" / "model-card.md").read_bytes() == PAGE.read_bytes()
