"""Run one submission, here or on another machine: no course folder, no gradebook, no state.

A `Job` holds all that is needed, a `Result` all that came out. So a thousand of them can run side
by side, and any of them again, with the same result.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from traitlets.config import Config

from falsematch.grading import class_secret, rebuild
from falsematch.grading.course import Course
from falsematch.grading.intake import short
from falsematch.grading.judge_tests import JudgeTests
from falsematch.grading.run_tests import RunTests, SandboxError


@dataclass(frozen=True)
class Notebook:
    """One notebook of a submission, and what it is graded with. Texts are notebooks, as JSON."""

    submission: str
    source: str
    release: str


@dataclass(frozen=True)
class Job:
    """A submission and what it is graded with."""

    student: str
    assignment: str
    #: By name, without the ending.
    notebooks: Mapping[str, Notebook]
    #: The student's code, where the class has codes, and what hidden tests are drawn from.
    code: str | None
    seed: str
    #: Do the tests call stand-ins (`JudgeTests`), or are they plain cells (`RunTests`)?
    stand_ins: bool = True
    #: nbgrader's settings of the steps that run a notebook.
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: What lies beside the teacher's notebooks, by path.
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What came of a job: notebooks with outputs, as JSON by name, or why there are none."""

    notebooks: Mapping[str, str] = field(default_factory=dict)
    #: Why the submission could not be run, in words for the student; empty where it was.
    reason: str = ""
    seconds: float = 0.0


def job_of(
    course: Course, student: str, name: str, handed_in: Mapping[str, str], stand_ins: bool
) -> Job:
    """What has to be run for a submission.

    Parameters
    ----------
    course : Course
    student, name : str
        Who handed it in, and for which assignment.
    handed_in : mapping of str to str
        The notebooks that were taken in, as JSON, by name.
    stand_ins : bool
        As in `Job`.
    """
    notebooks = {
        notebook: Notebook(
            text,
            nbformat.writes(course.source(name, notebook)),
            nbformat.writes(course.released(name, notebook)),
        )
        for notebook, text in handed_in.items()
    }
    step = JudgeTests if stand_ins else RunTests
    sections = [part.__name__ for part in step.__mro__ if part.__name__ in course.config]
    return Job(
        student, name, notebooks, *class_secret.drawn_for(class_secret.current(), student, name), stand_ins,
        {section: dict(course.config[section]) for section in sections}, course.files(name),
    )  # fmt: skip


def execute(job: Job) -> Result:
    """Run a submission in a sandbox, one notebook after the other.

    Returns
    -------
    Result
        Its outputs are as they came from a kernel that may lie about them.

    Raises
    ------
    falsematch.grading.run_tests.SandboxError
        When there is no sandbox here: that is the teacher's to mend, not the student's.
    """
    start, notebooks = time.monotonic(), {}
    for name, texts in job.notebooks.items():
        ran, reason = _run(job, texts)
        if reason:
            reason = reason if len(job.notebooks) == 1 else f"{name}.ipynb: {reason}"
            return Result(reason=reason, seconds=time.monotonic() - start)
        notebooks[name] = ran
    return Result(notebooks, "", time.monotonic() - start)


def _run(job: Job, texts: Notebook) -> tuple[str, str]:
    """A notebook that was run, or why it could not be."""
    source, release, given = (
        nbformat.reads(text, as_version=4)
        for text in (texts.source, texts.release, texts.submission)
    )
    if not rebuild.has_answers(given, source):
        return "", _NOT_OURS
    notebook = rebuild.rebuild(given, source, release, job.code)
    step = (JudgeTests if job.stand_ins else RunTests)(config=Config(job.settings))
    try:
        step.run(notebook, source, job.files, job.code, job.seed)
    except SandboxError:
        raise
    except DeadKernelError:
        reason = step.reason or "it was ended from within, or used more than it may"
        return "", f"the notebook's Python stopped at {_named(step.at)}: {reason}"
    except CellTimeoutError:
        reason = step.reason or "it did not come to its end, or printed without one"
        return "", f"the notebook was stopped at {_named(step.at)}: {reason}"
    except Exception as error:  # what a kernel says can be anything
        reason = step.reason or f"{type(error).__name__}: {short(error)}"
        return "", f"the notebook could not be run to its end: {reason}"
    return nbformat.writes(notebook), ""


def _named(id: str) -> str:
    """A cell as the one who handed it in can find it."""
    kind, _, number = id.rpartition("-")
    if kind == rebuild.ADDED:
        return f"a cell that was added, number {int(number) + 1} of the notebook"
    return f"the cell `{id}`"


_NOT_OURS = (
    "none of its cells is one of the problem set; the program that saved it has dropped their names. "
    "Copy the answers into a fresh copy of the problem set, and hand that in"
)
