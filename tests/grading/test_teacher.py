"""nbgrader's whole round, on a made-up class in a course of its own."""

from __future__ import annotations

import shutil

import pytest
from support import ROOT
from support.courses import hand_in_less, needs_a_sandbox, printed_points

from falsematch.__main__ import main
from falsematch.grading import class_secret, sample_class, teacher
from falsematch.grading.course import Course


@needs_a_sandbox
def test_the_whole_round(course, capsys, monkeypatch):
    before = {path: path.read_bytes() for path in (course / "exercises").rglob("*.ipynb")}
    assert sample_class.make_up(Course(course)) == ["ada", "ben", "cleo", "dan"]
    # Ada hands in everything. A kernel for each of all four students' would take minutes.
    hand_in_less(course, "ben", "ps2")
    hand_in_less(course, "cleo", "ps1", "ps6", "ps12")
    hand_in_less(course, "dan", "ps1")
    broken = course / "grading" / "submitted" / "eve" / "ps3" / "ps3.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text('{"cells": [')
    copied = course / "grading" / "submitted" / "finn" / "ps2" / "ps2.ipynb"
    copied.parent.mkdir(parents=True)
    copied.symlink_to(course / "solutions" / "ps2" / "ps2.ipynb")
    monkeypatch.delenv("FALSEMATCH_TRUST", raising=False)

    assert teacher.grade(course) == 0
    told = capsys.readouterr()
    assert "WARNING" not in told.err and "Warning" not in told.err

    grades = printed_points(told.out)
    names = Course(course).assignments()
    assert [grades["ada", name] for name in names[1:]] == ["14"] * 8 + ["10"]
    assert grades["ben", "ps2"] == "0"
    assert [grades["cleo", name] for name in ("ps1", "ps6", "ps12")] == ["8", "13", "8"]
    for student, name in [("dan", "ps1"), ("eve", "ps3"), ("finn", "ps2"), ("ben", "ps1")]:
        assert grades[student, name] == "-"
    assert "Not graded, 3 of 17. This is not 0 points:" in told.out
    assert (
        "dan, ps1: the notebook's Python stopped at the cell `cosine-distance`: it was" in told.out
    )
    assert "eve, ps3: the file is not a notebook" in told.out
    assert "finn, ps2: there is a link" in told.out
    assert "needs manual grading: 6 points" in told.out

    feedback = course / "grading" / "feedback"
    pages = sorted(str(path.relative_to(feedback)) for path in feedback.rglob("*.html"))
    works = sorted(f"ada/{name}" for name in names)
    works += ["ben/ps2", "cleo/ps1", "cleo/ps12", "cleo/ps6", "dan/ps1", "eve/ps3", "finn/ps2"]
    assert pages == [f"{work}/{work.partition('/')[2]}.html" for work in works]
    for work in works[-3:]:  # a page with the reason
        assert "This is not 0 points" in (feedback / f"{work}/{work[-3:]}.html").read_text()
    assert "is it a distance" in (feedback / "cleo/ps1/ps1.html").read_text().lower()
    assert before == {path: path.read_bytes() for path in (course / "exercises").rglob("*.ipynb")}


def test_without_a_sandbox_work_of_real_students_is_not_run_unasked(course, no_sandbox, capsys):
    theirs = course / "grading" / "submitted" / "somebody" / "ps1"
    theirs.mkdir(parents=True)
    shutil.copy(course / "exercises" / "ps1" / "ps1.ipynb", theirs)
    assert teacher.grade(course) == 1
    told = capsys.readouterr().out
    assert "There is no sandbox here. bwrap is missing." in told and "Nothing was graded." in told
    assert not (course / "grading" / "gradebook.db").exists()


def test_a_problem_set_that_does_not_exist_is_named(course, capsys):
    (course / "grading" / "submitted" / "ada" / "ps1").mkdir(parents=True)
    assert teacher.grade(course, ["ps77"]) == 1
    assert "There is no problem set ps77. There are: ps0, ps1" in capsys.readouterr().err


def test_the_sample_class_needs_no_trust_until_somebody_joins_it(course, no_sandbox, monkeypatch):
    monkeypatch.setattr(teacher, "grade_all", lambda *asked: pytest.fail("graded unasked"))
    sample_class.make_up(Course(course))
    with pytest.raises(pytest.fail.Exception, match="graded unasked"):
        teacher.grade(course)
    work = course / "grading" / "submitted" / "ada" / "ps1" / "ps1.ipynb"
    work.write_text(work.read_text().replace("1 - np.dot", "2 - np.dot"))
    monkeypatch.delenv("FALSEMATCH_TRUST", raising=False)  # the made-up class set it
    assert teacher.grade(course) == 1


def test_a_folder_that_is_no_course_is_named(tmp_path, capsys):
    assert teacher.grade(tmp_path) == 1
    assert "nbgrader_config.py is missing" in capsys.readouterr().err


def test_the_course_is_the_one_in_which_somebody_stands(course, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(course)
    assert teacher.course_here() == course
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert teacher.course_here() == ROOT


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["ps99"], "There is no problem set ps99. There are: ps0, ps1"),
        (["ps1", "../ps1"], "There is no problem set ../ps1."),
        (["--class", "nowhere"], "There is no class in "),
    ],
)
def test_what_cannot_be_graded_is_refused_before_anything_is_written(
    course, capsys, monkeypatch, arguments, words
):
    """Nobody has handed in anything: a class would be made up next."""
    monkeypatch.chdir(course)
    before = files(course)
    assert main(["grade", *arguments]) == 1
    told = capsys.readouterr()
    assert words in told.err and "made up" not in told.out
    assert files(course) == before


@pytest.mark.parametrize("workers", [0, -2])
def test_a_number_of_workers_that_is_none_is_refused_before_anything_is_written(
    course, capsys, workers
):
    before = files(course)
    assert teacher.grade(course, workers=workers) == 1
    assert f"There have to be 1 or more workers, not {workers}." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["grade", "--workers", str(workers)])
    assert "is not a number of at least 1" in capsys.readouterr().err
    assert files(course) == before


def test_a_class_that_the_environment_names_is_looked_for_before_anything_is_written(
    course, capsys, monkeypatch
):
    monkeypatch.chdir(course)
    monkeypatch.setenv(class_secret.VARIABLE, str(course / "gone"))
    before = files(course)
    assert main(["grade"]) == 1
    assert "falsematch class new" in capsys.readouterr().err
    assert files(course) == before


def test_a_problem_set_that_was_never_given_out_is_named_before_anything_is_written(course, capsys):
    shutil.rmtree(course / "exercises" / "ps3")
    before = files(course)
    assert teacher.grade(course) == 1
    told = capsys.readouterr().err
    assert "ps3.ipynb is missing. Run `make exercises`" in told
    assert files(course) == before
    shutil.rmtree(course / "solutions")
    assert teacher.grade(course) == 1
    assert "There is no problem set in " in capsys.readouterr().err


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
