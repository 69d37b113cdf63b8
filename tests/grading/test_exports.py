"""Grades as platforms import them: the right columns, and nothing where there are no points."""

from __future__ import annotations

import csv
import io
import re

import nbformat
import numpy as np
import pandas as pd
from support.courses import small_course
from support.hostile import hand_in

from falsematch.grading import class_secret, exports, teacher
from falsematch.grading.course import Course
from falsematch.grading.gradebook import gradebook_of, grades_of

TABLE = pd.DataFrame(
    {"ps1": [14.5, np.nan], "ps2": [0.0, 20.0]}, index=["ada@uni.example", "ben_7"]
)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_canvas_finds_people_by_their_login_and_a_missing_grade_is_empty():
    text = exports.canvas(TABLE)
    assert text.splitlines()[0] == "Student,ID,SIS User ID,SIS Login ID,Section,ps1,ps2"
    ada, ben = rows(text)
    assert (ada["SIS Login ID"], ada["ps1"], ada["ps2"]) == ("ada@uni.example", "14.5", "0")
    assert (ben["SIS Login ID"], ben["ps1"], ben["ps2"]) == ("ben_7", "", "20")


def test_moodle_gets_a_user_name_and_points():
    assert exports.moodle(TABLE) == "username,ps1,ps2\nada@uni.example,14.5,0\nben_7,,20\n"


def test_plain_is_one_row_a_student():
    assert exports.plain(TABLE).splitlines()[0] == "student,ps1,ps2"


def test_points_are_there_when_all_parts_have_them(tmp_path, monkeypatch):
    course = small_course(tmp_path)
    for student in ("ada", "ben"):
        hand_in(course, student, "def square(x):\n    return x * x")
    monkeypatch.setenv("FALSEMATCH_TRUST", "yes")  # these two mean no harm
    teacher.grade_all(course, workers=1)
    assert exports.points(course).isna().all().all()  # nobody has read the answers in words
    with gradebook_of(Course(course).config) as book:
        for grade in grades_of(book, "ada", "ps1"):
            if grade.name == "why":
                grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    table = exports.points(course)
    assert table.loc["ada", "ps1"] == 6.5 and np.isnan(table.loc["ben", "ps1"])


def test_what_goes_wrong_with_a_file_is_said_where_it_is_looked_for(tmp_path, monkeypatch, capsys):
    """Another name, lost marks, a mark of Windows before the text, no notebook at all."""
    course = small_course(tmp_path)
    submitted = course / "grading" / "submitted"
    good = "def square(x):\n    return x * x"
    for student in ("a_good", "b_misnamed_with_a_long_name", "c_stripped", "d_windows", "e_text"):
        hand_in(course, student, good)
    path = {student.name[0]: student / "ps1" / "ps1.ipynb" for student in submitted.iterdir()}
    path["b"].rename(path["b"].with_name("PS1 (1).ipynb"))
    stripped = nbformat.read(path["c"], as_version=4)
    for number, cell in enumerate(stripped["cells"]):
        cell["id"], cell["metadata"] = f"x{number}", nbformat.from_dict({})
    nbformat.write(stripped, path["c"])
    path["d"].write_bytes(b"\xef\xbb\xbf" + path["d"].read_bytes())
    path["e"].write_text("my answers")
    monkeypatch.setenv("FALSEMATCH_TRUST", "yes")  # nobody means harm

    assert teacher.grade(course, workers=1) == 0
    told = capsys.readouterr()
    for line in (
        r"a_good +ps1 +4 +7 +needs manual grading: 3 points",
        r"b_misnamed_with_a_long_name +ps1 +- +7 +not handed in: there is ps1/PS1 \(1\)\.ipynb, "
        r"and it has to be ps1/ps1\.ipynb",
        r"c_stripped +ps1 +- +7 +not graded: see below",
        r"c_stripped, ps1: none of its cells is one of the problem set.* fresh copy",
        r"d_windows +ps1 +4 +7",
        r"e_text, ps1: the file is not a notebook \(.*\); open it in Jupyter",
    ):
        assert re.search(line, told.out), f"{line}\n{told.out}"
    assert "INFO" not in told.err and "Traceback" not in told.err

    page = (course / "grading" / "feedback" / "a_good" / "ps1" / "ps1.html").read_text()
    assert "3 points are still open." in page and '<html lang="en">' in page
    with gradebook_of(Course(course).config) as book:
        for grade in grades_of(book, "a_good", "ps1"):
            if grade.name == "why":
                grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    teacher.grade(course, workers=1)
    page = (course / "grading" / "feedback" / "a_good" / "ps1" / "ps1.html").read_text()
    assert "still open" not in page
    table = exports.points(course)["ps1"]
    assert table.index.tolist() == sorted(student.name for student in submitted.iterdir())
    assert table.dropna().to_dict() == {"a_good": 7.0}


def test_a_class_that_is_left_out_is_missed(tmp_path, monkeypatch, capsys):
    course = small_course(tmp_path)
    hand_in(course, "ada", "def square(x):\n    return x * x")
    monkeypatch.setenv("FALSEMATCH_TRUST", "yes")
    folder = tmp_path / "of mine"
    class_secret.new(folder)
    monkeypatch.setenv(class_secret.VARIABLE, str(folder))
    teacher.grade(course, workers=1)
    assert "Graded before" not in capsys.readouterr().out
    monkeypatch.delenv(class_secret.VARIABLE)
    teacher.grade(course, workers=1)
    assert f"Graded before with the class in {folder}. Without --class" in capsys.readouterr().out


def test_who_stops_it_is_told_how_to_go_on(tmp_path, monkeypatch, capsys):
    course = small_course(tmp_path)
    hand_in(course, "ada", "def square(x):\n    return x * x")
    monkeypatch.setenv("FALSEMATCH_TRUST", "yes")

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(teacher, "results", stopped)
    assert teacher.grade(course) == 130
    assert "Run it again: it goes on where it was." in capsys.readouterr().err
