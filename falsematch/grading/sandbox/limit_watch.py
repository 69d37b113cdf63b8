"""A watch over a sandbox: it is ended when its processes together use more than they may."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path

import psutil

from falsematch.grading.sandbox.bubblewrap import MEGABYTE, Limits

#: Files in the folder of the connection: five sockets, the connection's file, and room to spare.
_MOST_FILES = 20
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
