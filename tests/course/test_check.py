"""`make check` finds the tests of what changed, and says what it leaves."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
from pathlib import Path

import pytest
from support import ROOT


@pytest.fixture
def check():
    spec = importlib.util.spec_from_file_location("check", ROOT / "scripts" / "check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_test_that_it_names_is_there(check):
    for name in [*check.ALWAYS, *check.LONG, *check.OF_NOTEBOOKS.values()]:
        assert (ROOT / name.partition("::")[0]).exists(), name


@pytest.mark.parametrize(
    "file, tests",
    [
        ("falsematch/measures/galleries.py",
         ["tests/measures/test_galleries.py", "falsematch/measures/galleries.py",
          "tests/plots/test_galleries.py", "tests/widgets/test_galleries.py",
          "tests/checks/test_galleries.py", "tests/lessons/test_sentences_galleries.py"]),
        ("falsematch/learner_folder.py",
         ["tests/test_learner_folder.py", "falsematch/learner_folder.py"]),
        ("falsematch/plots/__init__.py", ["tests/plots"]),
        ("falsematch/checks/base.py", ["tests/checks"]),
        ("falsematch/grading/clean.py", ["tests/grading/test_clean.py", "falsematch/grading/clean.py"]),
        ("solutions/ps5/ps5.ipynb", ["tests/lessons/test_problem_sets.py::"
                                     "test_exercises_are_in_step_with_the_solutions"]),
        ("tests/photos/test_faces.py", ["tests/photos/test_faces.py"]),
        ("lessons/05-search-a-crowd.ipynb",
         ["tests/lessons/test_browser.py", "tests/lessons/test_sentences_identification.py"]),
        ("hub/install.sh", ["tests/grading/test_hub.py"]),
        ("data/scores/london.csv", ["tests/measures/test_scores.py"]),
        ("book/conf.py", ["tests/site"]),
        ("falsematch/__init__.py", []),
        ("README.md", []),
    ],
)  # fmt: skip
def test_the_tests_of_a_file(check, file, tests):
    assert (ROOT / file).exists()
    assert list(check.tests_of(Path(file))) == tests


def test_what_changed_is_what_the_branch_and_the_working_tree_add(check, tmp_path, monkeypatch):
    def git(*arguments):
        told = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(told, cwd=tmp_path, check=True, capture_output=True)

    git("init", "--initial-branch", "main")
    for name in ("same", "edited", "moved", "gone"):
        (tmp_path / name).write_text("old\n")
    git("add", ".")
    git("commit", "-m", "first")
    git("switch", "-c", "mine")
    (tmp_path / "committed").write_text("new\n")
    (tmp_path / "gone").unlink()
    git("add", "-A")
    git("commit", "-m", "second")
    (tmp_path / "edited").write_text("new\n")
    (tmp_path / "untracked").write_text("new\n")
    monkeypatch.setattr(check, "ROOT", tmp_path)
    assert [path.name for path in check.changed()] == ["committed", "edited", "untracked"]


def test_contributing_says_what_each_long_test_costs_and_buys():
    with open(ROOT / "tests" / "long_tests.csv", encoding="utf-8", newline="") as table:
        rows = [
            f"| `{row['tests']}` | {row['seconds']} | {row['what it buys']} |"
            for row in csv.DictReader(table)
        ]
    head = ["| tests | seconds alone | what they buy |", "|---|---|---|"]
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "\n".join([*head, *rows]) in page
