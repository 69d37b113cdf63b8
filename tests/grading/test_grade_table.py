"""The printed table says what is a grade and what is none."""

from __future__ import annotations

import math

import pandas as pd
from support.courses import printed_points

from falsematch.grading import grade_table


def test_a_failed_grade_is_not_a_zero():
    grades = pd.DataFrame(
        [
            ("a", "ps1", 0.0, 20.0, 0.0, "graded", "", []),
            ("b", "ps1", math.nan, 20.0, 0.0, "failed", "DeadKernelError: Kernel died", []),
            ("c", "ps1", math.nan, 20.0, 0.0, "not handed in", "", []),
            ("a", "ps2", math.nan, 20.0, 0.0, "not handed in", "", []),
        ],
        columns=["student", "problem_set", "points", "max", "by_hand", "status", "note", "noticed"],
    )
    printed = grade_table.readable(grades)
    assert printed_points(printed) == {("a", "ps1"): "0", ("b", "ps1"): "-", ("c", "ps1"): "-"}
    assert "Not graded, 1 of 2" in printed and "Kernel died" in printed
    assert "Nobody handed in: ps2." in printed  # and no line for each student
