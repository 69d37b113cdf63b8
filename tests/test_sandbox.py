"""The sandbox says why it cannot be had, shows nothing of the teacher's, and has ends."""

from __future__ import annotations

import subprocess
import sys
import time

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from problem_sets import ROOT
from test_hostile import needs_a_sandbox

from falsematch import kernels, sandbox


@pytest.fixture
def asked_anew():
    sandbox.why_not.cache_clear()
    yield
    sandbox.why_not.cache_clear()


def test_a_missing_program_is_named_with_its_package(asked_anew, monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert "bwrap is missing. On Debian: sudo apt-get install bubblewrap" in sandbox.why_not()


def test_another_system_is_told_what_to_do(asked_anew, monkeypatch):
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    assert "container or virtual machine" in sandbox.why_not()


def test_a_bubblewrap_that_is_not_allowed_to_work_is_found_out(asked_anew, monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    told = sandbox.why_not()
    assert "does not work here: No permissions" in told and "allow user namespaces" in told


def inside(tmp_path, code):
    done = subprocess.run(
        [*sandbox.command(tmp_path), sys.executable, "-P", "-c", code],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_a_sandbox
def test_of_the_course_only_the_package_and_its_tables_are_inside(tmp_path):
    listed = inside(tmp_path, f"import os; print(sorted(os.listdir({str(ROOT)!r})))")
    assert set(eval(listed)) <= {".venv", "data", "falsematch"}


@needs_a_sandbox
def test_nothing_can_be_written_but_its_own_folders(tmp_path):
    code = """if True:
        import os, sys
        places = {"/", "/usr", "/proc/sys/kernel", "/dev", os.path.expanduser("~"), "/dev/shm", "/tmp",
                  sys.prefix, os.path.dirname(os.__file__)}
        for place in sorted(places):
            try:
                with open(os.path.join(place, "probe"), "w"):
                    print(place)
            except OSError:
                pass
    """
    assert inside(tmp_path, code).split() == ["/dev/shm", sandbox.HOME]


def run(code, **limits):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    made = []

    class Kernel(kernels.SandboxedKernel):
        def __init__(self, **settings):
            super().__init__(sandbox.Limits(**limits), **settings)
            made.append(self)

    client = NotebookClient(notebook, timeout=60, kernel_manager_class=Kernel)
    try:
        client.execute()
    except DeadKernelError:
        return made[0].reason
    return notebook.cells[0].outputs


@needs_a_sandbox
@pytest.mark.parametrize(
    ("code", "limits", "reason"),
    [
        ("import time\ntime.sleep(50)", {"wall_seconds": 8}, "it was not done after 8 seconds"),
        (
            "import subprocess, time\nfor _ in range(9):\n    subprocess.Popen(['sleep', '50'])\n"
            "time.sleep(50)", {"processes": 8}, "it started more than 8 processes",
        ),
        (
            "import os, time\nfor _ in range(4):\n    if not os.fork():\n"
            "        kept = b'x' * 500_000_000\n        time.sleep(50)\ntime.sleep(50)",
            {"memory": 1_600_000_000}, "it used more than 1,600 MB of memory",
        ),
    ],
)  # fmt: skip
def test_it_is_ended_when_it_uses_more_than_it_may(code, limits, reason):
    start = time.monotonic()
    assert run(code, **limits) == reason
    assert time.monotonic() - start < 40


@needs_a_sandbox
def test_what_keeps_to_its_limits_runs_as_anywhere():
    (output,) = run("import numpy as np\nprint(np.arange(4).sum())")
    assert output["text"] == "6\n"
