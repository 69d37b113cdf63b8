"""How long grading takes, beside stock nbgrader: ``python bench/grading.py [SUBMISSIONS]``.

The same made-up hand-ins of problem set 1 are graded twice in one run on one machine: by stock
nbgrader (`autograde`, then `generate_feedback`, its own steps only, no sandbox) and by this course
(sandboxed, with feedback) with one, two and four workers. It writes ``bench/grading.csv`` and the
table of ``guide/grading.md``.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import nbgrader
import pandas as pd

from falsematch.grading import intake, run, sample_class, teacher
from falsematch.grading.course import Course
from falsematch.grading.sandbox import warm_start

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ROOT / "bench" / "grading.csv"
PAGE = ROOT / "guide" / "grading.md"
BEGIN, END = "<!-- made by bench/grading.py -->\n", "<!-- end -->\n"
WORKERS = (1, 2, 4)
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
    sample_class.make_up(Course(folder))
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


def one_by_one(folder: Path, submissions: int) -> tuple[float, float]:
    """Seconds that a submission runs in its sandbox: started from nothing, and forked."""
    course, jobs = Course(folder), []
    for student in course.students()[:submissions]:
        text = intake.take_in(course.hand_in(student, "ps1") / "ps1.ipynb")
        jobs.append(run.job_of(course, student, "ps1", {"ps1": text}, stand_ins=True))
    run.execute(jobs[0])  # makes the process ready from which the others are forked
    forked = timed(lambda: [run.execute(job) for job in jobs])
    with mock.patch.object(warm_start, "take", return_value=None):
        from_nothing = timed(lambda: [run.execute(job) for job in jobs])
    return from_nothing / len(jobs), forked / len(jobs)


def measured(submissions: int) -> Iterator[dict]:
    """A row for each way to grade."""
    ours = (ROOT / "nbgrader_config.py").read_text()

    def row(what: str, seconds: float) -> dict:
        print(f"{what}: {seconds:.0f} s", flush=True)
        return {"what": what, "submissions": submissions, "seconds": round(seconds, 1)}

    with tempfile.TemporaryDirectory() as place:
        stock = course(Path(place) / "stock", submissions, ours + STOCK)
        nbgrader_command(stock, "generate_assignment", "ps1", "--force")
        autograde = timed(lambda: nbgrader_command(stock, "autograde", "ps1"))
        yield row("nbgrader, autograde", autograde)
        feedback = timed(lambda: nbgrader_command(stock, "generate_feedback", "ps1"))
        yield row("nbgrader, autograde and feedback", autograde + feedback)
        for workers in WORKERS:
            here = course(Path(place) / f"ours{workers}", submissions, ours)
            graded = []
            seconds = timed(lambda: graded.append(teacher.grade_all(here, workers=workers)))  # noqa: B023
            if (graded[0]["status"] == "failed").any():
                raise SystemExit(
                    f"Not all were graded, so there is nothing to compare:\n{graded[0]}"
                )
            yield row(f"falsematch grade --workers {workers}, with feedback", seconds)
        for what, seconds in zip(
            ("start from nothing", "warm start"), one_by_one(stock, 10), strict=True
        ):
            yield row(f"one submission in its sandbox, {what}", seconds) | {"submissions": 1}


def table(rows: pd.DataFrame) -> str:
    """The measurements as a part of ``guide/grading.md``."""
    stock = rows.iloc[0]
    lines = ["| | submissions | seconds | a submission | times nbgrader's autograde |",
             "|---|---|---|---|---|"]  # fmt: skip
    for row in rows.itertuples():
        each = row.seconds / row.submissions
        times = stock.seconds / stock.submissions / each
        compared = f"{times:.2f}" if row.submissions > 1 else ""
        lines.append(
            f"| {row.what} | {row.submissions} | {row.seconds:g} | {each:.2f} | {compared} |"
        )
    return f"\n{rows['machine'].iloc[0]}.\n\n" + "\n".join(lines) + "\n\n"


def page() -> str:
    """``guide/grading.md`` with the table of what was measured last."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table(pd.read_csv(MEASURED)) + END + after


def main(submissions: int) -> None:
    rows = pd.DataFrame(measured(submissions))
    rows["machine"] = (
        f"nbgrader {nbgrader.__version__}, Python {platform.python_version()}, Linux, "
        f"{os.cpu_count()} processors"
    )
    rows.to_csv(MEASURED, index=False)
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
