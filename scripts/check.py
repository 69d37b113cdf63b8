"""The quick check of `make check`: what a change can break, in less than a minute and a half.

Style, contracts, prose and the copies that drift are looked at whole. Of the other tests, those of
the files that changed since the branch left main are run: the test of a module lies at the module's
path. What takes minutes is named and left for `make test`, which runs everything.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Always run: what spans the course, and takes seconds.
ALWAYS = (
    "tests/course/test_contracts.py::test_the_contracts_are_kept", "tests/course/test_guide.py",
    "tests/course/test_prose.py", "tests/course/test_readme.py", "tests/course/test_rooms.py",
    "tests/facts/test_tables.py", "tests/reports/test_goals.py",
)  # fmt: skip
#: Tests that take minutes; the table says what they buy.
with open(ROOT / "tests" / "long_tests.csv", encoding="utf-8", newline="") as _table:
    LONG = tuple(row["tests"] for row in csv.DictReader(_table))
#: Tests of notebooks, of which those of one notebook are chosen by its name.
OF_NOTEBOOKS = {"lessons": "tests/lessons/test_lessons.py",
                "solutions": "tests/lessons/test_problem_sets.py"}  # fmt: skip


def main() -> int:
    """Run style, contracts and tests; returns the exit status."""
    for command in (["ruff", "check", "--quiet"], ["ruff", "format", "--check", "--quiet"]):
        if subprocess.run([*command, "."], cwd=ROOT).returncode:
            print("Most of it is mended by: ruff check --fix . ; ruff format .")
            return 1
    files = changed()
    tests = list(dict.fromkeys(test for file in files for test in tests_of(file)))
    left = [test for test in tests if test.startswith(LONG)]
    status = _pytest([*ALWAYS, *(test for test in tests if test not in left)])
    notebooks = {}
    for file in files:
        if file.suffix == ".ipynb" and file.parts[0] in OF_NOTEBOOKS:
            notebooks[file.stem] = OF_NOTEBOOKS[file.parts[0]]
    if notebooks:
        # A right answer in a kernel, and the answers of the bank, are left for `make test`.
        words = f"({' or '.join(notebooks)}) and not in_a_kernel and not answer_loses"
        status = _pytest([*sorted(set(notebooks.values())), "-k", words]) or status
    if left:
        print("Left for `make test`, which takes minutes for them:", *left, sep="\n  ")
    return status


def changed() -> list[Path]:
    """Return the files that differ from where this branch left main, committed or not."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    listed = _git("diff", "--name-only", base[0]) + _git(
        "ls-files", "--others", "--exclude-standard"
    )
    return [Path(name) for name in sorted(set(listed)) if (ROOT / name).exists()]


def tests_of(file: Path) -> Iterator[str]:
    """Yield where the tests of a file are, if there are any."""
    folder, *rest = file.parts
    found = []
    if folder == "tests" and file.name.startswith("test_"):
        found = [file]
    elif folder == "falsematch" and file.suffix == ".py":
        inside = Path("tests", *rest[:-1])
        found = [inside] if file.name == "__init__.py" else [inside / f"test_{file.name}", file]
    elif folder == "lessons":
        found = [Path("tests/lessons/test_browser.py")]
    elif folder in ("book", "index.md"):
        found = [Path("tests/site")]
    elif folder == "hub":
        found = [Path("tests/grading/test_hub.py")]
    elif folder == "scripts" or file.suffix == ".lock" or file.name == "pyproject.toml":
        found = [Path("tests/course/test_setup.py"), Path("tests/course/test_locks.py")]
    elif folder == "data" and rest[0] in ("photos", "scores"):
        found = [Path(f"tests/{'photos' if rest[0] == 'photos' else 'measures/test_scores.py'}")]
    yield from (path.as_posix() for path in found if (ROOT / path).exists() and len(path.parts) > 1)


def _pytest(arguments: list[str]) -> int:
    print("Testing:", *arguments, sep="\n  ")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *arguments],
        cwd=ROOT,
    )
    return 0 if done.returncode == 5 else done.returncode  # 5: no test has these words


def _git(*arguments: str) -> list[str]:
    told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.splitlines() if told.returncode == 0 else []


if __name__ == "__main__":
    sys.exit(main())
