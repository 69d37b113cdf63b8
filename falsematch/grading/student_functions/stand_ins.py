"""Run the tests of a problem set where no student's code can reach them.

A test cell is run in the teacher's process. There a function of the student is a `stand-in`: it
sends its arguments to the student's process, and plain data comes back (`falsematch.grading.student_functions.messages`). The
expected values, the hidden tests and the verdict never enter the student's process, so there is
nothing in it to read, replace or fool.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import json
import traceback
import warnings
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd

from falsematch.grading.student_functions import messages

BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS"
_CHANGEABLE = pd.DataFrame, pd.Series, np.ndarray, list, dict, set


class Student(Protocol):
    """The process in which a student's code runs."""

    def ask(self, call: str) -> str:
        """Carry out a packed call there (`messages.pack`); returns the reply, JSON."""


class StudentError(Exception):
    """A student's function raised an error, or gave no answer in time."""


class LocalStudent:
    """A student's names in this process. For answers that are trusted, such as the tests' own."""

    def __init__(self, namespace: Mapping[str, Any]):
        self.namespace = namespace

    def ask(self, call: str) -> str:
        return messages.answer_to(call, self.namespace)


def names_of(sources: Iterable[str]) -> dict[str, bool]:
    """The names that solution cells define at the top: True for a function, False for a value.

    Examples
    --------
    >>> names_of(["def rate(pairs):\\n    return 1", "low, high = 0, 1"])
    {'rate': True, 'low': False, 'high': False}
    """
    names = {}
    for source in sources:
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                names[node.name] = True
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    for part in ast.walk(target):
                        if isinstance(part, ast.Name):
                            names.setdefault(part.id, False)
    return names


def failure(
    test: str, namespace: Mapping[str, Any], names: Mapping[str, bool], student: Student
) -> str:
    """Run one test cell; returns what a student reads when it fails, or an empty text.

    Parameters
    ----------
    test : str
        Source of the cell, with its hidden tests.
    namespace : mapping
        What the teacher's own cells defined. It is not changed.
    names : mapping of str to bool
        The student's functions (True) and values (False); see `names_of`.
    student : Student
        Where the student's code runs.
    """
    used, texts = asked_for(test)
    # A function that changes the course's own table must not spoil the tests of other parts.
    own = {name: copy.deepcopy(namespace[name]) for name in used & namespace.keys()
           if isinstance(namespace[name], _CHANGEABLE)}  # fmt: skip
    here = {**namespace, **own, "__name__": "__main__"}
    quiet = io.StringIO()
    hidden_from_line = 1 + test.partition(BEGIN_HIDDEN)[0].count("\n")
    try:
        for name, is_function in names.items():
            if name in used:
                here[name] = _stand_in(name, student) if is_function else _value(name, student)
            elif name in texts:  # a test finds values by name, too: globals()["x"]
                with contextlib.suppress(StudentError):
                    here[name] = _value(name, student)
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(quiet),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            exec(compile(test, "<test>", "exec"), here)
    except AssertionError as error:
        return str(error) or "A test failed."
    except StudentError as error:
        return str(error)
    except Exception as error:  # the test could not work with what it got
        if isinstance(error, KeyError) and error.args[0] in names:
            return _not_defined(error.args[0])
        lines = [
            f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == "<test>"
        ]
        where = "a hidden test" if lines and lines[0] > hidden_from_line else "the test"
        return (
            f"With your answer {where} stops: {type(error).__name__}. Does it have the type and "
            "the shape that the part asks for?"
        )
    return ""


def _not_defined(name: str) -> str:
    return f"{name} is not defined. Did its cell run without an error?"


def asked_for(test: str) -> tuple[set[str], set[str]]:
    """The names that a test takes from elsewhere, and the texts by which it may find others."""
    asked, own, texts = set(), set(), set()
    for node in ast.walk(ast.parse(test)):
        if isinstance(node, ast.Name):
            (own if isinstance(node.ctx, ast.Store) else asked).add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
    return asked - own, texts - own if "globals" in asked else set()


def _reply(student: Student, call: str, what: str) -> tuple[Any, list[str] | None]:
    """The value that came back, and what became of each argument, still encoded."""
    try:
        reply = json.loads(student.ask(call))
        if "error" not in reply:
            return messages.decode(reply["value"]), reply["arguments"]
        kind, message = str(reply["error"]), str(reply.get("message", ""))
    except (ValueError, KeyError, TypeError, messages.WireError) as error:
        raise StudentError(f"{what} gave an answer that cannot be read.") from error
    if kind == "NameError" and message == f"name {what!r} is not defined":
        raise StudentError(_not_defined(what))
    if kind == "Answer":
        raise StudentError(f"{what}: {message}")
    # What a student's error says is the student's own text: it could repeat hidden data.
    said = f": {message}" if kind == "NotImplementedError" else ""
    raise StudentError(f"{what} stopped with {kind}{said}.".replace("..", "."))


def _value(name: str, student: Student) -> Any:
    return _reply(student, messages.pack(name, None, {}), name)[0]


def _stand_in(name: str, student: Student):
    def stand_in(*arguments, **named):
        given = [*arguments, *named.values()]
        before = [messages.encode(argument) for argument in given]
        value, after = _reply(student, messages.pack(name, arguments, named), name)
        for mine, was, became in zip(given, before, after or before, strict=False):
            if became != was:
                try:
                    _change(mine, messages.decode(became))
                except (messages.WireError, TypeError, ValueError) as error:
                    raise StudentError(f"{name} changes what it is given.") from error
        return value

    stand_in.__name__ = name
    return stand_in


def _change(mine: Any, theirs: Any) -> None:
    """Do to the teacher's argument what the student's function did to its copy."""
    if isinstance(mine, np.ndarray):
        if np.shape(theirs) == mine.shape:
            mine[...] = theirs
    elif isinstance(mine, list):
        mine[:] = theirs
    elif isinstance(mine, dict | set):
        mine.clear()
        mine.update(theirs)
    elif isinstance(mine, pd.DataFrame | pd.Series):
        # A table cannot become another one in place, but it can stop being what it was.
        mine.drop(mine.index, inplace=True)
        mine.index.name = "changed"
