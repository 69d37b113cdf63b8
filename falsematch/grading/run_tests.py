"""Run a notebook and the tests in it: nbgrader's own step, with the kernel in a sandbox.

A test is a cell like the others here. It runs in the student's process, where a student's code can
look at it once it has run, and fool it. `falsematch.grading.judge_tests` runs tests elsewhere.
"""

from __future__ import annotations

import base64
import copy
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from jupyter_client import AsyncKernelManager
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Dict, Enum, List, Unicode

from falsematch.grading import class_secret, rebuild, sandbox
from falsematch.grading.course import Course
from falsematch.grading.sandbox import kernels

#: Grades without a sandbox where the teacher has said so: FALSEMATCH_TRUST=yes.
TRUST = "FALSEMATCH_TRUST"
#: Characters of output that are kept of one notebook.
_MOST_OUTPUT = 300_000


class SandboxError(Exception):
    """There is no sandbox here, and nobody said to do without; the message says what to do."""


class RunTests(Execute):
    """Run every cell of a notebook in one sandboxed kernel.

    Attributes
    ----------
    at : str
        The id of the cell that is run, or was run last.
    reason : str
        Why the sandbox was ended, where that is known.
    """

    shutdown_kernel = Enum(
        ["graceful", "immediate"], "immediate", help="A student's code has no last word."
    ).tag(config=True)
    limits = Dict(help="Other limits than `falsematch.grading.sandbox.LIMITS` has.").tag(
        config=True
    )
    warm = List(
        Unicode(),
        help="Modules that many notebooks import: each worker imports them once, before any "
        "student's code, and every notebook finds them there.",
    ).tag(config=True)

    def preprocess(self, nb, resources, km=None):
        here, course = resources["nbgrader"], Course(config=self.config)
        source = course.source(here["assignment"], here["notebook"])
        drawn = class_secret.drawn_for(class_secret.current(), here["student"], here["assignment"])
        self.run(nb, source, course.files(here["assignment"]), *drawn)
        return nb, resources

    def run(
        self,
        nb: NotebookNode,
        source: NotebookNode,
        files: Mapping[str, bytes],
        code: str | None,
        seed: str,
    ) -> list[str]:
        """Run a rebuilt notebook and its tests; the outputs are written into it.

        Parameters
        ----------
        nb : notebook
            As `falsematch.grading.rebuild.rebuild` gives it.
        source : notebook
            The teacher's, with the tests.
        files : mapping of str to bytes
            What lies beside the teacher's notebook, by path.
        code : str or None
            The student's code, where the class has codes.
        seed : str
            What the hidden tests are drawn from.

        Returns
        -------
        list of str
            What was noticed; it is in the notebook, too.

        Raises
        ------
        SandboxError
            When there is no sandbox and FALSEMATCH_TRUST does not say to do without.
        nbclient.exceptions.DeadKernelError
            When the kernel ended; `reason` says why, where that is known.
        """
        self.files, self.kept, self.reason, self.at = files, 0, "", "start"
        metadata = copy.deepcopy(nb["metadata"])
        # A kernel without a sandbox has a folder of its own, too.
        with tempfile.TemporaryDirectory() as folder:
            if sandbox.why_not():
                _write(files, folder)
            super().preprocess(nb, {"metadata": {"path": folder}})
        # Of all that the kernel says of itself and of the notebook only outputs are believed.
        nb["metadata"] = metadata
        for cell in nb["cells"]:
            cell["metadata"].pop("execution", None)
            if cell["cell_type"] == "code":
                cell["execution_count"] = None
        noticed = self.what_was_noticed()
        for line in noticed:
            rebuild.add_notice(nb, line)
        return noticed

    def what_was_noticed(self) -> list[str]:
        if self.kept <= _MOST_OUTPUT:
            return []
        return [f"more than {_MOST_OUTPUT:,} characters of output; the rest is left out"]

    def preprocess_cell(self, cell, resources, index):
        if cell["cell_type"] == "code":
            self.at = cell.get("id")
        return super().preprocess_cell(cell, resources, index)

    def run_quietly(self, statement: str, seconds: int) -> dict | None:
        """Run something in the kernel, outside of the notebook's history and outputs."""
        return self.reply_to(self.kc.execute(statement, silent=True, store_history=False), seconds)

    def reply_to(self, message: str, seconds: int) -> dict | None:
        before, self.timeout = self.timeout, seconds
        try:
            return self.wait_for_reply(message)
        finally:
            self.timeout = before

    def create_kernel_manager(self):
        why_not = sandbox.why_not()
        if not why_not:
            limits = replace(sandbox.LIMITS, **self.limits)
            self.km = kernels.SandboxedKernel(limits=limits, warm=self.warm)
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
        environment = {k: v for k, v in os.environ.items() if k != class_secret.VARIABLE}
        super().start_new_kernel(env=environment, **settings)

    def start_new_kernel_client(self, **settings):
        client = super().start_new_kernel_client(**settings)
        if self.files and not sandbox.why_not():
            texts = {path: base64.b64encode(data).decode() for path, data in self.files.items()}
            self.run_quietly(_WRITE_INSIDE.format(json.dumps(texts)), self.startup_timeout)
        return client

    def _cleanup_kernel(self):
        self.reason = getattr(self.km, "reason", "")  # the kernel's manager is gone afterwards
        super()._cleanup_kernel()

    def process_message(self, msg, cell, cell_index):
        content = msg["content"]
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "error"):
            self.kept += len(content["text"] if "text" in content else json.dumps(content))
            if self.kept > _MOST_OUTPUT:
                return None
        return super().process_message(msg, cell, cell_index)


#: No folder of the teacher's is seen inside, so files are sent there.
_WRITE_INSIDE = """if True:
    import base64 as _base64, pathlib as _pathlib
    for _path, _text in {}.items():
        _pathlib.Path(_path).parent.mkdir(parents=True, exist_ok=True)
        _pathlib.Path(_path).write_bytes(_base64.b64decode(_text))
    del _base64, _pathlib, _path, _text
"""


def _write(files: Mapping[str, bytes], folder: str) -> None:
    for path, data in files.items():
        Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
        Path(folder, path).write_bytes(data)
