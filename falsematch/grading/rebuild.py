"""What was handed in, put back into the shape of what was given out.

Only the student's own cells count: the answers, and cells that were added. Everything else comes
from the teacher's notebook, whatever happened to it in the submission, and what happened is noted
for the teacher. So editing, copying, moving or deleting a test, or its points, changes nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode

from falsematch.grading import clean
from falsematch.learners import variants

#: The id of the cell with what was noticed, and what it begins with.
NOTICED = "noticed"
_NOTICED_TITLE = "**For the teacher.** Noticed in this submission:"
_UNREAD = (
    "**{points} points are still open.** A person reads your answers in words. Until then they "
    "stand here with 0, and the score above is not your whole score."
)
#: Begins the ids of the cells that a student has added.
ADDED = "added"
#: Ends the ids of the cells with a rubric.
RUBRIC = "-rubric"


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
        In the order of the teacher's. A rubric stands before each answer in words, and a cell
        `NOTICED` at the top when there is something to look at.
    """
    noticed = []
    theirs, extra = _sort(submission, source, release, noticed)
    given = {cell["id"]: cell for cell in release["cells"]}
    cells = list(extra.get(None, []))
    for cell in source["cells"]:
        id, marks = cell["id"], cell["metadata"].get("nbgrader", {})
        mine = theirs.get(id)
        if marks.get("solution"):
            if marks.get("grade"):
                cells.append(_markdown(id + RUBRIC, cell["source"]))
            answer = given.get(id, cell) if mine is None else mine
            text = str(answer.get("source", ""))
            cells.append(_copy(cell, clean.answer(text) if cell["cell_type"] != "code" else text))
        elif id == "my-code":
            cells.append(_copy(cell, cell["source"] if mine is None else str(mine["source"])))
            _look_at_code(cells[-1]["source"], code, noticed)
        else:
            cells.append(_copy(cell, cell["source"]))
        cells += extra.get(id, [])
    if noticed:
        lines = "\n".join(f"- {line}" for line in dict.fromkeys(noticed))
        cells.insert(0, _markdown(NOTICED, f"{_NOTICED_TITLE}\n\n{lines}"))
    made = nbformat.from_dict({**source, "cells": cells})
    return made


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


def for_the_student(notebook: NotebookNode, unread: float = 0.0) -> NotebookNode:
    """A graded notebook without what is for the teacher: notes, hidden tests, sample answers.

    Says at its top how many points are `unread`: those of answers that a person has still to read.
    """
    cells = []
    if unread:
        cells.append(_markdown("unread", _UNREAD.format(points=f"{unread:g}")))
    for cell in notebook["cells"]:
        if cell.get("id") == NOTICED:
            continue
        text = cell["source"]
        if str(cell.get("id", "")).endswith(RUBRIC):
            text = text.partition("**Level 0.**")[0].rstrip()
        text = re.sub(
            r"\n?### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*",
            "\n# More tests ran here, on other data.", text, flags=re.S,
        )  # fmt: skip
        cells.append(nbformat.from_dict({**cell, "source": text}))
    return nbformat.from_dict({**notebook, "cells": cells})


def _sort(
    submission: NotebookNode, source: NotebookNode, release: NotebookNode, noticed: list[str]
) -> tuple[dict[str, NotebookNode], dict[str | None, list[NotebookNode]]]:
    """The student's cells by the id of the teacher's, and added ones by the id before them."""
    teachers = {cell["id"]: cell for cell in source["cells"]}
    given = {cell["id"]: cell for cell in release["cells"]}
    by_text = {cell["source"]: cell["id"] for cell in release["cells"]}
    theirs, extra, after = {}, {}, None
    for number, cell in enumerate(submission["cells"]):
        text = str(cell.get("source", ""))
        marks = cell.get("metadata", {}).get("nbgrader") or {}
        id = marks.get("grade_id") if isinstance(marks, Mapping) else None
        # Older programs drop the ids of cells without a grade; then the text tells.
        id = id or (cell.get("id") if cell.get("id") in teachers else by_text.get(text))
        if id in teachers and id not in theirs:
            theirs[id], after = cell, id
            _compare(id, cell, teachers[id], given.get(id), noticed)
            continue
        if id in teachers:
            noticed.append(f"the cell `{id}` stands there more than once; the first one counts")
        extra.setdefault(after, []).append(_added(cell, text, number))
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


def _copy(cell: NotebookNode, text: str) -> NotebookNode:
    made = {"cell_type": cell["cell_type"], "id": cell["id"], "source": text,
            "metadata": {k: v for k, v in cell["metadata"].items() if k == "nbgrader"}}  # fmt: skip
    if cell["cell_type"] == "code":
        made |= {"outputs": [], "execution_count": None}
    return nbformat.from_dict(made)


def _added(cell: NotebookNode, text: str, number: int) -> NotebookNode:
    """A cell of the student's own: it runs, and it bears no marks."""
    kind = "code" if cell["cell_type"] == "code" else "markdown"
    text = text if kind == "code" else clean.answer(text)
    return _copy(NotebookNode(cell_type=kind, id=f"{ADDED}-{number}", metadata={}), text)


def _markdown(id: str, text: str) -> NotebookNode:
    return _copy(NotebookNode(cell_type="markdown", id=id, metadata={}), text)
