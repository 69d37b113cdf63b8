"""Controls of a claim, rules and a vote: they move, and say in words what they show."""

from __future__ import annotations

from support.learners import child

from falsematch import widgets
from falsematch.reports import audit


def test_the_control_writes_the_report_and_keeps_what_was_typed(home, tmp_path):
    box = widgets.audit(tmp_path / "mine.html")
    child(box, "I write from the seat of").value = "person searched"
    assert audit.SEATS["person searched"] in box.children[-1].value
    before = box.children[-1].value
    child(box, "threshold").value = 0.5
    assert "Findings at threshold 0.50" in box.children[-1].value != before
    child(box, audit.QUESTIONS[0]).value = "Tell me who searched."
    child(box, "Write my report").click()
    assert "mine.html" in box.children[-2].value and "3 of your 4 answers" in box.children[-2].value
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert "Tell me who searched." in page and "at most 0.50" in page

    again = widgets.audit(tmp_path / "mine.html")
    assert child(again, audit.QUESTIONS[0]).value == "Tell me who searched."
    assert child(again, "I write from the seat of").value == "person searched"


def test_a_folder_that_is_not_there_is_said(home, tmp_path):
    (tmp_path / "file").write_text("")
    box = widgets.audit(tmp_path / "file" / "mine.html")
    child(box, "Write my report").click()
    assert "could not be written" in box.children[-2].value


def test_a_class_pastes_its_lines():
    box = widgets.class_vote()
    assert "No line has been read yet" in box.children[1].value
    box.children[0].value = "first A, now C\nfirst B, now C\nwhat?"
    assert "2 people voted" in box.children[1].value
    assert "Not counted, as they cannot be read: what?" in box.children[1].value
