"""`make tidy` takes out what running left, and nothing else."""

from __future__ import annotations

import importlib.util

import nbformat
import pytest
from support import ROOT

NOTEBOOKS = sorted([*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")])


@pytest.fixture(scope="module")
def tidied():
    spec = importlib.util.spec_from_file_location("tidy", ROOT / "scripts" / "tidy.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.tidied


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_tidy_notebook_stays_as_it_is(tidied, path):
    text = path.read_text(encoding="utf-8")
    assert tidied(text) == text, "Run: make tidy"


def test_a_notebook_that_was_run_and_saved_is_as_before(tidied):
    text = NOTEBOOKS[1].read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = number + 1
            cell["outputs"] = [nbformat.v4.new_output("stream", text="ran\n")]
            cell["metadata"]["execution"] = {"iopub.execute_input": "2026-11-26T10:00:00Z"}
    notebook["metadata"]["language_info"] |= {
        "version": "3.13.0", "mimetype": "text/x-python", "file_extension": ".py",
    }  # fmt: skip
    assert tidied(nbformat.writes(notebook)) == text
