"""Files and their names: written whole or not at all, and in the order of their numbers."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, so that nothing half-written is ever read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(unfinished, 0o644)  # mkstemp makes files that only their owner can read
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def by_number(name: str) -> list[str | int]:
    """Return a key that sorts names as a reader counts: ps2 before ps10.

    Examples
    --------
    >>> sorted(["ps10", "ps2", "ps1"], key=by_number)
    ['ps1', 'ps2', 'ps10']
    """
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
