"""nbgrader and its gradebook, opened so that they are quiet and wait for their turn."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError, SAWarning
from traitlets.config import Config

from falsematch.grading.course import GradingError

#: How often something is tried while somebody else writes to the gradebook.
_TRIES = 5
_LOCKED = "database is locked"
_FULL = "No space left on device", "disk is full", "Disk quota exceeded"


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
    """Raise a GradingError with what nbgrader says, if it says that a step failed."""
    if not result["success"]:
        raise GradingError(f"{what} could not be made:\n{result.get('error') or result['log']}")


def outcome(step: Callable[[str, str], dict], name: str, student: str) -> str:
    """Take a step of nbgrader's for one submission; returns what went wrong, or nothing."""
    for left in reversed(range(_TRIES)):
        try:
            result = step(name, student)
        except Exception as error:  # whatever a notebook does, the next student is graded
            result = {"success": False, "log": f"{type(error).__name__}: {error}"}
        note = "" if result["success"] else _reason(result)
        if _LOCKED not in note or not left:
            return note
        time.sleep(1)
    return ""


def _reason(result: dict) -> str:
    """The error behind nbgrader's own, which only points to it."""
    told = "\n".join([result.get("error", ""), result.get("log", "")])
    errors = re.findall(r"^\s*((?:\w+\.)*\w*(?:Error|Exception|Invalid\w*)\b.*)$", told, re.M)
    errors = [line for line in errors if "NbGraderException" not in line]
    return errors[-1][:300] if errors else "nbgrader gave no reason"


def gradebook_of(config: Config) -> Gradebook:
    """nbgrader's gradebook of a course; waits while somebody else writes to it.

    Raises
    ------
    GradingError
        When it stays locked.
    """
    places = CourseDirectory(config=config)
    for _ in range(_TRIES):
        try:
            return Gradebook(places.db_url, places.course_id)
        except OperationalError as error:
            if _LOCKED not in str(error):
                raise
            time.sleep(1)
    raise GradingError(
        "Another program keeps the gradebook locked. Close it (the form grader, say), and grade "
        "again: what is done is kept."
    )


def grades_of(book: Gradebook, student: str, name: str) -> list:
    """The grades of a submission; none where it is not in the gradebook."""
    try:
        notebooks = book.find_submission(name, student).notebooks
    except MissingEntry:
        return []
    return [grade for notebook in notebooks for grade in notebook.grades]


@contextlib.contextmanager
def stop_at_a_full_disk() -> Iterator[None]:
    """Say so, and stop, where the disk is full; other errors go on as they are."""
    try:
        yield
    except (OSError, OperationalError, GradingError) as error:
        say_if_full(str(error), error)
        raise


def say_if_full(told: str, cause: Exception | None = None) -> None:
    if any(words in told for words in _FULL):
        raise GradingError(
            "The disk is full. Make room, and grade again: what is done is kept."
        ) from cause
