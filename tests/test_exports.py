"""Grades as platforms import them: the right columns, and nothing where there are no points."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
from hostile import hand_in
from test_hostile import small_course

from falsematch import exports, grading
from falsematch.gradebook import Course, gradebook_of, grades_of

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
    grading.grade_all(course, workers=1)
    assert exports.points(course).isna().all().all()  # nobody has read the answers in words
    with gradebook_of(Course(course).config) as book:
        for grade in grades_of(book, course / "ada" / "ps1"):
            if grade.name == "why":
                grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    table = exports.points(course)
    assert table.loc["ada", "ps1"] == 6.5 and np.isnan(table.loc["ben", "ps1"])
