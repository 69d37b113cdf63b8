"""A vote at the beginning of the course and again at its end, and a count of a class's votes.

Each position was taken by somebody in the case; `POSITIONS` names the fact that shows it. A vote
stays on the learner's machine. For a class, everybody gives one line of text (on paper, in a
chat, on a shared page), without a name; the teacher pastes the lines and counts them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import ipywidgets as widgets
import pandas as pd

from falsematch.learners import predictions


@dataclass(frozen=True)
class Position:
    """An answer to the question, and the fact that shows who gave it."""

    text: str
    fact: str


QUESTION = "Should the maker of a face search service sell it to the police?"
#: The answers, by their letter.
POSITIONS = {
    "A": Position(
        "Sell it. Whoever uses it must keep the law and the terms of use.", "amazon-jassy-terms"
    ),
    "B": Position(
        "Sell it under conditions: a strict threshold, human review, outside tests.",
        "claim-amazon-99",
    ),
    "C": Position("Stop selling it until there is a law.", "microsoft-police-condition"),
    "D": Position("Do not sell it to the police.", "amazon-letter-refuse"),
}
#: The two times at which the course asks.
TIMES = ("first", "now")


class Vote(widgets.VBox):
    """Four answers to choose from and a place for the reason; both are kept on this machine."""

    def __init__(self, time: str):
        if time not in TIMES:
            raise ValueError(f"The course asks twice: {' and '.join(TIMES)}. There is no {time!r}.")
        self.time = time
        kept = _kept(time)
        self._choice = widgets.RadioButtons(
            options=[(f"{letter}: {one.text}", letter) for letter, one in POSITIONS.items()],
            value=kept.get("choice") or None, layout={"width": "max-content"},
        )  # fmt: skip
        self._reason = widgets.Textarea(
            value=kept.get("reason", ""), placeholder="your strongest reason, in one sentence",
            description="because", layout={"width": "36em"},
        )  # fmt: skip
        for control in (self._choice, self._reason):
            control.observe(self._keep, names="value")
        super().__init__(
            [widgets.HTML(f"<strong>{html.escape(QUESTION)}</strong>"), self._choice, self._reason]
        )

    @property
    def choice(self) -> str | None:
        """The letter that is chosen, or None."""
        return self._choice.value

    def _keep(self, _change) -> None:
        answers = {"choice": self._choice.value or "", "reason": self._reason.value}
        predictions.keep(_key(self.time), answers)


def vote(time: str) -> Vote:
    """Ask the question of the course.

    Parameters
    ----------
    time : {"first", "now"}
        At the beginning of the course, or at its end.
    """
    return Vote(time)


def _key(time: str) -> str:
    return f"vote, {time}"


def _kept(time: str) -> dict[str, str]:
    kept = predictions.kept_predictions().get(_key(time), {})
    return kept if kept.get("choice", "") in ("", *POSITIONS) else {}


def both() -> pd.DataFrame:
    """The two votes of this machine: one row a time, with columns ``choice`` and ``reason``."""
    rows = [{"time": time, "choice": "", "reason": ""} | _kept(time) for time in TIMES]
    return pd.DataFrame(rows).set_index("time")


def line() -> str:
    """The line of text that a learner gives to the class: two letters, no name.

    A dash stands for a vote that was not cast, e.g. ``first A, now C`` or ``first -, now C``.
    """
    first, now = (choice or "-" for choice in both()["choice"])
    return f"first {first}, now {now}"


def count(lines: str) -> tuple[pd.DataFrame, list[str]]:
    """Count the lines of a class.

    Parameters
    ----------
    lines : str
        One line a person, as `line` gives it. Empty lines are skipped.

    Returns
    -------
    pandas.DataFrame
        How many people moved from a first answer (rows) to an answer now (columns), A to D and
        ``-``.
    list of str
        Lines that could not be read, as they stand. They are not counted.

    Examples
    --------
    >>> table, unread = count("first A, now C\\nfirst A, now A\\nhello")
    >>> int(table.loc["A"].sum()), int(table.loc["A", "C"]), unread
    (2, 1, ['hello'])
    """
    letters = [*POSITIONS, "-"]
    table = pd.DataFrame(0, index=letters, columns=letters)
    table.index.name, table.columns.name = TIMES
    unread = []
    for text in filter(None, map(str.strip, lines.splitlines())):
        found = re.fullmatch(r"first ([A-D-]), now ([A-D-])", text, re.I)
        if found:
            table.loc[found[1].upper(), found[2].upper()] += 1
        else:
            unread.append(text)
    return table, unread
