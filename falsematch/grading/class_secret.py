"""A class for credit: a secret outside the repository, and what is drawn from it.

The course is public, with its solutions and hidden tests. So a class has a secret of its own.
From it come each student's code (`falsematch.learners.variants`) and the data of the hidden tests. Neither
can be worked out without the secret, and a student's code says nothing about another's.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from falsematch.learners import variants

#: Names the folder of the class when something is graded.
VARIABLE = "FALSEMATCH_CLASS"
FILE = "class.json"


class ClassError(Exception):
    """A class cannot be made or read; the message says what to do."""


@dataclass(frozen=True)
class Class:
    """A class and its secret. The secret stays out of what is printed."""

    secret: str = field(repr=False)

    def code(self, student: str) -> str:
        """The code of a student, by the id under which the work is handed in."""
        number = int(self._drawn("code", student), 16)
        signs = ""
        for _ in range(variants.LENGTH):
            number, sign = divmod(number, len(variants.SIGNS))
            signs += variants.SIGNS[sign]
        return variants.write_code(signs)

    def hidden_seed(self, student: str, problem_set: str) -> str:
        """What the hidden tests of one submission are drawn from (`variants.hidden_from`)."""
        return self._drawn("hidden", student, problem_set)

    def _drawn(self, *what: str) -> str:
        message = json.dumps(what).encode()
        return hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest()


def new(folder: str | Path) -> Path:
    """Make a class: a folder with a file that only you can read.

    Parameters
    ----------
    folder : path
        Where; outside of any repository, so that the secret is never published.

    Returns
    -------
    Path
        The file. Keep a copy: without it nobody can be graded again with the same data.

    Raises
    ------
    ClassError
        When the folder is inside a repository, or has a class already.
    """
    folder = Path(folder).expanduser().resolve()
    for parent in (folder, *folder.parents):
        if (parent / ".git").exists():
            raise ClassError(
                f"{folder} is inside the repository {parent}, where the secret could be "
                "published. Choose a folder outside of it."
            )
    path = folder / FILE
    text = json.dumps({"made": datetime.date.today().isoformat(), "secret": secrets.token_hex(32)})
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made for this user only from the start, and never over another class.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
    except FileExistsError as error:
        raise ClassError(f"{folder} holds a class already. Nothing was changed.") from error
    except OSError as error:
        raise ClassError(f"{path} cannot be written ({error}). Choose another folder.") from error
    return path


def load(folder: str | Path) -> Class:
    """Read a class.

    Raises
    ------
    ClassError
        When there is none in the folder.
    """
    path = Path(folder).expanduser() / FILE
    try:
        secret = json.loads(path.read_text(encoding="utf-8"))["secret"]
        if not isinstance(secret, str) or len(secret) < 32:
            raise ValueError("its secret is damaged")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ClassError(
            f"There is no class in {folder} ({error}). Make one with: falsematch class new FOLDER"
        ) from error
    return Class(secret)


def current() -> Class | None:
    """The class that the variable FALSEMATCH_CLASS names, or None where nobody set it."""
    folder = os.environ.get(VARIABLE)
    return load(folder) if folder else None


def drawn_for(its: Class | None, student: str, problem_set: str) -> tuple[str | None, str]:
    """The code of a student, and what the hidden tests of one submission are drawn from.

    Without a class there is no code, and hidden tests are the public ones.
    """
    if its is None:
        return None, variants.PUBLIC
    return its.code(student), its.hidden_seed(student, problem_set)


def codes(folder: str | Path, students: Iterable[str]) -> str:
    """A table to hand the codes out from: CSV with the columns ``student`` and ``code``."""
    its = load(folder)
    rows = [f"{student},{its.code(student)}" for student in students]
    return "\n".join(["student,code", *rows]) + "\n"
