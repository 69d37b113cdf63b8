"""Where grades are recorded: the course's folders and nbgrader's gradebook, one writer at a time.

A submission that was run (`falsematch.grading.run`) is recorded by nbgrader's own steps. A mark
beside the graded notebook, written last, says with what it was graded: with it a run that was
broken off goes on where it was, and without it the submission is graded again.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import html
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError, SAWarning
from traitlets.config import Config, PyFileConfigLoader

from falsematch import constants
from falsematch.files import write_whole
from falsematch.grading import classes, rebuild, steps
from falsematch.grading.intake import IntakeError, is_name, read_ordinary
from falsematch.grading.run import Job, Result

#: Beside a graded notebook: SHA-256 of all that its grade comes from, and of what was told.
_MARK = ".graded-with"
#: How often something is tried while somebody else writes to the gradebook.
_TRIES = 5
_LOCKED = "database is locked"
_FULL = "No space left on device", "disk is full", "Disk quota exceeded"
#: Most bytes of a small file beside a notebook.
_SMALL = 1_000


class GradingError(Exception):
    """Exercises or grades cannot be made; the message says what to do."""


def settings(folder: str | Path) -> Config:
    """nbgrader's settings for a course, as its ``nbgrader_config.py`` says."""
    path = Path(folder).resolve() / "nbgrader_config.py"
    if not path.is_file():
        raise GradingError(f"{path} is missing. Run this in a clone of the course.")
    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


@contextlib.contextmanager
def quiet_nbgrader(config: Config) -> Iterator[NbGraderAPI]:
    """nbgrader's Python interface, quiet, with its helper programs on the PATH."""
    before = os.environ["PATH"]
    # nbgrader starts `alembic` by name, also when the environment was not activated.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    # It also looks at the folder through which a shared machine would exchange notebooks.
    config.Exchange.root = tempfile.mkdtemp()
    quiet = logging.getLogger("traitlets")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            # nbgrader adds a submission before it says whose it is; nothing is lost.
            warnings.simplefilter("ignore", SAWarning)
            yield NbGraderAPI(CourseDirectory(config=config), config=config)
    finally:
        quiet.setLevel(level)
        shutil.rmtree(config.Exchange.root, ignore_errors=True)
        os.environ["PATH"] = before


def must_succeed(result: dict, what: str) -> None:
    if not result["success"]:
        raise GradingError(f"{what} could not be made:\n{result.get('error') or result['log']}")


def read(path: Path) -> nbformat.NotebookNode:
    if not path.is_file():
        raise GradingError(f"{path} is missing. Run `make exercises`.")
    return nbformat.read(path, as_version=4)


def students_in(submitted: Path) -> list[str]:
    if not submitted.is_dir():
        return []
    return sorted(
        path.name for path in submitted.iterdir() if path.is_dir() and path.name[0] != "."
    )


class Course:
    """The folders and the gradebook of a course, for one run of grading."""

    def __init__(self, folder: Path):
        self.folder, self.config = folder, settings(folder)
        self.submitted = folder / "grading" / "submitted"
        self._class = classes.current()

    def graded(self, student: str, name: str) -> Path:
        """The folder of a graded notebook."""
        return self.folder / "grading" / "autograded" / student / name

    @contextlib.contextmanager
    def opened(self, names: Sequence[str]) -> Iterator[None]:
        """With nbgrader at hand, and problem sets known to the gradebook."""
        with contextlib.ExitStack() as stack:
            # nbgrader sees only what was taken in.
            self._staged = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self.config.CourseDirectory.submitted_directory = str(self._staged / "submitted")
            self._api = stack.enter_context(quiet_nbgrader(self.config))
            stack.enter_context(_stop_at_a_full_disk())
            for name in names:
                self._make_known(name)
            yield

    def _make_known(self, name: str) -> None:
        """Write a problem set into the gradebook, unless the same one stands there."""
        mark = self.folder / "grading" / f".{name}-known"
        source = _digest((self.folder / "solutions" / name / f"{name}.ipynb").read_text("utf-8"))
        with gradebook_of(self.config) as book, contextlib.suppress(MissingEntry):
            book.find_assignment(name)
            if mark.is_file() and mark.read_text("ascii") == source:
                return
        directories = self._api.coursedir
        before, directories.release_directory = directories.release_directory, str(self._staged)
        try:  # exercises/ is not touched for that
            must_succeed(self._api.generate_assignment(name), f"The gradebook's entry for {name}")
        finally:
            directories.release_directory = before
        write_whole(mark, source.encode())

    def job(self, student: str, name: str, submission: str) -> Job:
        """What has to be run for a submission."""
        settings_of = {step: dict(self.config[step]) for step in ("Execute", "JudgeTests")
                       if step in self.config}  # fmt: skip
        return Job(
            student, name, submission, self._text("solutions", name), self._text("exercises", name),
            *classes.drawn_for(self._class, student, name), settings_of,
        )  # fmt: skip

    @functools.cache  # noqa: B019 - a course lives as long as a run
    def _text(self, folder: str, name: str) -> str:
        return nbformat.writes(read(self.folder / folder / name / f"{name}.ipynb"))

    def is_done(self, job: Job) -> bool:
        """Was this very submission graded, in the same way, and does the gradebook have it?"""
        graded = self.graded(job.student, job.problem_set)
        if _mark_of(job) not in _marks(graded)[:1]:
            return False
        with gradebook_of(self.config) as book:
            grades = grades_of(book, graded)
            return bool(grades) and all(
                grade.auto_score is not None for grade in grades if grade.cell.cell_type == "code"
            )

    def renew_feedback(self, student: str, name: str) -> str:
        """Write feedback again if a person has given points or comments since.

        Returns
        -------
        str
            What went wrong, or nothing.
        """
        graded = self.graded(student, name)
        mark, told = _marks(graded)
        if told == self._to_tell(graded):
            return ""
        note = _outcome(self._api.generate_feedback, student, name)
        if note:
            return f"graded, but without feedback: {note}"
        write_whole(graded / _MARK, f"{mark}\n{self._to_tell(graded)}".encode())
        return ""

    def _to_tell(self, graded: Path) -> str:
        """SHA-256 of what feedback says from the gradebook: points and comments."""
        with gradebook_of(self.config) as book:
            notebooks = book.find_submission(graded.name, graded.parent.name).notebooks
            said = [(g.name, g.score) for notebook in notebooks for g in notebook.grades]
            said += [(c.name, c.comment) for notebook in notebooks for c in notebook.comments]
        return _digest(json.dumps(sorted(said, key=str), default=str))

    def record(self, job: Job, result: Result) -> str:
        """Write grade and feedback; returns what went wrong, or nothing."""
        student, name = job.student, job.problem_set
        if result.reason:
            return self.tell(student, name, result.reason, result.seconds)
        work = self.submitted / student / name
        place = self._staged / "submitted" / student / name
        try:
            place.mkdir(parents=True)
            (place / f"{name}.ipynb").write_text(job.submission, encoding="utf-8")
            _copy_exchange_files(work, place)
            read = self._read_by_a_person(self.graded(student, name))
            recording = steps.Recording(result.outputs, result.noticed, read)
            with steps.recording(recording):
                note = self._autograde(student, name)
            if not note:
                graded = self.graded(student, name)
                marks = f"{_mark_of(job)}\n{self._to_tell(graded)}"
                write_whole(graded / _MARK, marks.encode())
        except OSError as error:
            _say_if_full(str(error), error)
            note = f"it could not be recorded: {error.strerror}. Grade again when that is mended."
        finally:
            shutil.rmtree(place, ignore_errors=True)
        _say_if_full(note)
        self._log(student, name, note or "graded", result.seconds)
        return note

    def tell(self, student: str, name: str, reason: str, seconds: float = 0.0) -> str:
        """Tell a student why there is no grade, on the page where feedback would be."""
        self._log(student, name, f"not graded: {reason}", seconds)
        if is_name(student):
            page = self.folder / "grading" / "feedback" / student / name / f"{name}.html"
            write_whole(page, _NOT_GRADED.format(name=name, reason=html.escape(reason)).encode())
            _copy_exchange_files(self.submitted / student / name, page.parent)
        return reason

    def _log(self, student: str, name: str, what: str, seconds: float) -> None:
        line = [time.strftime("%Y-%m-%d %H:%M:%S"), student, name, f"{seconds:.1f} s", what]
        with open(self.folder / "grading" / "log.tsv", "a", encoding="utf-8") as log:
            log.write("\t".join(printable(part) for part in line) + "\n")

    def _autograde(self, student: str, name: str) -> str:
        """nbgrader's steps, for a submission that was run; returns what went wrong, or nothing."""
        for left in reversed(range(_TRIES)):
            note = _outcome(self._api.autograde, student, name)
            if _LOCKED not in note or not left:
                break
            time.sleep(1)
        if note:
            return note
        note = _outcome(self._api.generate_feedback, student, name)
        return f"graded, but without feedback: {note}" if note else ""

    def _read_by_a_person(self, graded: Path) -> dict[str, str]:
        """The answers of a graded notebook to which a person gave points, by cell."""
        with gradebook_of(self.config) as book:
            done = {
                grade.name
                for grade in grades_of(book, graded)
                if grade.manual_score is not None and not grade.needs_manual_grade
            }
        return {id: text for id, text in _texts(graded).items() if id in done} if done else {}

    def noticed(self, student: str, name: str) -> list[str]:
        """What a teacher should look at in a graded notebook."""
        return rebuild.what_was_noticed(read(self.graded(student, name) / f"{name}.ipynb"))


def _copy_exchange_files(hand_in: Path, to: Path) -> None:
    """What nbgrader's exchange puts beside a notebook: when it came, and where feedback goes."""
    for name in ("timestamp.txt", "submission_secret.txt"):
        with contextlib.suppress(IntakeError):  # not handed in through the exchange
            write_whole(to / name, read_ordinary(hand_in / name, _SMALL))


_NOT_GRADED = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>{name}: not graded</title>
<h1>{name} was not graded</h1>
<p>This is not 0 points: it has no points yet. Why: {reason}.</p>
<p>Mend it, restart the kernel, run all cells, and hand it in again.</p></html>
"""


@contextlib.contextmanager
def _stop_at_a_full_disk() -> Iterator[None]:
    try:
        yield
    except (OSError, OperationalError, GradingError) as error:
        _say_if_full(str(error), error)
        raise


def _say_if_full(told: str, cause: Exception | None = None) -> None:
    if any(words in told for words in _FULL):
        raise GradingError(
            "The disk is full. Make room, and grade again: what is done is kept."
        ) from cause


def printable(text: str) -> str:
    """A text as one line that steers no terminal.

    Examples
    --------
    >>> printable("anna\\x1b[2J\\n")
    'anna\\\\x1b[2J\\\\n'
    """
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def gradebook_of(config: Config) -> Gradebook:
    """nbgrader's gradebook of a course; waits while somebody else writes to it.

    Raises
    ------
    GradingError
        When it stays locked.
    """
    for _ in range(_TRIES):
        try:
            return Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id)
        except OperationalError as error:
            if _LOCKED not in str(error):
                raise
            time.sleep(1)
    raise GradingError(
        "Another program keeps the gradebook locked. Close it (the form grader, say), and grade "
        "again: what is done is kept."
    )


def grades_of(book: Gradebook, graded: Path) -> list:
    """The grades of a submission, given by the folder ``<student>/<problem set>``."""
    try:
        notebooks = book.find_submission(graded.name, graded.parent.name).notebooks
    except MissingEntry:
        return []
    return [grade for notebook in notebooks for grade in notebook.grades]


def _texts(graded: Path) -> dict[str, str]:
    path = graded / f"{graded.name}.ipynb"
    cells = read(path)["cells"] if path.is_file() else []
    return {cell["id"]: cell["source"] for cell in cells if "id" in cell}


def _outcome(step, student: str, name: str) -> str:
    try:
        result = step(name, student)
    except Exception as error:  # whatever a notebook does, the next student is graded
        result = {"success": False, "log": f"{type(error).__name__}: {error}"}
    return "" if result["success"] else _reason(result)


def _reason(result: dict) -> str:
    """The error behind nbgrader's own, which only points to it."""
    told = "\n".join([result.get("error", ""), result.get("log", "")])
    errors = re.findall(r"^\s*((?:\w+\.)*\w*(?:Error|Exception|Invalid\w*)\b.*)$", told, re.M)
    errors = [line for line in errors if "NbGraderException" not in line]
    return errors[-1][:300] if errors else "nbgrader gave no reason"


def _marks(graded: Path) -> list[str]:
    """With what a notebook was graded, and what its feedback told; empty where it is not done."""
    mark = graded / _MARK
    lines = mark.read_text("ascii").split("\n") if mark.is_file() else []
    return lines if len(lines) == 2 else []


def _mark_of(job: Job) -> str:
    return _digest(json.dumps([asdict(job), _program()], sort_keys=True, default=str))


@functools.cache
def _program() -> str:
    """SHA-256 of the code that grades: another version grades again."""
    files = sorted(Path(constants.__file__).parent.rglob("*.py"))
    return _digest("".join(path.read_text("utf-8") for path in files))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
