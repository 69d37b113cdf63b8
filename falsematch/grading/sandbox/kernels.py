"""Jupyter kernels in a sandbox, forked from a warm process or started from nothing."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import zmq
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from traitlets import Instance, Unicode, default

from falsematch.grading.sandbox import LIMITS, MEGABYTE, Limits, command, warm_start
from falsematch.grading.sandbox.limit_watch import Watch

#: Bytes of one message from the kernel: an output, or a function's answer.
_LARGEST_MESSAGE = 40 * MEGABYTE


@functools.cache
def _context() -> zmq.asyncio.Context:
    """One for all kernels of this process: sockets that refuse messages without end."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, _LARGEST_MESSAGE)
    return context


class SandboxedKernel(AsyncKernelManager):
    """A kernel in a sandbox, reached through sockets in a folder of its own.

    It is a fork of a warm process where the system allows that (`falsematch.grading.sandbox.warm_start`), and starts
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

    def __init__(self, limits: Limits = LIMITS, warm: Sequence[str] = (), **settings):
        self.limits = limits
        self.server, self.fork = warm_start.take(limits, tuple(warm)), None
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
            warm_start.give_back(self.server, self.fork)
            self.server = None

    cleanup_resources = _async_cleanup_resources
