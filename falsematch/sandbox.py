"""A Jupyter kernel that can harm nobody: bubblewrap around the process that runs a submission.

Inside there is no network, no home, no course, no other submission, no environment and no other
process: only the system and the Python environment, read-only, and a small folder in memory to
write in. Limits of the system bound each process; a watch from outside bounds them all together.

Bubblewrap is Linux's. On macOS and Windows run the course in a container; without bubblewrap
nothing is graded unless the teacher says so (`falsematch.preprocessors`).
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import zmq
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from traitlets import Instance, Unicode, default

from falsematch import constants

MEGABYTE = 1_000_000

#: Where a submission's code stands and may write; inside the sandbox only, on every machine.
HOME = "/home/student"
#: What the system needs to start Python; read-only, and only what exists.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache",
           "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/fonts",
           "/etc/localtime")  # fmt: skip
#: Files in the folder of the connection: five sockets, the connection's file, and room to spare.
_MOST_FILES = 20
#: Bytes of one message from the kernel: an output, or a function's answer.
_LARGEST_MESSAGE = 40 * MEGABYTE
#: Seconds between two looks of the watch.
_LOOK_EVERY = 0.1


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


def command(sockets: Path, limits: Limits = LIMITS) -> list[str]:
    """The command that puts what follows it into the sandbox.

    Parameters
    ----------
    sockets : path
        A private folder, the only one that both sides see; the kernel may write in it.
    limits : Limits

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
              "FALSEMATCH_HOME": f"{HOME}/.cache"}  # fmt: skip
    return [
        "prlimit", *bounds, "--",
        "bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent",
        "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox", "--clearenv",
        *(part for name, text in inside.items() for part in ("--setenv", name, text)),
        # Grading as root, the files of /proc/sys would be the student's to write: read-only.
        *binds, "--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev",
        "--size", str(limits.scratch), "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
        "--size", str(limits.scratch), "--tmpfs", HOME,
        "--bind", str(sockets), str(sockets), "--remount-ro", "/", "--chdir", HOME, "--",
        "prlimit", f"--nproc={limits.processes * 4}", "--",
    ]  # fmt: skip


def _read_only(path: Path) -> list[str]:
    if path.is_symlink() and path.parent == Path("/"):  # /bin is usr/bin on many systems
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind", str(path), str(path)]


class Watch(threading.Thread):
    """Ends a sandbox whose processes together use more than they may."""

    def __init__(self, process: int, sockets: Path, limits: Limits):
        super().__init__(daemon=True)
        self.reason = ""
        self._root, self._sockets, self._limits = psutil.Process(process), sockets, limits
        self._over = threading.Event()

    def stop(self) -> None:
        self._over.set()

    def run(self) -> None:
        start = time.monotonic()
        while not self._over.wait(_LOOK_EVERY):
            try:
                self.reason = self._too_much(time.monotonic() - start)
            except psutil.NoSuchProcess:
                return
            except FileNotFoundError:  # a file was there a moment ago
                continue
            if self.reason:
                with contextlib.suppress(psutil.NoSuchProcess):
                    self._root.kill()  # the sandbox dies with it, and everything inside
                return

    def _too_much(self, seconds: float) -> str:
        limits, memory = self._limits, 0
        if seconds > limits.wall_seconds:
            return f"it was not done after {limits.wall_seconds} seconds"
        inside = self._root.children(recursive=True)
        if len(inside) > limits.processes:
            return f"it started more than {limits.processes} processes"
        for process in inside:
            try:
                memory += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        if memory > limits.memory:
            return f"it used more than {limits.memory // MEGABYTE:,} MB of memory"
        with os.scandir(self._sockets) as entries:
            # Sockets have no size; whatever else stands here, a student's code put here.
            sizes = [entry.stat(follow_symlinks=False).st_size for entry in entries]
        if len(sizes) > _MOST_FILES or sum(sizes) > MEGABYTE:
            return "it wrote into the folder of its connection"
        return ""


@functools.cache
def _context() -> zmq.asyncio.Context:
    """One for all kernels of this process: sockets that refuse messages without end."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, _LARGEST_MESSAGE)
    return context


class SandboxedKernel(AsyncKernelManager):
    """A kernel in a sandbox, reached through sockets in a folder of its own."""

    folder = Instance(Path)
    transport = Unicode("ipc")

    @default("folder")
    def _default_folder(self) -> Path:
        return Path(tempfile.mkdtemp(prefix="falsematch-"))

    @default("ip")
    def _default_ip(self) -> str:
        return str(self.folder / "socket")

    @default("connection_file")
    def _default_connection_file(self) -> str:
        return str(self.folder / "kernel.json")

    @default("context")
    def _default_context(self) -> zmq.asyncio.Context:
        return _context()

    #: Watches the sandbox while there is one.
    watch: Watch | None = None

    def __init__(self, limits: Limits = LIMITS, **settings):
        self.limits = limits
        super().__init__(**settings)

    @property
    def reason(self) -> str:
        """Why the sandbox was ended, or an empty text."""
        return self.watch.reason if self.watch else ""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        # Without -P a file of the submission could take the place of a module.
        kernel = [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", self.connection_file]
        return [*command(self.folder, self.limits), *kernel, *(extra_arguments or [])]

    async def _async_launch_kernel(self, kernel_cmd: list[str], **settings):
        # A signal would reach the sandbox, not the kernel in it.
        self.kernel_spec.interrupt_mode = "message"
        # Nothing of it may write to the teacher's terminal.
        closed = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        # The first process inside is bubblewrap itself, and it shows what it was started with.
        settings["env"] = {"PATH": os.defpath}
        await super()._async_launch_kernel(kernel_cmd, **settings, **closed)
        self.watch = Watch(self.provisioner.process.pid, self.folder, self.limits)
        self.watch.start()

    _launch_kernel = _async_launch_kernel

    def client(self, **settings):
        return super().client(context=self.context, **settings)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        if self.watch:
            self.watch.stop()
        await super()._async_cleanup_resources(restart)
        shutil.rmtree(self.folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources
