"""The line over which tests call a student's functions, on the side of the tests.

A call through Jupyter takes milliseconds, and a problem set makes hundreds. So while a test cell
runs, the student's process answers on a socket in the folder that both sides see; `messages.serve` is
the other end.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from pathlib import Path

from falsematch.grading.student_functions import messages

#: Seconds between two looks whether the other side still lives.
_LOOK_EVERY = 0.2


class Line:
    """One socket; opened and closed again as often as needed."""

    def __init__(self, folder: str | Path):
        self.address = str(Path(folder) / "calls")
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(self.address)
        self._door.listen(1)
        self._door.settimeout(_LOOK_EVERY)
        self._open: socket.socket | None = None
        self._number = 0

    @property
    def is_open(self) -> bool:
        return self._open is not None

    def open(self, seconds: float, is_alive: Callable[[], bool]) -> None:
        """Wait for the other side.

        Raises
        ------
        ConnectionError
            When it does not come.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until and is_alive():
            with contextlib.suppress(TimeoutError):
                self._open, _ = self._door.accept()
                return
        raise ConnectionError("nobody at the other end")

    def ask(self, call: str, seconds: float) -> str:
        """The reply to a packed call.

        Raises
        ------
        TimeoutError
            When it takes longer; `settle` then waits for what is still on its way.
        ConnectionError, falsematch.grading.student_functions.messages.WireError
            When the other side has hung up, or talks nonsense.
        """
        self._number += 1
        self._open.settimeout(seconds)
        messages.send(self._open, self._number, call)
        return self.settle(seconds)

    def settle(self, seconds: float) -> str:
        """Wait for the reply to the last call, and pass over what is left of earlier ones."""
        until = time.monotonic() + seconds
        while True:
            received = messages.receive(self._open, until)
            if received is None:
                raise ConnectionError("the other side has hung up")
            if received[0] == self._number:
                return received[1]

    def close(self) -> None:
        """Hang up: the other side goes on with something else."""
        if self._open:
            self._open.close()
            self._open = None

    def end(self) -> None:
        self.close()
        self._door.close()
