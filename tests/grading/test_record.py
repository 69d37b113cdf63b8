"""Grades are recorded so that what a person has given stays."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook
from support import ROOT

from falsematch.grading import release, sample_class, teacher
from falsematch.grading.course import Course


def cell_of(notebook, id):
    return next(cell for cell in notebook["cells"] if cell["id"] == id)


@pytest.fixture
def two_sets(tmp_path):
    for folder in ("solutions", "exercises"):
        for name in ("ps0", "ps1"):
            shutil.copytree(ROOT / folder / name, tmp_path / folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path


def test_earlier_work_survives_a_new_release(two_sets, monkeypatch):
    """The text of an exercise changes; work on the old text keeps its marks, by hand too."""
    course = two_sets
    monkeypatch.setenv("FALSEMATCH_TRUST", "yes")
    sample_class.make_up(Course(course))
    for student in ("ben", "dan"):
        shutil.rmtree(course / "grading" / "submitted" / student)
    submitted = course / "grading" / "submitted" / "ada"
    shutil.rmtree(submitted / "ps0", ignore_errors=True)

    assert teacher.grade(course) == 0
    before = marks(course)
    assert before["ada"]["cosine-distance-test"] == (2, None)
    with gradebook(course) as book:
        written = book.find_grade("guard", "ps1", "ps1", "ada")
        written.manual_score, written.needs_manual_grade = 4, False
        book.db.commit()

    source = course / "solutions" / "ps1" / "ps1.ipynb"
    notebook = nbformat.read(source, as_version=4)
    cell_of(notebook, "title")["source"] += "\n\nA sentence that was not there last year."
    test = cell_of(notebook, "cosine-distance-test")
    assert "Is there a `return`?" in test["source"]
    test["source"] = test["source"].replace("Is there a `return`?", "Did you forget `return`?")
    nbformat.write(notebook, source)
    old = (course / "exercises" / "ps1" / "ps1.ipynb").read_text()
    release.make_exercises(course)
    assert (course / "exercises" / "ps1" / "ps1.ipynb").read_text() != old

    assert teacher.grade(course) == 0
    after = marks(course)
    assert (before["ada"].pop("guard"), after["ada"].pop("guard")) == ((None, None), (None, 4))
    assert after == before
    with gradebook(course) as book:
        assert not book.find_grade("guard", "ps1", "ps1", "ada").needs_manual_grade
        assert book.find_grade("guard", "ps1", "ps1", "cleo").needs_manual_grade

    # Another answer is to be read again, and keeps the old points until then.
    work = submitted / "ps1" / "ps1.ipynb"
    work.write_text(work.read_text().replace("A number on a screen", "A figure on a screen"))
    assert teacher.grade(course) == 0
    with gradebook(course) as book:
        written = book.find_grade("guard", "ps1", "ps1", "ada")
        assert (written.manual_score, written.needs_manual_grade) == (4, True)


def gradebook(course):
    return Gradebook(f"sqlite:///{course / 'grading' / 'gradebook.db'}")


def marks(course):
    """Points by the machine and by a person, for each student and graded cell."""
    with gradebook(course) as book:
        return {
            work.student.id: {
                grade.name: (grade.auto_score, grade.manual_score)
                for grade in work.notebooks[0].grades
            }
            for work in book.assignment_submissions("ps1")
        }
