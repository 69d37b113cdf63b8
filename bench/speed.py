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

import contextlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from speed_page import PAGE, draw, page, summary
from speed_tasks import (
    FROM_NOTHING,
    LENGTHS,
    PAIRS,
    PHOTOS,
    RATES,
    ROOT,
    STEP,
    Way,
    search_task,
    timed,
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


# --- a lesson, a first plot -----------------------------------------------


def executed(cells: list) -> float:
    """Seconds from nothing to the end of the cells, in a kernel of their own."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(ROOT / "lessons")}}
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where)
    seconds = timed(client.execute)
    return seconds


def lesson(name: str) -> tuple[float, float]:
    import nbformat

    cells = nbformat.read(ROOT / "lessons" / f"{name}.ipynb", as_version=4).cells
    return executed([cell for cell in cells if cell.cell_type == "code"]), 1


FIRST_PLOT = "kernel start to first plot"
#: What a notebook imports without the course, and a plot of the same distances.
BARE = "import pandas as pd, seaborn as sns, ipywidgets"
BARE_PLOT = """
pairs = pd.read_csv("../data/scores/london.csv")
ipywidgets.VBox([ipywidgets.FloatSlider(0.6)])
sns.histplot(pairs["distance"], stat="percent")
"""


def first_plot(code: str) -> tuple[float, float]:
    import nbformat

    return executed([nbformat.v4.new_code_cell(code)]), 1


# --- `make lab` from nothing --------------------------------------------------------


def lab_from_nothing() -> Iterator[dict]:
    """A row for each part of what `make lab` does in a fresh clone, up to an answering lab."""

    def row(name: str, seconds: float, folder: Path) -> dict:
        size = (
            sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
            if folder.exists()
            else 0
        )
        return {"task": FROM_NOTHING, "name": name, "round": 0,
                "seconds": seconds, "times": 1, "bytes": size}  # fmt: skip

    with tempfile.TemporaryDirectory() as place:
        clone, home = Path(place) / "clone", Path(place) / "home"
        environment = {"PATH": "/usr/bin:/bin", "HOME": place, "FALSEMATCH_HOME": str(home)}
        environment |= {
            k: v
            for k, v in os.environ.items()
            if k.lower().endswith("_proxy") or k.startswith(("PIP_", "SSL_", "UV_"))
        }

        def does(*command: str, where: Path = clone) -> float:
            return timed(
                lambda: subprocess.run(
                    command, cwd=where, env=environment, check=True, capture_output=True
                )
            )

        seconds = does(
            "git", "clone", "--quiet", "--no-local", str(ROOT), str(clone), where=Path(place)
        )
        yield row("the clone", seconds, clone)
        python = clone / ".venv" / "bin" / "python"
        seconds = does(getattr(sys, "_base_executable", sys.executable), "scripts/setup.py")
        yield row("packages, downloaded and installed", seconds, clone / ".venv")
        packages = next((clone / ".venv" / "lib").glob("python*/site-packages"))
        folders = [one for one in packages.iterdir() if one.is_dir()]
        parts = [row(f"of these, {one.name}", np.nan, one) for one in folders]
        yield from sorted(parts, key=lambda part: -part["bytes"])[:5]
        yield row(
            "the lab, until it answers", _lab_answers(python, clone, environment), Path("/nowhere")
        )


def _lab_answers(python: Path, clone: Path, environment: dict) -> float:
    import socket
    import urllib.request

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    running = subprocess.Popen(
        [str(python), "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}",
         "--IdentityProvider.token="], cwd=clone, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while time.perf_counter() - start < 120:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/lab", timeout=5).read()
                return time.perf_counter() - start
            time.sleep(0.05)
        raise SystemExit("The lab did not answer within two minutes.")
    finally:
        running.terminate()
        running.wait(30)


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
        "first-plot": Way(
            FIRST_PLOT,
            "falsematch",
            lambda: first_plot(
                'import falsematch as fm\nfm.widgets.threshold(fm.scores.load("london"))'
            ),
        ),
        "first-plot-bare": Way(
            FIRST_PLOT,
            "pandas, seaborn and ipywidgets imported, and no plot",
            lambda: first_plot(BARE),
        ),
        "first-plot-seaborn": Way(
            FIRST_PLOT,
            "the same, and a slider and a histogram by seaborn",
            lambda: first_plot(BARE + BARE_PLOT),
        ),
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
    for path in sorted((ROOT / "lessons").glob("[0-9]*.ipynb")):
        every[f"lesson-{path.stem}"] = Way(
            "a lesson, run from nothing", path.stem, lambda p=path: lesson(p.stem)
        )
    return every


def most_memory() -> int:
    """The most bytes that this process has held, and the largest that it started."""
    import resource

    with open("/proc/self/status") as status:
        own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024


def run(name: str) -> None:
    """Measure one way in this process, and print what came out."""
    seconds, times = ways()[name].run()
    print(json.dumps({"seconds": seconds, "times": times, "bytes": most_memory()}))


def measured() -> pd.DataFrame:
    """Every way, each in a process of its own, round by round."""
    every = ways()
    rows = list(lab_from_nothing())
    print("the lab from nothing is measured", flush=True)
    # Python compiles a module where it is first used, and keeps that. Here, before anything is
    # measured: else the way that is measured first would pay for the others.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "-j", "0",
                    str(ROOT / "falsematch"), sysconfig.get_path("purelib")],
                   stdout=subprocess.DEVNULL)  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        os.environ["FALSEMATCH_BENCH"] = place
        faces_to_search(1)  # writes the file that all the searches read
        for number in range(ROUNDS):
            for short, way in every.items():
                # Each begins as a learner's first lesson does: nothing is kept from the others.
                home = tempfile.mkdtemp(dir=place)
                environment = os.environ | {"FALSEMATCH_HOME": home, "TQDM_DISABLE": "1"}
                done = subprocess.run(
                    [sys.executable, __file__, "run", short], env=environment,
                    capture_output=True, text=True,
                )  # fmt: skip
                if done.returncode:
                    raise SystemExit(f"{short}:\n{done.stderr[-3000:]}")
                got = json.loads(done.stdout.splitlines()[-1])
                rows.append({"task": way.task, "name": way.name, "round": number} | got)
                print(
                    f"{number + 1}/{ROUNDS} {short}: {got['seconds'] * got['times']:.3g} s",
                    flush=True,
                )
    table = pd.DataFrame(rows)
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}"
        for name in (
            "deepface",
            "dlib-bin",
            "numpy",
            "pandas",
            "scikit-learn",
            "faiss-cpu",
            "fairlearn",
        )
    )
    table["machine"] = (
        f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}; {versions}"
    )
    return table


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
