"""The quick check of `make check`: what a change can break, in the time of a cup of tea.

Style, contracts and the copies that drift are looked at whole. Of the slower tests, only those of
the files that changed since the branch left main are run: a module's test has the module's path.
`make test` runs everything.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Always run: what spans the course, and takes seconds.
ALWAYS = ("tests/course/test_contracts.py::test_the_contracts_are_kept", "tests/course/test_guide.py",
          "tests/course/test_prose.py", "tests/course/test_readme.py", "tests/course/test_rooms.py",
          "tests/facts", "tests/reports/test_goals.py", "tests/reports/test_model_card.py")  # fmt: skip
#: Tests that start a browser, a class server or a whole class: minutes, so for `make test`.
LONG = ("tests/site", "tests/lessons/test_browser.py", "tests/lessons/test_mutants.py",
        "tests/grading", "tests/course/test_binder.py", "tests/course/test_setup.py",
        "tests/course/test_wheel.py")  # fmt: skip


def main() -> int:
    """Run style, contracts and tests; returns the exit status."""
    for command in (
        ["ruff", "check", "--quiet", "."],
        ["ruff", "format", "--check", "--quiet", "."],
    ):
        if subprocess.run(command, cwd=ROOT).returncode:
            print("Style: `ruff check --fix .` and `ruff format .` mend most of it.")
            return 1
    asked = list(dict.fromkeys([*ALWAYS, *tests_of(changed())]))
    print("Tests:", *asked, sep="\n  ")
    left = sorted({test for test in tests_of(changed(), long=True) if test.startswith(LONG)})
    status = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *asked], cwd=ROOT
    ).returncode
    if left:
        print("Left for `make test`, since they take minutes:", *left, sep="\n  ")
    return status


def changed() -> list[str]:
    """Return the files that differ from where this branch left main, committed or not."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    listed = _git("diff", "--name-only", base[0]) + _git(
        "ls-files", "--others", "--exclude-standard"
    )
    return sorted({name for name in listed if (ROOT / name).exists()})


def tests_of(files: Iterable[str], long: bool = False) -> Iterator[str]:
    """Yield the tests of files, as pytest takes them; with `long` also those that take minutes."""
    for name in files:
        for test in _tests_of(Path(name)):
            if (ROOT / test.partition("::")[0]).exists() and (long or not test.startswith(LONG)):
                yield test


def _tests_of(path: Path) -> Iterator[str]:
    folder, *rest = path.parts
    if folder == "tests" and path.name.startswith("test_"):
        yield str(path)
    elif folder == "falsematch" and path.suffix == ".py":
        if path.name == "__init__.py":
            yield str(Path("tests", *rest[:-1]))
        else:
            yield str(Path("tests", *rest[:-1], f"test_{path.name}"))
            yield str(path)  # the examples in its docstrings
    elif folder == "lessons" and path.suffix == ".ipynb":
        yield "tests/lessons/test_lessons.py"
    elif folder in ("solutions", "exercises"):
        yield "tests/lessons/test_problem_sets.py"
    elif folder == "book":
        yield "tests/site"
    elif folder == "hub":
        yield "tests/grading/test_hub.py"
    elif folder == "data" and rest and rest[0] in ("photos", "scores"):
        yield f"tests/{'measures/test_scores' if rest[0] == 'scores' else 'photos/test_sets'}.py"


def _git(*arguments: str) -> list[str]:
    told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.split("\n")[:-1] if told.returncode == 0 else []


if __name__ == "__main__":
    sys.exit(main())
