"""Warm starts of sandboxed kernels: a fork of a process in which everything is imported.

A start from nothing takes seconds of computing, most of it for imports; a fork takes hundredths.
`falsematch.grading.sandbox.fork_server` is what runs inside. One server has one kernel at a time.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from falsematch.grading import sandbox

#: Seconds for a server to import everything, and for a kernel to be gone when it is to end.
_TO_START, _TO_END = 120, 10
#: What a server says when it can fork, and what it is told when a kernel is to end.
READY, STOP = b"ready", b"stop"
_LONGEST_REPLY = 4096


class ForkServer:
    """A sandbox with `falsematch.grading.sandbox.fork_server` in it.

    Attributes
    ----------
    refused : str
        Why it cannot fork; empty where it can.
    """

    def __init__(self, limits: sandbox.Limits, modules: tuple[str, ...] = ()):
        self.kind = limits, modules
        self.folder = Path(tempfile.mkdtemp(prefix="falsematch-"))
        self._control, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with inside:
            self.process = subprocess.Popen(
                [*sandbox.command(self.folder, limits, walls_inside=True), sys.executable, "-P",
                 "-m", "falsematch.grading.sandbox.fork_server", sandbox.HOME, str(limits.scratch),
                 *modules],
                stdin=inside, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                # The first process inside is bubblewrap itself: it shows what it was started with.
                env={"PATH": os.defpath},
            )  # fmt: skip
        said = self._reply(_TO_START)
        self.refused = "" if said == READY else (said or b"it ended").decode()
        if self.refused:
            self.close()

    def _reply(self, seconds: float) -> bytes | None:
        """A message, b"" when the server has ended, None when nothing came in time."""
        if not select.select([self._control], [], [], seconds)[0]:
            return None
        try:
            return self._control.recv(_LONGEST_REPLY)
        except ConnectionResetError:
            return b""

    def new_folder(self) -> Path:
        """Where the sockets of the next kernel will be."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    def fork(self, connection_file: str) -> Fork:
        """Start a kernel; the one before must have ended."""
        self._control.send(connection_file.encode())
        return Fork(self)

    def close(self) -> None:
        """End the sandbox and everything in it."""
        self._control.close()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Fork:
    """A forked kernel, with the methods of `subprocess.Popen` that Jupyter asks for."""

    stdin = stdout = stderr = None

    def __init__(self, server: ForkServer):
        self._server = server
        self.pid = server.process.pid  # of the whole sandbox
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._ended_within(0)

    def wait(self) -> int | None:
        return self._ended_within(_TO_END)

    def _ended_within(self, seconds: float) -> int | None:
        if self.returncode is None:
            said = self._server._reply(seconds)
            if said is not None:
                self.returncode = int(said or -9)
        return self.returncode

    def send_signal(self, signal: int) -> None:
        """Whatever the signal, the kernel is ended, with every process that it has started."""
        if self.poll() is not None:
            return
        with contextlib.suppress(OSError):  # the whole sandbox may just have ended
            self._server._control.send(STOP)
        if self.wait() is None:
            self._server.process.kill()

    kill = terminate = lambda self: self.send_signal(9)


#: By limits, and by the modules that are imported beforehand.
_idle: dict[tuple[sandbox.Limits, tuple[str, ...]], list[ForkServer]] = {}
_impossible: set[tuple[sandbox.Limits, tuple[str, ...]]] = set()
_one_at_a_time = threading.Lock()


def take(limits: sandbox.Limits, modules: tuple[str, ...] = ()) -> ForkServer | None:
    """A server of this process that has nothing to do; None where there can be none.

    Parameters
    ----------
    limits : Limits
    modules : tuple of str
        What it imports before any student's code, beside what every kernel needs.
    """
    kind = limits, modules
    with _one_at_a_time:
        waiting = _idle.setdefault(kind, [])
        while waiting:
            server = waiting.pop()
            if server.process.poll() is None:
                return server
            server.close()
        if kind in _impossible:
            return None
        server = ForkServer(*kind)
        if server.refused:
            _impossible.add(kind)
            return None
        return server


def give_back(server: ForkServer, fork: Fork | None) -> None:
    """Keep a server for the next kernel, if its last one has ended as it should."""
    if server.process.poll() is None and (fork is None or fork.poll() is not None):
        with _one_at_a_time:
            _idle[server.kind].append(server)
    else:
        server.close()


@atexit.register
def end_all() -> None:
    """End the servers of this process that have nothing to do."""
    for server in [server for waiting in _idle.values() for server in waiting]:
        server.close()
