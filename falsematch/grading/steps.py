"""nbgrader's steps with ours among them, for its own commands and for ``falsematch grade``.

A course whose tests call stand-ins names these in its ``nbgrader_config.py``, so that every way to
grade goes through them: `Rebuild` puts a submission into the teacher's notebook, `JudgeTests` runs
the student's cells in a sandboxed kernel and the tests outside of it, `Clean` makes outputs and
answers safe to look at, and `SaveAtOnce` writes the grades in one go. A course that names none of
them has plain tests. ``falsematch grade`` then runs them in a sandboxed kernel (`RunTests`).
"""

from __future__ import annotations

import copy

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import ClearOutput, Execute, NbGraderPreprocessor, SaveAutoGrades
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from falsematch.grading import class_secret, clean, rebuild
from falsematch.grading.course import Course
from falsematch.grading.feedback import ForTheStudent
from falsematch.grading.judge_tests import JudgeTests
from falsematch.grading.record import SaveAtOnce


class Rebuild(NbGraderPreprocessor):
    """Put what was handed in back into the shape of what was given out."""

    def preprocess(self, nb, resources):
        here, course = resources["nbgrader"], Course(config=self.config)
        of = here["assignment"], here["notebook"]
        code, _ = class_secret.drawn_for(
            class_secret.current(), here["student"], here["assignment"]
        )
        return rebuild.rebuild(nb, course.source(*of), course.released(*of), code), resources


class Clean(NbGraderPreprocessor):
    """Make what a submission wrote and printed safe to look at."""

    def preprocess(self, nb, resources):
        here, course = resources["nbgrader"], Course(config=self.config)
        released = course.released(here["assignment"], here["notebook"])
        return clean.notebook(nb, released), resources


def have_stand_ins(config: Config) -> bool:
    """Do the tests of a course call stand-ins? Its settings say so, by naming `JudgeTests`."""
    return any(issubclass(step, JudgeTests) for step in _autograde_steps(config))


def for_recording(config: Config) -> Config:
    """Settings by which nbgrader records what was rebuilt, run and cleaned before.

    All other steps of the course's settings stay where they are.
    """
    config = copy.deepcopy(config)
    taken_in = [*_steps(Autograde(config=config).sanitize_preprocessors)]
    config.Autograde.sanitize_preprocessors = [
        step for step in taken_in if not issubclass(step, Rebuild | ClearOutput)
    ]
    config.Autograde.autograde_preprocessors = [
        SaveAtOnce if issubclass(step, SaveAutoGrades) else step
        for step in _autograde_steps(config)
        if not issubclass(step, Execute | Clean)
    ]
    told = _steps(GenerateFeedback(config=config).preprocessors)
    if ForTheStudent not in told:
        config.GenerateFeedback.preprocessors = [ForTheStudent, *told]
    return config


def _autograde_steps(config: Config) -> list[type]:
    return _steps(Autograde(config=config).autograde_preprocessors)


def _steps(named: list) -> list[type]:
    return [import_item(step) if isinstance(step, str) else step for step in named]
