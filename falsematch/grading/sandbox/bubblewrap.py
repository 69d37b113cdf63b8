"""A sandbox that lets nobody be harmed: bubblewrap around the process that runs a submission.

Inside there is no network, no home, no course, no other submission, no environment, no other
process and no /proc: only the system and the Python environment, read-only, and a small folder in
memory to write in. Limits of the system bound each process; a watch from outside (`falsematch.grading.sandbox.kernels`)
bounds them all together.

Bubblewrap is Linux's. On macOS and Windows run the course in a container; without bubblewrap
nothing is graded unless the teacher says so (`falsematch.grading.run_tests`).
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from falsematch import constants

MEGABYTE = 1_000_000

#: Where a submission's code stands and may write; inside the sandbox only, on every machine.
HOME = "/home/student"
#: What the system needs to start Python; read-only, and only what exists.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache",
           "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/fonts",
           "/etc/localtime")  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What one submission may use, all its processes together unless it says otherwise."""

    memory: int = 4_000 * MEGABYTE
    processes: int = 40
    #: Bytes that fit into the folder to write in, and again into /dev/shm.
    scratch: int = 200 * MEGABYTE
    #: Seconds of computing for each process, and from start to end.
    cpu_seconds: int = 300
    wall_seconds: int = 600


LIMITS = Limits()


@functools.cache
def why_not() -> str:
    """Why nothing can be sandboxed here, and what to do; an empty text where it can.

    It is tried, not guessed: in many containers bubblewrap is installed and not allowed.
    """
    if sys.platform != "linux":
        return "Bubblewrap needs Linux. Run the course in a Linux container or virtual machine."
    for program, package in (("bwrap", "bubblewrap"), ("prlimit", "util-linux")):
        if not shutil.which(program):
            return f"{program} is missing. On Debian: sudo apt-get install {package}"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(
            [*command(Path(folder)), sys.executable, "-c", "pass"],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    if tried.returncode:
        return (
            "bubblewrap is installed but does not work here: "
            f"{tried.stderr.strip() or tried.returncode}. In a container, allow user namespaces "
            "(Docker: --security-opt seccomp=unconfined)."
        )
    return ""


def command(sockets: Path, limits: Limits = LIMITS, walls_inside: bool = False) -> list[str]:
    """The command that puts what follows it into the sandbox.

    Parameters
    ----------
    sockets : path
        A private folder, the only one that both sides see; the kernel may write in it.
    limits : Limits
    walls_inside : bool
        For `falsematch.grading.sandbox.fork_server`, which is trusted and builds walls inside: /proc, and the right
        to make namespaces.

    Returns
    -------
    list of str
        ``prlimit`` and ``bwrap`` with their arguments.
    """
    bounds = [
        f"--as={limits.memory}", f"--fsize={limits.scratch}", f"--cpu={limits.cpu_seconds}",
        "--core=0", "--nofile=1024",
    ]  # fmt: skip
    see = [Path(place) for place in _SYSTEM]
    # A virtual environment, the Python behind it, and of the course the package and its tables.
    see += [
        Path(sys.base_prefix),
        Path(sys.prefix),
        Path(constants.__file__).parent,
        constants.DATA,
    ]
    binds = [part for path in see if path.exists() for part in _read_only(path)]
    inside = {"HOME": HOME, "TMPDIR": HOME, "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
              "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "ORT_DISABLE_TELEMETRY": "1",
              "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg",
              "FALSEMATCH_HOME": f"{HOME}/.cache",
              # A process with threads cannot be forked: pyarrow's memory would start one.
              "JE_ARROW_MALLOC_CONF": "background_thread:false"}  # fmt: skip
    return [
        "prlimit", *bounds, "--",
        "bwrap", "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000",
        *(("--proc", "/proc") if walls_inside else ("--disable-userns",)), "--die-with-parent",
        "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox", "--clearenv",
        *(part for name, text in inside.items() for part in ("--setenv", name, text)),
        # No /proc for a student: grading as root, the files of /proc/sys would be theirs to write.
        *binds, "--dev", "/dev",
        "--size", str(limits.scratch), "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
        "--size", str(limits.scratch), "--tmpfs", HOME,
        "--bind", str(sockets), str(sockets), "--remount-ro", "/", "--chdir", HOME, "--",
        "prlimit", f"--nproc={limits.processes * 4}", "--",
    ]  # fmt: skip


def _read_only(path: Path) -> list[str]:
    if path.is_symlink() and path.parent == Path("/"):  # /bin is usr/bin on many systems
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind", str(path), str(path)]
