"""Every lesson runs alone, from top to bottom, without a network, within its limits."""

from __future__ import annotations

import re
import time

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from support import ROOT

from falsematch import checks

LESSONS = sorted((ROOT / "lessons").glob("[0-9]*.ipynb"))
NOTEBOOKS = [
    *LESSONS,
    *sorted(ROOT.glob("solutions/*/*.ipynb")),
    *sorted(ROOT.glob("exercises/*/*.ipynb")),
]
PARTS = ["The case", "Predict", "Build", "Measure", "Look again", "Summary"]
MOST_SECONDS, MOST_BYTES = 60, 1_000_000_000
# Counted in the lesson's own kernel, with the processes that it started: memory, and the seconds
# that processors worked. These do not grow when other work keeps the machine busy.
COUNT = """
import resource
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
with open("/proc/self/status") as status:
    # Not ru_maxrss: that begins with the memory of the process that started this one.
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(peak + used[1].ru_maxrss, sum(one.ru_utime + one.ru_stime for one in used))
"""


# Runs in the kernel before its first cell: only the loopback address can be reached.
NO_NETWORK = """
import socket
_connect = socket.socket.connect
def connect(self, address):
    if self.family != socket.AF_UNIX and not str(address[0]).startswith("127."):
        raise OSError(f"the lesson asked for the network: {address}")
    return _connect(self, address)
socket.socket.connect = connect
def no_names(*arguments, **options):
    if arguments[0] not in ("127.0.0.1", "localhost", None):
        raise OSError(f"the lesson asked for the network: {arguments[0]}")
    return _names(*arguments, **options)
_names, socket.getaddrinfo = socket.getaddrinfo, no_names
"""


def cell_id(path):
    return str(path.relative_to(ROOT))


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=cell_id)
def test_notebook_is_valid_and_free_of_outputs(path):
    notebook = read(path)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs") and not cell.get("execution_count"), (
            f"{cell_id(path)} carries outputs. Run: make tidy"
        )


@pytest.mark.parametrize("path", LESSONS, ids=cell_id)
def test_lesson_has_its_parts_in_order(path):
    text = "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
    headings = re.findall(r"^## (.*)$", text, re.M)
    assert [heading for heading in headings if heading in PARTS] == PARTS
    assert text.startswith("# ")
    for needed in ("**The question:", "*Time: about", "You will be able to", "You need:",
                   "**For discussion**", "**Sources.**", "**Next"):  # fmt: skip
        assert needed in text, f"{cell_id(path)} lacks {needed!r}"
    summary = text.split("## Summary")[1]
    assert re.findall(r"^(\d)\. ", summary, re.M) == list("12345")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=cell_id)
def test_links_lead_somewhere(path):
    text = "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
    for address in re.findall(r"\]\(([^)\s]+)\)", text):
        if not address.startswith("https://"):
            assert (path.parent / address.split("#")[0]).exists(), f"{cell_id(path)}: {address}"


@pytest.mark.parametrize("path", LESSONS, ids=cell_id)
def test_code_cells_are_short(path):
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 12, cell.source


@pytest.mark.parametrize("path", LESSONS, ids=cell_id)
def test_the_worked_solutions_pass_the_checks(path):
    """What a stuck learner can open works, and what the lesson gives them to fill in does not."""
    cells = read(path).cells
    solutions = [
        code
        for cell in cells
        if cell.cell_type == "markdown"
        for code in re.findall(r"<details>.*?```python\n(.*?)```", cell.source, re.S)
    ]
    asked = re.findall(
        r"^fm\.check\.(\w+)\((\w+)\)",
        "\n".join(c.source for c in cells if c.cell_type == "code"),
        re.M,
    )
    # Lesson 00 has no code to write.
    assert len(solutions) == len(asked) >= (not path.name.startswith("00"))
    import falsematch as fm

    for code, (check, function) in zip(solutions, asked, strict=True):
        from itertools import combinations

        names = {"np": np, "fm": fm, "combinations": combinations}
        exec(code, names)  # the course's own text
        verdict = getattr(checks, check)(names[function])
        assert verdict.ok, f"{check}: {verdict.message}"


@pytest.mark.parametrize("path", LESSONS, ids=cell_id)
def test_lesson_runs_offline_within_time_and_memory(path, prepared_people, tmp_path, capsys):
    notebook = read(path)
    for code, place in ((NO_NETWORK, 0), (COUNT, len(notebook.cells) + 1)):
        notebook.cells.insert(place, nbformat.v4.new_code_cell(code))
    started = time.perf_counter()
    NotebookClient(
        notebook, timeout=MOST_SECONDS * 3, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    seconds = time.perf_counter() - started
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    noise = [out["text"] for out in outputs if out.get("name") == "stderr"]
    assert not noise, f"a learner would see this warning: {noise}"
    kilobytes, worked = map(float, outputs[-1]["text"].split())
    peak = kilobytes * 1024
    with capsys.disabled():
        print(f"\n{path.name}: {seconds:.0f} s, {worked:.0f} s of processors, {peak / 1e6:.0f} MB")
    assert peak < MOST_BYTES
    assert worked < MOST_SECONDS


def test_lessons_draw_only_with_pictures_that_have_a_description():
    for path in LESSONS:
        source = "\n".join(c.source for c in read(path).cells if c.cell_type == "code")
        assert "plt." not in source
        assert "sns." not in source
