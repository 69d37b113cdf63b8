"""What learners are to be able to do, where they learn it, and which graded cells ask for it.

The goals stand in the first cell of each lesson; the lesson's parts that serve a goal in
``guide/goals.csv``; and each graded cell names its goals. ``guide/goals.md`` is made from them.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import nbformat
import pandas as pd

from falsematch import constants
from falsematch.files import by_number

_COURSE = constants.COURSE


def goals(course: str | Path = _COURSE) -> pd.DataFrame:
    """The goals of all lessons.

    Returns
    -------
    pandas.DataFrame
        One row a goal: ``goal`` (such as ``"03.2"``, the second of lesson 03), ``lesson`` (name
        of the file), ``text``, ``parts`` (list of headings in the lesson; empty when
        ``guide/goals.csv`` has none).
    """
    with open(Path(course) / "guide" / "goals.csv", encoding="utf-8", newline="") as file:
        parts = {row["goal"]: row["parts"].split(";") for row in csv.DictReader(file)}
    rows = []
    for path in sorted(Path(course).glob("lessons/*.ipynb")):
        first = nbformat.read(path, as_version=4)["cells"][0]["source"]
        listed = first.partition("You will be able to")[2].partition("You need:")[0]
        for number, text in enumerate(re.findall(r"^- (.+?)[;.]$", listed, re.M), start=1):
            goal = f"{path.name[:2]}.{number}"
            rows.append((goal, path.stem, text, parts.get(goal, [])))
    return pd.DataFrame(rows, columns=["goal", "lesson", "text", "parts"])


def graded_cells(course: str | Path = _COURSE) -> pd.DataFrame:
    """The cells that bear points.

    Returns
    -------
    pandas.DataFrame
        One row a cell: ``problem_set``, ``grade_id``, ``points``, ``by_hand`` (bool), ``goals``
        (list of str).
    """
    rows = []
    for path in sorted(
        Path(course).glob("solutions/ps*/ps*.ipynb"), key=lambda path: by_number(path.stem)
    ):
        for cell in nbformat.read(path, as_version=4)["cells"]:
            marks = cell["metadata"].get("nbgrader", {})
            if marks.get("grade") and marks["points"]:
                named = cell["metadata"].get("falsematch", {}).get("goals", [])
                by_hand = cell["cell_type"] == "markdown"
                rows.append((path.stem, marks["grade_id"], marks["points"], by_hand, named))
    return pd.DataFrame(rows, columns=["problem_set", "grade_id", "points", "by_hand", "goals"])


def to_markdown(course: str | Path = _COURSE) -> str:
    """The map, as the page ``guide/goals.md``."""
    cells = graded_cells(course).explode("goals")
    lines = [
        "# What learners can do, where they learn it, and what asks for it",
        "",
        "Made by `python -m falsematch.build goals` from the lessons, `guide/goals.csv` and the problem "
        "sets. Cells marked with * are graded by a person.",
    ]
    for lesson, of_lesson in goals(course).groupby("lesson", sort=False):
        lines += ["", f"## [{lesson}](../lessons/{lesson}.ipynb)", "",
                  "| | you will be able to | parts of the lesson | graded cells |",
                  "|---|---|---|---|"]  # fmt: skip
        for row in of_lesson.itertuples():
            asked = [
                f"{cell.problem_set} `{cell.grade_id}`{'*' if cell.by_hand else ''}"
                for cell in cells[cells["goals"] == row.goal].itertuples()
            ]
            parts = "; ".join(row.parts)
            lines.append(f"| {row.goal} | {row.text} | {parts} | {', '.join(asked)} |")
    return "\n".join(lines) + "\n"
