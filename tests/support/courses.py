"""A course small enough to be graded many times, and where that can be done."""

from __future__ import annotations

import os
import shutil

import nbformat
import pytest

from falsematch.grading import release, sandbox
from support import ROOT

needs_a_sandbox = pytest.mark.skipif(
    bool(sandbox.why_not()) and not os.environ.get("CI"), reason=sandbox.why_not() or "-"
)

#: Tight, so that the test is quick. What a student writes for the course needs far less time.
SETTINGS = """
c.Execute.timeout = 5
c.JudgeTests.call_timeout = 3
c.JudgeTests.limits = {"wall_seconds": 20, "memory": 3_000_000_000, "scratch": 50_000_000}
"""


def cell(kind, id, source, points=None, **marks):
    made = getattr(nbformat.v4, f"new_{kind}_cell")(source, id=id)
    marks = {"grade": False, "locked": False, "solution": False, **marks}
    made["metadata"]["nbgrader"] = {"grade_id": id, "schema_version": 3, "task": False, **marks}
    if points is not None:
        made["metadata"]["nbgrader"]["points"] = points
    return made


def small_course(folder):
    """A course with one small problem set, so that each run is short."""
    cells = [
        cell("code", "setup", "import math", locked=True),
        cell("code", "square", "### BEGIN SOLUTION\ndef square(x):\n    return x * x\n"
             "### END SOLUTION", solution=True),
        cell("code", "square-test", "# 2 points\nassert square(3) == 9, 'expected 9'\n"
             "### BEGIN HIDDEN TESTS\nassert square(-4) == 16, 'hidden: also below 0'\n"
             "### END HIDDEN TESTS", 2, grade=True, locked=True),
        cell("code", "other", "### BEGIN SOLUTION\ntwice = 2 * 21\n### END SOLUTION", solution=True),
        cell("code", "other-test", "# 2 points\nassert twice == 42, 'expected 42'\n", 2,
             grade=True, locked=True),
        cell("markdown", "why", "**Rubric** Level 0.", 3, grade=True, solution=True),
    ]  # fmt: skip
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(SETTINGS)
    (folder / "solutions" / "ps1").mkdir(parents=True)
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells), folder / "solutions" / "ps1" / "ps1.ipynb"
    )
    release.make_exercises(folder)
    for path in (folder / "solutions", folder / "exercises"):
        assert list(path.rglob("*.ipynb"))
    return folder


def hand_in_less(course, student, *keep):
    """Take back what a student handed in, but for some problem sets."""
    for path in (course / "grading" / "submitted" / student).iterdir():
        if path.name not in keep:
            shutil.rmtree(path)


def printed_points(printed):
    """Points as they stand in the printed table, by student and problem set."""
    rows = [line.split() for line in printed.splitlines()]
    return {
        (row[0], row[1]): row[2]
        for row in rows
        if len(row) >= 4 and row[1].removeprefix("ps").isdigit()
    }
