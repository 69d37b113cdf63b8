"""No goal of a lesson goes unasked, and every graded cell asks for one."""

from __future__ import annotations

import csv
import re

import nbformat
import pytest
from support import ROOT

from falsematch.reports import goals

TABLE = goals.goals()
CELLS = goals.graded_cells()


@pytest.mark.parametrize("goal", TABLE["goal"])
def test_every_goal_is_taught_in_parts_that_exist_and_is_asked_for(goal):
    row = TABLE.set_index("goal").loc[goal]
    notebook = nbformat.read(ROOT / "lessons" / f"{row['lesson']}.ipynb", as_version=4)
    text = "\n".join(c["source"] for c in notebook["cells"] if c["cell_type"] == "markdown")
    headings = set(re.findall(r"^#+ (.+)$", text, re.M))
    assert row["parts"] and set(row["parts"]) <= headings
    assert CELLS["goals"].map(lambda named: goal in named).any(), f"no graded cell asks for {goal}"


def test_every_graded_cell_names_goals_that_exist():
    for row in CELLS.itertuples():
        assert row.goals, f"{row.problem_set} {row.grade_id}"
        assert set(row.goals) <= set(TABLE["goal"]), f"{row.problem_set} {row.grade_id}"


def test_the_table_of_parts_has_each_goal_once():
    with open(ROOT / "guide" / "goals.csv", encoding="utf-8", newline="") as file:
        assert [row["goal"] for row in csv.DictReader(file)] == list(TABLE["goal"])


def test_the_map_is_in_step():
    page = (ROOT / "guide" / "goals.md").read_text(encoding="utf-8")
    assert page == goals.to_markdown(), "Run: python -m falsematch.build goals"


def test_no_grade_id_was_lost_or_given_other_points():
    """Earlier grades hang on them. Add new ones to the list; never change a line of it."""
    with open(ROOT / "tests" / "grade_ids.csv", encoding="utf-8", newline="") as file:
        listed = {(r["problem_set"], r["grade_id"]): int(r["points"]) for r in csv.DictReader(file)}
    now = {(r.problem_set, r.grade_id): r.points for r in CELLS.itertuples()}
    assert now == listed
