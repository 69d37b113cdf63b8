"""Nothing is lost: killed at any moment, a run goes on where it was and ends as if undisturbed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import psutil
import pytest
from support import PATIENCE, ROOT
from support.courses import needs_a_sandbox, small_course
from support.hostile import hand_in

from falsematch.grading import teacher
from falsematch.grading.course import Course
from falsematch.grading.gradebook import gradebook_of, grades_of

pytestmark = needs_a_sandbox

ANSWERS = {
    "ada": "def square(x):\n    return x * x",
    "ben": "def square(x):\n    return 9",
    "eve": "import os\nos._exit(3)",
}
RUN = (
    "import sys; from falsematch.grading import teacher; teacher.grade_all(sys.argv[1], workers=2)"
)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The course as it was handed in, and what grading it without trouble gives."""
    course = small_course(tmp_path_factory.mktemp("course"))
    for student, answer in ANSWERS.items():
        hand_in(course, student, answer)
    as_handed_in = tmp_path_factory.mktemp("kept") / "course"
    shutil.copytree(course, as_handed_in)
    return as_handed_in, outcome(teacher.grade_all(course, workers=1))


def outcome(table):
    # Written out, since one missing number does not equal another.
    return [str(row) for row in table.drop(columns="noticed").to_dict("records")]


def scores(course):
    """Per student who was recorded: the scores of the cells that tests grade."""
    found = Course(course)
    if not (course / "grading" / "gradebook.db").exists():
        return {}
    with gradebook_of(found.config) as book:
        return {
            student: {
                grade.name: grade.auto_score
                for grade in grades_of(book, student, "ps1")
                if grade.cell.cell_type == "code"
            }
            for student in ANSWERS
        }


def test_three_workers_give_what_one_gives(undisturbed, tmp_path):
    course, expected = undisturbed
    shutil.copytree(course, tmp_path / "course")
    assert outcome(teacher.grade_all(tmp_path / "course", workers=3)) == expected
    for row, (points, status) in zip(
        expected, [("4.0", "manual"), ("2.0", "manual"), ("nan", "failed")], strict=True
    ):
        assert f"'points': {points}" in row and status in row


def test_killed_at_random_moments_it_ends_as_if_undisturbed(undisturbed, tmp_path):
    original, expected = undisturbed
    course = tmp_path / "course"
    shutil.copytree(original, course)
    moments = random.Random(os.urandom(8))
    # Long enough for a kill to fall into starting, running and recording.
    for latest in (8, 14):
        seconds = moments.uniform(1, latest)
        run = subprocess.Popen([sys.executable, "-W", "ignore", "-c", RUN, str(course)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            run.wait(seconds)
        except subprocess.TimeoutExpired:
            children = psutil.Process(run.pid).children(recursive=True)
            run.send_signal(signal.SIGKILL)
            run.wait()
            psutil.wait_procs(children, timeout=20)  # what outlives that is waited for by nobody
        for student, cells in scores(course).items():
            whole = [score is not None for score in cells.values()]
            assert all(whole) or not any(whole), (student, cells, seconds)
    assert outcome(teacher.grade_all(course, workers=2)) == expected
    assert not list((course / "grading").rglob(".unfinished-*"))


def test_a_worker_that_dies_costs_nobody_a_grade(undisturbed, tmp_path):
    original, expected = undisturbed
    course = tmp_path / "course"
    shutil.copytree(original, course)

    def kill_one():
        for _ in range(200):
            time.sleep(0.1)
            for child in psutil.Process().children(recursive=True):
                if child.children() and any("bwrap" in c.name() for c in child.children()):
                    child.kill()
                    return

    killer = threading.Thread(target=kill_one)
    killer.start()
    table = teacher.grade_all(course, workers=2)
    killer.join()
    assert outcome(table) == expected


def test_it_waits_while_somebody_else_writes_to_the_gradebook(undisturbed, tmp_path):
    original, expected = undisturbed
    course = tmp_path / "course"
    shutil.copytree(original, course)
    for student in ("ben", "eve"):
        shutil.rmtree(course / "grading" / "submitted" / student)
    teacher.grade_all(course, workers=1)
    other = sqlite3.connect(course / "grading" / "gradebook.db", check_same_thread=False)
    other.execute("begin exclusive")
    threading.Timer(16, other.rollback).start()
    table = teacher.grade_all(course, workers=1, again=True)
    assert outcome(table) == expected[:1]


def test_what_is_done_is_not_done_again(undisturbed, tmp_path):
    original, expected = undisturbed
    course = tmp_path / "course"
    shutil.copytree(original, course)
    shutil.rmtree(course / "grading" / "submitted" / "eve")
    teacher.grade_all(course, workers=2)
    log = course / "grading" / "log.tsv"
    first = log.read_text().splitlines()
    teacher.grade_all(course, workers=2)
    assert log.read_text().splitlines() == first
    # A changed answer is graded, and nobody else's.
    path = course / "grading" / "submitted" / "ben" / "ps1" / "ps1.ipynb"
    path.write_text(path.read_text().replace("return 9", "return x * x"))
    table = teacher.grade_all(course, workers=2).set_index("student")
    assert table["points"].to_dict() == {"ada": 4, "ben": 4}
    assert len(log.read_text().splitlines()) == len(first) + 1
    # Without its gradebook nothing counts as done.
    (course / "grading" / "gradebook.db").unlink()
    assert teacher.grade_all(course, workers=2)["points"].tolist() == [4, 4]


#: Grades a course on a disk with so many bytes free, then again after room was made.
FULL = """if True:
    import pathlib, shutil, subprocess, sys
    original, place, free = sys.argv[1], sys.argv[2], int(sys.argv[3])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=30m", "tmpfs", place], check=True)
    course = pathlib.Path(place, "course")
    shutil.copytree(original, course)
    filler = pathlib.Path(place, "filler")
    filler.write_bytes(b"x" * (shutil.disk_usage(place).free - free))
    from falsematch.grading import teacher
    try:
        teacher.grade_all(course, workers=2)
        print("there was room")
    except teacher.GradingError as error:
        print(error)
    filler.unlink()
    import test_recovery
    print(*test_recovery.outcome(teacher.grade_all(course, workers=2)), sep=chr(10))
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a disk that is full")
@pytest.mark.parametrize("free", [0, 150_000, 400_000])
def test_on_a_full_disk_it_stops_says_so_and_goes_on_after_room_was_made(
    undisturbed, tmp_path, free
):
    original, expected = undisturbed
    run = subprocess.run(
        ["unshare", "--mount", sys.executable, "-W", "ignore", "-c", FULL, original, tmp_path, str(free)],
        capture_output=True, text=True, timeout=PATIENCE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([os.path.dirname(__file__), str(ROOT / "tests")])},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    first, *rows = run.stdout.splitlines()
    assert first == "The disk is full. Make room, and grade again: what is done is kept."
    assert rows == expected
