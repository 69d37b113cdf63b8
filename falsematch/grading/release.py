"""Make exercises, what students get, from the teacher's notebooks."""

from __future__ import annotations

from pathlib import Path

from falsematch.grading.course import Course
from falsematch.grading.gradebook import must_succeed, quiet_nbgrader


def make_exercises(folder: str | Path, into: str | Path | None = None) -> list[Path]:
    """Make what students get, without solutions and hidden tests.

    Parameters
    ----------
    folder : path
        The course: ``nbgrader_config.py`` and the sources are in it.
    into : path, optional
        Where to write instead of the course's own folder.

    Returns
    -------
    list of Path
        The notebooks that were written.

    Raises
    ------
    GradingError
        When nbgrader refuses a solution; with what it says.
    """
    course = Course(folder)
    into = course.release(".") if into is None else Path(into)
    config = course.config
    config.CourseDirectory.release_directory = str(into.resolve())
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False  # as `nbgrader generate_assignment --no-db` has it
    with quiet_nbgrader(config) as api:
        for name in course.assignments():
            made = api.generate_assignment(name, create=False)
            must_succeed(made, f"{into.name}/{name}")
    return [
        into / name / f"{notebook}.ipynb"
        for name in course.assignments()
        for notebook in course.notebooks(name)
    ]
