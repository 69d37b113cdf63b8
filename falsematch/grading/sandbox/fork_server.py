"""The warm start of a sandbox, inside: a process with everything imported, that kernels fork from.

It is started in bubblewrap before any student's code, and never runs any itself. Each submission
gets a fork of it behind walls of its own: new namespaces (of users, processes, mounts, network and
messages), folders in memory to write in, no /proc, no rights. So it sees neither this process nor
what another submission left behind. `falsematch.grading.sandbox.warm_start` is the other side.

Orders and replies are messages on the standard input, which is a socket.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import ipykernel.debugger  # noqa: F401
import ipykernel.kernelapp
import IPython.core.completerlib  # noqa: F401
import IPython.extensions.storemagic  # noqa: F401
import numpy as np
import tornado.platform.asyncio  # noqa: F401

import falsematch.grading.student_functions.messages  # noqa: F401  these are what every kernel will import
from falsematch.grading.sandbox.warm_start import READY, STOP

#: Bytes of an order; one to start is the path of a connection file.
_LONGEST = 4096

#: From <linux/sched.h>: new namespaces of mounts, host name, messages, users, processes, network.
_ALL_NEW = 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
#: From <linux/mount.h>.
_READ_ONLY, _NO_SETUID, _NO_DEVICES, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = (
    1, 2, 4, 32, 4096, 16384, 262144,
)  # fmt: skip
#: From <linux/prctl.h> and <linux/capability.h>.
_DROP_FROM_BOUNDING_SET, _NO_NEW_PRIVILEGES, _CAPABILITIES_VERSION = 24, 38, 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def serve(home: str, scratch: str, *modules: str) -> None:
    """Fork a kernel for each order, one after another, until the other side is gone.

    Parameters
    ----------
    home : str
        The folder of a submission; empty at each start.
    scratch : str
        How many bytes fit into it.
    *modules : str
        What the notebooks of the course import. One that is missing here is missing there, too.
    """
    control = socket.socket(fileno=0)
    for module in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD})
    gc.freeze()  # what is there now stays shared with the forks
    control.send(_trial(home, scratch))
    while order := control.recv(_LONGEST):
        if order == STOP:
            continue  # the kernel was quicker
        keeper = _forked(lambda: _keep(order.decode(), home, scratch))  # noqa: B023
        ends = os.pidfd_open(keeper)
        if control in select.select([control, ends], [], [])[0]:
            control.recv(_LONGEST)
            os.kill(keeper, signal.SIGTERM)
        status = os.waitstatus_to_exitcode(os.waitpid(keeper, 0)[1])
        os.close(ends)
        control.send(str(status).encode())


def _trial(home: str, scratch: str) -> bytes:
    """Can walls be put up inside bubblewrap on this system? READY, or why not."""
    if len(os.listdir("/proc/self/task")) > 1:
        return b"an import started a thread; a fork would not have it"
    read, write = os.pipe()

    def attempt() -> int:
        try:
            _enter_namespaces()
            os.waitpid(_forked(lambda: _wall_in(Path(home, "sockets"), home, scratch)), 0)
        except OSError as error:
            os.write(write, str(error).encode())
        return 0

    Path(home, "sockets").mkdir()
    os.waitpid(_forked(attempt), 0)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        return told.read() or READY


def _forked(what: Callable[[], int | None]) -> int:
    """Let a child do this and nothing else; returns its number."""
    child = os.fork()
    if child:
        return child
    status = 70
    try:
        status = what() or 0
    finally:
        os._exit(status)


def _keep(connection_file: str, home: str, scratch: str) -> int:
    """Stand between the server and a kernel: kill it when told to, and tell how it ended."""
    _enter_namespaces()
    first = _forked(lambda: _be_first(connection_file, home, scratch))
    if signal.sigwait({signal.SIGTERM, signal.SIGCHLD}) == signal.SIGTERM:
        os.kill(first, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 0xFF


def _be_first(connection_file: str, home: str, scratch: str) -> int:
    """Be the first of a process space: when this one ends, all others in it end, too."""
    _wall_in(Path(connection_file).parent, home, scratch)
    kernel = _forked(lambda: _be_kernel(connection_file))
    while True:
        ended, status = os.wait()  # also of what the kernel left behind
        if ended == kernel:
            return os.waitstatus_to_exitcode(status) & 0xFF


def _be_kernel(connection_file: str) -> None:
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    np.random.seed()  # every fork would draw the same otherwise
    ipykernel.kernelapp.launch_new_instance(["-f", connection_file])


def _call(function: str, *arguments) -> None:
    if getattr(_libc, function)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


def _enter_namespaces() -> None:
    """Leave those of the server; a child of this process will be the first of its process space."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", _ALL_NEW)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path("/proc/self", name).write_text(text)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")  # none below this one


def _mount(what: str, on: str, flags: int, kind: str = "", options: str = "") -> None:
    _call(
        "mount", what.encode(), on.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode()
    )


def _wall_in(sockets: Path, home: str, scratch: str) -> None:
    """Leave the calling process only its sockets and an empty home to write in, and no rights."""
    safe = _NO_SETUID | _NO_DEVICES
    handle = os.open(sockets, os.O_PATH)
    _mount("none", "/", _RECURSIVE | _PRIVATE)
    _mount("tmpfs", home, safe, "tmpfs", f"size={scratch},mode=0700")
    _mount("tmpfs", "/dev/shm", safe, "tmpfs", f"size={scratch},mode=0700")
    # Of the folder with everybody's sockets only its own is left.
    if sockets.parent != Path(home):
        _mount("tmpfs", str(sockets.parent), safe, "tmpfs", "size=4096")
        sockets.mkdir()
        _mount(f"/proc/self/fd/{handle}", str(sockets), _BIND)
        _mount("none", str(sockets.parent), _REMOUNT | _READ_ONLY | safe)
    _mount("tmpfs", "/proc", safe | _READ_ONLY, "tmpfs", "size=4096")
    os.close(handle)
    os.chdir(home)
    capability = 0
    while _libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0) == 0:
        capability += 1
    _call("capset", (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0), (ctypes.c_uint32 * 6)())
    _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)


if __name__ == "__main__":
    serve(*sys.argv[1:])
