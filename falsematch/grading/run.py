"""Run one submission, here or on another machine: no course folder, no gradebook, no state.

A `Job` holds all that is needed, a `Result` all that came out. So a thousand of them can run side
by side, and any of them again, with the same result.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from traitlets.config import Config

from falsematch.grading import rebuild, steps
from falsematch.grading.intake import short


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


def _named(id: str) -> str:
    """A cell as the one who handed it in can find it."""
    kind, _, number = id.rpartition("-")
    if kind == rebuild.ADDED:
        return f"a cell that was added, number {int(number) + 1} of the notebook"
    return f"the cell `{id}`"


def execute(job: Job) -> Result:
    """Run a submission in a sandbox and its tests outside of it.

    Raises
    ------
    falsematch.grading.steps.SandboxError
        When there is no sandbox here: that is the teacher's to mend, not the student's.
    """
    start = time.monotonic()
    source, release, given = (
        nbformat.reads(text, as_version=4) for text in (job.source, job.release, job.submission)
    )
    if not rebuild.has_answers(given, source):
        return _failed(_NOT_OURS, start)
    notebook = rebuild.rebuild(given, source, release, job.code)
    judge = steps.JudgeTests(config=Config(job.settings))
    try:
        noticed = judge.run(notebook, source, job.code, job.seed)
    except steps.SandboxError:
        raise
    except DeadKernelError:
        reason = judge.reason or "it was ended from within, or used more than it may"
        return _failed(f"the notebook's Python stopped at {_named(judge.at)}: {reason}", start)
    except CellTimeoutError:
        reason = judge.reason or "it did not come to its end, or printed without one"
        return _failed(f"the notebook was stopped at {_named(judge.at)}: {reason}", start)
    except Exception as error:  # what a kernel says can be anything
        reason = judge.reason or f"{type(error).__name__}: {short(error)}"
        return _failed(f"the notebook could not be run to its end: {reason}", start)
    outputs = {cell["id"]: cell["outputs"] for cell in notebook["cells"] if cell.get("outputs")}
    return Result(json.loads(json.dumps(outputs)), noticed, "", time.monotonic() - start)


_NOT_OURS = (
    "none of its cells is one of the problem set; the program that saved it has dropped their names. "
    "Copy the answers into a fresh copy of the problem set, and hand that in"
)


def _failed(reason: str, start: float) -> Result:
    return Result(reason=reason, seconds=time.monotonic() - start)
