"""What was handed in, put back into the shape of what was given out.

Only the student's own cells count: the answers, code cells that bear no marks, and cells that were
added. Everything else comes from the teacher's notebook, whatever happened to it in the submission,
and what happened is noted for the teacher. So editing, copying, moving or deleting a test, or its
points, changes nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode

from falsematch.learners import variants

#: The id of the cell with what was noticed, and what it begins with.
NOTICED = "noticed"
_NOTICED_TITLE = "**For the teacher.** Noticed in this submission:"
#: Begins the ids of the cells that a student has added.
ADDED = "added"
#: The id of the cell into which students of a class type their code.
MY_CODE = "my-code"
#: Ends the ids of the cells with a rubric; begins the solution that is one.
RUBRIC = "-rubric"
_RUBRIC_TITLE = "**Rubric**"


def rebuild(
    submission: NotebookNode, source: NotebookNode, release: NotebookNode, code: str | None = None
) -> NotebookNode:
    """The notebook to grade: the teacher's cells, with the student's answers in them.

    Parameters
    ----------
    submission : notebook
        What was handed in.
    source : notebook
        The teacher's, with solutions and hidden tests.
    release : notebook
        What was given out.
    code : str, optional
        The student's code, where the class has codes.

    Returns
    -------
    notebook
        In the order of the teacher's. A rubric stands before the answer that it is for, and a cell
        `NOTICED` at the top when there is something to look at. Answers are as they were typed.
    """
    noticed = []
    theirs, extra = _sort(submission, source, release, noticed)
    given = {cell["id"]: cell for cell in release["cells"]}
    cells = list(extra.get(None, []))
    for number, cell in enumerate(source["cells"]):
        id, marks = cell["id"], cell["metadata"].get("nbgrader", {})
        mine, was = theirs.get(id), given.get(id, cell)
        if marks.get("solution"):
            if marks.get("grade") and cell["source"].startswith(_RUBRIC_TITLE):
                cells.append(_markdown(id + RUBRIC, cell["source"]))
            cells.append(_copy(cell, _text(was if mine is None else mine)))
        elif not marks and cell["cell_type"] == "code":
            if mine is not None or id == MY_CODE:  # what somebody took out is not run
                cells.append(_copy(cell, _text(cell if mine is None else mine)))
            if id == MY_CODE:
                _look_at_code(cells[-1]["source"], code, noticed)
        else:
            cells.append(_copy(cell, cell["source"]))
            if not marks and mine and _text(mine).strip() != was["source"].strip():
                # Somebody wrote into the text of the assignment: that is not lost.
                cells.append(_added(mine, f"{number}-changed"))
        cells += extra.get(id, [])
    if noticed:
        lines = "\n".join(f"- {line}" for line in dict.fromkeys(noticed))
        cells.insert(0, _markdown(NOTICED, f"{_NOTICED_TITLE}\n\n{lines}"))
    return nbformat.from_dict({**source, "cells": cells})


def what_was_noticed(notebook: NotebookNode) -> list[str]:
    """The lines of the cell `NOTICED`."""
    text = next((cell["source"] for cell in notebook["cells"] if cell.get("id") == NOTICED), "")
    return [line[2:] for line in text.splitlines() if line.startswith("- ")]


def add_notice(notebook: NotebookNode, line: str) -> None:
    """Add a line to the cell `NOTICED`, and the cell when there is none."""
    lines = list(dict.fromkeys([*what_was_noticed(notebook), line]))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell.get("id") != NOTICED]
    text = "\n".join([_NOTICED_TITLE, "", *(f"- {one}" for one in lines)])
    notebook["cells"].insert(0, _markdown(NOTICED, text))


def has_answers(submission: NotebookNode, source: NotebookNode) -> bool:
    """Is at least one cell of the submission an answer to the teacher's, or one of its tests?"""
    asked = {cell["id"] for cell in source["cells"] if cell["metadata"].get("nbgrader")}
    marks = (cell["metadata"].get("nbgrader", {}) for cell in submission["cells"])
    return not asked.isdisjoint(
        {cell.get("id") for cell in submission["cells"]} | {one.get("grade_id") for one in marks}
    )


def _sort(
    submission: NotebookNode, source: NotebookNode, release: NotebookNode, noticed: list[str]
) -> tuple[dict[str, NotebookNode], dict[str | None, list[NotebookNode]]]:
    """The student's cells by the id of the teacher's, and added ones by the id before them."""
    teachers = {cell["id"]: cell for cell in source["cells"]}
    given = {cell["id"]: cell for cell in release["cells"]}
    by_text = {}
    for cell in release["cells"]:
        by_text.setdefault(cell["source"], []).append(cell["id"])
    theirs, extra, after = {}, {}, None
    for number, cell in enumerate(submission["cells"]):
        text = _text(cell)
        marks = cell.get("metadata", {}).get("nbgrader") or {}
        id = marks.get("grade_id") if isinstance(marks, Mapping) else None
        # Older programs drop the ids of cells without a grade; then the text tells.
        alike = (other for other in by_text.get(text, ()) if other not in theirs)
        id = id or (cell.get("id") if cell.get("id") in teachers else next(alike, None))
        if id in teachers and id not in theirs:
            theirs[id], after = cell, id
            _compare(id, cell, teachers[id], given.get(id), noticed)
            continue
        if id in teachers:
            noticed.append(f"the cell `{id}` stands there more than once; the first one counts")
        extra.setdefault(after, []).append(_added(cell, str(number)))
    for id, cell in teachers.items():
        if id not in theirs and cell["metadata"].get("nbgrader"):
            noticed.append(f"the cell `{id}` was missing and was put back")
    return theirs, extra


def _compare(id: str, cell: NotebookNode, teacher: NotebookNode, given, noticed: list[str]) -> None:
    """Note what was changed that a student has no reason to change."""
    marks, should = cell["metadata"].get("nbgrader") or {}, teacher["metadata"].get("nbgrader", {})
    keys = ("grade", "solution", "locked", "points")
    # Changed marks count for nothing: the teacher's are used.
    if should and any(marks.get(key) != should.get(key) for key in keys):
        noticed.append(f"the points or the kind of the cell `{id}` were changed; ours are used")
    if should.get("locked") and given is not None and cell["source"] != given["source"]:
        noticed.append(f"the read-only cell `{id}` is not as it was given; ours is used")
    if cell["cell_type"] != teacher["cell_type"]:
        noticed.append(f"the cell `{id}` was turned into {cell['cell_type']}; turned back")


def _look_at_code(source: str, code: str | None, noticed: list[str]) -> None:
    """Whether the student's data were their own. Grading uses the right code in any case."""
    if code is None:
        return
    try:
        found = [
            ast.literal_eval(node.value)
            for node in ast.parse(source).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "my_code"
        ]
        typed = variants.read_code(found[-1])
    except (SyntaxError, ValueError, IndexError):
        noticed.append("`my_code` holds no code; graded with the student's own")
        return
    if typed == variants.SELF_STUDY:
        noticed.append("`my_code` was left as it was given; graded with the student's own code")
    elif typed != code:
        noticed.append("`my_code` is another student's code; graded with the student's own")


def _text(cell: NotebookNode) -> str:
    return str(cell.get("source", ""))


def _copy(cell: NotebookNode, text: str) -> NotebookNode:
    made = {"cell_type": cell["cell_type"], "id": cell["id"], "source": text,
            "metadata": {k: v for k, v in cell["metadata"].items() if k == "nbgrader"}}  # fmt: skip
    if cell["cell_type"] == "code":
        made |= {"outputs": [], "execution_count": None}
    return nbformat.from_dict(made)


def _added(cell: NotebookNode, number: str) -> NotebookNode:
    """A cell of the student's own: it runs, and it bears no marks."""
    kind = "code" if cell["cell_type"] == "code" else "markdown"
    made = NotebookNode(cell_type=kind, id=f"{ADDED}-{number}", metadata={})
    return _copy(made, _text(cell))


def _markdown(id: str, text: str) -> NotebookNode:
    return _copy(NotebookNode(cell_type="markdown", id=id, metadata={}), text)
