"""What `pip install falsematch` gives: the wheel, in an empty environment, without git or make."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import ROOT

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
#: A kernel of another Python, of the name that notebooks ask for: it must not be taken.
DECOY = {
    "argv": ["/nowhere/python", "{connection_file}"],
    "display_name": "x",
    "language": "python",
}

needs_bubblewrap = pytest.mark.skipif(
    not shutil.which("bwrap"), reason="no bwrap here: apt-get install bubblewrap"
)


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (path,) = folder.glob("falsematch-*.whl")
    return path


def test_the_wheel_carries_the_course_and_no_solution(wheel):
    with zipfile.ZipFile(wheel) as archive:
        carried = {name: archive.read(name) for name in archive.namelist()}
    tracked = run("git", "ls-files", "-z", "lessons", "exercises", "data", cwd=ROOT)
    for name in filter(None, tracked.split("\0")):
        assert carried[f"falsematch/course/{name}"] == (ROOT / name).read_bytes()
    modules = run("git", "ls-files", "-z", "falsematch", cwd=ROOT)
    assert {*filter(None, modules.split("\0"))} <= carried.keys()
    assert not [name for name in carried if "solution" in name or name.endswith(".pyc")]
    assert not any(
        b"BEGIN HIDDEN TESTS" in data for name, data in carried.items() if "course" in name
    )


def pythons():
    """The Pythons to try: the running one, and when asked to be thorough all that are here.

    The weekly run makes each of them the running one; on a machine that has several, set
    FALSEMATCH_THOROUGH=1 to try them in one run, which takes minutes for each.
    """
    found = {RUNNING: sys.executable}
    for version in ("3.11", "3.12", "3.13") if os.environ.get("FALSEMATCH_THOROUGH") else ():
        places = [*Path.home().glob(f".pyenv/versions/{version}.*/bin/python")]
        other = next(map(str, places), shutil.which(f"python{version}"))
        if other:
            found.setdefault(version, other)
    return found


@pytest.fixture(scope="session", params=sorted(pythons()))
def installed(request, wheel, tmp_path_factory):
    """The wheel with what it needs in an environment of its own; yields version and folder.

    uv takes packages from its cache, which outlives the run, so only the first run downloads.
    """
    version = request.param
    folder = tmp_path_factory.mktemp(f"python-{version}") / "env"
    uv = (sys.executable, "-m", "uv")
    run(*uv, "venv", "--python", pythons()[version], str(folder))
    lock = str(ROOT / "requirements.lock")
    # The wheel says what a learner needs; the lock says in which version, with its hash.
    run(*uv, "pip", "install", "--python", str(folder / "bin" / "python"), "--constraints", lock,
        "--build-constraints", lock, str(wheel))  # fmt: skip
    yield version, folder
    shutil.rmtree(folder)


@pytest.fixture
def learner(installed, tmp_path):
    """A learner's machine: the environment's programs and no other, and an empty home folder."""
    _, folder = installed
    decoy = tmp_path / "other" / "kernels" / "python3" / "kernel.json"
    decoy.parent.mkdir(parents=True)
    decoy.write_text(json.dumps(DECOY), encoding="utf-8")
    (tmp_path / "home").mkdir()
    return {
        "HOME": str(tmp_path / "home"),
        "PATH": str(folder / "bin"),
        "JUPYTER_PATH": str(tmp_path / "other"),
        "LANG": "C.UTF-8",
    }


def offline(*command, **options):
    """Run where nothing but the loopback address can be reached; its last line, read as JSON."""
    return json.loads(run(shutil.which("bwrap"), "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent",
                          *command, **options).splitlines()[-1])  # fmt: skip


def test_there_is_no_git_and_no_make(learner):
    for program in ("git", "make", "sh"):
        assert shutil.which(program, path=learner["PATH"]) is None


def test_the_course_comes_from_the_wheel(installed, learner, tmp_path):
    _, folder = installed
    code = "import falsematch; from falsematch import constants; print(constants.COURSE)"
    told = run(str(folder / "bin" / "python"), "-c", code, cwd=tmp_path, env=learner)
    assert Path(told.strip()).is_relative_to(folder)
    told = run(str(folder / "bin" / "falsematch"), "--help", cwd=tmp_path, env=learner)
    assert "falsematch lab" in told


@needs_bubblewrap
def test_the_lab_opens_and_lessons_run_without_a_network(installed, learner, tmp_path, screenshots):
    """In a browser, as a learner sees it; on the other Pythons lesson 01 alone, by its kernel."""
    version, folder = installed
    program, where = str(folder / "bin" / "falsematch"), tmp_path / "a learner's folder é"
    where.mkdir()
    if version != RUNNING:
        told = offline(str(folder / "bin" / "python"), "-c", _LESSON_ALONE, cwd=where, env=learner)
        assert told["outputs"] > 10 and told["trouble"] == []
        assert told["python"] == version
        return
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here; on Debian: sudo apt-get install chromium")
    shown, browser = tmp_path / "shown", tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho \"$1\" >'{shown}'\n", encoding="utf-8")
    browser.chmod(0o755)
    # Cells out of sight stay in the page, so that the test sees their outputs.
    settings = tmp_path / "settings" / "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}', encoding="utf-8")
    lessons = sorted(path.name for path in (ROOT / "lessons").glob("0[123]-*.ipynb"))
    orders = {
        "command": [program, "lab"],
        "folder": str(where),
        "environment": learner
        | {"BROWSER": f"{browser} %s", "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings")},
        "shown": str(shown),
        "log": str(tmp_path / "lab.log"),
        "chromium": chromium,
        "screenshot": str(screenshots / "falsematch-lab.png"),
        "lessons": lessons,
    }
    walk = str(ROOT / "tests" / "support" / "offline_learner.py")
    seen = offline(sys.executable, walk, json.dumps(orders))
    assert seen["network"] is False
    assert seen["notices"] == [] and seen["elsewhere"] == []
    assert [*seen["lessons"]] == lessons
    for lesson, one in seen["lessons"].items():
        assert one["trouble"] == [], lesson
        assert one["pictures"] > 0, lesson
    assert (where / "false-match" / "lessons" / lessons[0]).is_file()


#: Lays the course out and runs lesson 01 as a notebook, by the kernel of this Python.
_LESSON_ALONE = """
import json, os, sys
from pathlib import Path
import nbformat
from nbclient import NotebookClient
from falsematch import learner_folder

del os.environ["JUPYTER_PATH"]
learner_folder.lay_out(Path("false-match"))
(path,) = Path("false-match/lessons").glob("01-*.ipynb")
lesson = nbformat.read(path, as_version=4)
lesson.cells.append(nbformat.v4.new_code_cell("import sys; print(sys.prefix)"))
NotebookClient(lesson, timeout=600, resources={"metadata": {"path": str(path.parent)}}).execute()
shown = [out for cell in lesson.cells for out in cell.get("outputs", [])]
assert shown[-1]["text"].strip() == sys.prefix
trouble = [out["text"] for out in shown if out.get("name") == "stderr"]
print(json.dumps({"outputs": len(shown), "trouble": trouble,
                  "python": "%d.%d" % sys.version_info[:2]}))
"""
