"""The course laid out in a learner's folder: whole, up to date, and never over their work."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tomllib

import nbformat
import pytest
from support import ROOT

from falsematch import constants, lab, learner_folder
from falsematch.__main__ import main

LESSON = "lessons/01-build-a-matcher.ipynb"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of four files, in place of ours."""
    folder = tmp_path / "inside" / "course"
    for name in (LESSON, "exercises/ps1/ps1.ipynb", "data/facts/README.md", "guide/glossary.md",
                 "guide/model-card.md"):  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"first {name}\n", encoding="utf-8")
    monkeypatch.setattr(constants, "COURSE", folder)
    return folder


@pytest.fixture
def mine(tmp_path):
    """Where the learner wants it: with a blank, and a letter that is not of ASCII."""
    return tmp_path / "my course é"


def held(folder):
    """Every file of a folder but the record, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != learner_folder.RECORD
    }


def new_version(course, text="second\n"):
    (course / LESSON).write_text(text, encoding="utf-8")


def test_everything_is_laid_out_and_the_second_time_nothing_happens(course, mine):
    assert learner_folder.lay_out(mine, "1").lines() == []
    assert held(mine) == held(course)
    before = {path: path.stat().st_mtime_ns for path in mine.rglob("*.ipynb")}
    assert learner_folder.lay_out(mine, "1").lines() == []
    assert before == {path: path.stat().st_mtime_ns for path in mine.rglob("*.ipynb")}


def test_a_newer_file_replaces_one_that_was_left_as_it_was(course, mine):
    learner_folder.lay_out(mine, "1")
    new_version(course)
    told = learner_folder.lay_out(mine, "2")
    assert held(mine) == held(course)
    assert told.updated == [LESSON]
    assert LESSON in "\n".join(told.lines())


def notebook(code, **ran):
    cell = nbformat.v4.new_code_cell(code, id="one", **ran)
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))


@pytest.mark.parametrize("code", ["1 + 1", "1 + 2"])
def test_a_notebook_that_was_only_run_is_not_changed(course, mine, code):
    """JupyterLab saves a notebook when it is opened and run, with outputs."""
    new_version(course, notebook("1 + 1"))
    learner_folder.lay_out(mine, "1")
    output = nbformat.v4.new_output("stream", text="3")
    kept = notebook(code, execution_count=1, outputs=[output])
    (mine / LESSON).write_text(kept, encoding="utf-8")
    assert learner_folder.lay_out(mine, "1").lines() == []
    assert held(mine)[LESSON] == kept

    new_version(course, notebook("1 + 1  # better"))
    told = learner_folder.lay_out(mine, "2")
    assert (told.updated == [LESSON]) == (code == "1 + 1")
    assert (LESSON in told.beside) == (code == "1 + 2")
    assert held(mine)[LESSON] == (kept if LESSON in told.beside else notebook("1 + 1  # better"))


def test_a_newer_file_goes_beside_one_that_was_changed(course, mine):
    learner_folder.lay_out(mine, "1")
    (mine / LESSON).write_text("my work", encoding="utf-8")
    assert learner_folder.lay_out(mine, "1").lines() == []  # nothing newer: nothing to say

    new_version(course)
    told = learner_folder.lay_out(mine, "0.2")
    beside = "lessons/01-build-a-matcher (new in 0.2).ipynb"
    assert told.beside == {LESSON: beside}
    assert held(mine)[LESSON] == "my work"
    assert held(mine)[beside] == "second\n"
    (line,) = told.lines()
    assert LESSON in line and beside in line

    # Said once; and a copy that the learner threw away stays away.
    (mine / beside).unlink()
    assert learner_folder.lay_out(mine, "0.2").lines() == []
    assert beside not in held(mine)

    # The next version goes beside it again.
    new_version(course, "third\n")
    assert learner_folder.lay_out(mine, "0.3").beside == {LESSON: beside.replace("0.2", "0.3")}
    assert held(mine)[LESSON] == "my work"


def test_a_copy_beside_is_never_written_over_either(course, mine):
    learner_folder.lay_out(mine, "1")
    beside = mine / "lessons" / "01-build-a-matcher (new in 2).ipynb"
    for path in (mine / LESSON, beside):
        path.write_text(f"work in {path.name}", encoding="utf-8")
    new_version(course)
    told = learner_folder.lay_out(mine, "2")
    assert told.beside == {LESSON: "lessons/01-build-a-matcher (new in 2, 2).ipynb"}
    assert beside.read_text(encoding="utf-8") == f"work in {beside.name}"
    assert held(mine)[told.beside[LESSON]] == "second\n"


def test_a_file_that_is_gone_comes_back_and_what_the_learner_added_stays(course, mine):
    learner_folder.lay_out(mine, "1")
    (mine / LESSON).rename(mine / "lessons" / "01 mine.ipynb")
    (mine / "notes.txt").write_text("mine", encoding="utf-8")
    told = learner_folder.lay_out(mine, "1")
    assert told.put_back == [LESSON]
    assert held(mine) == held(course) | {
        "lessons/01 mine.ipynb": f"first {LESSON}\n",
        "notes.txt": "mine",
    }


def test_a_damaged_record_loses_nothing(course, mine):
    learner_folder.lay_out(mine, "1")
    (mine / LESSON).write_text("my work", encoding="utf-8")
    for damaged in ("", "[]", '{"files": 3}', "{}"):
        (mine / learner_folder.RECORD).write_text(damaged, encoding="utf-8")
        learner_folder.lay_out(mine, "1")
        assert held(mine)[LESSON] == "my work"


@pytest.mark.parametrize("files_written", range(7))
def test_a_lay_out_that_is_broken_off_leaves_whole_files_and_goes_on(
    course, mine, monkeypatch, files_written
):
    """Stopped between any two files, in the middle of writing the next one."""
    real, written = os.replace, []

    def broken_off(source, target):
        if len(written) == files_written:
            raise KeyboardInterrupt
        written.append(target)
        real(source, target)

    monkeypatch.setattr(os, "replace", broken_off)
    with pytest.raises(KeyboardInterrupt):
        learner_folder.lay_out(mine, "1")
    assert held(mine).items() <= held(course).items()
    monkeypatch.setattr(os, "replace", real)
    assert learner_folder.lay_out(mine, "1").beside == {}
    assert held(mine) == held(course)


def test_another_folder_is_left_alone(course, mine, capsys):
    mine.mkdir()
    (mine / "taxes.txt").touch()
    assert main(["lab", str(mine)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"falsematch lab: {mine} holds something else")
    assert held(mine) == {"taxes.txt": ""}


def test_a_file_is_no_folder(course, mine, capsys):
    mine.touch()
    assert main(["lab", str(mine)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{mine} is a file" in line


def test_a_folder_that_cannot_be_written_is_one_line(course, mine, capsys, monkeypatch):
    """As on a full disk: root may write anywhere, so the fault is made."""

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(learner_folder, "write_whole", full)
    assert main(["lab", str(mine)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "No space left on device" in line and "falsematch lab FOLDER" in line


def test_a_folder_in_a_files_place_is_one_line(course, mine, capsys):
    (mine / LESSON).mkdir(parents=True)
    (mine / learner_folder.RECORD).write_text('{"files": {}}', encoding="utf-8")
    assert main(["lab", str(mine)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert LESSON in line


def test_a_port_that_is_taken_is_told_before_anything_is_laid_out(course, mine, capsys):
    with socket.create_server(("localhost", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["lab", str(mine), "--port", str(port)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert f"Port {port} cannot be used" in line
    assert not mine.exists()


# --- which folder --------------------------------------------------------------------------


def test_a_clone_is_used_as_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # from elsewhere, the clone that was installed
    assert learner_folder.folder_here() == ROOT
    clone = tmp_path / "clone"
    (clone / "falsematch").mkdir(parents=True)
    (clone / "lessons").mkdir()
    shutil.copy(ROOT / "falsematch" / "lab.py", clone / "falsematch")
    monkeypatch.chdir(clone)
    assert learner_folder.folder_here() == clone
    opened = []
    monkeypatch.setattr(lab, "_run_jupyterlab", lambda *arguments: opened.append(arguments))
    assert main(["lab"]) == 0
    assert opened == [(clone, None, True)]
    assert not (clone / learner_folder.RECORD).exists()


def test_a_wheel_lays_out_below_and_finds_its_folder_again(course, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    opened = []
    monkeypatch.setattr(lab, "_run_jupyterlab", lambda *arguments: opened.append(arguments))
    assert main(["lab"]) == 0
    monkeypatch.chdir(tmp_path / learner_folder.FOLDER)
    assert main(["lab", "--no-browser"]) == 0
    assert opened == [
        (tmp_path / "false-match", None, True),
        (tmp_path / "false-match", None, False),
    ]
    assert not (tmp_path / "false-match" / "false-match").exists()


# --- the real course -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("laid-out") / "course"
    learner_folder.lay_out(folder)
    return folder


def test_each_link_of_what_is_laid_out_leads_somewhere(laid_out):
    pages = [*laid_out.rglob("*.ipynb"), *laid_out.rglob("*.md")]
    assert len(pages) > 30
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if page.suffix == ".ipynb":
            cells = nbformat.reads(text, as_version=4)["cells"]
            text = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
        for address in re.findall(r"\]\(([^)\s#]+)", text):
            if not address.startswith(("https://", "http://")):
                assert (page.parent / address).exists(), f"{page.relative_to(laid_out)}: {address}"


def test_solutions_are_not_laid_out_but_the_exercises_say_where_they_are(laid_out):
    assert not (laid_out / "solutions").exists()
    text = (laid_out / "exercises" / "ps3" / "ps3.ipynb").read_text(encoding="utf-8")
    with (ROOT / "pyproject.toml").open("rb") as file:
        repository = tomllib.load(file)["project"]["urls"]["Repository"]
    assert f"]({repository}/blob/main/solutions/ps3/ps3.ipynb)" in text


def test_the_wheel_carries_what_is_laid_out():
    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["only-include"] == ["falsematch", *learner_folder.PARTS]
    assert wheel["sources"] == {
        part: f"falsematch/course/{part}" for part in ("lessons", "exercises", "data", "guide")
    }
