"""How fast the course is, beside what people would use instead: ``make bench``.

Everything in one run on one machine. Each measurement is a process of its own, so that none finds
another's caches or memory; the ways to do one thing take turns, several rounds, and a ratio is
taken within a round. Where a way takes too long, a sample is measured and multiplied; the table
says so. Writes ``bench/speed.csv``, and from it ``guide/speed.md`` and ``docs/speed.png``.

    python bench/speed.py            measure everything, then write the page
    python bench/speed.py page       write the page from what was measured last
    python bench/speed.py run NAME   measure one thing, in this process
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import pandas as pd
from speed_page import PAGE, draw, page, summary
from speed_tasks import (
    LENGTHS,
    PAIRS,
    PHOTOS,
    RATES,
    ROOT,
    STEP,
    Way,
    machine,
    most_memory,
    search_task,
    taken_in_turns,
)
from speed_tasks.pairs import pairs_find, pairs_limit, pairs_ours, pairs_verify
from speed_tasks.rates import rates_fairlearn, rates_limit, rates_ours, rates_pandas
from speed_tasks.search import (
    faces_to_search,
    search_faiss,
    search_find,
    search_neighbours,
    search_ours,
)
from speed_tasks.slider import slider_ours, slider_redrawn

MEASURED = ROOT / "bench" / "speed.csv"

ROUNDS = 3
#: A list of this length is the longest that DeepFace.find is given; it takes a minute a million.
LONGEST_FOR_FIND = 100_000


# --- all of them -----------------------------------------------------------------------


def ways() -> dict[str, Way]:
    """Every way by a short name; the course's own stands first in its task."""
    every = {
        "pairs-ours": Way(PAIRS, "falsematch", pairs_ours),
        "pairs-find-600": Way(
            PAIRS, "DeepFace.find, photos scaled to 600 px first", lambda: pairs_find(True)
        ),
        "pairs-verify-600": Way(
            PAIRS, "DeepFace.verify, photos scaled to 600 px first", lambda: pairs_verify(True)
        ),
        "pairs-find": Way(PAIRS, "DeepFace.find, photos as downloaded", lambda: pairs_find(False)),
        "pairs-verify": Way(
            PAIRS, "DeepFace.verify, photos as downloaded", lambda: pairs_verify(False)
        ),
        "pairs-limit": Way(
            PAIRS, "limit: one embedding a photo, 600 px, one after the other", pairs_limit
        ),
        "rates-ours": Way(RATES, "falsematch", rates_ours),
        "rates-fairlearn": Way(RATES, "fairlearn MetricFrame (resamples pairs)", rates_fairlearn),
        "rates-pandas": Way(RATES, "a loop in pandas", rates_pandas),
        "rates-limit": Way(RATES, "the bare matrix products, dense", rates_limit),
        "slider-ours": Way(STEP, "falsematch", slider_ours),
        "slider-redrawn": Way(STEP, "counted and drawn anew, as with interact", slider_redrawn),
    }
    for length in LENGTHS:
        task = search_task(length)
        for short, name, run in (
            ("ours", "falsematch", search_ours),
            ("faiss", "FAISS, IndexFlatL2", search_faiss),
            ("neighbours", "scikit-learn, NearestNeighbors", search_neighbours),
            ("find", "DeepFace.find", search_find),
        ):
            if short != "find" or length <= LONGEST_FOR_FIND:
                every[f"search-{short}-{length}"] = Way(task, name, lambda n=length, f=run: f(n))
    return every


def run(name: str) -> None:
    """Measure one way in this process, and print what came out."""
    seconds, times = ways()[name].run()
    print(json.dumps({"seconds": seconds, "times": times, "bytes": most_memory()}))


def measured() -> pd.DataFrame:
    """Every way, each in a process of its own, round by round."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["FALSEMATCH_BENCH"] = place
        faces_to_search(1)  # writes the file that all the searches read
        rows = taken_in_turns(ways(), Path(__file__), ROUNDS)
    packages = ("deepface", "dlib-bin", "numpy", "pandas", "scikit-learn", "faiss-cpu", "fairlearn")
    return pd.DataFrame(rows).assign(machine=machine(*packages))


def main() -> None:
    if sys.argv[1:2] == ["run"]:
        return run(sys.argv[2])
    if sys.argv[1:] != ["page"]:
        if not PHOTOS.is_dir():
            raise SystemExit(
                f"There are no photos in {PHOTOS}. Set FALSEMATCH_PHOTOS to a folder that holds london/."
            )
        measured().to_csv(MEASURED, index=False)
    rows = pd.read_csv(MEASURED)
    draw(summary(rows))
    PAGE.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
