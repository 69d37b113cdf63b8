"""Binder's build, as repo2docker itself prepares it, up to the point where an engine takes over."""

import os
import re
import shutil
import tarfile
from pathlib import Path

import pytest
from repo2docker.app import Repo2Docker
from repo2docker.buildpacks import CondaBuildPack

ROOT = Path(__file__).resolve().parent.parent
READ_BY_BINDER = ["binder", "environment.yml", "requirements.lock", "pyproject.toml"]


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


def test_post_build_can_run():
    post_build = ROOT / "binder" / "postBuild"
    assert os.access(post_build, os.X_OK)
    assert post_build.read_bytes().startswith(b"#!/usr/bin/env bash\n")
