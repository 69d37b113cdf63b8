"""Run a notebook in a sandbox, and its tests outside of it, where no student's code reaches them.

A test calls stand-ins for the student's functions (`falsematch.grading.student_functions`). So the tests,
what they expect and the verdict are never in the student's process.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import warnings

import nbformat
from jupyter_core.utils import run_sync
from nbformat import NotebookNode
from traitlets import Integer

from falsematch.grading.run_tests import RunTests
from falsematch.grading.student_functions import messages, stand_ins
from falsematch.grading.student_functions.connection import Line
from falsematch.learners import variants

#: Seconds that an interrupted kernel gets to answer again.
_SECONDS_TO_COME_BACK = 10


class JudgeTests(RunTests):
    """Run the student's cells in a sandboxed kernel, and the test cells in this process."""

    call_timeout = Integer(
        20, help="Seconds that one call of a student's function may take."
    ).tag(config=True)  # fmt: skip

    def run(self, nb, source, files, code, seed):
        cells = {c["id"]: c for c in source["cells"] if c["cell_type"] == "code"}
        marks = {id: cell["metadata"].get("nbgrader", {}) for id, cell in cells.items()}
        #: What the course itself says of each cell; the submission's own marks are not asked.
        self.tests = {id: cells[id]["source"] for id, m in marks.items()
                      if m.get("grade") and not m.get("solution")}  # fmt: skip
        self.given = {id: cells[id]["source"] for id, m in marks.items()
                      if m.get("locked") and id not in self.tests}  # fmt: skip
        self.names = stand_ins.names_of(
            cells[id]["source"] for id, m in marks.items() if m.get("solution")
        )
        self.teacher, self.lost, self.odd = {"__name__": "__main__"}, False, set()
        self.code = code
        #: The message by which the kernel was asked to answer on the line, while it does.
        self.serving: str | None = None
        with variants.hidden_from(seed):
            return super().run(nb, source, files, code, seed)

    def what_was_noticed(self):
        odd = [
            f"`{name}` answered with something that is not plain data" for name in sorted(self.odd)
        ]
        return [*odd, *super().what_was_noticed()]

    def preprocess_cell(self, cell, resources, index):
        id = cell.get("id")
        if cell["cell_type"] != "code":
            return cell, resources
        #: Where it stopped, when it stops.
        self.at = id
        if id in self.tests:
            try:
                said = stand_ins.failure(self.tests[id], self.teacher, self.names, self)
            finally:
                self._hang_up()
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
        if not self.lost and self.run_quietly(f"my_code = {code!r}", self.call_timeout) is None:
            self.lost = True
        self.teacher["my_code"] = code
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            exec(compile(source, "<course>", "exec"), self.teacher)

    def _typed_code(self) -> str:
        try:
            return variants.read_code(
                messages.decode(json.loads(self.ask(messages.pack("my_code", None, {})))["value"])
            )
        except (stand_ins.StudentError, messages.WireError, ValueError, KeyError, TypeError):
            return variants.SELF_STUDY
        finally:
            self._hang_up()

    def ask(self, call: str) -> str:
        """Carry out a packed call in the kernel (see `stand_ins.Student`)."""
        if self.lost:
            raise stand_ins.StudentError("An earlier call of your code did not end.")
        try:
            if not self.line.is_open:
                self._call_up()
            text = self.line.ask(call, self.call_timeout)
        except TimeoutError:
            self._interrupt()
            raise stand_ins.StudentError(
                f"Your code did not answer within {self.call_timeout} seconds. Does a loop never "
                "end? Does it compare each with each other where sorting would do?"
            ) from None
        except (OSError, messages.WireError) as error:
            self._hang_up()  # a kernel that has ended is noticed here
            raise stand_ins.StudentError("Your functions can no longer be called.") from error
        if '{\\"unknown\\"' in text:
            self.odd.add(messages.name_in(call))
        return text

    def _call_up(self) -> None:
        """Have the kernel answer on the line, until `_hang_up`."""
        wire_inside = (
            "__import__('falsematch.grading.student_functions.messages', fromlist=['serve'])"
        )
        serve = f"{wire_inside}.serve({self.line.address!r}, get_ipython().user_ns)"
        self.serving = self.kc.execute(
            "", silent=True, store_history=False, user_expressions={"served": serve}
        )
        self.line.open(_SECONDS_TO_COME_BACK, run_sync(self.kc.is_alive))

    def _hang_up(self) -> None:
        """Let the kernel go on with the notebook. One that does not come back is lost."""
        serving, self.serving = self.serving, None
        self.line.close()
        if serving and not self.lost:
            self.lost = self.reply_to(serving, _SECONDS_TO_COME_BACK) is None

    def _interrupt(self) -> None:
        run_sync(self.km.interrupt_kernel)()
        try:
            self.line.settle(_SECONDS_TO_COME_BACK)
        except TimeoutError:
            self.lost = True
            self._hang_up()
        except (OSError, messages.WireError):
            self._hang_up()

    def start_new_kernel_client(self, **settings):
        client = super().start_new_kernel_client(**settings)
        # What carries answers is there before the student's code, and its start costs them no time.
        self.run_quietly(
            "import falsematch.grading.student_functions.messages", self.startup_timeout
        )
        self._own_folder = None if hasattr(self.km, "folder") else tempfile.TemporaryDirectory()
        self.line = Line(self._own_folder.name if self._own_folder else self.km.folder)
        return client

    def _cleanup_kernel(self):
        self.line.end()
        super()._cleanup_kernel()
        if self._own_folder:
            self._own_folder.cleanup()


def _failed(said: str) -> NotebookNode:
    """What a failed test says, as a notebook shows an error."""
    said = said[:2000]
    return nbformat.v4.new_output(
        "error", ename="This part is not right yet", evalue=said, traceback=[said]
    )
