"""The grader grades the course that ``nbgrader quickstart`` makes, as it is, in sandboxes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from support.courses import cell, needs_a_sandbox

from falsematch.__main__ import main
from falsematch.grading import teacher
from falsematch.grading.course import Course
from falsematch.grading.gradebook import must_succeed, quiet_nbgrader

pytestmark = needs_a_sandbox

WRONG = "def squares(n):\n    return [i * i for i in range(n)]"
#: Says so if it reaches what is outside of its sandbox, and tries to spoil it.
HOSTILE = """
import glob, os, socket
for name in ("nbgrader_config.py", "gradebook.db", "source/ps1/problem1.ipynb", "mine"):
    try:
        open(os.path.join({place!r}, name), "a").write("mine")
        print("REACHED", name)
    except OSError:
        pass
if glob.glob({place!r} + "/s*/*") or os.path.exists("/etc/passwd"):
    print("REACHED files")
try:
    socket.create_connection(("127.0.0.1", {port}), 2)
    print("REACHED the network")
except OSError:
    pass
def squares(n):
    raise ValueError
"""
#: What no sandbox can stop where a test is a cell like the others.
CHEAT = """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Drop())
def squares(n):
    raise ValueError
def sum_of_squares(n):
    return squares(n)
"""


def read(path):
    return nbformat.read(path, as_version=4)


def hand_in(course, student, name, answers, notebooks=None):
    """The notebooks that were given out, with other sources in the cells that are answered."""
    folder = course / "submitted" / student / name
    folder.mkdir(parents=True)
    for path in sorted((course / "release" / name).glob("*.ipynb")):
        if notebooks and path.stem not in notebooks:
            continue
        notebook = read(path)
        for one in notebook["cells"]:
            id = one["metadata"].get("nbgrader", {}).get("grade_id")
            one["source"] = answers.get(id, one["source"])
        nbformat.write(notebook, folder / path.name)


def solutions(course, name):
    return {
        one["metadata"]["nbgrader"]["grade_id"]: one["source"]
        for path in (course / "source" / name).glob("*.ipynb")
        for one in read(path)["cells"]
        if one["metadata"].get("nbgrader", {}).get("solution")
    }


def grades(course, name):
    """What the gradebook has of each graded cell: by student, notebook and cell."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            (work.student.id, notebook.name, grade.name): (
                grade.auto_score, grade.manual_score, grade.needs_manual_grade, grade.max_score,
            )
            for work in book.assignment_submissions(name)
            for notebook in work.notebooks for grade in notebook.grades
        }  # fmt: skip


def by_stock(course, name, students):
    """The same hand-ins graded by nbgrader alone, in a copy of the course."""
    with quiet_nbgrader(Course(course).config) as api:
        must_succeed(api.generate_assignment(name), name)
        for student in students:
            must_succeed(api.autograde(name, student), student)
    return grades(course, name)


def digests(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def release(course, name):
    """Give an assignment out, without a trace in the gradebook."""
    config = Course(course).config
    config.GenerateAssignment.no_database, config.SaveCells.enabled = True, False
    with quiet_nbgrader(config) as api:
        must_succeed(api.generate_assignment(name, create=False), name)


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory):
    """The course as quickstart makes it, with its assignment given out."""
    place = tmp_path_factory.mktemp("quick")
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "quickstart", "course101"], cwd=place, check=True,
        capture_output=True,
    )  # fmt: skip
    release(place / "course101", "ps1")
    return place / "course101"


@pytest.fixture(scope="module")
def graded(quickstart, tmp_path_factory):
    """Five hand-ins, graded by the command in the course's folder, and by nbgrader alone."""
    import socket

    course = tmp_path_factory.mktemp("graded") / "course101"
    shutil.copytree(quickstart, course)
    right = solutions(course, "ps1")
    hand_in(course, "right", "ps1", right)
    hand_in(course, "wrong", "ps1", right | {"squares": WRONG})
    hand_in(course, "empty", "ps1", {})
    hand_in(course, "half", "ps1", right, ["problem1"])
    hand_in(course, "cheat", "ps1", right | {"squares": CHEAT})
    stock = tmp_path_factory.mktemp("stock") / "course101"
    shutil.copytree(course, stock)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.MonkeyPatch.context() as patch:
        hostile = HOSTILE.format(place=str(course), port=server.getsockname()[1])
        hand_in(course, "hostile", "ps1", right | {"squares": hostile})
        before = digests(course)
        patch.chdir(course)
        patch.delenv("FALSEMATCH_TRUST", raising=False)
        assert main(["grade", "ps1", "--workers", "2"]) == 0
    return course, before, by_stock(stock, "ps1", ["right", "wrong", "empty", "half", "cheat"])


def test_grades_are_those_of_nbgraders_own_autograde(graded):
    course, _, stock = graded
    ours = grades(course, "ps1")
    assert {key: grade for key, grade in ours.items() if key[0] != "hostile"} == stock
    points = {student: 0 for student, *_ in ours}
    for (student, *_), (auto, *_) in ours.items():
        points[student] += auto or 0
    # A dropped assert is what the course's page warns of: here the tests see nothing.
    assert points == {"right": 3, "wrong": 0.5, "empty": 0, "half": 3, "cheat": 3, "hostile": 1.5}


def test_a_hostile_cell_reaches_nothing_outside(graded):
    course, before, _ = graded
    after = digests(course)
    assert {path: digest for path, digest in after.items() if path in before} == before
    notebook = (course / "autograded" / "hostile" / "ps1" / "problem1.ipynb").read_text()
    assert "open(os.path.join(" in notebook
    outputs = [o for c in nbformat.reads(notebook, 4)["cells"] for o in c.get("outputs", [])]
    assert "REACHED" not in str(outputs)


def test_everything_is_where_nbgrader_puts_it(graded):
    course, before, _ = graded
    assert {path.name for path in course.iterdir()} == {
        "nbgrader_config.py", "source", "release", "submitted", "autograded", "feedback",
        "gradebook.db", "log.tsv", ".ps1-known",
    }  # fmt: skip
    made = {path.name for path in (course / "autograded" / "right" / "ps1").iterdir()}
    assert made == {"problem1.ipynb", "problem2.ipynb", "jupyter.png", ".graded-with"}
    page = (course / "feedback" / "right" / "ps1" / "problem1.html").read_text()
    assert "correct_squares" in page and "For the teacher" not in page
    # Solutions of parts that a person reads are the teacher's.
    empty = (course / "feedback" / "empty" / "ps1" / "problem2.html").read_text()
    assert "fibonnaci" not in empty and "YOUR ANSWER HERE" in empty


def test_nobody_is_made_up_in_somebody_elses_course(quickstart, capsys):
    before = digests(quickstart)
    assert teacher.grade(quickstart) == 1
    assert "Nobody has handed in anything" in capsys.readouterr().err
    assert digests(quickstart) == before


def test_names_with_spaces_data_beside_a_notebook_and_partial_points(quickstart, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(quickstart, course)
    folder = course / "source" / "ps 2"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "table.csv").write_text("n\n3\n4\n")
    cells = [
        cell("code", "setup", "import pandas as pd\ntable = pd.read_csv('data/table.csv')",
             locked=True),
        cell("code", "total", "### BEGIN SOLUTION\ntotal = table['n'].sum()\n### END SOLUTION",
             solution=True),
        nbformat.v4.new_code_cell("# Room for your own code.", id="room"),
        cell("code", "total-test", "assert total > 0\n### BEGIN HIDDEN TESTS\n"
             "assert total == 7, 'a hidden word'\n### END HIDDEN TESTS", 2, grade=True,
             locked=True),
        cell("code", "partial-test", "0.5 if total == 7 else 0", 2, grade=True, locked=True),
    ]  # fmt: skip
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "Problem 1.ipynb")
    release(course, "ps 2")
    hand_in(course, "right", "ps 2", {"total": "total = 7"})
    hand_in(course, "wrong", "ps 2", {"total": "total = len(table)"})
    # Before its cell is run, a hidden test is not in the student's process.
    peek = "import gc\nfound = [o for o in gc.get_objects() if isinstance(o, (str, dict, list))]\n"
    peek += "print('REACHED' if 'a hidden ' + 'word' in str(found) + str(In) else '')\ntotal = 7"
    hand_in(course, "peeks", "ps 2", {"total": peek})
    own = course / "submitted" / "right" / "ps 2" / "Problem 1.ipynb"
    notebook = read(own)
    (room,) = (one for one in notebook["cells"] if one["id"] == "room")
    room["source"] = "total = total + 0  # mine\nprint('my own', total)"
    nbformat.write(notebook, own)
    stock = tmp_path / "stock"
    shutil.copytree(course, stock)
    table = teacher.grade_all(course, ["ps 2"], workers=1).set_index("student")
    assert table["points"].to_dict() == {"peeks": 2.5, "right": 2.5, "wrong": 0}
    assert grades(course, "ps 2") == by_stock(stock, "ps 2", ["peeks", "right", "wrong"])
    graded = (course / "autograded" / "right" / "ps 2" / "Problem 1.ipynb").read_text()
    assert "my own 7" in graded
    peeked = read(course / "autograded" / "peeks" / "ps 2" / "Problem 1.ipynb")
    assert "REACHED" not in str([one.get("outputs") for one in peeked["cells"]])
    page = (course / "feedback" / "wrong" / "ps 2" / "Problem 1.html").read_text()
    assert "total == 7, &#39;a hidden" not in page
    # Graded again, nothing is done again; a person's points change the page alone.
    log = (course / "log.tsv").read_text()
    teacher.grade_all(course, ["ps 2"], workers=1)
    assert (course / "log.tsv").read_text() == log
