"""How nbgrader grades this course: its own steps, with three of ours among them.

`Rebuild` puts a submission into the teacher's notebook, `JudgeTests` runs the student's cells in
a kernel and the tests outside of it, and `ForTheStudent` leaves out of the feedback what is for
the teacher. ``nbgrader_config.py`` names them, so every way to grade goes through them.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import warnings
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Integer

from falsematch import classes, judge, submissions, variants, wire

#: Seconds that an interrupted kernel gets to answer again.
_SECONDS_TO_COME_BACK = 10


class Rebuild(NbGraderPreprocessor):
    """Put what was handed in back into the shape of what was given out."""

    def preprocess(self, nb, resources):
        here = resources["nbgrader"]
        source, release = (_of_the_course(self, folder, here) for folder in ("source", "release"))
        its = classes.current()
        code = its.code(here["student"]) if its else None
        return submissions.rebuild(nb, source, release, code), resources


def _of_the_course(preprocessor, folder: str, here: dict) -> NotebookNode:
    course = CourseDirectory(parent=preprocessor)
    place = course.format_path(
        getattr(course, f"{folder}_directory"), ".", here["assignment"], escape=False
    )
    return nbformat.read(Path(place) / f"{here['notebook']}.ipynb", as_version=4)


class JudgeTests(Execute):
    """Run the student's cells in a kernel, and the test cells in this process."""

    call_timeout = Integer(
        20, help="Seconds that one call of a student's function may take."
    ).tag(config=True)  # fmt: skip

    def preprocess(self, nb, resources, km=None):
        here = resources["nbgrader"]
        cells = {c["id"]: c for c in _of_the_course(self, "source", here)["cells"]}
        marks = {id: cell["metadata"].get("nbgrader", {}) for id, cell in cells.items()}
        #: What the course itself says of each cell; the submission's own marks are not asked.
        self.tests = {id: cells[id]["source"] for id, m in marks.items()
                      if m.get("grade") and cells[id]["cell_type"] == "code"}  # fmt: skip
        self.given = {id: cells[id]["source"] for id, m in marks.items()
                      if m.get("locked") and id not in self.tests
                      and cells[id]["cell_type"] == "code"}  # fmt: skip
        self.names = judge.names_of(
            cells[id]["source"] for id, m in marks.items()
            if m.get("solution") and cells[id]["cell_type"] == "code"
        )  # fmt: skip
        self.teacher, self.lost, self.odd = {"__name__": "__main__"}, False, set()
        its = classes.current()
        self.code = its.code(here["student"]) if its else None
        seed = its.hidden_seed(here["student"], here["assignment"]) if its else "public"
        with variants.hidden_from(seed):
            nb, resources = super().preprocess(nb, resources, km)
        for name in sorted(self.odd):
            submissions.add_notice(nb, f"`{name}` answered with something that is not plain data")
        return nb, resources

    def preprocess_cell(self, cell, resources, index):
        id = cell.get("id")
        if cell["cell_type"] != "code":
            return cell, resources
        if id in self.tests:
            said = judge.failure(self.tests[id], self.teacher, self.names, self)
            cell["outputs"] = [_failed(said)] if said else []
            return cell, resources
        if id in self.given:
            cell["source"] = self.given[id]
            self._run_as_teacher(cell["source"])
        if self.lost:
            return cell, resources
        return super().preprocess_cell(cell, resources, index)

    def _run_as_teacher(self, source: str) -> None:
        """The course's own cell, once more on this side; with the same code on both."""
        code = self.code or self._typed_code()
        with contextlib.suppress(judge.StudentError):
            self._in_kernel(f"my_code = {code!r}")
        self.teacher["my_code"] = code
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            exec(compile(source, "<course>", "exec"), self.teacher)

    def _typed_code(self) -> str:
        try:
            return variants.read_code(
                wire.decode(json.loads(self.ask(wire.pack("my_code", None, {})))["value"])
            )
        except (judge.StudentError, wire.WireError, ValueError, KeyError, TypeError):
            return variants.SELF_STUDY

    def ask(self, call: str) -> str:
        """Carry out a packed call in the kernel (see `judge.Student`)."""
        reply = self._in_kernel(
            f"__import__('falsematch.wire').wire.answer_to({call!r}, get_ipython().user_ns)"
        )
        try:
            text = reply["content"]["user_expressions"]["answer"]["data"]["text/plain"]
        except (KeyError, TypeError) as error:
            raise judge.StudentError("Your functions can no longer be called.") from error
        if '{\\"unknown\\"' in text:
            self.odd.add(wire.name_in(call))
        return text

    def _in_kernel(self, expression: str) -> dict:
        """Evaluate something in the kernel, outside of the notebook's history and outputs."""
        if self.lost:
            raise judge.StudentError("An earlier call of your code did not end.")
        statement, expressions = expression, {}
        if not expression.startswith("my_code"):
            statement, expressions = "", {"answer": expression}
        reply = self._reply_to(statement, expressions, self.call_timeout)
        if reply is None:
            # It was interrupted. Whether it can be asked again shows when it is asked for nothing.
            self.lost = self._reply_to("", {}, _SECONDS_TO_COME_BACK) is None
            raise judge.StudentError(
                f"Your code did not answer within {self.call_timeout} seconds. Does a loop never "
                "end? Does it compare each with each other where sorting would do?"
            )
        return reply

    def _reply_to(self, statement: str, expressions: dict, seconds: int) -> dict | None:
        before, self.timeout = self.timeout, seconds
        try:
            message = self.kc.execute(
                statement, silent=True, store_history=False, user_expressions=expressions
            )
            return self.wait_for_reply(message)
        finally:
            self.timeout = before

    def start_new_kernel(self, **settings):
        """Start the kernel without the place of the class's secret in its environment."""
        environment = {k: v for k, v in os.environ.items() if k != classes.VARIABLE}
        super().start_new_kernel(env=environment, **settings)


def _failed(said: str) -> NotebookNode:
    """What a failed test says, as a notebook shows an error."""
    said = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "?", said)[:2000]
    return nbformat.v4.new_output(
        "error", ename="This part is not right yet", evalue=said, traceback=[said]
    )


class ForTheStudent(NbGraderPreprocessor):
    """Leave out of the feedback what is for the teacher."""

    def preprocess(self, nb, resources):
        return submissions.for_the_student(nb), resources
