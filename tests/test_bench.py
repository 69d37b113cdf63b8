"""What the guide says of speed is what was measured."""

from __future__ import annotations

import importlib.util
import json

import pandas as pd
import pytest
from problem_sets import ROOT


@pytest.fixture
def bench():
    spec = importlib.util.spec_from_file_location("bench_grading", ROOT / "bench" / "grading.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_guide_has_the_table_that_was_measured_last(bench):
    assert bench.PAGE.read_text(encoding="utf-8") == bench.page(), "bench/grading.py writes it"


def test_the_table_compares_what_was_measured_by_hand(bench):
    rows = pd.DataFrame(
        [("stock", 100, 400.0), ("ours", 100, 160.0), ("one", 1, 2.0)],
        columns=["what", "submissions", "seconds"],
    ).assign(machine="A machine")
    assert bench.table(rows).splitlines()[1:] == [
        "A machine.",
        "",
        "| | submissions | seconds | a submission | times nbgrader's autograde |",
        "|---|---|---|---|---|",
        "| stock | 100 | 400 | 4.00 | 1.00 |",
        "| ours | 100 | 160 | 1.60 | 2.50 |",
        "| one | 1 | 2 | 2.00 |  |",
        "",
    ]


def test_the_lock_of_the_hubs_proxy_has_its_versions_and_hashes_and_no_address():
    wanted = json.loads((ROOT / "hub" / "package.json").read_text())["dependencies"]
    text = (ROOT / "hub" / "package-lock.json").read_text()
    locked = json.loads(text)["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in entry for name, entry in locked.items() if name)
    assert "resolved" not in text
