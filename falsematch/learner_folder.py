"""The folder in which a learner has the course: laid out from the wheel, and never written over.

The folder belongs to the learner from then on:

- a file as it was laid out is replaced by a newer one (so is a notebook that was only run);
- a file that the learner changed is kept, and a newer one is put beside it, as in
  ``01-build-a-matcher (new in 0.2.0).ipynb``;
- a file that is not there, because it was deleted or renamed, is put back: so one begins a lesson
  afresh.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from falsematch import constants
from falsematch.files import write_whole

#: Where the course is laid out if nobody says where.
FOLDER = "false-match"
#: In that folder, tells what was laid out: each file's SHA-256.
RECORD = ".falsematch.json"
#: What is laid out of `constants.COURSE`: the same as a wheel carries.
PARTS = ("lessons", "exercises", "data", "guide/glossary.md", "guide/model-card.md")


class FolderError(Exception):
    """The course cannot be laid out; the message says what to do."""


def folder_here() -> Path:
    """The clone or the laid out course in which somebody is, or a place for it.

    Somebody who is elsewhere gets the clone from which this package was installed, if it was;
    otherwise `FOLDER`, below where they are.
    """
    here = Path.cwd()
    if is_clone(here) or (here / RECORD).is_file():
        return here
    return constants.COURSE if is_clone(constants.COURSE) else here / FOLDER


def is_clone(folder: Path) -> bool:
    """Whether a folder is a clone of the course's repository."""
    return (folder / "falsematch" / "lab.py").is_file() and (folder / "lessons").is_dir()


@dataclass
class LaidOut:
    """What became of the files that a learner had: names below the folder, with ``/``."""

    updated: list[str] = field(default_factory=list)
    put_back: list[str] = field(default_factory=list)
    #: What the learner changed, and the newer copy beside it.
    beside: dict[str, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """What a learner should know, a line each; none where all is as before."""
        lines = [f"You changed {yours}; the newer one is beside it: {new}"
                 for yours, new in self.beside.items()]  # fmt: skip
        if self.updated:
            lines.append(f"Newer now, since you had not changed them: {_some(self.updated)}")
        if self.put_back:
            lines.append(f"Put back, since they were gone: {_some(self.put_back)}")
        return lines


def lay_out(folder: Path, version: str | None = None) -> LaidOut:
    """Put the course into a folder, or bring the course that is there up to date.

    Parameters
    ----------
    folder : pathlib.Path
        New, empty, or with a course that was laid out before.
    version : str, optional
        The version of the course, for the names of files put beside others; the installed one
        when left out.

    Raises
    ------
    FolderError
        When the folder holds something else, or cannot be written. What was laid out so far is
        kept, and the next call goes on.
    """
    version = version or importlib.metadata.version("falsematch")
    told = LaidOut()
    try:
        known = _begin(folder)
        try:
            for name, data in _course().items():
                _lay_out_one(folder, name, data, version, known, told)
        finally:
            _write_record(folder, known)
    except OSError as error:
        raise FolderError(
            f"{error.filename or folder} cannot be used ({error.strerror or error}). Make room "
            "there, or choose another folder: falsematch lab FOLDER"
        ) from error
    return told


def _course() -> dict[str, bytes]:
    """The files of the course by their names, as a learner gets them."""
    # Solutions are not laid out: what leads to them leads to the public repository instead.
    solutions = f"]({_repository()}/blob/main/solutions/".encode()
    files = {}
    for part in PARTS:
        whole = constants.COURSE / part
        for path in sorted(whole.rglob("*")) if whole.is_dir() else [whole]:
            name = path.relative_to(constants.COURSE)
            if path.is_file() and not any(folder.startswith(".") for folder in name.parts):
                data = path.read_bytes()
                if path.suffix == ".ipynb":
                    data = data.replace(b"](../../solutions/", solutions)
                files[name.as_posix()] = data
    return files


def _repository() -> str:
    urls = importlib.metadata.metadata("falsematch").get_all("Project-URL")
    return next(url.partition(", ")[2] for url in urls if url.startswith("Repository, "))


def _begin(folder: Path) -> dict[str, str]:
    """What was laid out in a folder before: SHA-256 by name. Refuses other people's folders."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file. Choose a folder: falsematch lab FOLDER")
    record = folder / RECORD
    if record.exists():
        try:
            known = json.loads(record.read_text(encoding="utf-8"))["files"]
            return {str(name): str(digest) for name, digest in known.items()}
        except (ValueError, LookupError, TypeError, AttributeError):
            return {}  # damaged: then every file counts as changed, and none is lost
    if folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir()):
        raise FolderError(
            f"{folder} holds something else than the course, and nothing was put there. Choose an "
            "empty or a new folder: falsematch lab FOLDER"
        )
    _write_record(folder, {})  # first of all: a lay-out that is broken off goes on the next time
    return {}


def _write_record(folder: Path, known: dict[str, str]) -> None:
    text = json.dumps({"files": known}, indent=2) + "\n"
    write_whole(folder / RECORD, text.encode())


def _lay_out_one(
    folder: Path, name: str, data: bytes, version: str, known: dict[str, str], told: LaidOut
) -> None:
    new, before = _digest(name, data), known.get(name)
    path = folder / name
    here = _digest(name, path.read_bytes()) if path.exists() else None
    if here is None:
        write_whole(path, data)
        if before is not None:
            told.put_back.append(name)
    elif here == new or before == new:
        pass  # the course's own, or the learner's change of it
    elif here == before:
        write_whole(path, data)
        told.updated.append(name)
    else:
        told.beside[name] = _put_beside(folder, name, data, version)
    known[name] = new


def _put_beside(folder: Path, name: str, data: bytes, version: str) -> str:
    """Write a file beside the one of its name, over nothing; returns its name."""
    whole = PurePosixPath(name)
    number = 1
    while True:
        again = f", {number}" if number > 1 else ""
        beside = whole.with_name(f"{whole.stem} (new in {version}{again}){whole.suffix}")
        path = folder / beside
        if not path.exists():
            write_whole(path, data)
            return str(beside)
        if path.read_bytes() == data:
            return str(beside)
        number += 1


def _digest(name: str, data: bytes) -> str:
    """SHA-256 of what was written in a file.

    Of a notebook these are its cells: once it was opened and run, JupyterLab saves it with outputs
    and marks of its own, which the learner can have again.
    """
    if name.endswith(".ipynb"):
        # What is no notebook any more counts byte by byte.
        with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError):
            written = [
                (cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("nbgrader"))
                for cell in json.loads(data)["cells"]
            ]
            data = json.dumps(written).encode()
    return hashlib.sha256(data).hexdigest()


def _some(names: list[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
