"""Each student's own data in the problem sets, drawn from a code.

In a class for credit each student has a code, such as ``k7qf-2m9x-9``, from the teacher
(``falsematch class codes``). The code chooses who is in the student's tables and which numbers
the questions ask for: the same code gives the same data on every machine, another code gives
other data. Alone, the code is `SELF_STUDY`: every table is whole and every question is asked
with its first number.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import TypeVar

import numpy as np
import pandas as pd

#: The code of everybody who learns without a class.
SELF_STUDY = "self-study"
#: Letters and digits of a code, without those that are easily read as another. There are 31,
#: a prime number, so that the last sign shows every single slip and every swap of neighbors.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
#: Signs of a code before the one that checks them: 31 to the power of 8, 850 billion codes.
LENGTH = 8

T = TypeVar("T")


class CodeError(ValueError):
    """A code that no class gave out; the message says what to do."""


def write_code(signs: str) -> str:
    """A code for people to read and type: the signs in groups, and one that checks them.

    Examples
    --------
    >>> write_code("k7qf2m9x")
    'k7qf-2m9x-9'
    """
    return f"{signs[:4]}-{signs[4:]}-{_check(signs)}"


def read_code(text: str) -> str:
    """The code that somebody typed, in the one form that it is kept in.

    Capitals, spaces and missing hyphens are forgiven; a slip is not.

    Parameters
    ----------
    text : str
        A code, or `SELF_STUDY`.

    Returns
    -------
    str

    Raises
    ------
    CodeError
        When it is neither, with what to do.

    Examples
    --------
    >>> read_code(" K7QF 2M9X 9")
    'k7qf-2m9x-9'
    """
    if not isinstance(text, str):
        raise CodeError(f'Write your code in quotation marks, like "{SELF_STUDY}", not {text!r}.')
    signs = "".join(sign for sign in text.lower() if sign not in "- \t\n")
    if signs == SELF_STUDY.replace("-", ""):
        return SELF_STUDY
    whole = len(signs) == LENGTH + 1 and set(signs) <= set(SIGNS)
    if not whole or _check(signs[:LENGTH]) != signs[LENGTH]:
        raise CodeError(
            f"{text!r} is not a code: there is a slip in it. Copy it again from your teacher's "
            f'list. Without a teacher, write my_code = "{SELF_STUDY}".'
        )
    return write_code(signs[:LENGTH])


def _check(signs: str) -> str:
    """The sign that makes a weighted sum of all a multiple of 31."""
    total = sum(place * SIGNS.index(sign) for place, sign in enumerate(signs, start=2))
    return SIGNS[-total % len(SIGNS)]


def draws(code: str, part: str) -> np.random.Generator:
    """Random numbers that depend on a code and on the part of a problem set, and on nothing else.

    Raises
    ------
    CodeError
        When `code` is not one.
    """
    return _draws("variant", read_code(code), part)


def people(pairs: pd.DataFrame, code: str, part: str, leave_out: int) -> pd.DataFrame:
    """A score table with some people left out, other ones for each code.

    Parameters
    ----------
    pairs : pandas.DataFrame
        With ``person_a`` and ``person_b``.
    code : str
        A student's code; `SELF_STUDY` leaves nobody out.
    part : str
        The part of the problem set, such as ``"ps3-congress"``.
    leave_out : int
        How many people to leave out, each as likely as any other.

    Returns
    -------
    pandas.DataFrame
        The pairs of those who stay, numbered from 0.

    Raises
    ------
    CodeError
        When `code` is not one.
    """
    drawn = draws(code, part)
    if read_code(code) == SELF_STUDY:
        return pairs
    everybody = sorted({*pairs["person_a"].unique(), *pairs["person_b"].unique()})
    left_out = set(drawn.choice(everybody, size=leave_out, replace=False))
    stays = ~pairs["person_a"].isin(left_out) & ~pairs["person_b"].isin(left_out)
    return pairs[stays].reset_index(drop=True)


def pick(values: Sequence[T], code: str, part: str) -> T:
    """One of several values, another one for another code; the first for `SELF_STUDY`.

    Raises
    ------
    CodeError
        When `code` is not one.
    """
    drawn = draws(code, part)
    return values[0 if read_code(code) == SELF_STUDY else int(drawn.integers(len(values)))]


# --- the data of hidden tests ------------------------------------------------------------

#: What hidden tests are drawn from where there is no class.
PUBLIC = "public"
#: What the hidden tests of a submission are drawn from. A class has a secret for it.
_hidden_from: ContextVar[str] = ContextVar("hidden_from", default=PUBLIC)


@contextlib.contextmanager
def hidden_from(seed: str) -> Iterator[None]:
    """Draw the data of hidden tests from this text while the block runs."""
    token = _hidden_from.set(seed)
    try:
        yield
    finally:
        _hidden_from.reset(token)


def hidden_draws(test: str) -> np.random.Generator:
    """Random numbers for the hidden data of one test cell, by its id.

    They differ from class to class and from student to student (`hidden_from`), and are the same
    when somebody is graded again.
    """
    return _draws("hidden", _hidden_from.get(), test)


def _draws(*what: str) -> np.random.Generator:
    digest = hashlib.sha256("\n".join(what).encode()).digest()
    return np.random.default_rng(list(digest))
