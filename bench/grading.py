"""How long grading takes, beside stock nbgrader: ``python bench/grading.py [SUBMISSIONS]``.

The same made-up hand-ins of problem set 1 are graded twice in one run on one machine: by stock
nbgrader (`autograde`, then `generate_feedback`, its own steps only, no sandbox) and by this course
(sandboxed, with feedback), with one worker and with one for each processor.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbgrader

from falsematch import grading

ROOT = Path(__file__).resolve().parent.parent
#: After the course's own settings: nbgrader's steps as they come, in place of ours.
STOCK = """
from nbgrader.converters import GenerateFeedback

c.Autograde.sanitize_preprocessors = Autograde.sanitize_preprocessors.default()
c.Autograde.autograde_preprocessors = Autograde.autograde_preprocessors.default()
c.GenerateFeedback.preprocessors = GenerateFeedback.preprocessors.default()
"""


def course(folder: Path, submissions: int, config: str) -> Path:
    """A course with problem set 1 and hand-ins, half of them with a mistake."""
    folder.mkdir()
    for place in ("solutions/ps1", "exercises/ps1"):
        shutil.copytree(ROOT / place, folder / place)
    (folder / "nbgrader_config.py").write_text(config)
    grading.sample_class(folder)
    given = {
        name: folder / "grading" / "submitted" / name for name in ("ada", "ben", "cleo", "dan")
    }
    for number in range(submissions):
        source = given["ada" if number % 2 else "cleo"]
        shutil.copytree(source, source.parent / f"student{number:04}")
    for path in given.values():
        shutil.rmtree(path)
    return folder


def timed(what) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def nbgrader_command(folder: Path, *command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=folder, check=True, capture_output=True,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )  # fmt: skip


def main(submissions: int) -> None:
    ours = (ROOT / "nbgrader_config.py").read_text()
    processors = os.cpu_count() or 1
    rows = []
    with tempfile.TemporaryDirectory() as place:
        stock = course(Path(place) / "stock", submissions, ours + STOCK)
        nbgrader_command(stock, "generate_assignment", "ps1", "--force")
        rows.append(
            ("nbgrader, autograde", timed(lambda: nbgrader_command(stock, "autograde", "ps1")))
        )
        feedback = timed(lambda: nbgrader_command(stock, "generate_feedback", "ps1"))
        rows.append(("nbgrader, autograde and feedback", rows[0][1] + feedback))
        for workers in sorted({1, processors}):
            here = course(Path(place) / f"ours{workers}", submissions, ours)
            seconds = timed(lambda: grading.grade_all(here, workers=workers))  # noqa: B023
            rows.append((f"this course, sandboxed, with feedback, {workers} at a time", seconds))
    print(f"nbgrader {nbgrader.__version__}, {processors} processors, {submissions} submissions\n")
    print("| | seconds | a submission | times nbgrader's autograde |\n|---|---|---|---|")
    for name, seconds in rows:
        print(
            f"| {name} | {seconds:.0f} | {seconds / submissions:.2f} | {rows[0][1] / seconds:.2f} |"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
