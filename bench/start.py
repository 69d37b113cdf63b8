"""How long a learner waits before the first lesson, and in it: ``python bench/start.py``.

Three tasks, each in one run on one machine beside what it cannot be quicker than:

- `make lab` from a clone to an answering lab, beside the installation of the same packages alone;
- a kernel's start to the first plot, beside a kernel that imports pandas, seaborn and ipywidgets;
- each lesson, in a kernel of its own, with nothing prepared.

Takes about ten minutes and the package registry. Writes ``bench/start.csv``, and with it its part of
``guide/speed.md``; ``bench/start-before.csv`` has what was measured before the package had its rooms.

    python bench/start.py            measure, then write its part of the page
    python bench/start.py page       write its part of the page from what was measured last
    python bench/start.py run NAME   measure one thing, in this process
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from speed_page import PAGE, in_words, time_in_words
from speed_tasks import ROOT, Way, machine, most_memory, taken_in_turns, timed

MEASURED, BEFORE = ROOT / "bench" / "start.csv", ROOT / "bench" / "start-before.csv"
BEGIN, END = "<!-- made by bench/start.py -->\n", "<!-- end of start -->\n"
ROUNDS = 2
FROM_NOTHING = "`make lab` from nothing"
FIRST_PLOT = "kernel start to first plot"
LESSON = "a lesson, run from nothing"
ALL = "clone, packages and the lab, until it answers"
ALONE = "the same packages alone, by pip in a new environment"
#: What each task is compared with, in the same round.
COMPARED = {
    (FROM_NOTHING, ALL): ALONE,
    (FIRST_PLOT, "falsematch"): "pandas, seaborn and ipywidgets imported, and no plot",
}

# --- a lesson, a first plot --------------------------------------------------------------


def executed(cells: list) -> float:
    """Seconds from nothing to the end of the cells, in a kernel of their own."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(ROOT / "lessons")}}
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where)
    return timed(client.execute)


def lesson(name: str) -> tuple[float, float]:
    import nbformat

    cells = nbformat.read(ROOT / "lessons" / f"{name}.ipynb", as_version=4).cells
    return executed([cell for cell in cells if cell.cell_type == "code"]), 1


def first_plot(code: str) -> tuple[float, float]:
    import nbformat

    return executed([nbformat.v4.new_code_cell(code)]), 1


OURS = 'import falsematch as fm\nfm.widgets.threshold(fm.scores.load("london"))'
#: What a notebook imports without the course, and a plot of the same distances.
BARE = "import pandas as pd, seaborn as sns, ipywidgets"
BARE_PLOT = """
pairs = pd.read_csv("../data/scores/london.csv")
ipywidgets.VBox([ipywidgets.FloatSlider(0.6)])
sns.histplot(pairs["distance"], stat="percent")
"""


def ways() -> dict[str, Way]:
    """Every way that is measured in a process of its own, by a short name."""
    every = {
        "first-plot": Way(FIRST_PLOT, "falsematch", lambda: first_plot(OURS)),
        "first-plot-bare": Way(
            FIRST_PLOT, COMPARED[FIRST_PLOT, "falsematch"], lambda: first_plot(BARE)
        ),
        "first-plot-seaborn": Way(
            FIRST_PLOT,
            "the same, and a slider and a histogram by seaborn",
            lambda: first_plot(BARE + BARE_PLOT),
        ),
    }
    for path in sorted((ROOT / "lessons").glob("[0-9]*.ipynb")):
        every[path.stem] = Way(LESSON, path.stem, lambda p=path: lesson(p.stem))
    return every


# --- `make lab` from nothing -------------------------------------------------------------


def from_nothing(number: int) -> Iterator[dict]:
    """Rows of one round: the packages alone, then all that `make lab` does in a fresh clone."""

    def row(name: str, seconds: float, folder: Path | None = None) -> dict:
        files = folder.rglob("*") if folder else ()
        size = sum(one.stat().st_size for one in files if one.is_file())
        return {"task": FROM_NOTHING, "name": name, "round": number,
                "seconds": seconds, "times": 1, "bytes": size}  # fmt: skip

    base = getattr(sys, "_base_executable", sys.executable)
    with tempfile.TemporaryDirectory() as place:
        clone = Path(place) / "clone"
        environment = {"PATH": "/usr/bin:/bin", "HOME": place, "FALSEMATCH_HOME": f"{place}/home"}
        environment |= {
            k: v
            for k, v in os.environ.items()
            if k.lower().endswith("_proxy") or k.startswith(("PIP_", "SSL_"))
        }

        def does(*command: str | Path, where: Path = clone) -> float:
            return timed(
                lambda: subprocess.run(
                    command, cwd=where, env=environment, check=True, capture_output=True
                )
            )

        cloned = does("git", "clone", "--quiet", "--no-local", ROOT, clone, where=Path(place))
        bare = Path(place) / "bare"
        alone = does(base, "-m", "venv", bare)
        pip = [bare / "bin" / "python", "-m", "pip", "install", "--no-compile", "--require-hashes"]
        alone += does(*pip, "-r", "requirements.lock")
        yield row(ALONE, alone)
        set_up = does(base, "scripts/setup.py")
        yield row("of this, the clone", cloned, clone / ".git")
        yield row("of this, the set-up", set_up, clone / ".venv")
        packages = next((clone / ".venv" / "lib").glob("python*/site-packages"))
        if not number:
            parts = [row(f"of these, {one.name}", np.nan, one)
                     for one in packages.iterdir() if one.is_dir()]  # fmt: skip
            yield from sorted(parts, key=lambda part: -part["bytes"])[:5]
        answered = _lab_answers(clone, environment)
        yield row("of this, the lab, until it answers", answered)
        yield row(ALL, cloned + set_up + answered)


def _lab_answers(clone: Path, environment: dict) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = time.perf_counter()
    running = subprocess.Popen(
        [clone / ".venv" / "bin" / "python", "-m", "falsematch", "lab", "--no-browser",
         "--port", str(port)],
        cwd=clone, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while time.perf_counter() - start < 300:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/lab", timeout=5).read()
                return time.perf_counter() - start
            time.sleep(0.05)
        raise SystemExit("The lab did not answer within five minutes.")
    finally:
        running.terminate()
        running.wait()


# --- the page ----------------------------------------------------------------------------


def section(now: pd.DataFrame, before: pd.DataFrame) -> str:
    """The part of the page: medians now and before, and ratios within a round."""
    made = ["| | before | now | on disk, or most memory | times what it is compared with |",
            "|---|---|---|---|---|"]  # fmt: skip
    earlier = before.groupby(["task", "name"])["seconds"].median()
    for task, rows in now.groupby("task", sort=False):
        made.append(f"| **{task}** | | | | |")
        for name, part in rows.groupby("name", sort=False):
            ratio = ""
            if (task, name) in COMPARED:
                other = rows[rows["name"] == COMPARED[task, name]].set_index("round")["seconds"]
                ratios = part.set_index("round")["seconds"] / other
                low, middle, high = map(in_words, ratios.quantile([0, 0.5, 1]))
                ratio = f"{middle} ({low} to {high})"
            size = f"{part['bytes'].max() / 1e6:,.0f} MB" if part["bytes"].max() else ""
            was = time_in_words(earlier.get((task, name), np.nan))
            median = part["seconds"].median()
            made.append(f"| {name} | {was} | {time_in_words(median)} | {size} | {ratio} |")
    rounds = now["round"].nunique()
    return (
        f"\n{now['machine'].iloc[0]}; {rounds} rounds, medians. *Before* was measured on a machine of "
        "the same kind, when everybody installed all packages and the numbers of the synthetic people "
        "were computed on each machine: 57 seconds of the first `make lab`, or 96 of a first lesson "
        "01 without it.\n\n" + "\n".join(made) + "\n\n"
    )


def page() -> str:
    """``guide/speed.md`` with its part as it was measured last."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + section(pd.read_csv(MEASURED), pd.read_csv(BEFORE)) + END + after


def main() -> None:
    if sys.argv[1:2] == ["run"]:
        seconds, times = ways()[sys.argv[2]].run()
        print(json.dumps({"seconds": seconds, "times": times, "bytes": most_memory()}))
        return
    if sys.argv[1:] != ["page"]:
        rows = []
        for number in range(ROUNDS):
            rows += from_nothing(number)
            print(f"{number + 1}/{ROUNDS} from nothing: {rows[-1]['seconds']:.3g} s", flush=True)
        # Python compiles a module where it is first used, and keeps that. Here, before anything
        # is measured: else the way that is measured first would pay for the others.
        subprocess.run([sys.executable, "-m", "compileall", "-q", "-j", "0",
                        str(ROOT / "falsematch"), sysconfig.get_path("purelib")],
                       stdout=subprocess.DEVNULL)  # fmt: skip
        rows += taken_in_turns(ways(), Path(__file__), ROUNDS)
        pd.DataFrame(rows).assign(machine=machine()).to_csv(MEASURED, index=False)
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
