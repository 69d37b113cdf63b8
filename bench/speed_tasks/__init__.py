"""What is measured: the tasks by name, and what the ways to do them share."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
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
FROM_NOTHING = "`make lab` from nothing"
