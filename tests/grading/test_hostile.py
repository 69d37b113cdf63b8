"""A class that means harm is contained to the last one, and nobody else's grade is touched."""

from __future__ import annotations

import hashlib
import html
import shutil
import socket
import tempfile
from pathlib import Path

import nbformat
import psutil
import pytest
from support.courses import needs_a_sandbox, small_course
from support.hostile import CODE, FAILED, FILES, PAGE, hand_in, page

from falsematch.grading import intake, teacher
from falsematch.grading.course import printable

pytestmark = needs_a_sandbox
WORD = "falsematch-canary"
HARMLESS = {"anna": 4, "zoe": 0}


def digests(folder):
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The whole class, graded once, with traps where harm would show."""
    course = small_course(tmp_path_factory.mktemp("course"))
    loopback = socket.create_server(("127.0.0.1", 0))
    named, nameless = (socket.socket(socket.AF_UNIX) for _ in range(2))
    place = tmp_path_factory.mktemp("s") / "trap.sock"
    for one, at in ((named, str(place)), (nameless, f"\0{WORD}-socket")):
        one.bind(at)
        one.listen()
    marks = {"PLACE": str(course), "PORT": str(loopback.getsockname()[1]),
             "SOCKET": str(place), "WORD": WORD}  # fmt: skip
    for student, points in HARMLESS.items():
        hand_in(course, student, "def square(x):\n    return x * x" if points else "square = 1")
    for student, (_, _, code) in CODE.items():
        for mark, value in marks.items():
            code = code.replace(mark, value)
        hand_in(course, student, code)
    for student, (_, _, make) in FILES.items():
        make(course, student)
    words = "<script>alert(1)</script> [x](javascript:alert(1)) $\\href{javascript:alert(1)}{x}$"
    hand_in(course, "active-words", "def square(x):\n    return x * x", words)
    before = {place: digests(course / place) for place in ("solutions", "exercises")}
    before["anna"] = digests(course / "grading" / "submitted" / "anna")
    # Others grade on this machine, too: what is left behind is looked for in a folder of our own.
    left = tempfile.mkdtemp(prefix="left-", dir="/tmp")  # the path of a socket has to be short
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FALSEMATCH_TEST_SECRET", WORD)
            patch.setenv("TMPDIR", left)
            table = teacher.grade_all(course, workers=2).set_index("student")
        before["left"] = list(Path(left).glob("falsematch-*/socket-*"))
    finally:
        shutil.rmtree(left)
        for one in (loopback, named, nameless):
            one.close()
    return course, table, before


@pytest.mark.parametrize("student", [*CODE, *FILES])
def test_what_must_come_of_it_comes_of_it(graded, student):
    _, table, _ = graded
    _, (expected, words), _ = (CODE | FILES)[student]
    row = table.loc[printable(student)]
    status = FAILED if row["status"] == "failed" else "graded"
    assert status in expected, row["note"]
    assert words in row["note"]
    assert 0 <= row["points"] <= 4 if status == "graded" else row["note"]


@pytest.mark.parametrize("student", CODE)
def test_nothing_that_it_reached_for_was_there(graded, student):
    course, table, _ = graded
    path = course / "grading" / "autograded" / student / "ps1" / "ps1.ipynb"
    if table.loc[student, "status"] == "failed":
        assert not path.exists()
        return
    outputs = [o for c in nbformat.read(path, 4)["cells"] for o in c.get("outputs", [])]
    assert "REACHED" not in str(outputs)
    # The other part is right. Who forges every answer has that one wrong, too; who deletes the way
    # on which it is asked can lose it.
    points = {"forged-answers": (0,), "deletes": (0, 2), "cuts-the-line": (0, 2)}.get(student, (2,))
    assert table.loc[student, "points"] in points


@pytest.mark.parametrize("student", ["old-format", "other-kernel", "twice", "no-tests", "more-points",
                                     "forged-outputs", "files-beside", "active-words"])  # fmt: skip
def test_a_right_answer_in_an_odd_file_keeps_its_points(graded, student):
    course, table, _ = graded
    assert table.loc[student, "points"] == 4
    text = (course / "grading" / "autograded" / student / "ps1" / "ps1.ipynb").read_text()
    assert "REACHED" not in text and "bash" not in text


def test_nobody_elses_grade_is_touched(graded):
    course, table, before = graded
    for student, points in HARMLESS.items():
        assert table.loc[student, "points"] == (points or 2)
        assert table.loc[student, "status"] == "needs manual grading"
    after = {place: digests(course / place) for place in ("solutions", "exercises")}
    after["anna"] = digests(course / "grading" / "submitted" / "anna")
    assert after == {place: before[place] for place in after}
    only_notebooks = {p.name for p in (course / "grading" / "autograded").rglob("*") if p.is_file()}
    assert only_notebooks == {"ps1.ipynb", ".graded-with"}


def test_nothing_is_left_running_or_lying_about(graded):
    assert not [
        p for p in psutil.process_iter(["cmdline"]) if "7654321" in (p.info["cmdline"] or [])
    ]
    assert graded[2]["left"] == []


def test_every_page_is_safe_to_open_and_shows_no_hidden_test(graded):
    course, table, _ = graded
    for student in table.index:
        if not intake.is_name(student):
            continue
        page = (course / "grading" / "feedback" / student / "ps1" / "ps1.html").read_text("utf-8")
        body = page.partition("<body")[2]
        for active in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript', "\\href",
                       "\x1b", "\x08", "\u202e"):  # fmt: skip
            assert active not in body.replace("{javascript:alert(1)}{x}$'", ""), (student, active)
        assert "square(-4)" not in page


def test_a_student_reads_why_there_is_no_grade(graded):
    course, table, _ = graded
    for student in ("hard-exit", "not-json", "socket-folder-bomb"):
        page = (course / "grading" / "feedback" / student / "ps1" / "ps1.html").read_text()
        assert "not graded" in page and "This is not 0 points" in page
        assert html.escape(table.loc[student, "note"]) in page


def test_the_log_says_who_what_how_long_and_why_not(graded):
    course, table, _ = graded
    lines = (course / "grading" / "log.tsv").read_text("utf-8").splitlines()
    assert len(lines) == len(table)
    assert all(len(line.split("\t")) == 5 for line in lines)
    assert any("anna\tps1\t" in line and line.endswith("graded") for line in lines)
    assert any(
        "not graded: the notebook's Python stopped at the cell `square`" in line for line in lines
    )


def test_the_table_in_the_guide_is_in_step():
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: python tests/support/hostile.py"


def test_graded_again_everybody_has_the_same(graded):
    course, table, _ = graded
    keep = ["anna", "zoe", "hooks", "old-format", "twice", "not-json"]
    for folder in (course / "grading" / "submitted").iterdir():
        if folder.name not in keep:
            shutil.rmtree(folder)
    again = teacher.grade_all(course, workers=1, again=True).set_index("student")
    assert again["points"].fillna(-1).equals(table.loc[again.index, "points"].fillna(-1))
    assert again["status"].equals(table.loc[again.index, "status"])
