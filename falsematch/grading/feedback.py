"""What a student gets back: the graded notebook as a page, without what is for the teacher."""

from __future__ import annotations

from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from falsematch.grading import rebuild


class ForTheStudent(NbGraderPreprocessor):
    """Leave out of the feedback what is for the teacher."""

    def preprocess(self, nb, resources):
        of = resources["nbgrader"]
        with Gradebook(of["db_url"]) as book:
            found = book.find_submission_notebook(of["notebook"], of["assignment"], of["student"])
            unread = sum(grade.max_score for grade in found.grades if grade.needs_manual_grade)
        return rebuild.for_the_student(nb, unread), resources


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
