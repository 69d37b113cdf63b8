"""The sandbox says why it cannot be had, shows nothing of the teacher's, and has ends."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from support import PATIENCE, ROOT
from support.courses import needs_a_sandbox

from falsematch.grading import sandbox
from falsematch.grading.course import Course
from falsematch.grading.sandbox import bubblewrap, kernels, warm_start


@pytest.fixture
def asked_anew():
    sandbox.why_not.cache_clear()
    yield
    sandbox.why_not.cache_clear()


def test_a_missing_program_is_named_with_its_package(asked_anew, monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    assert "bwrap is missing. On Debian: sudo apt-get install bubblewrap" in sandbox.why_not()


def test_another_system_is_told_what_to_do(asked_anew, monkeypatch):
    monkeypatch.setattr(bubblewrap.sys, "platform", "darwin")
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
        capture_output=True, text=True, timeout=PATIENCE,
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


def run(code, warm=(), **limits):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    made = []

    class Kernel(kernels.SandboxedKernel):
        def __init__(self, **settings):
            super().__init__(sandbox.Limits(**limits), warm, **settings)
            made.append(self)

    client = NotebookClient(notebook, timeout=PATIENCE, kernel_manager_class=Kernel)
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
            "import os, time\nfor _ in range(6):\n    if not os.fork():\n"
            "        kept = b'x' * 500_000_000\n        time.sleep(50)\ntime.sleep(50)",
            {"memory": 2_400_000_000}, "it used more than 2,400 MB of memory",
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


# --- warm starts -------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch):
    """Kernels from nothing, or as forks; the number of servers that were started."""
    servers = []

    class Counted(warm_start.ForkServer):
        def __init__(self, limits, modules):
            servers.append(self)
            super().__init__(limits, modules)

    monkeypatch.setattr(warm_start, "ForkServer", Counted)
    monkeypatch.setattr(warm_start, "_idle", {})
    monkeypatch.setattr(warm_start, "_impossible", set())
    yield servers
    for server in servers:
        server.close()


@needs_a_sandbox
def test_kernels_are_forked_from_one_process_and_find_nothing_of_each_other(started):
    leave = (
        "import os, subprocess, falsematch, numpy as np\n"
        "for place in ('.', '/dev/shm', os.path.dirname(__import__('ipykernel').get_connection_file())):\n"
        "    open(place + '/left', 'w').write('x')\n"
        "falsematch.left = os.left = 1\n"
        "subprocess.Popen(['sleep', '1000'])\n"
    )
    look = (
        "import os, socket, falsematch, ctypes\n"
        "from ipykernel import get_connection_file\n"
        "folder = os.path.dirname(get_connection_file())\n"
        "print([p for p in ('left', '/dev/shm/left', folder + '/left') if os.path.exists(p)],\n"
        "      hasattr(falsematch, 'left') or hasattr(os, 'left'), os.listdir('/proc'),\n"
        "      os.listdir(os.path.dirname(folder)) == [os.path.basename(folder)],\n"
        "      [n for n in range(1, 1000) if ctypes.CDLL(None).tgkill(n, n, 0) == 0],\n"
        "      [n for n in range(3, 9) if os.path.exists(f'/dev/fd/{n}')], os.getuid())\n"
    )
    run(leave)
    (output,) = run(look)
    assert output["text"] == "[] False [] True [1, 2] [] 1000\n"
    assert len(started) == 1


@needs_a_sandbox
def test_forks_do_not_draw_the_same_numbers(started):
    draw = "import random, numpy as np\nprint(np.random.rand(), random.random())"
    assert len({number for _ in range(2) for number in run(draw)[0]["text"].split()}) == 4
    assert len(started) == 1


@needs_a_sandbox
@pytest.mark.parametrize("warm", [True, False])
def test_inside_nobody_has_rights_or_can_write(started, monkeypatch, warm):
    if not warm:
        monkeypatch.setattr(warm_start, "take", lambda limits, modules: None)
    code = """if True:
        import ctypes, os, sys
        libc = ctypes.CDLL(None, use_errno=True)
        places = ["/", "/usr", "/proc", "/proc/sys/kernel", "/dev", "/tmp", sys.prefix,
                  os.path.dirname(os.__file__), ".", "/dev/shm"]
        for place in places:
            try:
                open(place + "/probe", "w").close()
                print(place)
            except OSError:
                pass
        child = os.fork()
        if not child:  # a process with one thread: only such a one may try
            os._exit(sum(libc.unshare(flag) == 0 for flag in (0x10000000, 0x20000, 0x40000000)))
        print(os.waitpid(child, 0)[1])
        print(libc.mount(b"none", b"/proc", b"tmpfs", 0, b""), libc.umount2(b"/proc", 2),
              libc.sethostname(b"x", 1), libc.setuid(0), libc.chroot(b"/"))
    """
    (output,) = run(code)
    assert output["text"].split("\n")[:4] == [".", "/dev/shm", "0", "-1 -1 -1 -1 -1"]
    assert len(started) == warm


@needs_a_sandbox
def test_what_a_course_names_is_imported_before_the_notebook_is(started):
    look = "import sys\nprint([name in sys.modules for name in ('colorsys', 'falsematch.photos')])"
    for warm, found in (((), "[False, False]"), (("colorsys", "no.such.module"), "[True, False]")):
        (output,) = run(look, warm)
        assert output["text"] == found + "\n"
    assert len(started) == 2 and not any(server.refused for server in started)


@needs_a_sandbox
def test_what_this_course_imports_beforehand_can_be_forked_and_is_what_problem_sets_use(started):
    warm = Course(ROOT).config.JudgeTests.warm
    used = {
        name
        for path in ROOT.glob("solutions/*/*.ipynb")
        for cell in nbformat.read(path, as_version=4)["cells"] if cell["cell_type"] == "code"
        for name in re.findall(r"\bfm\.(\w+)", cell["source"])
    }  # fmt: skip
    code = (
        "import sys\nbefore = set(sys.modules)\nimport falsematch as fm\n"
        f"for name in {sorted(used)}:\n    getattr(fm, name)\n"
        "print(sorted(name for name in set(sys.modules) - before if name[:10] == 'falsematch'))"
    )
    (output,) = run(code, warm)
    assert output["text"] == "[]\n", "name it in c.JudgeTests.warm"
    assert not started[0].refused


@needs_a_sandbox
def test_a_server_that_was_ended_is_replaced(started):
    assert run("import time\ntime.sleep(60)", wall_seconds=6) == "it was not done after 6 seconds"
    (output,) = run("print(1)", wall_seconds=6)
    assert output["text"] == "1\n" and len(started) == 2


@needs_a_sandbox
def test_where_nothing_can_be_forked_a_kernel_starts_from_nothing(started, monkeypatch):
    def without_the_right(folder, limits, walls_inside=False):
        return sandbox_command(folder, limits)

    sandbox_command = sandbox.command
    monkeypatch.setattr(sandbox, "command", without_the_right)
    for _ in range(2):
        (output,) = run("print(1)")
        assert output["text"] == "1\n"
    assert len(started) == 1 and started[0].refused  # it is tried once, not each time
    assert not started[0].folder.exists()


@needs_a_sandbox
def test_a_server_ends_with_the_process_that_started_it():
    code = (
        "from falsematch.grading import sandbox\nfrom falsematch.grading.sandbox import warm_start as warm\nimport os\n"
        "server = warm.ForkServer(sandbox.LIMITS)\nprint(server.process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE
    )
    pid, end = int(done.stdout), time.monotonic() + 10
    while psutil.pid_exists(pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
