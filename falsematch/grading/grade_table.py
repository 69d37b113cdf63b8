"""The table of grades: read from the gradebook once, at the end, and printed for a terminal."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from nbgrader.api import Gradebook

from falsematch.grading import record
from falsematch.grading.course import Course, printable
from falsematch.grading.gradebook import gradebook_of, grades_of


def table(course: Course, rows: Mapping[tuple[str, str], tuple[str, bool]]) -> pd.DataFrame:
    """The grades of a run.

    Parameters
    ----------
    course : Course
    rows : mapping
        By student and assignment: what went wrong, or nothing; and whether it was handed in.

    Returns
    -------
    pandas.DataFrame
        As `falsematch.grading.teacher.grade_all` has it.
    """
    with gradebook_of(course.config) as book:
        made = pd.DataFrame([_row(book, *key, *row) for key, row in rows.items()])
    made["noticed"] = [
        [] if row["status"] in ("failed", "not handed in") else record.noticed(course, *key)
        for key, row in zip(rows, made.to_dict("records"), strict=True)
    ]
    return made


def _row(book: Gradebook, student: str, name: str, note: str, handed_in: bool) -> dict:
    """A notebook's grade. One that failed has no points, which is not the same as 0."""
    most = float(book.find_assignment(name).max_score)
    # A name can be anything that can name a folder; nobody's terminal is to obey it.
    row = {"student": printable(student), "problem_set": name, "points": float("nan"), "max": most}
    row |= {"by_hand": 0.0, "status": "not handed in", "note": note}
    if not handed_in:
        return row
    if note and not note.startswith("graded"):
        return row | {"status": "failed"}
    grades = grades_of(book, student, name)
    open_points = sum(g.max_score for g in grades if g.needs_manual_grade)
    if not grades or any(g.score is None for g in grades):
        return row | {"status": "failed", "note": note or "the gradebook has no grade"}
    return row | {
        "points": float(sum(g.score for g in grades)),
        "by_hand": float(open_points),
        "status": "needs manual grading" if open_points else "graded",
    }


def readable(grades: pd.DataFrame) -> str:
    """The table for a terminal, and below it, apart, what could not be graded."""
    wide = max(16, int(grades["student"].str.len().max()) + 2)
    lines = [f"{'student':<{wide}}{'problem set':<13}{'points':>8}{'of':>5}  "]
    handed_in = grades[grades["status"] != "not handed in"]
    said = grades[(grades["status"] != "not handed in") | (grades["note"] != "")]
    by_nobody = sorted(set(grades["problem_set"]) - set(said["problem_set"]))
    for row in grades[~grades["problem_set"].isin(by_nobody)].itertuples():
        if row.status in ("failed", "not handed in"):
            points, remark = "-", "not graded: see below"
            if row.status == "not handed in":
                remark = ": ".join(filter(None, (row.status, row.note)))
        else:
            points = f"{row.points:g}"
            remark = f"needs manual grading: {row.by_hand:g} points" if row.by_hand else ""
        lines.append(
            f"{row.student:<{wide}}{row.problem_set:<13}{points:>8}{row.max:>5g}  {remark}".rstrip()
        )
    if by_nobody:
        lines += ["", f"Nobody handed in: {', '.join(by_nobody)}."]
    failed = grades[grades["status"] == "failed"]
    if len(failed):
        lines += ["", f"Not graded, {len(failed)} of {len(handed_in)}. This is not 0 points:"]
        lines += [f"  {row.student}, {row.problem_set}: {row.note}" for row in failed.itertuples()]
    looked_at = [(row, line) for row in grades.itertuples() for line in row.noticed]
    if looked_at:
        lines += ["", "Noticed, for you to look at. It changed no points by itself:"]
        lines += [f"  {row.student}, {row.problem_set}: {line}" for row, line in looked_at]
    without = grades[grades["note"].str.startswith("graded")]
    lines += [f"  {row.student}, {row.problem_set}: {row.note}" for row in without.itertuples()]
    return "\n".join(lines)
