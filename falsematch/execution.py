"""Run one submission, here or on another machine: no course folder, no gradebook, no state.

A `Job` holds all that is needed, a `Result` all that came out. So a thousand of them can run side
by side, and any of them again, with the same result.
"""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from falsematch import preprocessors, submissions

#: Largest notebook that is taken, in bytes, and most cells of it.
LARGEST = 10_000_000
MOST_CELLS = 1_000
#: A student is known by the name of a folder; nothing else may be one.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")


class IntakeError(Exception):
    """Something was handed in that is not graded; the message tells a student why."""


@dataclass(frozen=True)
class Job:
    """A submission and what it is graded with. Texts are notebooks, as JSON."""

    student: str
    problem_set: str
    submission: str
    source: str
    release: str
    #: The student's code, where the class has codes, and what hidden tests are drawn from.
    code: str | None
    seed: str
    #: nbgrader's settings of the steps that run a notebook.
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What came of a job: outputs by cell, or why there are none."""

    outputs: Mapping[str, list] = field(default_factory=dict)
    noticed: list[str] = field(default_factory=list)
    #: Why the submission could not be run, in words for the student; empty where it was.
    reason: str = ""
    seconds: float = 0.0


def take_in(path: str | Path) -> str:
    """Read a notebook that was handed in, and refuse what only looks like one.

    Parameters
    ----------
    path : path
        ``<student>/<problem set>/<problem set>.ipynb`` in the folder of submissions.

    Returns
    -------
    str
        The notebook in today's format, as JSON.

    Raises
    ------
    IntakeError
        When the file or a folder above it is a link, when it is no ordinary file, too large, or
        not a notebook.
    """
    path = Path(path)
    if not is_name(path.parent.parent.name):
        raise IntakeError(
            "the name of the folder is not that of a student: use the letters a to z, digits and . _ @ + -"
        )
    if any(folder.is_symlink() for folder in (path.parent.parent, path.parent, path)):
        raise IntakeError("there is a link among the files; hand in the notebook itself")
    return nbformat.writes(_parsed(read_ordinary(path)))


def is_name(text: str) -> bool:
    """Can this be the name of a student? It becomes part of paths, patterns and tables."""
    return _NAME.fullmatch(text) is not None


def read_ordinary(
    path: str | Path, most: int = LARGEST, owner: int | None = None, folder: int | None = None
) -> bytes:
    """Read a file that somebody else put there, if it is what it seems to be.

    Parameters
    ----------
    path : path
    most : int
        Bytes.
    owner : int, optional
        Number of the user to whom it must belong.
    folder : int, optional
        A folder that is open; `path` is inside it.

    Raises
    ------
    IntakeError
        When it is a link, no ordinary file of its own, too large, or somebody else's.
    """
    try:
        # Neither follows a link nor waits for somebody to write into a pipe.
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        raise IntakeError(f"the notebook cannot be opened ({error.strerror})") from error
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise IntakeError("the notebook is no ordinary file of its own")
        if owner not in (None, found.st_uid):
            raise IntakeError("the notebook belongs to somebody else")
        if found.st_size > most:
            raise IntakeError(
                f"the notebook has more than {most // 1_000_000} MB; clear its outputs"
            )
        with os.fdopen(file, "rb", closefd=False) as opened:
            return opened.read(most)
    finally:
        os.close(file)


def _parsed(data: bytes) -> NotebookNode:
    try:
        given = json.loads(data.decode("utf-8-sig"))
        if not isinstance(given, dict):
            raise ValueError("it holds no notebook")
        version = given.get("nbformat")
        if not isinstance(version, int) or not 3 <= version <= 4:
            raise ValueError("it is in a format of Jupyter's that is not known here")
        sheets = [given, *(given.get("worksheets") or [])]
        if sum(len(sheet.get("cells", [])) for sheet in sheets) > MOST_CELLS:
            raise IntakeError(f"the notebook has more than {MOST_CELLS:,} cells")
        notebook = nbformat.convert(nbformat.from_dict(given), to_version=4)
        cells = [_cell(cell, number) for number, cell in enumerate(notebook["cells"])]
    except IntakeError:
        raise
    except RecursionError as error:
        raise IntakeError("the notebook is nested too deeply") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise IntakeError(
            f"the file is not a notebook ({_short(error)}); open it in Jupyter, save it, and hand that in"
        ) from error
    except Exception as error:  # whatever is in it: this student hears of it, the next is graded
        raise IntakeError(f"the notebook is damaged: {_short(error)}") from error
    return nbformat.v4.new_notebook(cells=cells)


def _cell(given: Mapping[str, Any], number: int) -> NotebookNode:
    """A cell with what grading reads of it, and no outputs: those are made here."""
    kinds = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}
    make = kinds.get(given["cell_type"], nbformat.v4.new_markdown_cell)
    text, metadata = given.get("source", ""), given.get("metadata", {})
    text = "".join(text) if isinstance(text, list) else str(text)
    marks = metadata.get("nbgrader", {}) if isinstance(metadata, Mapping) else {}
    kept = {key: value for key, value in marks.items() if isinstance(value, str | int | float)}
    cell = make(text.encode("utf-8", "replace").decode("utf-8"))
    cell["metadata"] = nbformat.from_dict({"nbgrader": kept} if kept else {})
    id = str(given.get("id", ""))
    cell["id"] = id if re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", id) else f"given-{number}"
    return cell


def _named(id: str) -> str:
    """A cell as the one who handed it in can find it."""
    kind, _, number = id.rpartition("-")
    if kind == submissions.ADDED:
        return f"a cell that was added, number {int(number) + 1} of the notebook"
    return f"the cell `{id}`"


def _short(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error)).encode("ascii", "replace").decode("ascii")[:150]


def execute(job: Job) -> Result:
    """Run a submission in a sandbox and its tests outside of it.

    Raises
    ------
    falsematch.preprocessors.SandboxError
        When there is no sandbox here: that is the teacher's to mend, not the student's.
    """
    start = time.monotonic()
    source, release, given = (
        nbformat.reads(text, as_version=4) for text in (job.source, job.release, job.submission)
    )
    if not submissions.has_answers(given, source):
        return _failed(_NOT_OURS, start)
    notebook = submissions.rebuild(given, source, release, job.code)
    judge = preprocessors.JudgeTests(config=Config(job.settings))
    try:
        noticed = judge.run(notebook, source, job.code, job.seed)
    except preprocessors.SandboxError:
        raise
    except DeadKernelError:
        reason = judge.reason or "it was ended from within, or used more than it may"
        return _failed(f"the notebook's Python stopped at {_named(judge.at)}: {reason}", start)
    except CellTimeoutError:
        reason = judge.reason or "it did not come to its end, or printed without one"
        return _failed(f"the notebook was stopped at {_named(judge.at)}: {reason}", start)
    except Exception as error:  # what a kernel says can be anything
        reason = judge.reason or f"{type(error).__name__}: {_short(error)}"
        return _failed(f"the notebook could not be run to its end: {reason}", start)
    outputs = {cell["id"]: cell["outputs"] for cell in notebook["cells"] if cell.get("outputs")}
    return Result(json.loads(json.dumps(outputs)), noticed, "", time.monotonic() - start)


_NOT_OURS = (
    "none of its cells is one of the problem set; the program that saved it has dropped their names. "
    "Copy the answers into a fresh copy of the problem set, and hand that in"
)


def _failed(reason: str, start: float) -> Result:
    return Result(reason=reason, seconds=time.monotonic() - start)
