"""nbgrader's whole round, on a made-up class in a course of its own."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from distributed import LocalCluster
from support import ROOT

from falsematch.grading import run, sandbox, steps, teacher, workers


@pytest.fixture
def course(tmp_path):
    for name in ("nbgrader_config.py", "solutions", "exercises"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def hand_in_less(course, student, *keep):
    for path in (course / "grading" / "submitted" / student).iterdir():
        if path.name not in keep:
            shutil.rmtree(path)


def test_the_whole_round(course, capsys, monkeypatch):
    before = {path: path.read_bytes() for path in (course / "exercises").rglob("*.ipynb")}
    assert teacher.sample_class(course) == ["ada", "ben", "cleo", "dan"]
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

    grades = grading_rows(told.out)
    graded = [f"ps{n}" for n in range(1, 10)]
    assert [grades["ada", name] for name in graded] == ["14"] * 8 + ["10"]
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
    works = [f"ada/ps{n}" for n in range(10)]
    works += ["ben/ps2", "cleo/ps1", "cleo/ps6", "cleo/ps12", "dan/ps1", "eve/ps3", "finn/ps2"]
    assert pages == [f"{work}/{work[-3:]}.html" for work in works]
    for work in works[-3:]:  # a page with the reason
        assert "This is not 0 points" in (feedback / f"{work}/{work[-3:]}.html").read_text()
    assert "is it a distance" in (feedback / "cleo/ps1/ps1.html").read_text().lower()
    assert before == {path: path.read_bytes() for path in (course / "exercises").rglob("*.ipynb")}


def grading_rows(printed):
    """Points as they stand in the printed table, by student and problem set."""
    rows = [line.split() for line in printed.splitlines()]
    return {
        (row[0], row[1]): row[2]
        for row in rows
        if len(row) >= 4 and row[1] in {f"ps{n}" for n in range(1, 10)}
    }


@pytest.fixture
def no_sandbox(monkeypatch):
    monkeypatch.setattr(sandbox, "why_not", lambda: "bwrap is missing.")
    monkeypatch.delenv("FALSEMATCH_TRUST", raising=False)


def test_without_a_sandbox_work_of_real_students_is_not_run_unasked(course, no_sandbox, capsys):
    theirs = course / "grading" / "submitted" / "somebody" / "ps1"
    theirs.mkdir(parents=True)
    shutil.copy(course / "exercises" / "ps1" / "ps1.ipynb", theirs)
    assert teacher.grade(course) == 1
    told = capsys.readouterr().out
    assert "There is no sandbox here. bwrap is missing." in told and "Nothing was graded." in told
    assert not (course / "grading" / "gradebook.db").exists()


def test_every_way_to_run_a_submission_asks_for_a_sandbox(course, no_sandbox):
    exercise = (course / "exercises" / "ps1" / "ps1.ipynb").read_text()
    solution = (course / "solutions" / "ps1" / "ps1.ipynb").read_text()
    job = run.Job("ada", "ps1", exercise, solution, exercise, None, "public")
    with pytest.raises(steps.SandboxError, match="Nothing is run without a sandbox"):
        run.execute(job)


def test_a_problem_set_that_does_not_exist_is_named(course, capsys):
    (course / "grading" / "submitted" / "ada" / "ps1").mkdir(parents=True)
    assert teacher.grade(course, ["ps77"]) == 1
    assert "There is no problem set ps77. There are: ps0, ps1" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_is_named(course, capsys, monkeypatch):
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    teacher.sample_class(course)
    hand_in_less(course, "ada", "ps1")
    for student in ("ben", "cleo", "dan"):
        hand_in_less(course, student)
    assert teacher.grade(course, ["ps1"], scheduler="tcp://127.0.0.1:9") == 1
    told = capsys.readouterr().err
    assert "No scheduler answers at tcp://127.0.0.1:9" in told and "dask scheduler" in told


def test_a_scheduler_without_workers_is_told_so(course, capsys, monkeypatch):
    monkeypatch.setattr(workers, "_PATIENCE", 5)
    teacher.sample_class(course)
    with LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        assert teacher.grade(course, ["ps1"], scheduler=cluster.scheduler_address) == 1
    told = capsys.readouterr().err
    assert "No worker is at the scheduler tcp://" in told and "dask worker tcp://" in told


def test_workers_of_a_scheduler_run_it_and_this_machine_records(course, no_sandbox, capsys):
    """Two workers of a cluster that was started beforehand, as on other machines."""
    teacher.sample_class(course)
    hand_in_less(course, "ada", "ps1", "ps2")
    for student in ("ben", "cleo", "dan"):
        hand_in_less(course, student)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        table = teacher.grade_all(course, ["ps1", "ps2"], scheduler=cluster.scheduler_address)
        # The workers have a sandbox; that this machine has none is no matter.
        assert teacher.grade(course, ["ps1"], scheduler=cluster.scheduler_address) == 0
    assert "no sandbox" not in capsys.readouterr().out
    points = table.set_index(["student", "problem_set"])["points"]
    assert points["ada", "ps1"] == points["ada", "ps2"] == 14


def test_the_sample_class_needs_no_trust_until_somebody_joins_it(course, no_sandbox, monkeypatch):
    monkeypatch.setattr(teacher, "grade_all", lambda *asked: pytest.fail("graded unasked"))
    teacher.sample_class(course)
    with pytest.raises(pytest.fail.Exception, match="graded unasked"):
        teacher.grade(course)
    work = course / "grading" / "submitted" / "ada" / "ps1" / "ps1.ipynb"
    work.write_text(work.read_text().replace("1 - np.dot", "2 - np.dot"))
    monkeypatch.delenv("FALSEMATCH_TRUST", raising=False)  # the made-up class set it
    assert teacher.grade(course) == 1


def test_a_sample_class_overwrites_nobody(course):
    (course / "grading" / "submitted" / "somebody").mkdir(parents=True)
    with pytest.raises(teacher.GradingError, match="not empty"):
        teacher.sample_class(course)
    assert [path.name for path in (course / "grading" / "submitted").iterdir()] == ["somebody"]


def test_the_sample_class_makes_a_mistake_in_each_problem_set(course):
    teacher.sample_class(course)
    for name in teacher.problem_sets(course):
        work = {
            student: (course / "grading" / "submitted" / student / name / f"{name}.ipynb")
            for student in ("ada", "ben", "cleo", "dan")
        }
        texts = {student: path.read_text() for student, path in work.items()}
        # The warm-up bears no points: there is no mistake to make in it.
        assert len(set(texts.values())) == (3 if name == "ps0" else 4)
        assert texts["ben"] == (course / "exercises" / name / f"{name}.ipynb").read_text()
        assert not any("Rubric" in text for text in texts.values())


def test_settings_can_be_read_again_and_again(course):
    assert teacher.settings(course) == teacher.settings(course)
    assert sorted(path.name for path in course.iterdir()) == [
        "exercises", "nbgrader_config.py", "solutions",
    ]  # fmt: skip


def test_a_folder_that_is_no_course_is_named(tmp_path, capsys):
    assert teacher.grade(tmp_path) == 1
    assert "nbgrader_config.py is missing" in capsys.readouterr().err


def test_the_course_is_the_one_in_which_somebody_stands(course, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(course)
    assert teacher.course_here() == course
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert teacher.course_here() == ROOT


def test_a_failed_grade_is_not_a_zero(course):
    table = pd.DataFrame(
        [
            ("a", "ps1", 0.0, 20.0, 0.0, "graded", "", []),
            ("b", "ps1", math.nan, 20.0, 0.0, "failed", "DeadKernelError: Kernel died", []),
            ("c", "ps1", math.nan, 20.0, 0.0, "not handed in", "", []),
            ("a", "ps2", math.nan, 20.0, 0.0, "not handed in", "", []),
        ],
        columns=["student", "problem_set", "points", "max", "by_hand", "status", "note", "noticed"],
    )
    printed = teacher.readable(table)
    assert grading_rows(printed) == {("a", "ps1"): "0", ("b", "ps1"): "-", ("c", "ps1"): "-"}
    assert "Not graded, 1 of 2" in printed and "Kernel died" in printed
    assert "Nobody handed in: ps2." in printed  # and no line for each student


def test_students_fetch_and_submit_through_nbgraders_own_exchange(course, tmp_path):
    """Release, fetch, submit, collect, with nbgrader's commands as they are."""
    exchange, student = tmp_path / "exchange", tmp_path / "student"
    exchange.mkdir()
    exchange.chmod(0o777)  # nbgrader asks for a folder in which everybody may write
    student.mkdir()

    def nbgrader(folder, *command):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command, f"--Exchange.root={exchange}"],
            cwd=folder, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    nbgrader(course, "release_assignment", "ps1")
    nbgrader(student, "fetch_assignment", "ps1", "--course=falsematch")
    given = student / "ps1" / "ps1.ipynb"
    assert given.read_bytes() == (course / "exercises" / "ps1" / "ps1.ipynb").read_bytes()
    nbgrader(student, "submit", "ps1", "--course=falsematch")
    (course / "grading").mkdir(exist_ok=True)
    nbgrader(course, "collect", "ps1")
    collected = list((course / "grading" / "submitted").glob("*/ps1/ps1.ipynb"))
    assert [path.read_bytes() for path in collected] == [given.read_bytes()]
