"""Check cells: does a learner's function work, and if not, what should they look at?

A check never raises and never shows the answer's code. It runs the function on small cases
that can be counted by hand and, where the result is that of a known slip, names the slip.
"""

from __future__ import annotations

import copy
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Verdict:
    """What a check found. `ok` is True when the function passed every case."""

    ok: bool
    message: str

    def _repr_html_(self) -> str:
        # Words and a symbol carry the verdict, not only the colour.
        sign, colour = ("✓ Works.", "#0b6e4f") if self.ok else ("✗ Not yet:", "#9c2a00")
        return (
            f"<p role='status' style='border-left: 4px solid {colour}; padding-left: 0.6em'>"
            f"<strong>{sign}</strong> {html.escape(self.message)}</p>"
        )

    def __str__(self) -> str:
        return f"{'✓ Works.' if self.ok else '✗ Not yet:'} {self.message}"


@dataclass(frozen=True)
class Slip:
    """A wrong function that learners often write, and the hint for it."""

    function: Callable
    hint: str


def judge(
    function: Callable, right: Callable, cases: Sequence[tuple], slips: Sequence[Slip], praise: str
) -> Verdict:
    """Run the cases; compare with the right function, then with the known slips."""
    if not callable(function):
        return Verdict(False, "give the function itself, without brackets after its name.")
    answers = []
    for case in cases:
        given = copy.deepcopy(case)
        try:
            answer = function(*given)
        except Exception as error:  # a learner's code may raise anything
            return Verdict(False, f"with {_show(case)} it stopped: {type(error).__name__}: {error}")
        if answer is None or answer is Ellipsis:
            return Verdict(
                False, "it gives nothing back yet. Replace the three dots, and end with return."
            )
        if not all(_untouched(*both) for both in zip(case, given, strict=True)):
            return Verdict(
                False, f"it changes what it was given. {_show(case)} must stay as it is."
            )
        answers.append(answer)
    wrong = [
        number
        for number, case in enumerate(cases)
        if not _same(answers[number], right(*copy.deepcopy(case)))
    ]
    if not wrong:
        return Verdict(True, praise)
    for slip in slips:
        if all(
            _same(answer, slip.function(*copy.deepcopy(case)))
            for answer, case in zip(answers, cases, strict=True)
        ):
            return Verdict(False, slip.hint)
    case = cases[wrong[0]]
    return Verdict(
        False,
        f"with {_show(case)} it gives {_show_value(answers[wrong[0]])}; "
        f"counted by hand it is {_show_value(right(*case))}.",
    )


def _same(first, second) -> bool:
    try:
        if isinstance(second, dict):
            return set(first) == set(second) and all(_same(first[k], second[k]) for k in second)
        if isinstance(second, list) and all(isinstance(one, str) for one in second):
            return list(first) == second
        if second is None or isinstance(second, (str, bool, np.bool_)):
            return first == second and isinstance(first, (str, bool, np.bool_, type(None)))
        if isinstance(first, (bool, np.bool_, str)):
            return False
        return bool(
            np.shape(first) == np.shape(second)
            and np.allclose(
                np.asarray(first, dtype=float), np.asarray(second, dtype=float),
                rtol=0, atol=1e-6, equal_nan=True,
            )
        )  # fmt: skip
    except (TypeError, ValueError, KeyError, AttributeError):
        return False


def _untouched(before, after) -> bool:
    if isinstance(before, pd.DataFrame):
        return before.equals(after)
    if isinstance(before, np.ndarray):
        return np.array_equal(before, after)
    if isinstance(before, dict):
        return list(before) == list(after) and all(_untouched(before[k], after[k]) for k in before)
    return before == after


def _show(case: tuple) -> str:
    return " and ".join(_show_value(value) for value in case)


def _show_value(value) -> str:
    if isinstance(value, pd.DataFrame):
        return f"the table of {len(value)} pairs"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_show_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (float, np.floating)):
        return f"{value:.4g}"
    if isinstance(value, np.ndarray):
        return str((np.round(value, 4) if value.dtype.kind == "f" else value).tolist())
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "..."
