"""Files and their names: written whole or not at all, and in the order of their numbers."""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path

#: How often, and after how many seconds each, a file that somebody reads is tried again.
_TRIES, _PAUSE = 20, 0.05


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, so that nothing half-written is ever read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(unfinished, 0o644)  # mkstemp makes files that only their owner can read
        _replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _replace(unfinished: str, path: Path) -> None:
    for _ in range(_TRIES - 1):
        try:
            return os.replace(unfinished, path)
        except PermissionError:
            # Windows replaces no file while somebody reads it, such as another notebook.
            time.sleep(_PAUSE)
    return os.replace(unfinished, path)


def by_number(name: str) -> list[str | int]:
    """Return a key that sorts names as a reader counts: ps2 before ps10.

    Examples
    --------
    >>> sorted(["ps10", "ps2", "ps1"], key=by_number)
    ['ps1', 'ps2', 'ps10']
    """
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
