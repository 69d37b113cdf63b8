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
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ROOT / "bench" / "speed.csv"
PAGE = ROOT / "guide" / "speed.md"
PICTURE = ROOT / "docs" / "speed.png"
BEGIN, END = "<!-- made by bench/speed.py -->\n", "<!-- end -->\n"
PHOTOS = Path(os.environ.get("FALSEMATCH_PHOTOS") or ROOT.parent / "shared" / "photos") / "london"

ROUNDS = 3
THRESHOLDS = np.round(np.arange(0.30, 0.80, 0.005), 3)  # 100 of them
LENGTHS = (10_000, 100_000, 1_000_000, 5_000_000)
PROBES, SHOWN, WIDTH = 500, 5, 128
#: A list of this length is the longest that DeepFace.find is given; it takes a minute a million.
LONGEST_FOR_FIND = 100_000
#: DeepFace is given the model and the detector of the course.
DEEPFACE = {"model_name": "Dlib", "detector_backend": "dlib"}


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


# --- 1. from photo files to a table of pairs ------------------------------------------

PAIRS = "all 20,706 pairs of 204 photos, from files to table"


def photo_files(number: int, scaled: bool) -> list[str]:
    """Some of the photos, one of each person first; scaled ones are written anew."""
    from falsematch import constants, photos
    from falsematch.photos import faces

    files = [PHOTOS / name for name in photos.table("london").index[:number]]
    if scaled:
        folder = Path(tempfile.mkdtemp(dir=os.environ["FALSEMATCH_BENCH"]))
        for place, file in enumerate(files):
            image, _ = faces.open_upright(file.read_bytes())
            image.thumbnail((constants.LONGEST_SIDE,) * 2)
            files[place] = folder / f"{place}.png"
            image.save(files[place])
    return [str(file) for file in files]


def deepface():
    """DeepFace with its weights in place and its model loaded."""
    from falsematch import constants
    from falsematch.photos import faces

    os.environ["DEEPFACE_HOME"] = str(constants.HOME / "deepface")
    faces.prepare_weights()
    from deepface import DeepFace

    DeepFace.represent(np.zeros((100, 100, 3), np.uint8), enforce_detection=False, **DEEPFACE)
    return DeepFace


def pairs_ours() -> tuple[float, float]:
    from falsematch import photos
    from falsematch.photos import faces

    photo_set = photos.load("london", PHOTOS)
    return timed(lambda: faces.pairs(faces.embed_set(photo_set))), 1


def pairs_verify(scaled: bool) -> tuple[float, float]:
    DeepFace, pairs = deepface(), 8 if scaled else 2
    files = photo_files(pairs + 1, scaled)
    asked = list(zip(files, files[1:], strict=False))
    return timed(lambda: [DeepFace.verify(*two, **DEEPFACE) for two in asked]), 20_706 / pairs


def pairs_find(scaled: bool) -> tuple[float, float]:
    """Every photo is searched for among the others, which DeepFace first embeds."""
    DeepFace, number = deepface(), 16 if scaled else 3
    files = photo_files(number, scaled)
    folder = Path(tempfile.mkdtemp(dir=os.environ["FALSEMATCH_BENCH"]))
    copies = [shutil.copy(file, folder / f"{n}{Path(file).suffix}") for n, file in enumerate(files)]

    def find() -> None:
        for copy in copies:
            DeepFace.find(str(copy), str(folder), threshold=10, silent=True,
                          distance_metric="euclidean", **DEEPFACE)  # fmt: skip

    return timed(find), 204 / number


def pairs_limit() -> tuple[float, float]:
    DeepFace, number = deepface(), 12
    files = photo_files(number, scaled=True)
    return timed(lambda: [DeepFace.represent(file, **DEEPFACE) for file in files]), 204 / number


# --- 2. rates of groups with intervals -------------------------------------------------

RATES = "FMR of 5 groups at 100 thresholds, each with 1,000 resamples"


def london() -> pd.DataFrame:
    from falsematch.measures import scores

    pairs = scores.load("london")
    return pairs[~pairs["same_person"]]


def rates_ours() -> tuple[float, float]:
    from falsematch.measures import rates

    pairs = london()
    return timed(lambda: rates.fmr_by_group(pairs, THRESHOLDS, "ethnicity")), 1


def within_groups() -> pd.DataFrame:
    pairs = london()
    return pairs[pairs["ethnicity_a"].astype(str) == pairs["ethnicity_b"].astype(str)]


def rates_fairlearn() -> tuple[float, float]:
    """It resamples pairs, not people: the intervals are those of another question."""
    from fairlearn.metrics import MetricFrame, selection_rate

    pairs, resamples = within_groups(), 20
    matched = (pairs["distance"] <= 0.6).astype(int)
    return timed(lambda: MetricFrame(
        metrics=selection_rate, y_true=matched, y_pred=matched,
        sensitive_features=pairs["ethnicity_a"].astype(str),
        n_boot=resamples, ci_quantiles=[0.025, 0.975], random_state=0,
    )), len(THRESHOLDS) * 1000 / resamples  # fmt: skip


def rates_pandas() -> tuple[float, float]:
    """People are drawn, a pair weighs as often as both were drawn, groups are added up."""
    pairs, resamples, thresholds = within_groups(), 4, THRESHOLDS[::10]
    people = pd.unique(pairs[["person_a", "person_b"]].astype(str).to_numpy().ravel())
    group = pairs["ethnicity_a"].astype(str)
    side = [pairs[f"person_{one}"].astype(str) for one in "ab"]
    random = np.random.default_rng(0)

    def loop() -> None:
        for _ in range(resamples):
            drawn = pd.Series(random.choice(people, len(people))).value_counts()
            weight = side[0].map(drawn).fillna(0) * side[1].map(drawn).fillna(0)
            for threshold in thresholds:
                matched = weight.where(pairs["distance"] <= threshold, 0)
                matched.groupby(group).sum() / weight.groupby(group).sum()

    return timed(loop), 1000 / resamples * len(THRESHOLDS) / len(thresholds)


def rates_limit() -> tuple[float, float]:
    """For each group and threshold: who was drawn, times who matches whom, times who was drawn."""
    random = np.random.default_rng(0)
    tables = []
    for _, pairs in within_groups().groupby("ethnicity_a", observed=True):
        if not len(pairs):
            continue
        codes, people = pd.factorize(np.concatenate([pairs["person_a"], pairs["person_b"]]))
        a, b = codes.reshape(2, -1)
        drawn = random.multinomial(len(people), np.full(len(people), 1 / len(people)), 1000)
        matches = np.zeros((len(THRESHOLDS), len(people), len(people)))
        for place, threshold in enumerate(THRESHOLDS):
            np.add.at(matches[place], (a, b), pairs["distance"].to_numpy() <= threshold)
        tables.append((drawn.astype(float), matches))

    def products() -> None:
        for drawn, matches in tables:
            for at_threshold in matches:
                ((drawn @ at_threshold) * drawn).sum(axis=1)

    return timed(products), 1


# --- 3. searching a list ---------------------------------------------------------------


def search_task(length: int) -> str:
    return f"1:N search, {PROBES} probes in {length:,} faces, the {SHOWN} closest"


def faces_to_search(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Probes and gallery: made-up embeddings of length one, the same for every way."""
    file = Path(os.environ["FALSEMATCH_BENCH"]) / "gallery.npy"
    if not file.exists():
        random = np.random.default_rng(0)
        whole = np.lib.format.open_memmap(file, "w+", np.float32, (max(LENGTHS) + PROBES, WIDTH))
        for start in range(0, len(whole), 100_000):
            part = random.standard_normal((len(whole[start : start + 100_000]), WIDTH), np.float32)
            whole[start : start + 100_000] = part / np.linalg.norm(part, axis=1, keepdims=True)
        whole.flush()
    whole = np.load(file, mmap_mode="r")
    return np.array(whole[-PROBES:]), np.array(whole[:length])


def search_ours(length: int) -> tuple[float, float]:
    """As with the others, what is imported has been imported."""
    import sklearn.neighbors  # noqa: F401

    from falsematch.measures import identification

    probes, gallery = faces_to_search(length)
    return timed(lambda: identification.closest(probes, gallery, SHOWN)), 1


def search_faiss(length: int) -> tuple[float, float]:
    import faiss

    probes, gallery = faces_to_search(length)

    def search() -> None:
        index = faiss.IndexFlatL2(WIDTH)
        index.add(gallery)
        index.search(probes, SHOWN)

    return timed(search), 1


def search_neighbours(length: int) -> tuple[float, float]:
    from sklearn.neighbors import NearestNeighbors

    probes, gallery = faces_to_search(length)

    def search() -> None:
        NearestNeighbors(n_neighbors=SHOWN, algorithm="brute").fit(gallery).kneighbors(probes)

    return timed(search), 1


def search_find(length: int) -> tuple[float, float]:
    """One probe. The list is DeepFace's own file for two photos, with its rows repeated."""
    DeepFace = deepface()
    files = photo_files(2, scaled=True)
    folder = Path(files[0]).parent
    how = {"db_path": str(folder), "silent": True, "distance_metric": "euclidean", **DEEPFACE}
    DeepFace.find(files[0], **how)
    store = next(folder.glob("*.npz"))
    with np.load(store, allow_pickle=True) as two:
        columns = {name: values for name, values in two.items()}
    repeated = {
        name: np.concatenate([values] * (length // 2)) if values.shape[:1] == (2,) else values
        for name, values in columns.items()
    }
    with store.open("wb") as file:
        np.savez(file, **repeated)
    found = []
    seconds = timed(lambda: found.extend(
        DeepFace.find(files[0], refresh_database=False, threshold=10, **how)
    ))  # fmt: skip
    assert len(found[0]) == length, len(found[0])
    return seconds, PROBES


# --- 4. a slider, a lesson, a first plot -----------------------------------------------

STEP = "a step of the threshold slider of lesson 03"


def slider_ours() -> tuple[float, float]:
    from falsematch import widgets
    from falsematch.measures import scores

    box = widgets.threshold_by_group(scores.load("london"), "ethnicity")
    values = np.round(np.linspace(0.31, 0.79, 30), 2)

    def move() -> None:
        for value in values:
            box.controls[0].value = value

    return timed(move), 1 / len(values)


def slider_redrawn() -> tuple[float, float]:
    """What a notebook does with ipywidgets.interact: count again, draw again."""
    import matplotlib.pyplot as plt

    from falsematch.measures import rates, scores

    plt.switch_backend("agg")
    pairs, values = scores.load("london"), np.round(np.linspace(0.31, 0.79, 6), 2)

    def move() -> None:
        for value in values:
            table = rates.fmr_by_group(pairs, value, "ethnicity").dropna()
            figure, ax = plt.subplots(figsize=(8, 3.4))
            ax.barh(table["group"], table["rate"] * 1000)
            ax.hlines(table["group"], table["low"] * 1000, table["high"] * 1000)
            ax.set_xlabel("false matches per 1,000 pairs")
            figure.savefig(io.BytesIO(), format="png", dpi=100)
            plt.close(figure)

    return timed(move), 1 / len(values)


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


# --- 5. `make lab` from nothing --------------------------------------------------------

FROM_NOTHING = "`make lab` from nothing"


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


#: Tasks whose ways are compared in the picture, with short names.
COMPARED = {PAIRS: "pairs", RATES: "rates", STEP: "a slider step"}

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


# --- the page --------------------------------------------------------------------------


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a way: median seconds, and how many times the course's own in the same round.

    Columns ``task``, ``name``, ``seconds``, ``ratio``, ``low``, ``high`` (of the rounds'
    ratios), ``times`` (what a sample was multiplied by) and ``bytes``.
    """
    rows = rows.assign(total=rows["seconds"] * rows["times"])
    ours = rows[rows["name"] == "falsematch"].set_index(["task", "round"])["total"]
    own = [ours.get(key, np.nan) for key in zip(rows["task"], rows["round"], strict=True)]
    rows["ratio"] = rows["total"] / own
    made = rows.groupby(["task", "name"], sort=False).agg(
        seconds=("total", "median"), ratio=("ratio", "median"), low=("ratio", "min"),
        high=("ratio", "max"), times=("times", "first"), bytes=("bytes", "max"),
    )  # fmt: skip
    return made.reset_index()


def lengths(searches: pd.DataFrame) -> pd.Series:
    """How long the list of each search is, from its task."""
    said = searches["task"].str.extract(r"in ([\d,]+) faces")[0]
    return said.str.replace(",", "").astype(float)


def slopes(table: pd.DataFrame) -> dict[str, float]:
    """How time grows with the length of the list: the exponent, by way (1 is in proportion)."""
    return {
        name: float(np.polyfit(np.log(lengths(part)), np.log(part["seconds"]), 1)[0])
        for name, part in table[table["task"].str.startswith("1:N")].groupby("name", sort=False)
    }


def in_words(number: float) -> str:
    """Three digits at least, as people write them: 0.345, 15.5, 1,510."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def time_in_words(seconds: float) -> str:
    if np.isnan(seconds):
        return ""
    for least, unit, name in (
        (86_400, 86_400, "days"),
        (3600, 3600, "hours"),
        (120, 60, "min"),
        (1, 1, "s"),
    ):
        if seconds >= least:
            return f"{in_words(seconds / unit)} {name}"
    return f"{in_words(seconds * 1000)} ms"


def lines(table: pd.DataFrame) -> str:
    """The one table, as Markdown."""
    made = ["| | time | times ours (of the rounds) | most memory | |", "|---|---|---|---|---|"]
    for task, part in table.groupby("task", sort=False):
        made.append(f"| **{task}** | | | | |")
        for row in part.itertuples():
            is_ours = row.name == "falsematch" or np.isnan(row.ratio)
            low, middle, high = map(in_words, (row.low, row.ratio, row.high))
            spread = "" if is_ours else f"{middle} ({low} to {high})"
            size = f"{row.bytes / 1e6:,.0f} MB" if row.bytes else ""
            if task == FROM_NOTHING:
                memory, remark = "", f"{size} on disk" if size else ""
            else:
                memory, remark = size, f"a sample, times {row.times:,.0f}" if row.times > 1 else ""
            made.append(
                f"| {row.name} | {time_in_words(row.seconds)} | {spread} | {memory} | {remark} |"
            )
    # A number and its unit stay in one line.
    return re.sub(
        r"(?<=\d) (?=(?:ms|s|min|hours|days|MB)\b)", "\N{NO-BREAK SPACE}", "\n".join(made)
    )


def draw(table: pd.DataFrame) -> None:
    """Write the picture: bars of seconds, and how searches grow."""
    import matplotlib.pyplot as plt

    from falsematch import plots

    plt.switch_backend("agg")
    figure, (over, under) = plt.subplots(
        2, figsize=(7.5, 8), height_ratios=[1.2, 1], layout="constrained"
    )
    shown = table[table["task"].isin(COMPARED)].iloc[::-1].reset_index(drop=True)
    colours = [plots.BLUE if name == "falsematch" else "0.6" for name in shown["name"]]
    over.barh(shown.index, shown["seconds"], color=colours)
    names = shown["name"].str.replace("photos ", "").map(lambda name: textwrap.fill(name, 34))
    over.set_yticks(shown.index, names, fontsize=8.5)
    for place, seconds in shown["seconds"].items():
        over.text(seconds, place, f" {time_in_words(seconds)}", va="center", fontsize=9)
    over.set(xscale="log", xlabel="seconds, on a log scale (blue: the course)",
             xlim=(None, shown["seconds"].max() * 100))  # fmt: skip
    for task, part in shown.groupby("task", sort=False):
        over.axhline(part.index[0] - 0.5, color="black", lw=0.8)
        over.text(0.99, part.index[0] - 0.4, COMPARED[task], ha="right", style="italic",
                  fontsize=9, transform=over.get_yaxis_transform())  # fmt: skip
    colours = (plots.BLUE, plots.ORANGE, plots.GREEN, "0.4")
    for marker, colour, (name, power) in zip("osD^", colours, slopes(table).items(), strict=True):
        part = table[(table["name"] == name) & table["task"].str.startswith("1:N")]
        under.plot(lengths(part), part["seconds"], marker=marker, color=colour,
                   label=f"{name} (slope {power:.2f})")  # fmt: skip
    under.set(xscale="log", yscale="log", xlabel="faces in the list",
              ylabel=f"seconds for {PROBES} probes")  # fmt: skip
    under.grid(color="0.85")
    under.legend(fontsize=8.5)
    figure.savefig(PICTURE, format="png", metadata={"Software": None})


def description(table: pd.DataFrame) -> str:
    """The picture in words."""
    ours = table[table["name"] == "falsematch"].set_index("task")["seconds"]
    said = "; ".join(f"{short} {time_in_words(ours[task])}" for task, short in COMPARED.items())
    grown = "; ".join(f"{name} {power:.2f}" for name, power in slopes(table).items())
    return (
        f"Above, bars of seconds on a log scale, the course beside others; the course takes: {said}. "
        f"Below, seconds against the length of a searched list, both on log scales; slopes: {grown}."
    )


def page(rows: pd.DataFrame) -> str:
    """``guide/speed.md`` with the table of what was measured last."""
    table = summary(rows)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    grown = "; ".join(f"{name} {power:.2f}" for name, power in slopes(table).items())
    made = (
        f"\n{rows['machine'].iloc[0]}.\n\n![{description(table)}](../docs/{PICTURE.name})\n\n"
        f"{lines(table)}\n\nHow the time of a search grows with the length of the list (1 is in "
        f"proportion, 2 would be with its square): {grown}. Memory includes the list itself.\n\n"
    )
    return before + BEGIN + made + END + after


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
