"""The audit report: what it says, and the page it makes."""

from __future__ import annotations

import re

import pytest
from support.accessibility import serious_findings

from falsematch import plots
from falsematch.learners import predictions, votes
from falsematch.measures import rates, scores
from falsematch.reports import audit


@pytest.fixture(scope="module")
def findings():
    return audit.findings(0.6)


def test_findings_are_the_measured_rates(findings):
    table = rates.fmr_by_group(scores.load("london"), 0.6, "ethnicity").set_index("group")
    said = findings.set_index(["what", "whom"])["result"]
    what = "Two people of one group match (FMR), London Set"
    for group in ("black", "white"):
        assert said[what, plots.group_in_words(group)] == plots.with_interval(table.loc[group])


def test_each_finding_says_on_how_many_people(findings):
    assert findings["result"].str.contains(r"[\d,]+ people").all()
    assert not findings.isna().any().any()


def test_the_report_is_one_file_with_everything(home, tmp_path, findings):
    predictions.keep("false matches per 1,000 pairs", {"white": "7", "black": ""})
    votes.vote("first").children[1].value = "C"
    answers = {audit.QUESTIONS[0]: "Stop <script>alert(1)</script> & ask."}
    path = audit.write(tmp_path / "r.html", "police chief", 0.6, answers, today="2026-11-23")
    page = path.read_text(encoding="utf-8")
    assert "<strong>police chief</strong>" in page and "23 November 2026" in page
    assert "Stop &lt;script&gt;alert(1)&lt;/script&gt; &amp; ask." in page
    assert page.count("No answer was written.") == 3
    for result in findings["result"]:
        assert result in page
    assert "<td>false matches per 1,000 pairs</td><td>white</td><td>7</td>" in page
    assert "<td>black</td><td></td>" not in page
    assert votes.POSITIONS["C"].text in page and "no vote." in page
    assert "SB 182 and HB 338" in page and "AB 1215" not in page  # in force, and ended
    assert not re.search(r'(?:src|href)="(?!data:)', page)  # nothing is fetched
    assert page.count("<img alt=") == 2


@pytest.mark.parametrize(
    ("seat", "threshold", "complaint"),
    [("king", 0.6, "no seat 'king'"), ("vendor", 0.61, "Choose a threshold")],
)
def test_an_unknown_seat_or_threshold_writes_nothing(tmp_path, seat, threshold, complaint):
    with pytest.raises(ValueError, match=complaint):
        audit.write(tmp_path / "r.html", seat, threshold, {})
    assert not (tmp_path / "r.html").exists()


def test_the_report_is_accessible_prints_as_pdf_and_is_not_too_wide(home, tmp_path, browser):
    path = audit.write(tmp_path / "r.html", "legislator", 0.5, {})
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.goto(path.as_uri())
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    assert pdf.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 2 <= pages <= 8
