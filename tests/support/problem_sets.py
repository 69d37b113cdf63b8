"""Run problem sets without a kernel: one cell's answer replaced, its tests judged as in grading."""

from __future__ import annotations

import contextlib
import functools
import io
import runpy
import symtable
import textwrap
import warnings
import zlib

import nbformat
import numpy as np

from falsematch.grading.course import Course
from falsematch.grading.student_functions import stand_ins
from falsematch.learners import variants
from falsematch.measures import scores
from support import ROOT

NAMES = Course(ROOT).assignments()
#: ps0 shows how exercises work; it is not graded.
GRADED = [name for name in NAMES if name != "ps0"]


@functools.cache
def notebook(folder, name):
    return nbformat.read(ROOT / folder / name / f"{name}.ipynb", as_version=4)


@functools.cache
def cells(name, folder="solutions"):
    """Source, kind and nbgrader's settings of each cell, by id."""
    return {
        cell["id"]: (cell["source"], cell["cell_type"], cell["metadata"].get("nbgrader", {}))
        for cell in notebook(folder, name)["cells"]
    }


def autograded(name):
    """Points of each test cell."""
    return {
        id: marks["points"]
        for id, (_, kind, marks) in cells(name).items()
        if kind == "code" and marks.get("grade")
    }


def written(name):
    """Points of each part that a person grades."""
    return {
        id: marks["points"]
        for id, (_, kind, marks) in cells(name).items()
        if kind == "markdown" and marks.get("grade")
    }


def bank(name):
    return _bank(name)["ANSWERS"]


def equivalent(name):
    """Mutants that behave like the reference solution for every input that is allowed, and why."""
    return _bank(name).get("EQUIVALENT", {})


@functools.cache
def _bank(name):
    return runpy.run_path(str(ROOT / "tests" / "answer_banks" / f"{name}.py"))


def code_of(label):
    """A student's code, another one for another label."""
    drawn = np.random.default_rng(zlib.crc32(label.encode()))
    return variants.write_code("".join(drawn.choice(list(variants.SIGNS), variants.LENGTH)))


def failures(
    name, answers=None, only=None, folder="solutions", my_code=variants.SELF_STUDY, student=None
):
    """Run a notebook's cells with some answers put in; what each failing test cell says.

    As in grading, the read-only cells also run on the teacher's side, and a test sees there
    what the student's names give as plain data. A dictionary `student` is filled with them.
    """
    answers = answers or {}
    student = {} if student is None else student
    student["__name__"] = "__main__"
    teacher, failed = {"__name__": "__main__"}, {}
    names = stand_ins.names_of(
        source for source, kind, marks in cells(name).values()
        if kind == "code" and marks.get("solution")
    )  # fmt: skip
    with _tables_read_once(), contextlib.redirect_stdout(io.StringIO()):
        for id, (source, kind, marks) in cells(name, folder).items():
            if kind != "code" or not (only is None or id in only):
                continue
            if marks.get("grade"):
                said = stand_ins.failure(source, teacher, names, stand_ins.LocalStudent(student))
                if said:
                    failed[id] = said
                continue
            if marks.get("locked"):
                teacher["my_code"] = student["my_code"] = my_code
                exec(compile(source, f"<{id}>", "exec"), teacher)
            with contextlib.suppress(Exception):
                exec(_compiled(textwrap.dedent(answers.get(id, source)), id), student)
    return failed


@functools.cache
def _compiled(source, id):
    return compile(source, f"<{id}>", "exec")


@contextlib.contextmanager
def _tables_read_once():
    """Reading a table takes longer than most answers; each reader gets a copy."""
    before = scores.load
    scores.load = lambda name: _table(name).copy()
    try:
        with warnings.catch_warnings():
            yield
    finally:
        scores.load = before


_table = functools.cache(scores.load)


def failures_of(name, solution, code, **settings):
    """Run only what an answer can change, and what that needs: a whole notebook is slow."""
    code = textwrap.dedent(code)
    return failures(name, {solution: code}, _needed(name, solution, code), **settings)


@functools.cache
def _needed(name, solution, code):
    sources = {id: source for id, (source, kind, _) in cells(name).items() if kind == "code"}
    sources[solution] = sources[solution] + "\n" + code
    tests = autograded(name)
    made, used = {}, {}
    for id, source in sources.items():
        made[id], used[id] = _names(source)
        if id in tests:
            # A test's own names are its own; it finds values by name, too: globals()["..."].
            made[id], used[id] = set(), set().union(*stand_ins.asked_for(source))
    changed, wanted = set(made[solution]), {"setup", solution}
    for id in sources:
        if id != solution and used[id] & changed:
            wanted.add(id)
            changed |= made[id]
    for id in reversed(sources):
        later = set().union(*(used[other] for other in wanted))
        if made[id] & later:
            wanted.add(id)
    return frozenset(wanted)


def _names(source):
    """The names that a cell binds at its top, and those it takes from the notebook anywhere."""
    table = symtable.symtable(source, "<cell>", "exec")
    made = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    used, inner = {s.get_name() for s in table.get_symbols() if s.is_referenced()}, [table]
    while inner:
        scope = inner.pop()
        inner += scope.get_children()
        used |= {s.get_name() for s in scope.get_symbols() if s.is_global()}
    return made, used
