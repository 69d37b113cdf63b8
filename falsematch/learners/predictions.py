"""A learner's guesses: asked before a result is drawn, kept, and shown beside it."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence

import ipywidgets as widgets

from falsematch import constants
from falsematch.files import write_whole


class Prediction(widgets.VBox):
    """A box for each guess; what is typed is kept on this machine at once."""

    def __init__(self, question: str, labels: Sequence[str]):
        self.question = question
        kept = kept_predictions().get(question, {})
        self._boxes = {
            label: widgets.Text(
                value=str(kept.get(label, "")),
                description=label,
                placeholder="your guess",
                style={"description_width": "initial"},
            )
            for label in labels
        }
        for box in self._boxes.values():
            box.observe(self._keep, names="value")
        title = widgets.HTML(f"<strong>Your guess: {html.escape(question)}</strong>")
        super().__init__([title, *self._boxes.values()])

    @property
    def answers(self) -> dict[str, float | None]:
        """Each label's guess; None where nothing, or no number, stands in the box."""
        return {label: _number(box.value) for label, box in self._boxes.items()}

    def _keep(self, _change) -> None:
        keep(self.question, {label: box.value for label, box in self._boxes.items()})

    def compare(self, measured: Mapping[str, str]) -> widgets.HTML:
        """A table of guess and measurement.

        Parameters
        ----------
        measured : mapping of str to str
            For each label, the measured value as it should be shown.
        """
        rows = "".join(
            f"<tr><th scope='row'>{html.escape(label)}</th>"
            f"<td>{html.escape(self._boxes[label].value) or 'no guess'}</td>"
            f"<td>{html.escape(value)}</td></tr>"
            for label, value in measured.items()
        )
        return widgets.HTML(
            f"<table><caption>{html.escape(self.question)}</caption><thead><tr><th></th>"
            f"<th scope='col'>you guessed</th><th scope='col'>measured</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def predict(question: str, labels: Sequence[str]) -> Prediction:
    """Ask for a guess before the result is shown.

    Parameters
    ----------
    question : str
        What is guessed, with its unit, e.g. ``"false matches per 1,000 pairs"``.
    labels : sequence of str
        One box each.

    Returns
    -------
    Prediction
        Shows the boxes; ``.answers`` holds the numbers. Guesses stay on this machine.
    """
    return Prediction(question, labels)


def keep(question: str, answers: Mapping[str, str]) -> None:
    """Keep what a learner answered, by label, on this machine and nowhere else."""
    every = kept_predictions() | {question: dict(answers)}
    write_whole(
        constants.HOME / "predictions.json",
        json.dumps(every, indent=2, ensure_ascii=False).encode(),
    )


def kept_predictions() -> dict[str, dict[str, str]]:
    """All guesses kept on this machine: question, then label, then what was typed."""
    try:
        kept = json.loads((constants.HOME / "predictions.json").read_text(encoding="utf-8"))
        return kept if isinstance(kept, dict) else {}
    except (OSError, ValueError):
        return {}  # nothing kept yet, or damaged: a guess is not worth an error


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").replace("%", ""))
    except ValueError:
        return None
