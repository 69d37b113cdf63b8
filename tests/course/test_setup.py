"""The set-up script, run for real on a tiny project, and the files that must agree with it."""

import ast
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
import zipfile
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from ruamel.yaml import YAML
from support import ROOT

SETUP = ROOT / "scripts" / "setup.py"

# --- a project that sets up in seconds, from wheels beside it -----------------------


def write_wheel(folder, name, version):
    """A wheel with one empty module; returns its file name."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [
        f"{file},sha256={urlsafe_b64encode(sha256(text.encode()).digest()).decode().rstrip('=')},"
        for file, text in files.items()
    ]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,"]) + "\n"
    wheel = f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder) / wheel, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return wheel


def write_lock(project, lock, adds_to=(), **versions):
    lines = [f"-r {name}\n" for name in adds_to]
    for name, version in versions.items():
        wheel = project / "wheels" / write_wheel(project / "wheels", name, version)
        digest = sha256(wheel.read_bytes()).hexdigest()
        lines.append(f"{name}=={version} \\\n    --hash=sha256:{digest}\n")
    (project / lock).write_text("".join(lines))


def write_project(folder):
    (folder / "scripts").mkdir()
    (folder / "wheels").mkdir()
    shutil.copy(SETUP, folder / "scripts")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    wheel = write_wheel(folder, "course", "1")
    (folder / "backend.py").write_text(
        "import shutil\n"
        "import hammer  # a tool of the installation, which no group has\n\n"
        "def build_editable(folder, config_settings=None, metadata_directory=None):\n"
        f"    return shutil.copy({wheel!r}, folder) and {wheel!r}\n"
    )
    # The real lock's setuptools goes in first, so the tiny lock has one too.
    write_lock(folder, "requirements.lock", setuptools="900", tiny="1")
    write_lock(folder, "requirements-build.lock", hammer="1")
    write_lock(folder, "requirements-teach.lock", ["requirements.lock"], chalk="1")
    write_lock(folder, "requirements-dev.lock", ["requirements-teach.lock"], lathe="1")
    return folder


@pytest.fixture
def project(tmp_path):
    """A project without `.venv`."""
    return write_project(tmp_path)


@pytest.fixture(scope="module")
def first_set_up(tmp_path_factory):
    project = write_project(tmp_path_factory.mktemp("first"))
    return project, set_up(project)


@pytest.fixture
def learners_project(first_set_up, tmp_path):
    """A project with the learner group: a copy, which is told where it is, to save a set-up."""
    first, result = first_set_up
    assert_done(result)
    project = tmp_path / "project"
    shutil.copytree(first, project, symlinks=True)
    stamp(project).write_text(stamp(project).read_text().replace(str(first), str(project)))
    return project


def environment(project, **changes):
    """No setting of this machine's pip, and no index but the project's own wheels."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
    own = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(project / "wheels"),
    }
    return kept | own | changes


def set_up(project, *group, before="", **changes):
    """Run the script, after the statements in `before`, which stand for another machine."""
    script = project / "scripts" / "setup.py"
    code = f"{before}\nimport runpy\nrunpy.run_path({str(script)!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code, *group],
        env=environment(project, **changes),
        capture_output=True,
        text=True,
        start_new_session=True,
    )


def assert_done(result):
    assert result.returncode == 0, result.stdout + result.stderr


def assert_nothing_to_do(result):
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def installed(project, name):
    found = list(project.glob(f".venv/lib/python*/site-packages/{name}-*.dist-info"))
    return [path.name.split("-")[1].removesuffix(".dist") for path in found]


def stamp(project):
    return project / ".venv" / "setup.json"


def assert_stops_with_one_line(result, *words):
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr


# --- what stops it --------------------------------------------------------------------


def test_an_old_python_can_read_the_script():
    ast.parse(SETUP.read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_a_wrong_python_is_named(project, version):
    other = f"import sys; sys.version_info = ({version[0]}, {version[1]}, 0)"
    result = set_up(project, before=other)
    found = f"Python {version[0]}.{version[1]}"
    assert_stops_with_one_line(result, "3.11, 3.12 or 3.13", found, "make lab PYTHON=python3.12")
    assert not (project / ".venv").exists()


def free_disk(gigabytes):
    free = "import collections, shutil; U = collections.namedtuple('U', 'free')"
    return f"{free}; shutil.disk_usage = lambda path: U({gigabytes} * 1e9)"


@pytest.mark.parametrize("group, needed", [("learner", "2.5 GB"), ("dev", "3 GB")])
def test_a_full_disk_is_named(project, group, needed):
    result = set_up(project, group, before=free_disk(1.2))
    assert_stops_with_one_line(result, f"needs {needed}", "1.2 GB", str(project))


def test_adding_a_group_needs_less_of_the_disk_and_loses_nothing_on_a_full_one(learners_project):
    project = learners_project
    result = set_up(project, "dev", before=free_disk(0.4))
    assert_stops_with_one_line(result, "needs 1 GB", "0.4 GB")
    assert_nothing_to_do(set_up(project))
    assert_done(set_up(project, "dev", before=free_disk(1.2)))


def test_a_group_that_there_is_not_is_named(project):
    assert_stops_with_one_line(set_up(project, "teacher"), "'teacher'", "learner, teach, dev")


def test_a_missing_venv_module_is_named(project):
    result = set_up(project, before="import sys; sys.modules['ensurepip'] = None")
    assert_stops_with_one_line(result, "sudo apt-get install python3-venv")


def test_without_a_network_it_stops_and_the_next_run_finishes(project):
    unreachable = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    result = set_up(project, PIP_FIND_LINKS="", **unreachable)
    log = project / ".venv" / "setup.log"
    assert_stops_with_one_line(result, "network", "setuptools==900", str(log))
    assert "127.0.0.1" in log.read_text()
    assert not stamp(project).exists()

    assert_done(set_up(project))
    assert stamp(project).exists()


def test_a_tampered_package_is_refused(project):
    lock = project / "requirements.lock"
    lock.write_text(re.sub(r"[0-9a-f]{64}\n$", "0" * 64 + "\n", lock.read_text()))
    assert_stops_with_one_line(set_up(project), "pip failed")
    assert installed(project, "tiny") == []
    assert not stamp(project).exists()


# --- what it makes --------------------------------------------------------------------


def test_it_installs_once_and_again_when_the_lock_changes(learners_project):
    project = learners_project
    assert installed(project, "tiny") == ["1"]
    assert installed(project, "course") == ["1"]
    assert installed(project, "chalk") == installed(project, "lathe") == []
    assert installed(project, "hammer") == []  # a learner's packages are those that run

    assert_nothing_to_do(set_up(project))

    write_lock(project, "requirements.lock", setuptools="900", other="2")
    assert_done(set_up(project))
    assert installed(project, "other") == ["2"]
    assert installed(project, "tiny") == []

    # A new setting in pyproject.toml needs no new packages.
    log = project / ".venv" / "setup.log"
    before = log.read_text()
    with (project / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    assert_done(set_up(project))
    assert "other" not in log.read_text().removeprefix(before)

    # An unsupported Python may use what a supported one made.
    assert_nothing_to_do(set_up(project, before="import sys; sys.version_info = (3, 10, 0)"))


def test_a_larger_group_adds_and_a_smaller_one_takes_nothing_away(learners_project):
    project = learners_project
    (project / ".venv" / "left-over").touch()
    log = project / ".venv" / "setup.log"
    before = log.read_text()
    # Even an unsupported Python may add: that of the environment does it.
    added = set_up(project, "teach", before="import sys; sys.version_info = (3, 10, 0)")
    assert_done(added)
    assert "Adding 1 packages" in added.stdout
    assert installed(project, "chalk") == ["1"] and installed(project, "lathe") == []
    assert "already satisfied: tiny==1" in log.read_text().removeprefix(before)

    assert_done(set_up(project, "dev"))
    for group in ([], ["learner"], ["teach"], ["dev"]):
        assert_nothing_to_do(set_up(project, *group))
    assert (project / ".venv" / "left-over").exists()
    assert installed(project, "tiny") == installed(project, "lathe") == ["1"]


def test_a_learner_does_not_wait_for_a_new_lock_of_a_larger_group(project):
    assert_done(set_up(project, "dev"))
    write_lock(project, "requirements-dev.lock", ["requirements-teach.lock"], lathe="2")
    assert_nothing_to_do(set_up(project))
    assert_nothing_to_do(set_up(project, "teach"))

    # A new setting neither takes the old packages of the larger group away nor calls them new.
    with (project / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    assert_done(set_up(project))
    assert installed(project, "lathe") == ["1"]
    assert_done(set_up(project, "dev"))
    assert installed(project, "lathe") == ["2"]


def test_an_environment_that_is_made_anew_has_the_groups_that_it_had(project):
    assert_done(set_up(project, "dev"))
    write_lock(project, "requirements.lock", setuptools="900", tiny="2")
    assert_done(set_up(project))
    assert installed(project, "tiny") == ["2"]
    assert installed(project, "chalk") == installed(project, "lathe") == ["1"]


def test_when_adding_fails_what_was_there_still_works(learners_project):
    project = learners_project
    (project / ".venv" / "left-over").touch()
    lock = project / "requirements-dev.lock"
    right = lock.read_text()
    lock.write_text(re.sub(r"[0-9a-f]{64}\n$", "0" * 64 + "\n", right))
    assert_stops_with_one_line(set_up(project, "dev"), "pip failed", "before still works")
    assert_nothing_to_do(set_up(project))
    assert installed(project, "lathe") == []

    lock.write_text(right)
    assert_done(set_up(project, "dev"))
    assert installed(project, "lathe") == ["1"]
    assert (project / ".venv" / "left-over").exists()


def test_killed_while_adding_it_starts_again_and_learners_go_on(learners_project):
    project = learners_project
    (project / ".venv" / "left-over").touch()
    killed = set_up(
        project,
        "dev",
        # pip says that it installs from here on, and the script takes a note.
        before="""
import os, pathlib, signal
write = pathlib.Path.write_text
def write_and_die(path, text, *more):
    write(path, text, *more)
    if "adding" in text:
        os.killpg(os.getpid(), signal.SIGKILL)
pathlib.Path.write_text = write_and_die
""",
    )
    assert killed.returncode == -signal.SIGKILL
    assert_nothing_to_do(set_up(project))

    assert_done(set_up(project, "dev"))
    assert installed(project, "lathe") == ["1"]
    assert not (project / ".venv" / "left-over").exists()


def test_the_course_that_could_not_be_installed_is_tried_again(project):
    assert_done(set_up(project, "dev"))
    (project / ".venv" / "left-over").touch()
    settings = project / "pyproject.toml"
    right = settings.read_text()
    settings.write_text(right.replace('"backend"', '"nothing"'))
    assert_stops_with_one_line(set_up(project), "pip failed")

    settings.write_text(right)
    assert_done(set_up(project))
    assert (project / ".venv" / "left-over").exists()


def test_an_environment_of_another_python_is_made_anew(learners_project):
    project = learners_project
    made = json.loads(stamp(project).read_text())
    stamp(project).write_text(
        json.dumps(made | {"python": [3, 11 if made["python"][1] != 11 else 12]})
    )
    left_over = project / ".venv" / "left-over"
    left_over.touch()
    assert_done(set_up(project))
    assert not left_over.exists()
    assert json.loads(stamp(project).read_text()) == made


def test_a_killed_set_up_is_done_again(project):
    with socket.create_server(("127.0.0.1", 0)) as never_answers:
        index = f"http://127.0.0.1:{never_answers.getsockname()[1]}/"
        process = subprocess.Popen(
            [sys.executable, str(project / "scripts" / "setup.py")],
            env=environment(project, PIP_NO_INDEX="0", PIP_INDEX_URL=index, PIP_FIND_LINKS=""),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        never_answers.settimeout(60)
        never_answers.accept()[0].close()  # pip has begun
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    (project / ".venv" / "left-over").touch()
    assert not stamp(project).exists()

    assert_done(set_up(project))
    assert installed(project, "tiny") == ["1"]
    assert not (project / ".venv" / "left-over").exists()


# --- files that must agree ---------------------------------------------------------------


def test_everything_agrees_on_python():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    supported = SpecifierSet(project["requires-python"])
    minors = [f"3.{minor}" for minor in range(6, 20) if f"3.{minor}.5" in supported]
    script = SETUP.read_text()
    assert f"OLDEST, NEWEST = (3, {minors[0][2:]}), (3, {minors[-1][2:]})" in script
    assert f"{', '.join(minors[:-1])} or {minors[-1]}" in script

    conda = YAML().load(ROOT / "environment.yml")["dependencies"]
    assert conda[0] == f"python={minors[0]}"
    assert f'"--python-version", "{minors[0]}"' in (ROOT / "scripts" / "lock.py").read_text()
    weekly = YAML().load(ROOT / ".github" / "workflows" / "weekly.yml")
    assert weekly["jobs"]["check"]["strategy"]["matrix"]["python"] == minors
