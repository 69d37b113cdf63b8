"""What is measured: the tasks by name, and what the ways to do them share."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PHOTOS = Path(os.environ.get("FALSEMATCH_PHOTOS") or ROOT.parent / "shared" / "photos") / "london"
LENGTHS = (10_000, 100_000, 1_000_000, 5_000_000)
#: Who is searched for, how many of the closest are shown, and numbers in an embedding.
PROBES, SHOWN, WIDTH = 500, 5, 128


@dataclass(frozen=True)
class Way:
    """One way to do something.

    Attributes
    ----------
    task : str
        What is done; ways with the same task are compared.
    name : str
        How it is done, as the table has it.
    run : callable
        Does it, and gives the seconds and what they are to be multiplied by.
    """

    task: str
    name: str
    run: Callable[[], tuple[float, float]]


def timed(what: Callable) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


PAIRS = "all 20,706 pairs of 204 photos, from files to table"
RATES = "FMR of 5 groups at 100 thresholds, each with 1,000 resamples"


def search_task(length: int) -> str:
    return f"1:N search, {PROBES} probes in {length:,} faces, the {SHOWN} closest"


STEP = "a step of the threshold slider of lesson 03"


# --- measuring ---------------------------------------------------------------------------


def most_memory() -> int:
    """The most bytes that this process has held, and the largest that it started."""
    import resource

    with open("/proc/self/status") as status:
        own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024


def taken_in_turns(ways: Mapping[str, Way], script: Path, rounds: int) -> list[dict]:
    """Measure each way in a process of its own, round by round; returns a row for each.

    `script` runs one of them with ``run NAME``, and prints seconds, times and bytes as JSON.
    """
    rows = []
    for number in range(rounds):
        for short, way in ways.items():
            # Each begins as a learner's first lesson does: nothing is kept from the others.
            with tempfile.TemporaryDirectory() as home:
                done = subprocess.run(
                    [sys.executable, script, "run", short], capture_output=True, text=True,
                    env=os.environ | {"FALSEMATCH_HOME": home, "TQDM_DISABLE": "1"},
                )  # fmt: skip
            if done.returncode:
                raise SystemExit(f"{short}:\n{done.stderr[-3000:]}")
            got = json.loads(done.stdout.splitlines()[-1])
            rows.append({"task": way.task, "name": way.name, "round": number} | got)
            seconds = got["seconds"] * got["times"]
            print(f"{number + 1}/{rounds} {short}: {seconds:.3g} s", flush=True)
    return rows


def machine(*packages: str) -> str:
    """The machine in words, with versions of packages."""
    words = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return f"{words}; {versions}" if packages else words
