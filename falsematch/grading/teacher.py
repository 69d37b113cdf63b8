"""The command ``falsematch grade``: from what was handed in to a table of grades.

The way of a hand-in goes down these modules, and none of them knows one that comes later:
`intake`, `rebuild`, `run` (many at a time: `workers`), `clean`, `record`, `feedback`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from nbgrader.apps.api import NbGraderAPI

from falsematch.grading import (
    class_secret,
    feedback,
    gradebook,
    intake,
    record,
    run,
    sample_class,
    sandbox,
    steps,
)
from falsematch.grading.course import Course, GradingError, printable
from falsematch.grading.grade_table import readable, table
from falsematch.grading.run_tests import TRUST
from falsematch.grading.workers import results

#: The clone in which this package stands.
ROOT = Path(__file__).resolve().parents[2]

WARNING = """\
Without a sandbox the code that students wrote runs as you. It can read, change and delete your
files, the grades and other students' work. Grade only what comes from people you trust, in an
account or a container that holds nothing else."""


def course_here() -> Path:
    """The course in which somebody stands; from anywhere else, the one of this package."""
    return Path.cwd() if Path("nbgrader_config.py").is_file() else ROOT


def grade(
    folder: str | Path = ROOT,
    names: Sequence[str] = (),
    workers: int | None = None,
    scheduler: str | None = None,
    again: bool = False,
) -> int:
    """Grade what was handed in, write feedback, and print a table.

    Work is laid out as ``<student>/ps1/ps1.ipynb`` in the folder that the settings name, here
    ``grading/submitted``. When nobody handed in anything, a made-up class is graded, to show how
    it goes. Parts that a person grades are left
    open: open the form grader (Nbgrader in JupyterLab's menu) for them.

    Parameters
    ----------
    folder, names, workers, scheduler, again
        As in `grade_all`.

    Returns
    -------
    int
        The exit status: 0; 1 when nothing was graded because you said no or a course file is
        missing; 130 when you stopped it.
    """
    try:
        course = Course(folder)
        check(course, names, workers)  # before anything is written
        if not course.students():
            _make_up(course)
        # Workers elsewhere look for themselves.
        why_not = "" if scheduler else sandbox.why_not()
        if why_not:
            print(f"There is no sandbox here. {why_not}\n{WARNING}")
            if not sample_class.is_all(course) and not _confirmed():
                print("Nothing was graded.")
                return 1
            os.environ[TRUST] = "yes"
        _say_which_class(course.beside / ".class")
        grades = grade_all(folder, names, workers, scheduler, again)
    except KeyboardInterrupt:
        print("\nGrading was stopped. Run it again: it goes on where it was.", file=sys.stderr)
        return 130
    except GradingError as error:
        print(f"Grading stopped. {error}", file=sys.stderr)
        return 1
    print()
    print(readable(grades))
    print(f"\nFeedback for each student: {course.feedback()}")
    if grades["by_hand"].any():
        print("Answers for a person to read: `make lab`, then Nbgrader > Formgrader in its menu.")
    return 0


def check(course: Course, names: Sequence[str], workers: int | None) -> list[str]:
    """Refuse what cannot be graded, before anything is written; returns what is to be graded.

    Raises
    ------
    GradingError
        When an assignment does not exist or lacks something, or the number of workers is none.
    falsematch.grading.class_secret.ClassError
        When the class cannot be read.
    """
    known = course.assignments()
    if not known:
        raise GradingError(f"There is no problem set in {course.source_folder}.")
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise GradingError(f"There is no problem set {unknown[0]}. There are: {', '.join(known)}.")
    if workers is not None and workers < 1:
        raise GradingError(f"There have to be 1 or more workers, not {workers}.")
    class_secret.current()
    wanted = [name for name in known if not names or name in names]
    for name in wanted:
        course.check(name)
    return wanted


def _make_up(course: Course) -> None:
    if not steps.have_stand_ins(course.config):
        raise GradingError(
            f"Nobody has handed in anything: {course.submitted} has no folder of a student."
        )
    students = sample_class.make_up(course)
    print(f"Nobody has handed in anything yet, so {', '.join(students)} are made up.")


def _say_which_class(mark: Path) -> None:
    """Keep with which class grading was done, and say so where it is done without one now."""
    current = os.environ.get(class_secret.VARIABLE)
    if current:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(current, encoding="utf-8")
    elif mark.is_file():
        print(
            f"Graded before with the class in {mark.read_text(encoding='utf-8')}. Without --class "
            "hidden tests draw other data, and nobody's code is looked at."
        )


def _confirmed() -> bool:
    """Ask the teacher; no without somebody to ask. FALSEMATCH_TRUST=yes answers beforehand."""
    if os.environ.get(TRUST) == "yes":
        return True
    if not sys.stdin or not sys.stdin.isatty():
        print("To say yes where nobody can be asked, set FALSEMATCH_TRUST=yes.")
        return False
    return input("Do you trust everybody who handed in? [yes/no] ").strip().lower() == "yes"


def grade_all(
    folder: str | Path = ROOT,
    names: Sequence[str] = (),
    workers: int | None = None,
    scheduler: str | None = None,
    again: bool = False,
) -> pd.DataFrame:
    """Grade each notebook that was handed in: several are run at a time, one is recorded.

    What was graded before, and is the same in every respect, is not graded again; so a run that
    was broken off goes on where it was.

    Parameters
    ----------
    folder : path
        The course.
    names : sequence of str
        Problem sets; all when empty.
    workers : int, optional
        How many run at a time; as many as this machine has processors when left out.
    scheduler : str, optional
        Address of a scheduler of Dask's whose workers run them, in place of this machine.
    again : bool
        Grade everything anew.

    Returns
    -------
    pandas.DataFrame
        One row a student and problem set: ``student``, ``problem_set``, ``points`` (float;
        NaN where grading failed or nothing was handed in), ``max`` (float), ``by_hand``
        (float: points in parts that a person still has to grade), ``status``
        (``"graded"``, ``"needs manual grading"``, ``"failed"`` or ``"not handed in"``),
        ``note``, what went wrong, and ``noticed`` (list of str), what a teacher should look at.

    Raises
    ------
    GradingError
        When a problem set does not exist, or nothing can be run; with what to do.
    """
    course = Course(folder)
    names = check(course, names, workers)
    stand_ins, config = steps.have_stand_ins(course.config), steps.for_recording(course.config)
    rows, jobs = {}, {}
    with tempfile.TemporaryDirectory() as place, gradebook.stop_at_a_full_disk():
        staged = Path(place)
        # nbgrader sees only what was taken in.
        config.CourseDirectory.submitted_directory = str(staged / "submitted")
        with gradebook.quiet_nbgrader(config) as nbgrader:
            for name in names:
                record.make_known(course, nbgrader, name, staged)
            for key in ((student, name) for student in course.students() for name in names):
                rows[key], job = _taken_in(course, *key, stand_ins)
                done, told = (False, "") if again or not job else record.is_done(course, job)
                if done and told:  # a person has given points or comments since
                    rows[key] = (feedback.give(course, nbgrader, job, told), True)
                elif job and not done:
                    jobs[key] = job
            for key, result in results(jobs, workers, scheduler):
                note = _recorded(course, nbgrader, jobs[key], result, staged / "submitted")
                rows[key] = (note, True)
    return table(course, rows)


def _taken_in(
    course: Course, student: str, name: str, stand_ins: bool
) -> tuple[tuple[str, bool], run.Job | None]:
    """What to say of a submission and whether there is one; and what is to be run for it."""
    folder = course.hand_in(student, name)
    paths = {notebook: folder / f"{notebook}.ipynb" for notebook in course.notebooks(name)}
    paths = {notebook: path for notebook, path in paths.items() if os.path.lexists(path)}
    if not paths:
        return (_elsewhere(course, student, name), False), None
    try:
        handed_in = {notebook: intake.take_in(path) for notebook, path in paths.items()}
    except intake.IntakeError as error:
        return (_refused(course, student, name, str(error)), True), None
    return ("", True), run.job_of(course, student, name, handed_in, stand_ins)


def _refused(course: Course, student: str, name: str, reason: str, seconds: float = 0.0) -> str:
    course.log(student, name, f"not graded: {reason}", seconds)
    feedback.give_reason(course, student, name, reason)
    return reason


def _recorded(
    course: Course, nbgrader: NbGraderAPI, job: run.Job, result: run.Result, staged: Path
) -> str:
    """Record a submission that was run, and tell the student; returns what went wrong."""
    if result.reason:
        return _refused(course, job.student, job.assignment, result.reason, result.seconds)
    try:
        note, told = record.record(course, nbgrader, job, result, staged)
        note = note or feedback.give(course, nbgrader, job, told)
    except OSError as error:
        gradebook.say_if_full(str(error), error)
        note = f"it could not be recorded: {error.strerror}. Grade again when that is mended."
    gradebook.say_if_full(note)
    course.log(job.student, job.assignment, note or "graded", result.seconds)
    return note


def _elsewhere(course: Course, student: str, name: str) -> str:
    """A notebook of this student's whose name says that it may be the one that is missing."""
    folder = course.submitted / student
    wanted = " or ".join(f"{name}/{notebook}.ipynb" for notebook in course.notebooks(name))
    for path in sorted([*folder.glob("*.ipynb"), *folder.glob("*/*.ipynb")]):
        if name in path.name.lower():
            found = printable(str(path.relative_to(folder)))
            return f"there is {found}, and it has to be {wanted}"
    return ""
