"""What the guide says of speed is what was measured."""

from __future__ import annotations

import importlib.util
import json
import sys

import pandas as pd
import pytest
from support import ROOT


def loaded(name):
    """A script of bench/, as a module."""
    if str(ROOT / "bench") not in sys.path:  # as when Python runs the script itself
        sys.path.append(str(ROOT / "bench"))
    spec = importlib.util.spec_from_file_location(f"bench_{name}", ROOT / "bench" / f"{name}.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bench():
    return loaded("grading")


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


@pytest.fixture
def speed():
    return loaded("speed")


@pytest.fixture
def page():
    return loaded("speed_page")


def test_the_page_of_speed_has_what_was_measured_last(speed, page):
    written = page.PAGE.read_text(encoding="utf-8")
    assert written == page.page(pd.read_csv(speed.MEASURED)), "python bench/speed.py page"


def test_a_ratio_is_taken_within_a_round_by_hand(page):
    rows = pd.DataFrame(
        [("t", "falsematch", 0, 1.0, 1, 10), ("t", "other", 0, 3.0, 2, 10),
         ("t", "falsematch", 1, 2.0, 1, 30), ("t", "other", 1, 4.0, 2, 10),
         ("t", "falsematch", 2, 4.0, 1, 20), ("t", "other", 2, 5.0, 2, 10)],
        columns=["task", "name", "round", "seconds", "times", "bytes"],
    )  # fmt: skip
    ours, other = page.summary(rows).to_dict("records")
    assert ours["seconds"] == 2.0 and ours["bytes"] == 30
    # Samples count twice: 6 to 1, 8 to 2, 10 to 4.
    assert other["seconds"] == 8.0
    assert (other["ratio"], other["low"], other["high"]) == (4.0, 2.5, 6.0)
    table = page.lines(page.summary(rows)).replace("\N{NO-BREAK SPACE}", " ")
    assert "| other | 8 s | 4 (2.5 to 6) | 0 MB | a sample, times 2 |" in table


def test_numbers_stand_as_people_write_them(page):
    assert [page.in_words(n) for n in (1511.4, 15.46, 0.3449)] == ["1,511", "15.5", "0.345"]
    assert [page.time_in_words(s) for s in (4e-4, 119, 7200, 2e5)] == [
        "0.4 ms", "119 s", "2 hours", "2.31 days",
    ]  # fmt: skip


@pytest.fixture
def start():
    return loaded("start")


def test_the_page_has_what_was_measured_of_waiting(start):
    written = start.PAGE.read_text(encoding="utf-8")
    assert written == start.page(), "python bench/start.py page"


def test_waiting_is_compared_within_a_round_and_with_before_by_hand(start):
    columns = ["task", "name", "round", "seconds", "times", "bytes"]
    rows = [
        (start.FROM_NOTHING, name, number, seconds, 1, size)
        for number, both in enumerate([(50.0, 60.0), (40.0, 44.0), (100.0, 130.0)])
        for name, seconds, size in zip((start.ALONE, start.ALL), both, (0, 30_000_000), strict=True)
    ]
    before = pd.DataFrame([(start.FROM_NOTHING, start.ALL, 0, 132.0, 1, 0)], columns=columns)
    now = pd.DataFrame(rows, columns=columns).assign(machine="A machine")
    section = start.section(now, before)
    # 60 of 50, 44 of 40, 130 of 100; medians of 44, 60, 130 and of 40, 50, 100.
    assert f"| {start.ALL} | 2.2 min | 60 s | 30 MB | 1.2 (1.1 to 1.3) |" in section
    assert f"| {start.ALONE} |  | 50 s |  |  |" in section
    assert "A machine; 3 rounds" in section


def test_the_slope_of_what_grows_with_the_square_is_two(speed, page):
    table = pd.DataFrame(
        [(speed.search_task(n), name, n**power) for name, power in (("a", 1), ("b", 2))
         for n in (10, 100, 1000)], columns=["task", "name", "seconds"],
    )  # fmt: skip
    assert page.slopes(table) == pytest.approx({"a": 1, "b": 2})


def test_every_way_of_one_task_has_the_course_beside_it(speed, page):
    measured = pd.read_csv(speed.MEASURED)
    for task in (*page.COMPARED, *map(speed.search_task, speed.LENGTHS)):
        names = measured[measured["task"] == task]["name"]
        assert "falsematch" in set(names) and names.nunique() > 1
