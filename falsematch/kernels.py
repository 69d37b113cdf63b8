"""Sandboxed Jupyter kernels, and the watch over what each of them uses."""

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
from pathlib import Path

import psutil
import zmq
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from traitlets import Instance, Unicode, default

from falsematch import warm
from falsematch.sandbox import LIMITS, MEGABYTE, Limits, command

#: Files in the folder of the connection: five sockets, the connection's file, and room to spare.
_MOST_FILES = 20
#: Bytes of one message from the kernel: an output, or a function's answer.
_LARGEST_MESSAGE = 40 * MEGABYTE
#: Seconds between two looks of the watch.
_LOOK_EVERY = 0.1


class Watch(threading.Thread):
    """Ends a sandbox whose processes together use more than they may."""

    def __init__(self, process: int, sockets: Path, limits: Limits):
        super().__init__(daemon=True)
        self.reason = ""
        self._root, self._sockets, self._limits = psutil.Process(process), sockets, limits
        self._over = threading.Event()

    def stop(self) -> None:
        """Look no more; when this returns, nothing is ended any more either."""
        self._over.set()
        if self.is_alive():
            self.join()

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
    """A kernel in a sandbox, reached through sockets in a folder of its own.

    It is a fork of a warm process where the system allows that (`falsematch.warm`), and starts
    from nothing otherwise: slower, and the same in every other respect.
    """

    folder = Instance(Path)
    transport = Unicode("ipc")

    @default("folder")
    def _default_folder(self) -> Path:
        if self.server:
            return self.server.new_folder()
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
        self.server, self.fork = warm.take(limits), None
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
        if self.server:
            self.fork = self.provisioner.process = self.server.fork(self.connection_file)
        else:
            # Nothing of it may write to the teacher's terminal.
            closed = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
            # The first process inside is bubblewrap itself: it shows what it was started with.
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
        if self.server and not restart:
            warm.give_back(self.server, self.fork)
            self.server = None

    cleanup_resources = _async_cleanup_resources
