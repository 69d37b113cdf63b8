"""The rooms keep to their contracts (`[tool.importlinter]` in pyproject.toml), and breaking one shows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from support import ROOT


def checked(folder):
    """Return the exit status and the words of import-linter for the package in a folder."""
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()",
         "--no-cache", str(folder / "pyproject.toml")],
        cwd=folder, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(folder)},
    )  # fmt: skip
    return run.returncode, run.stdout + run.stderr


@pytest.fixture
def copied(tmp_path):
    """A copy of the package, to be broken."""
    ignored = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(ROOT / "falsematch", tmp_path / "falsematch", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_are_kept():
    status, said = checked(ROOT)
    assert status == 0, said


@pytest.mark.parametrize(
    "module, line, contract",
    [
        ("measures/rates.py", "import falsematch.plots.groups", "knows only the rooms below"),
        ("photos/faces.py", "from falsematch.measures import rates", "knows only the rooms below"),
        ("plots/groups.py", "from falsematch import widgets", "knows only the rooms below"),
        ("checks/groups.py", "from falsematch import plots", "knows only the rooms below"),
        ("files.py", "from falsematch.photos import sets", "knows only the rooms below"),
        ("measures/resampling.py", "from falsematch.measures import rates", "through another"),
        ("learners/variants.py", "from falsematch.grading import classes", "without the grader"),
        ("widgets/groups.py", "def later():\n    import falsematch.grading.clean", "without the grader"),
        ("grading/clean.py", "from falsematch.measures import rates", "without the course"),
        ("grading/student_functions/messages.py", "import falsematch.facts", "without the course"),
        ("grading/intake.py", "from falsematch.grading import record", "only goes down"),
        ("grading/record.py", "from falsematch.grading import feedback", "only goes down"),
        ("gossip.py", "", "knows only the rooms below"),
    ],
)  # fmt: skip
def test_a_broken_contract_is_named(copied, module, line, contract):
    with open(copied / "falsematch" / module, "a", encoding="utf-8") as file:
        file.write(f"\n\n{line}\n")
    status, said = checked(copied)
    assert status == 1, said
    assert contract in said.replace("\n", " ")
