"""A submission is run in a sandbox, wherever it is run."""

from __future__ import annotations

import pytest

from falsematch.grading import run
from falsematch.grading.course import Course
from falsematch.grading.run_tests import SandboxError


@pytest.mark.parametrize("stand_ins", [True, False])
def test_every_way_to_run_a_submission_asks_for_a_sandbox(course, no_sandbox, stand_ins):
    handed_in = {"ps1": (course / "exercises" / "ps1" / "ps1.ipynb").read_text()}
    job = run.job_of(Course(course), "ada", "ps1", handed_in, stand_ins)
    with pytest.raises(SandboxError, match="Nothing is run without a sandbox"):
        run.execute(job)
