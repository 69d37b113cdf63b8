"""The quick check of `make check`: what a change can break, without what takes minutes.

Style, contracts, prose and the copies that drift are looked at whole. Of the other tests, those of
the files that changed since main are run: the test of a module lies at the module's path, and a
topic has the same name in every room. What takes minutes is named and left for `make test`, which
runs everything.
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
    "tests/course/test_tidy.py", "tests/facts/test_tables.py", "tests/reports/test_goals.py",
    "tests/reports/test_model_card.py",
)  # fmt: skip
#: Tests that take minutes; the table says what they buy.
with open(ROOT / "tests" / "long_tests.csv", encoding="utf-8", newline="") as _table:
    LONG = tuple(row["tests"] for row in csv.DictReader(_table))
#: Tests of notebooks, of which those of one notebook are chosen by its name.
OF_NOTEBOOKS = {"lessons": "tests/lessons/test_lessons.py",
                "solutions": "tests/lessons/test_problem_sets.py"}  # fmt: skip
#: Of all problem sets together, when one of them changed.
IN_STEP = "tests/lessons/test_problem_sets.py::test_exercises_are_in_step_with_the_solutions"


def main() -> int:
    """Run style, contracts and tests; returns the exit status."""
    for command in (["ruff", "check", "--quiet"], ["ruff", "format", "--check", "--quiet"]):
        if subprocess.run([*command, "."], cwd=ROOT).returncode:
            print("Most of it is mended by: .venv/bin/ruff check --fix . ; .venv/bin/ruff format .")
            return 1
    files = changed()
    print("Changed since main:", *(files or ["nothing"]), sep="\n  ")
    tests = list(dict.fromkeys(test for file in files for test in tests_of(file)))
    left = [test for test in tests if test.startswith(LONG) and "::" not in test]
    failed = _pytest([*ALWAYS, *(test for test in tests if test not in left)])
    notebooks = {}
    for file in files:
        if file.suffix == ".ipynb" and file.parts[0] in OF_NOTEBOOKS:
            notebooks[file.stem] = OF_NOTEBOOKS[file.parts[0]]
    if notebooks:
        # A right answer in a kernel, and the answers of the bank, are left for `make test`.
        words = f"({' or '.join(notebooks)}) and not in_a_kernel and not answer_loses"
        failed = _pytest([*sorted(set(notebooks.values())), "-k", words]) or failed
    if left:
        print("\nLeft for `make test`, since they take minutes:", *left, sep="\n  ")
    print("\nSomething failed: see FAILED above." if failed else "\nGood.")
    return int(failed)


def changed() -> list[Path]:
    """Return the files that differ from main (the one of origin, if there is one), committed or not."""
    main_there = next(
        (name for name in ("origin/main", "main") if _git("rev-parse", "--verify", name)), "HEAD"
    )
    base = _git("merge-base", "HEAD", main_there) or ["HEAD"]
    listed = _git("diff", "--name-only", base[0]) + _git(
        "ls-files", "--others", "--exclude-standard"
    )
    return [Path(name) for name in sorted(set(listed)) if (ROOT / name).exists()]


def tests_of(file: Path) -> Iterator[str]:
    """Yield where the tests of a file are, if there are any."""
    folder, *rest = file.parts
    found: list[str] = []
    if folder == "tests" and file.name.startswith("test_"):
        found = [file.as_posix()]
    elif file.parts[:2] == ("tests", "answer_banks"):
        found = ["tests/lessons/test_problem_sets.py"]
    elif folder == "falsematch" and file.suffix == ".py":
        inside = Path("tests", *rest[:-1])
        if file.name in ("__init__.py", "base.py"):  # shared by all of its room
            found = [inside.as_posix()] if len(rest) > 1 else []
        else:
            topic = rest[1] if len(rest) > 2 else file.stem
            rooms = ("plots", "widgets", "checks", "lessons") if rest[0] != "grading" else ()
            found = [f"{inside.as_posix()}/test_{file.name}", file.as_posix()]
            found += [f"tests/{room}/test_{topic}.py" for room in rooms]
            found += [f"tests/lessons/test_sentences_{topic}.py"]
    elif folder == "lessons":
        found = ["tests/lessons/test_browser.py", *_sentences(file.stem[:2])]
    elif folder in ("solutions", "exercises"):
        found = [IN_STEP]
    elif folder in ("book", "index.md"):
        found = ["tests/site"]
    elif folder == "hub":
        found = ["tests/grading/test_hub.py"]
    elif folder == "scripts" or file.suffix == ".lock" or file.name == "pyproject.toml":
        found = ["tests/course/test_setup.py", "tests/course/test_locks.py"]
    elif folder == "data" and rest[0] in ("photos", "scores"):
        found = ["tests/photos" if rest[0] == "photos" else "tests/measures/test_scores.py"]
    yield from (test for test in found if (ROOT / test.partition("::")[0]).exists())


def _sentences(number: str) -> list[str]:
    """The tests that hold what a lesson says."""
    from falsematch.lesson_topics import TOPICS

    return [f"tests/lessons/test_sentences_{TOPICS[number]}.py"] if number in TOPICS else []


def _pytest(arguments: list[str]) -> bool:
    """Run tests, and say at the end which failed; returns whether any did."""
    print("\nTesting:", *arguments, sep="\n  ", flush=True)
    pytest = [sys.executable, "-m", "pytest", "-q", "-rf", "-o", "addopts=", "--import-mode=importlib",
              "--doctest-modules", "-n", "2", "--dist", "loadfile"]  # fmt: skip
    return subprocess.run([*pytest, *arguments], cwd=ROOT).returncode not in (
        0,
        5,
    )  # 5: none chosen


def _git(*arguments: str) -> list[str]:
    told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.splitlines() if told.returncode == 0 else []


if __name__ == "__main__":
    sys.exit(main())
