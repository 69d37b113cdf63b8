"""Take in what somebody handed in: only an ordinary file that is a notebook, made anew."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

#: Largest notebook that is taken, in bytes, and most cells of it.
LARGEST = 10_000_000
MOST_CELLS = 1_000
#: A student is known by the name of a folder; nothing else may be one.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")


class IntakeError(Exception):
    """Something was handed in that is not graded; the message tells a student why."""


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
            f"the file is not a notebook ({short(error)}); open it in Jupyter, save it, and hand that in"
        ) from error
    except Exception as error:  # whatever is in it: this student hears of it, the next is graded
        raise IntakeError(f"the notebook is damaged: {short(error)}") from error
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


def short(error: Exception) -> str:
    """Return what an error says as one short line of plain signs."""
    return re.sub(r"\s+", " ", str(error)).encode("ascii", "replace").decode("ascii")[:150]
