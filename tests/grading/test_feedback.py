"""A student's page has what is for the student, and nothing that is for the teacher."""

from __future__ import annotations

import nbformat
from support import ROOT

from falsematch.grading.feedback import for_the_student
from falsematch.grading.rebuild import rebuild


def read(folder):
    return nbformat.read(ROOT / folder / "ps1" / "ps1.ipynb", as_version=4)


def test_feedback_says_that_more_tests_ran_and_shows_none():
    theirs = for_the_student(rebuild(read("exercises"), read("solutions"), read("exercises")))
    (test,) = (c["source"] for c in theirs["cells"] if c["id"] == "cosine-distance-test")
    assert "# More tests ran here, on other data." in test
    assert not any("HIDDEN TESTS" in cell["source"] for cell in theirs["cells"])
