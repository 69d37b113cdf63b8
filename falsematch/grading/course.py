"""An nbgrader course as it lies on the disk: its settings, its folders, its notebooks, its log.

Every folder is where nbgrader's own settings put it (`CourseDirectory`), so this is as true of a
course that ``nbgrader quickstart`` makes as of this one.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
import time
from collections import Counter
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import IncludeHeaderFooter
from nbgrader.utils import find_all_files
from traitlets.config import Config, PyFileConfigLoader

from falsematch.files import by_number

#: Most bytes of all files that lie beside the notebooks of one assignment.
_MOST_BESIDE = 20_000_000


class GradingError(Exception):
    """Exercises or grades cannot be made; the message says what to do."""


def settings(folder: str | Path) -> Config:
    """nbgrader's settings for a course, as its ``nbgrader_config.py`` says.

    Raises
    ------
    GradingError
        When the folder is no course.
    """
    path = Path(folder).resolve() / "nbgrader_config.py"
    if not path.is_file():
        raise GradingError(f"{path} is missing. Run this in a clone of the course.")
    config = PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    if "root" not in config.CourseDirectory:  # nbgrader takes the folder where it is started
        config.CourseDirectory.root = str(path.parent)
    return config


def printable(text: str) -> str:
    """A text as one line that steers no terminal.

    Examples
    --------
    >>> printable("anna\\x1b[2J\\n")
    'anna\\\\x1b[2J\\\\n'
    """
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


class Course:
    """The folders of a course, by its own folder or by the settings that a step of nbgrader's has.

    Attributes
    ----------
    config : traitlets.config.Config
        nbgrader's settings.
    submitted : Path
        The folder with a folder for each student who handed in.
    beside : Path
        Where the log and other notes on grading are: the folder that holds `submitted`.
    """

    def __init__(self, folder: str | Path | None = None, config: Config | None = None):
        self.config = settings(folder) if config is None else config
        self._places = places = CourseDirectory(config=self.config)
        if places.directory_structure != CourseDirectory.directory_structure.default_value:
            raise GradingError(
                f"The settings lay folders out as {places.directory_structure}, which is not known "
                "here. Leave CourseDirectory.directory_structure as nbgrader has it."
            )
        self.submitted = self._place(places.submitted_directory, ".", ".")
        self.beside = self.submitted.parent

    def _place(self, step: str, student: str, assignment: str) -> Path:
        return Path(self._places.format_path(step, student, assignment))

    def assignments(self) -> list[str]:
        """Names of the assignments: the folders with notebooks among the sources, in order."""
        sources = self.source_folder.glob("[!.]*/*.ipynb")
        return sorted({path.parent.name for path in sources}, key=by_number)

    @property
    def source_folder(self) -> Path:
        return self._place(self._places.source_directory, ".", ".")

    def release(self, name: str) -> Path:
        """The folder of an assignment as it is given out."""
        return self._place(self._places.release_directory, ".", name)

    def hand_in(self, student: str, name: str) -> Path:
        return self._place(self._places.submitted_directory, student, name)

    def graded(self, student: str, name: str) -> Path:
        """The folder of a graded submission."""
        return self._place(self._places.autograded_directory, student, name)

    def feedback(self, student: str = ".", name: str = ".") -> Path:
        """The folder of what a student gets back; without a student, the one of all."""
        return self._place(self._places.feedback_directory, student, name)

    def students(self) -> list[str]:
        """Names of the folders in `submitted`, whatever they are."""
        if not self.submitted.is_dir():
            return []
        return sorted(
            path.name for path in self.submitted.iterdir() if path.is_dir() and path.name[0] != "."
        )

    def notebooks(self, name: str) -> list[str]:
        """Names of the notebooks of an assignment, without their endings."""
        return sorted(path.stem for path in (self.source_folder / name).glob("*.ipynb"))

    def check(self, name: str) -> None:
        """Make sure that everything is there to grade an assignment with.

        Raises
        ------
        GradingError
            When a notebook is missing or not one that can be graded here.
        """
        for notebook in self.notebooks(name):
            source = self.source(name, notebook)
            self.released(name, notebook)
            language = source["metadata"].get("kernelspec", {}).get("language", "python")
            if language.lower() != "python":
                raise GradingError(f"{name}/{notebook}.ipynb is in {language}: only Python is run.")
            if any("### AUTOTEST" in cell["source"] or "### HASHED AUTOTEST" in cell["source"]
                   for cell in source["cells"]):  # fmt: skip
                raise GradingError(
                    f"{name}/{notebook}.ipynb has tests that nbgrader is to write (### AUTOTEST). "
                    "Write them out: `nbgrader generate_assignment --source_with_tests` does it."
                )
        self.files(name)

    @functools.cache  # noqa: B019 - a course lives as long as a run
    def source(self, name: str, notebook: str) -> NotebookNode:
        """A notebook of the teacher's, with header and footer, and with its cells `named`."""
        path = self.source_folder / name / f"{notebook}.ipynb"
        with contextlib.chdir(self._places.root):  # which the header is given relative to
            whole, _ = IncludeHeaderFooter(config=self.config).preprocess(_read(path), {})
        return named(whole)

    @functools.cache  # noqa: B019
    def released(self, name: str, notebook: str) -> NotebookNode:
        """A notebook as it was given out, with its cells `named`."""
        return named(_read(self.release(name) / f"{notebook}.ipynb"))

    @functools.cache  # noqa: B019
    def files(self, name: str) -> dict[str, bytes]:
        """What lies beside the teacher's notebooks, such as data, by path.

        Raises
        ------
        GradingError
            When it is too much to be sent along with each submission.
        """
        folder = self.source_folder / name
        paths = [Path(p) for p in find_all_files(str(folder), [*self._places.ignore, "*.ipynb"])]
        if sum(path.stat().st_size for path in paths) > _MOST_BESIDE:
            raise GradingError(
                f"{folder} holds more than {_MOST_BESIDE // 1_000_000} MB beside its notebooks."
            )
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}

    def log(self, student: str, name: str, what: str, seconds: float = 0.0) -> None:
        """Add a line to the log: when, who, which assignment, how long, what came of it."""
        line = [time.strftime("%Y-%m-%d %H:%M:%S"), student, name, f"{seconds:.1f} s", what]
        self.beside.mkdir(parents=True, exist_ok=True)
        with open(self.beside / "log.tsv", "a", encoding="utf-8") as log:
            log.write("\t".join(printable(part) for part in line) + "\n")


def named(notebook: NotebookNode) -> NotebookNode:
    """A copy of a teacher's notebook in today's format, each cell with an id that stays.

    The id is nbgrader's ``grade_id``; that of the cell itself where it bears no marks; and drawn
    from its text in a notebook older than ids. So a cell has the same id in the source and in
    what was given out.
    """
    cells, seen = [], Counter()
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        text = hashlib.sha256(cell["source"].encode()).hexdigest()[:16]
        id = marks.get("grade_id") or cell.get("id") or f"text-{text}"
        id = id if re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", id) else f"text-{text}"
        seen[id] += 1
        cells.append({**cell, "id": id if seen[id] == 1 else f"{id[:60]}-{seen[id]}"})
    return nbformat.from_dict({**notebook, "nbformat": 4, "nbformat_minor": 5, "cells": cells})


def _read(path: Path) -> NotebookNode:
    if not path.is_file():
        raise GradingError(
            f"{path} is missing. Run `make exercises`, or in another course "
            f"`nbgrader generate_assignment {path.parent.name}`."
        )
    return nbformat.read(path, as_version=4)
