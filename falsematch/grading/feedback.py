"""What a student gets back: the graded notebook as a page, without what is for the teacher."""

from __future__ import annotations

import html
import re

import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.preprocessors import NbGraderPreprocessor

from falsematch.files import write_whole
from falsematch.grading import gradebook, record
from falsematch.grading.course import Course
from falsematch.grading.intake import is_name
from falsematch.grading.rebuild import NOTICED, RUBRIC
from falsematch.grading.run import Job

_UNREAD = (
    "**{points} points are still open.** A person reads your answers in words. Until then they "
    "stand here with 0, and the score above is not your whole score."
)


def give(course: Course, nbgrader: NbGraderAPI, job: Job, told: str) -> str:
    """Write the pages of a submission that is recorded; then it is done.

    Parameters
    ----------
    course : Course
    nbgrader : NbGraderAPI
    job : Job
    told : str
        What the gradebook says of it (`falsematch.grading.record.record`).

    Returns
    -------
    str
        What went wrong, or nothing.
    """
    note = gradebook.outcome(nbgrader.generate_feedback, job.assignment, job.student)
    if note:
        return f"graded, but without feedback: {note}"
    record.mark_as_done(course, job, told)
    return ""


def give_reason(course: Course, student: str, name: str, reason: str) -> None:
    """Tell a student why there is no grade, on the pages where feedback would be."""
    if not is_name(student):
        return
    text = _NOT_GRADED.format(name=name, reason=html.escape(reason)).encode()
    folder = course.feedback(student, name)
    for notebook in course.notebooks(name):
        write_whole(folder / f"{notebook}.html", text)
    record.copy_exchange_files(course.hand_in(student, name), folder)


_NOT_GRADED = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>{name}: not graded</title>
<h1>{name} was not graded</h1>
<p>This is not 0 points: it has no points yet. Why: {reason}.</p>
<p>Mend it, restart the kernel, run all cells, and hand it in again.</p></html>
"""


class ForTheStudent(NbGraderPreprocessor):
    """Leave out of the feedback what is for the teacher."""

    def preprocess(self, nb, resources):
        of = resources["nbgrader"]
        with Gradebook(of["db_url"]) as book:
            found = book.find_submission_notebook(of["notebook"], of["assignment"], of["student"])
            unread = sum(grade.max_score for grade in found.grades if grade.needs_manual_grade)
        return for_the_student(nb, unread), resources


def for_the_student(notebook: NotebookNode, unread: float = 0.0) -> NotebookNode:
    """A graded notebook without what is for the teacher: notes, hidden tests, sample answers.

    Says at its top how many points are `unread`: those of answers that a person has still to read.
    """
    cells = []
    if unread:
        cells.append(
            nbformat.v4.new_markdown_cell(_UNREAD.format(points=f"{unread:g}"), id="unread")
        )
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


class FeedbackPage(HTMLExporter):
    """nbgrader's page for the student, with what everybody needs to read it."""

    def from_notebook_node(self, nb, resources=None, **kwargs):
        page, resources = super().from_notebook_node(nb, resources, **kwargs)
        page = page.replace("<html>", '<html lang="en">', 1)
        return page.replace("</head>", f"<style>{_READABLE}</style></head>", 1), resources


#: Links stand out from the text and its paper, and not by their color alone.
_READABLE = """
a { color: #1f4e79; text-decoration: underline; }
div.nbgrader_cell .panel-heading a { color: white; }
th, td { padding: 0.2em 0.6em; }
"""
