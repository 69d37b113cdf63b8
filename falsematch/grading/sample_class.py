"""A made-up class, to show how grading goes before anybody has handed in."""

from __future__ import annotations

import hashlib
import tomllib

import nbformat

from falsematch.grading.course import Course, GradingError

#: In the folder of handed-in work, lists the files that are made up, with their SHA-256.
SAMPLE_MARK = "SAMPLE_CLASS"
#: Among the sources, where a course has it: mistakes that are typical, by the id of the cell.
MISTAKES = "sample-class-mistakes.toml"


def make_up(course: Course) -> list[str]:
    """Fill the folder of handed-in work with that of made-up students.

    ``ada`` has everything right, ``ben`` handed in what he was given, ``cleo`` makes the
    mistakes that are typical, and ``dan``'s notebook stops its kernel.

    Parameters
    ----------
    course : Course
        With its exercises made.

    Returns
    -------
    list of str
        The students.

    Raises
    ------
    GradingError
        When somebody's work stands there already.
    """
    if course.students():
        raise GradingError(f"{course.submitted} is not empty. Nothing was made up.")
    typical = _typical_mistakes(course)
    for name in course.assignments():
        for notebook in course.notebooks(name):
            given = course.released(name, notebook)
            right = {
                cell["id"]: cell["source"]
                for cell in course.source(name, notebook)["cells"]
                if cell["metadata"].get("nbgrader", {}).get("solution")
            }
            mistakes = {id: text for id, text in typical.items() if id in right}
            solved = {id: _ANSWER if _is_prose(text) else text for id, text in right.items()}
            some_wrong = solved | mistakes
            stops = solved | {next(iter(right)): "import os\n\nos._exit(1)"}
            for student, answers in zip(_STUDENTS, [solved, {}, some_wrong, stops], strict=True):
                path = course.hand_in(student, name) / f"{notebook}.ipynb"
                path.parent.mkdir(parents=True, exist_ok=True)
                text = nbformat.writes(_with(given, answers))
                path.write_text(text + "\n", encoding="utf-8")
    made_up = [f"{digest}  {path}\n" for path, digest in _digests(course).items()]
    (course.submitted / SAMPLE_MARK).write_text("".join(made_up), encoding="utf-8")
    return list(_STUDENTS)


_STUDENTS = ("ada", "ben", "cleo", "dan")
_ANSWER = "A number on a screen is a measurement of two photos, not a fact about a person."


def _is_prose(text: str) -> bool:
    return text.startswith("**Rubric**")


def _with(notebook: nbformat.NotebookNode, answers: dict[str, str]) -> nbformat.NotebookNode:
    """A copy of a notebook with other sources in some cells."""
    copy = nbformat.from_dict(notebook)
    copy["cells"] = [
        nbformat.from_dict(cell | {"source": answers.get(cell["id"], cell["source"])})
        for cell in notebook["cells"]
    ]
    return copy


def _typical_mistakes(course: Course) -> dict[str, str]:
    path = course.source_folder / MISTAKES
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _digests(course: Course) -> dict[str, str]:
    """SHA-256 of everything that students handed in, by path."""
    return {
        path.relative_to(course.submitted).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for student in course.students()
        for path in sorted((course.submitted / student).rglob("*"))
        if path.is_file()
    }


def is_all(course: Course) -> bool:
    """Is everything that was handed in the made-up class's, byte for byte?"""
    mark = course.submitted / SAMPLE_MARK
    if not mark.is_file():
        return False
    lines = [line.split("  ", 1) for line in mark.read_text(encoding="utf-8").splitlines()]
    made_up = {path: digest for digest, path in lines}
    return _digests(course).items() <= made_up.items()
