"""A made-up class shows what grading does, and is never mixed with a real one."""

from __future__ import annotations

import tomllib

import nbformat
import pytest
from support import ROOT

from falsematch.grading import sample_class
from falsematch.grading.course import Course, GradingError


def test_a_sample_class_overwrites_nobody(course):
    (course / "grading" / "submitted" / "somebody").mkdir(parents=True)
    with pytest.raises(GradingError, match="not empty"):
        sample_class.make_up(Course(course))
    assert [path.name for path in (course / "grading" / "submitted").iterdir()] == ["somebody"]


def test_the_sample_class_makes_a_mistake_in_each_problem_set(course):
    sample_class.make_up(Course(course))
    for name in Course(course).assignments():
        work = {
            student: (course / "grading" / "submitted" / student / name / f"{name}.ipynb")
            for student in ("ada", "ben", "cleo", "dan")
        }
        texts = {student: path.read_text() for student, path in work.items()}
        # The warm-up bears no points: there is no mistake to make in it.
        assert len(set(texts.values())) == (3 if name == "ps0" else 4)
        assert texts["ben"] == (course / "exercises" / name / f"{name}.ipynb").read_text()
        assert not any("Rubric" in text for text in texts.values())


def test_every_typical_mistake_answers_a_cell_of_the_course():
    course = Course(ROOT)
    asked = {
        cell["id"]
        for name in course.assignments()
        for cell in course.source(name, name)["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    }
    typical = tomllib.loads((course.source_folder / sample_class.MISTAKES).read_text("utf-8"))
    assert typical and typical.keys() <= asked
    for id, text in typical.items():
        compile(text, id, "exec")


def test_a_course_without_typical_mistakes_has_a_class_without_them(course):
    (course / "solutions" / sample_class.MISTAKES).unlink()
    sample_class.make_up(Course(course))
    ada, cleo = (
        nbformat.read(course / f"grading/submitted/{student}/ps1/ps1.ipynb", as_version=4)
        for student in ("ada", "cleo")
    )
    assert ada == cleo
