"""How nbgrader grades this course: its own steps, with ours among them.

`Rebuild` puts a submission into the teacher's notebook, `JudgeTests` runs the student's cells in
a sandboxed kernel and the tests outside of it, `SaveAtOnce` writes the grades in one go, and
`ForTheStudent` leaves out of the feedback what is for the teacher. ``nbgrader_config.py`` names
them, so every way to grade goes through them.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Dict, Enum, Integer

from falsematch.grading import classes, clean, rebuild, sandbox
from falsematch.grading.answers import stand_ins, wire
from falsematch.grading.answers.line import Line
from falsematch.grading.sandbox import kernels
from falsematch.learners import variants

#: Grades without a sandbox where the teacher has said so: FALSEMATCH_TRUST=yes.
TRUST = "FALSEMATCH_TRUST"
#: Seconds that an interrupted kernel gets to answer again.
_SECONDS_TO_COME_BACK = 10
#: Characters of output that are kept of one notebook.
_MOST_OUTPUT = 300_000


class SandboxError(Exception):
    """There is no sandbox here, and nobody said to do without; the message says what to do."""


@dataclass(frozen=True)
class Recording:
    """What `JudgeTests` and `SaveAtOnce` need to record a submission that was run elsewhere."""

    #: Outputs of each code cell, by id.
    outputs: Mapping[str, list]
    #: For the teacher to look at.
    noticed: list[str] = field(default_factory=list)
    #: Answers that a person has read, by id: the same answer need not be read again.
    read: Mapping[str, str] = field(default_factory=dict)


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextlib.contextmanager
def recording(what: Recording) -> Iterator[None]:
    """Let nbgrader's steps record this instead of running anything, while the block runs."""
    token = _recording.set(what)
    try:
        yield
    finally:
        _recording.reset(token)


class Rebuild(NbGraderPreprocessor):
    """Put what was handed in back into the shape of what was given out."""

    def preprocess(self, nb, resources):
        here = resources["nbgrader"]
        source, release = (_of_the_course(self, folder, here) for folder in ("source", "release"))
        code, _ = _drawn_for(here)
        return rebuild.rebuild(nb, source, release, code), resources


def _of_the_course(preprocessor, folder: str, here: dict) -> NotebookNode:
    course = CourseDirectory(parent=preprocessor)
    place = course.format_path(
        getattr(course, f"{folder}_directory"), ".", here["assignment"], escape=False
    )
    return nbformat.read(Path(place) / f"{here['notebook']}.ipynb", as_version=4)


def _drawn_for(here: dict) -> tuple[str | None, str]:
    return classes.drawn_for(classes.current(), here["student"], here["assignment"])


class JudgeTests(Execute):
    """Run the student's cells in a sandboxed kernel, and the test cells in this process."""

    call_timeout = Integer(
        20, help="Seconds that one call of a student's function may take."
    ).tag(config=True)  # fmt: skip
    shutdown_kernel = Enum(
        ["graceful", "immediate"], "immediate", help="A student's code has no last word."
    ).tag(config=True)
    limits = Dict(help="Other limits than `falsematch.grading.sandbox.LIMITS` has.").tag(
        config=True
    )

    def preprocess(self, nb, resources, km=None):
        here, ready = resources["nbgrader"], _recording.get()
        if ready is None:
            self.run(nb, _of_the_course(self, "source", here), *_drawn_for(here))
            return nb, resources
        for cell in nb["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = [nbformat.from_dict(o) for o in ready.outputs.get(cell["id"], [])]
        for line in ready.noticed:
            rebuild.add_notice(nb, line)
        return nb, resources

    def run(self, nb: NotebookNode, source: NotebookNode, code: str | None, seed: str) -> list[str]:
        """Run a rebuilt notebook and its tests; the outputs are written into it.

        Parameters
        ----------
        nb : notebook
            As `falsematch.grading.rebuild.rebuild` gives it.
        source : notebook
            The teacher's, with the tests.
        code : str or None
            The student's code, where the class has codes.
        seed : str
            What the hidden tests are drawn from.

        Returns
        -------
        list of str
            What was noticed; it stands in the notebook, too.

        Raises
        ------
        SandboxError
            When there is no sandbox and FALSEMATCH_TRUST does not say to do without.
        nbclient.exceptions.DeadKernelError
            When the kernel ended; `reason` says why, where that is known.
        """
        cells = {c["id"]: c for c in source["cells"]}
        marks = {id: cell["metadata"].get("nbgrader", {}) for id, cell in cells.items()}
        #: What the course itself says of each cell; the submission's own marks are not asked.
        self.tests = {id: cells[id]["source"] for id, m in marks.items()
                      if m.get("grade") and cells[id]["cell_type"] == "code"}  # fmt: skip
        self.given = {id: cells[id]["source"] for id, m in marks.items()
                      if m.get("locked") and id not in self.tests
                      and cells[id]["cell_type"] == "code"}  # fmt: skip
        self.names = stand_ins.names_of(
            cells[id]["source"] for id, m in marks.items()
            if m.get("solution") and cells[id]["cell_type"] == "code"
        )  # fmt: skip
        self.teacher, self.lost, self.odd = {"__name__": "__main__"}, False, set()
        self.code, self.kept, self.reason, self.at = code, 0, "", "start"
        #: The message by which the kernel was asked to answer on the line, while it does.
        self.serving: str | None = None
        with variants.hidden_from(seed):
            super().preprocess(nb, {"metadata": {}})
        noticed = [
            f"`{name}` answered with something that is not plain data" for name in sorted(self.odd)
        ]
        if self.kept > _MOST_OUTPUT:
            noticed.append(f"more than {_MOST_OUTPUT:,} characters of output; the rest is left out")
        for line in noticed:
            rebuild.add_notice(nb, line)
        for cell in nb["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = clean.clean(cell["outputs"])
        return noticed

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
        if not self.lost and self._run_quietly(f"my_code = {code!r}", self.call_timeout) is None:
            self.lost = True
        self.teacher["my_code"] = code
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            exec(compile(source, "<course>", "exec"), self.teacher)

    def _typed_code(self) -> str:
        try:
            return variants.read_code(
                wire.decode(json.loads(self.ask(wire.pack("my_code", None, {})))["value"])
            )
        except (stand_ins.StudentError, wire.WireError, ValueError, KeyError, TypeError):
            return variants.SELF_STUDY
        finally:
            self._hang_up()

    def ask(self, call: str) -> str:
        """Carry out a packed call in the kernel (see `judge.Student`)."""
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
        except (OSError, wire.WireError) as error:
            self._hang_up()  # a kernel that has ended is noticed here
            raise stand_ins.StudentError("Your functions can no longer be called.") from error
        if '{\\"unknown\\"' in text:
            self.odd.add(wire.name_in(call))
        return text

    def _call_up(self) -> None:
        """Have the kernel answer on the line, until `_hang_up`."""
        serve = f"__import__('falsematch.grading.answers.wire').wire.serve({self.line.address!r}, get_ipython().user_ns)"
        self.serving = self.kc.execute(
            "", silent=True, store_history=False, user_expressions={"served": serve}
        )
        self.line.open(_SECONDS_TO_COME_BACK, run_sync(self.kc.is_alive))

    def _hang_up(self) -> None:
        """Let the kernel go on with the notebook. One that does not come back is lost."""
        serving, self.serving = self.serving, None
        self.line.close()
        if serving and not self.lost:
            self.lost = self._reply_to(serving, _SECONDS_TO_COME_BACK) is None

    def _interrupt(self) -> None:
        run_sync(self.km.interrupt_kernel)()
        try:
            self.line.settle(_SECONDS_TO_COME_BACK)
        except TimeoutError:
            self.lost = True
            self._hang_up()
        except (OSError, wire.WireError):
            self._hang_up()

    def _run_quietly(self, statement: str, seconds: int) -> dict | None:
        """Run something in the kernel, outside of the notebook's history and outputs."""
        return self._reply_to(self.kc.execute(statement, silent=True, store_history=False), seconds)

    def _reply_to(self, message: str, seconds: int) -> dict | None:
        before, self.timeout = self.timeout, seconds
        try:
            return self.wait_for_reply(message)
        finally:
            self.timeout = before

    def create_kernel_manager(self):
        why_not = sandbox.why_not()
        if not why_not:
            self.km = kernels.SandboxedKernel(limits=replace(sandbox.LIMITS, **self.limits))
        elif os.environ.get(TRUST) == "yes":
            self.km = AsyncKernelManager(kernel_name="python3", config=self.config)
        else:
            raise SandboxError(
                f"Nothing is run without a sandbox. {why_not} To run students' code without one, "
                f"as you and with your files, set {TRUST}=yes."
            )
        return self.km

    def start_new_kernel(self, **settings):
        """Start the kernel without the place of the class's secret in its environment."""
        environment = {k: v for k, v in os.environ.items() if k != classes.VARIABLE}
        super().start_new_kernel(env=environment, **settings)

    def start_new_kernel_client(self, **settings):
        client = super().start_new_kernel_client(**settings)
        # What carries answers is there before the student's code, and its start costs them no time.
        self._run_quietly("import falsematch.grading.answers.wire", self.startup_timeout)
        self._own_folder = None if hasattr(self.km, "folder") else tempfile.TemporaryDirectory()
        self.line = Line(self._own_folder.name if self._own_folder else self.km.folder)
        return client

    def _cleanup_kernel(self):
        self.reason = getattr(self.km, "reason", "")  # the kernel's manager is gone afterwards
        self.line.end()
        super()._cleanup_kernel()
        if self._own_folder:
            self._own_folder.cleanup()

    def process_message(self, msg, cell, cell_index):
        content = msg["content"]
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "error"):
            self.kept += len(content["text"] if "text" in content else json.dumps(content))
            if self.kept > _MOST_OUTPUT:
                return None
        return super().process_message(msg, cell, cell_index)


class SaveAtOnce(SaveAutoGrades):
    """nbgrader's step with one commit for all cells: the grades are there whole, or not at all."""

    def preprocess(self, nb, resources):
        here, ready = resources["nbgrader"], _recording.get()
        self.notebook_id, self.assignment_id = here["notebook"], here["assignment"]
        self.student_id = here["student"]
        with Gradebook(here["db_url"]) as self.gradebook:
            session = self.gradebook.db
            commit, session.commit = session.commit, session.flush
            nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
            texts = {cell["id"]: cell["source"] for cell in nb["cells"]}
            for id, text in ready.read.items() if ready else ():
                if texts.get(id) == text:
                    # nbgrader asks for every answer in words again: not for the same one.
                    self._grade(id).needs_manual_grade = False
            commit()
        return nb, resources

    def _grade(self, id: str):
        return self.gradebook.find_grade(id, self.notebook_id, self.assignment_id, self.student_id)


def _failed(said: str) -> NotebookNode:
    """What a failed test says, as a notebook shows an error."""
    said = said[:2000]
    return nbformat.v4.new_output(
        "error", ename="This part is not right yet", evalue=said, traceback=[said]
    )
