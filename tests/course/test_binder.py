"""Binder's build, as repo2docker itself prepares it, and a rehearsal of what an engine then does."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from repo2docker.app import Repo2Docker
from repo2docker.buildpacks import CondaBuildPack
from support import ROOT

LOCKS = ["requirements.lock", "requirements-build.lock"]
READ_BY_BINDER = ["binder", "environment.yml", *LOCKS, "pyproject.toml"]


class Engine:
    """Keeps the build context that a container engine would get."""

    def build(self, fileobj, **_):
        self.context = fileobj
        yield


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """The first build pack that wants a copy of what Binder reads."""
    for name in READ_BY_BINDER:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name, **({"symlinks": True} if name == "binder" else {}))
    monkeypatch.chdir(tmp_path)
    app = Repo2Docker()
    packs = (kind(app.base_image) for kind in app.buildpacks)
    found = next(pack for pack in packs if pack.detect())
    found.platform = "linux/amd64"
    return found


@pytest.fixture
def context(pack, tmp_path_factory):
    """The unpacked build context: the Dockerfile, and the repository in src/."""
    engine = Engine()
    list(pack.build(engine, "falsematch", 0, {"NB_UID": "1000"}, [], {}))
    folder = tmp_path_factory.mktemp("context")
    with tarfile.open(fileobj=engine.context) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_conda_builds_python_3_11_from_our_environment(pack):
    assert type(pack) is CondaBuildPack
    assert pack.environment_yaml_path == "binder/environment.yml"
    assert pack.environment_yaml["dependencies"][0] == "python=3.11"
    assert pack.python_version == "3.11"


def test_binder_reads_the_same_files_as_everyone(context):
    for name in ["environment.yml", "requirements.lock"]:
        assert (context / "src" / "binder" / name).read_text() == (ROOT / name).read_text()


def test_the_lock_is_there_before_pip_wants_it(pack, context):
    dockerfile = (context / "Dockerfile").read_text()
    copied = dockerfile.index("src/ ${REPO_DIR}/")
    made = dockerfile.index('env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"')
    post_build = dockerfile.index("RUN ./binder/postBuild")
    assert copied < made < post_build

    # conda and mamba run pip on a copy of the pip section beside the file they were given, and
    # pip looks for `-r` from there.
    pip_section = pack.environment_yaml["dependencies"][-1]["pip"]
    assert pip_section[0] == "--require-hashes"
    lock = re.fullmatch(r"-r (\S+)", pip_section[1]).group(1)
    assert (context / "src" / "binder" / lock).is_file()
    # Where pip then looks for another file, it would look from binder/, too.
    assert not re.search("^-r", (context / "src" / "binder" / lock).read_text(), re.M)


def test_post_build_can_run():
    post_build = ROOT / "binder" / "postBuild"
    assert os.access(post_build, os.X_OK)
    assert post_build.read_bytes().startswith(b"#!/usr/bin/env bash\n")


#: Runs where nothing but the loopback address can be reached: where does whoever follows the link
#: land, and does a lesson that needs the matcher run?
_OFFLINE = """
import json, socket, subprocess, sys, time, urllib.request
import nbformat
from nbclient import NotebookClient

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
command = json.loads(sys.argv[1]) + [f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
for _ in range(1200):
    try:
        landed = urllib.request.urlopen(f"http://127.0.0.1:{port}/").geturl()
        break
    except OSError:
        time.sleep(0.5)
lesson = nbformat.read("lessons/01-build-a-matcher.ipynb", as_version=4)
NotebookClient(lesson, resources={"metadata": {"path": "lessons"}}).execute()
server.terminate()
shown = [out for cell in lesson.cells for out in cell.get("outputs", [])]
try:
    socket.create_connection(("1.1.1.1", 80), 5)
    network = True
except OSError:
    network = False
print(json.dumps({"landed": landed, "outputs": len(shown), "network": network}))
"""


@pytest.fixture
def downloads(tmp_path):
    """A cache for pip with all that it downloaded on this machine, and nothing that it built.

    Packages that come as source are so built as Binder builds them, each time.
    """
    asked = [sys.executable, "-m", "pip", "cache", "dir"]
    found = subprocess.run(asked, capture_output=True, text=True)
    cache = tmp_path / "pip"
    cache.mkdir()
    if found.returncode == 0:  # else this machine's pip keeps nothing
        folder = Path(found.stdout.strip())
        folder.mkdir(parents=True, exist_ok=True)
        for name in ["http", "http-v2"]:  # the latter since pip 23.3
            (folder / name).mkdir(exist_ok=True)
            (cache / name).symlink_to(folder / name)
    return cache


@pytest.mark.skipif(not shutil.which("bwrap"), reason="no bwrap here: apt-get install bubblewrap")
def test_the_start_is_rehearsed_from_an_empty_environment(
    pack, context, downloads, tmp_path_factory
):
    """What the Dockerfile does, in its order; only its conda is a venv of this Python."""
    home = tmp_path_factory.mktemp("binder") / "home"  # repo2docker copies the repository there
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, tracked.stdout.split("\0")):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, home / name, follow_symlinks=False)
    python = home.parent / "env" / "bin" / "python"
    keep = {
        k: v
        for k, v in os.environ.items()
        if k.lower().endswith("_proxy") or k[:3] in ("PIP", "SSL")
    }
    environment = keep | {"HOME": str(home), "PATH": f"{python.parent}:/usr/bin:/bin"}
    environment["PIP_CACHE_DIR"] = str(downloads)
    # Python compiles what it loads, a small part. (pip reads "no" as: no, do not compile.)
    environment["PIP_NO_COMPILE"] = "no"

    def run(*command, where=home):
        done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    run(sys.executable, "-m", "venv", str(python.parent.parent), where=home.parent)
    for line in pack.environment_yaml["dependencies"][-1]["pip"]:
        options = line.split()
        if options[0] == "-r":
            run("python", "-m", "pip", "install", "--quiet", "--require-hashes", *options,
                where=home / "binder")  # fmt: skip

    there = run("python", "-m", "pip", "list", "--format=freeze").lower()
    assert "jupyterlab==" in there and "nbgrader==" in there
    assert not re.search("^(jupyterhub|distributed|sphinx|playwright|hatchling)==", there, re.M)

    dockerfile = (context / "Dockerfile").read_text()
    after = dockerfile[dockerfile.index("env update") :]
    steps = re.findall(r"^RUN ((?:chmod|\./binder).*)$", after, re.M)
    assert steps[-1] == "./binder/postBuild"
    for step in steps:
        run("bash", "-c", step)

    start = re.search(r"^CMD (\[.*\])$", dockerfile, re.M)[1]
    said = run("bwrap", "--dev-bind", "/", "/", "--unshare-net", "python", "-c", _OFFLINE, start)
    told = json.loads(said.splitlines()[-1])
    assert urlsplit(told["landed"]).path == "/lab/tree/lessons/00-the-letter.ipynb"
    assert told["outputs"] > 10 and told["network"] is False
