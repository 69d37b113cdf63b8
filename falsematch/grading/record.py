"""Where grades are recorded: nbgrader's gradebook and the graded notebooks, one writer at a time.

A submission that was run and cleaned is recorded by nbgrader's own steps, in one entry into the
gradebook. A mark beside the graded notebook, written last, says with what it was graded: with it a
run that was broken off goes on where it was, and without it the submission is graded again.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import shutil
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from falsematch import constants
from falsematch.files import write_whole
from falsematch.grading import gradebook
from falsematch.grading.course import Course
from falsematch.grading.intake import IntakeError, read_ordinary
from falsematch.grading.rebuild import what_was_noticed
from falsematch.grading.run import Job, Result

#: Beside a graded notebook: SHA-256 of all that its grade comes from, and of what was told.
_MARK = ".graded-with"
#: Most bytes of a small file beside a notebook.
_SMALL = 1_000


@dataclass
class Entry:
    """One entry into the gradebook: what it needs, and what it found there at its end."""

    #: The answers of the graded notebooks that stand there, by notebook and cell.
    before: Mapping[str, Mapping[str, str]]
    #: SHA-256 of what feedback will say from the gradebook.
    told: str = ""


_entry: ContextVar[Entry | None] = ContextVar("entry", default=None)


class SaveAtOnce(SaveAutoGrades):
    """nbgrader's step with one commit for all cells: the grades are there whole, or not at all."""

    def preprocess(self, nb, resources):
        here, entry = resources["nbgrader"], _entry.get()
        self.notebook_id, self.assignment_id = here["notebook"], here["assignment"]
        self.student_id = here["student"]
        with Gradebook(here["db_url"]) as self.gradebook:
            session = self.gradebook.db
            commit, session.commit = session.commit, session.flush
            before = entry.before.get(self.notebook_id, {}) if entry else {}
            read = [
                grade for grade in self._grades()
                if grade.manual_score is not None and not grade.needs_manual_grade
            ]  # fmt: skip
            nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
            texts = {cell["id"]: cell["source"] for cell in nb["cells"]}
            for grade in read:
                if grade.name in before and before[grade.name] == texts.get(grade.name):
                    # nbgrader asks for every answer in words again: not for the same one.
                    grade.needs_manual_grade = False
            commit()
            if entry:
                entry.told = _to_tell(self.gradebook, self.student_id, self.assignment_id)
        return nb, resources

    def _grades(self) -> list:
        return self.gradebook.find_submission_notebook(
            self.notebook_id, self.assignment_id, self.student_id
        ).grades


def _to_tell(book: Gradebook, student: str, name: str) -> str:
    """SHA-256 of what feedback says from the gradebook: points and comments."""
    notebooks = book.find_submission(name, student).notebooks
    said = [(g.name, g.score) for notebook in notebooks for g in notebook.grades]
    said += [(c.name, c.comment) for notebook in notebooks for c in notebook.comments]
    return _digest(json.dumps(sorted(said, key=str), default=str))


def make_known(course: Course, nbgrader: NbGraderAPI, name: str, staged: Path) -> None:
    """Write an assignment into the gradebook, unless the same one stands there."""
    mark = course.beside / f".{name}-known"
    source = "".join(
        nbformat.writes(course.source(name, notebook)) for notebook in course.notebooks(name)
    )
    with gradebook.gradebook_of(course.config) as book, contextlib.suppress(MissingEntry):
        book.find_assignment(name)
        if mark.is_file() and mark.read_text("ascii") == _digest(source):
            return
    directories = nbgrader.coursedir
    before, directories.release_directory = directories.release_directory, str(staged / "release")
    try:  # what was given out is not touched for that
        made = nbgrader.generate_assignment(name)
        gradebook.must_succeed(made, f"The gradebook's entry for {name}")
    finally:
        directories.release_directory = before
    write_whole(mark, _digest(source).encode())


def is_done(course: Course, job: Job) -> tuple[bool, str]:
    """Was this very submission graded, in the same way, and does the gradebook have it?

    Returns
    -------
    bool
    str
        What the gradebook says now, if that is not what the student was told; else nothing.
    """
    mark, told = _marks(course.graded(job.student, job.assignment))
    if mark != _mark_of(job):
        return False, ""
    tests = {
        cell["metadata"]["nbgrader"]["grade_id"]
        for texts in job.notebooks.values()
        for cell in nbformat.reads(texts.source, as_version=4)["cells"]
        if _is_test(cell)
    }
    with gradebook.gradebook_of(course.config) as book:
        grades = gradebook.grades_of(book, job.student, job.assignment)
        done = all(grade.auto_score is not None for grade in grades if grade.name in tests)
        if not grades or not done:
            return False, ""
        now = _to_tell(book, job.student, job.assignment)
    return True, "" if now == told else now


def _is_test(cell: Mapping) -> bool:
    marks = cell["metadata"].get("nbgrader", {})
    return bool(cell["cell_type"] == "code" and marks.get("grade") and not marks.get("solution"))


def record(
    course: Course, nbgrader: NbGraderAPI, job: Job, result: Result, staged: Path
) -> tuple[str, str]:
    """Write the grade of a submission that was run and cleaned.

    Parameters
    ----------
    course : Course
    nbgrader : NbGraderAPI
        With the folder `staged` as that of submissions.
    job : Job
    result : Result
    staged : Path
        An empty folder.

    Returns
    -------
    str
        What went wrong, or nothing.
    str
        What the gradebook says now (`mark_as_done`).
    """
    place = staged / job.student / job.assignment
    try:
        place.mkdir(parents=True)
        for name, notebook in result.notebooks.items():
            (place / f"{name}.ipynb").write_text(notebook, encoding="utf-8")
        copy_exchange_files(course.hand_in(job.student, job.assignment), place)
        entry = Entry(_answers(course.graded(job.student, job.assignment)))
        token = _entry.set(entry)
        try:
            note = gradebook.outcome(nbgrader.autograde, job.assignment, job.student)
        finally:
            _entry.reset(token)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return note, entry.told


def _answers(graded: Path) -> dict[str, dict[str, str]]:
    return {
        path.stem: {
            cell["id"]: cell["source"]
            for cell in nbformat.read(path, as_version=4)["cells"]
            if "id" in cell
        }
        for path in graded.glob("*.ipynb")
    }


def noticed(course: Course, student: str, name: str) -> list[str]:
    """What a teacher should look at in the graded notebooks of a submission."""
    paths = sorted(course.graded(student, name).glob("*.ipynb"))
    return [line for path in paths for line in what_was_noticed(nbformat.read(path, 4))]


def mark_as_done(course: Course, job: Job, told: str) -> None:
    """Note that a submission is graded and the student told, and what."""
    mark = course.graded(job.student, job.assignment) / _MARK
    write_whole(mark, f"{_mark_of(job)}\n{told}".encode())


def copy_exchange_files(hand_in: Path, to: Path) -> None:
    """What nbgrader's exchange puts beside a notebook: when it came, and where feedback goes."""
    for name in ("timestamp.txt", "submission_secret.txt"):
        with contextlib.suppress(IntakeError):  # not handed in through the exchange
            write_whole(to / name, read_ordinary(hand_in / name, _SMALL))


def _marks(graded: Path) -> tuple[str, str]:
    """With what a notebook was graded, and what its feedback told; empty where it is not done."""
    mark = graded / _MARK
    lines = mark.read_text("ascii").split("\n") if mark.is_file() else []
    return (lines[0], lines[1]) if len(lines) == 2 else ("", "")


def _mark_of(job: Job) -> str:
    return _digest(json.dumps([asdict(job), _program()], sort_keys=True, default=str))


@functools.cache
def _program() -> str:
    """SHA-256 of the code that grades: another version grades again."""
    files = sorted(Path(constants.__file__).parent.rglob("*.py"))
    return _digest("".join(path.read_text("utf-8") for path in files))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
