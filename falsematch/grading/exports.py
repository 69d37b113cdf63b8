"""Grades for a learning platform: CSV as Canvas and Moodle import it.

A cell is empty where there are no points yet: nothing handed in, not graded, or parts that a
person still has to read. An empty cell changes nothing on the platform; a 0 would be a grade.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from falsematch.files import by_number
from falsematch.grading.course import Course
from falsematch.grading.gradebook import gradebook_of, grades_of
from falsematch.grading.intake import is_name


def points(folder: str | Path) -> pd.DataFrame:
    """The points that stand in the gradebook.

    Parameters
    ----------
    folder : path
        The course.

    Returns
    -------
    pandas.DataFrame
        One row a student, by id; one column a problem set; float, NaN where there are no points
        or not all of them yet.

    Raises
    ------
    falsematch.grading.course.GradingError
        When the folder is no course.
    """
    course = Course(folder)
    with gradebook_of(course.config) as book:
        names = sorted((assignment.name for assignment in book.assignments), key=by_number)
        rows = {
            student.id: [_whole(grades_of(book, student.id, name)) for name in names]
            for student in book.students
        }
    # Who handed in what could not be graded has a row, too, with nothing in it.
    for student in course.students():
        if is_name(student):
            rows.setdefault(student, [float("nan")] * len(names))
    return pd.DataFrame.from_dict(rows, orient="index", columns=names, dtype=float).sort_index()


def _whole(grades: list) -> float:
    missing = any(grade.score is None or grade.needs_manual_grade for grade in grades)
    return float("nan") if missing or not grades else sum(grade.score for grade in grades)


def canvas(table: pd.DataFrame) -> str:
    """For the gradebook of Canvas. The ids of the students are taken for their SIS login ids.

    Canvas wants these columns in this order; it finds people by ``SIS Login ID`` alone, and makes
    an assignment for a column that it does not know.
    """
    people = dict.fromkeys(("Student", "ID", "SIS User ID"), "")
    made = pd.DataFrame(people | {"SIS Login ID": table.index, "Section": ""}, index=table.index)
    made["Student"] = table.index
    return _csv(made.join(table))


def moodle(table: pd.DataFrame) -> str:
    """For Moodle's grade import, which asks what each column means: here the user name."""
    return _csv(table.rename_axis("username").reset_index())


def plain(table: pd.DataFrame) -> str:
    """One row a student."""
    return _csv(table.rename_axis("student").reset_index())


def _csv(table: pd.DataFrame) -> str:
    text = io.StringIO()
    table.to_csv(text, index=False, float_format="%g", lineterminator="\n")
    return text.getvalue()


FORMATS: dict[str, Callable[[pd.DataFrame], str]] = {
    "plain": plain, "canvas": canvas, "moodle": moodle,
}  # fmt: skip
