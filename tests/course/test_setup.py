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
import time
import tomllib
import zipfile
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
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


def write_lock(project, **versions):
    lines = []
    for name, version in versions.items():
        wheel = project / "wheels" / write_wheel(project / "wheels", name, version)
        digest = sha256(wheel.read_bytes()).hexdigest()
        lines.append(f"{name}=={version} \\\n    --hash=sha256:{digest}\n")
    (project / "requirements.lock").write_text("".join(lines))


@pytest.fixture
def project(tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "wheels").mkdir()
    shutil.copy(SETUP, tmp_path / "scripts")
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    wheel = write_wheel(tmp_path, "course", "1")
    (tmp_path / "backend.py").write_text(
        "import shutil\n\n"
        "def build_editable(folder, config_settings=None, metadata_directory=None):\n"
        f"    return shutil.copy({wheel!r}, folder) and {wheel!r}\n"
    )
    # The real lock's setuptools goes in first, so the tiny lock has one too.
    write_lock(tmp_path, setuptools="900", tiny="1")
    return tmp_path


def environment(project, **changes):
    """No setting of this machine's pip, and no index but the project's own wheels."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
    own = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(project / "wheels"),
    }
    return kept | own | changes


def set_up(project, before="", **changes):
    """Run the script, after the statements in `before`, which stand for another machine."""
    script = project / "scripts" / "setup.py"
    code = f"{before}\nimport runpy\nrunpy.run_path({str(script)!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment(project, **changes),
        capture_output=True,
        text=True,
    )


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
    result = set_up(project, f"import sys; sys.version_info = ({version[0]}, {version[1]}, 0)")
    found = f"Python {version[0]}.{version[1]}"
    assert_stops_with_one_line(result, "3.11, 3.12 or 3.13", found, "make lab PYTHON=python3.12")
    assert not (project / ".venv").exists()


def test_a_full_disk_is_named(project):
    free = "import collections, shutil; U = collections.namedtuple('U', 'free')"
    result = set_up(project, f"{free}; shutil.disk_usage = lambda path: U(1_200_000_000)")
    assert_stops_with_one_line(result, "needs 3 GB", "1.2 GB", str(project))


def test_a_missing_venv_module_is_named(project):
    result = set_up(project, "import sys; sys.modules['ensurepip'] = None")
    assert_stops_with_one_line(result, "sudo apt-get install python3-venv")


def test_without_a_network_it_stops_and_the_next_run_finishes(project):
    unreachable = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    result = set_up(project, PIP_FIND_LINKS="", **unreachable)
    log = project / ".venv" / "setup.log"
    assert_stops_with_one_line(result, "network", "setuptools==900", str(log))
    assert "127.0.0.1" in log.read_text()
    assert not stamp(project).exists()

    assert set_up(project).returncode == 0
    assert stamp(project).exists()


def test_a_tampered_package_is_refused(project):
    lock = project / "requirements.lock"
    lock.write_text(re.sub(r"[0-9a-f]{64}\n$", "0" * 64 + "\n", lock.read_text()))
    assert_stops_with_one_line(set_up(project), "pip failed")
    assert installed(project, "tiny") == []
    assert not stamp(project).exists()


# --- what it makes --------------------------------------------------------------------


def test_it_installs_once_and_again_when_the_lock_changes(project):
    result = set_up(project)
    assert result.returncode == 0, result.stderr
    assert installed(project, "tiny") == ["1"]
    assert installed(project, "course") == ["1"]

    start = time.monotonic()
    again = set_up(project)
    assert time.monotonic() - start < 1
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    write_lock(project, setuptools="900", other="2")
    assert set_up(project).returncode == 0
    assert installed(project, "other") == ["2"]
    assert installed(project, "tiny") == []

    # A new setting in pyproject.toml needs no new packages.
    log = project / ".venv" / "setup.log"
    before = log.read_text()
    with (project / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    assert set_up(project).returncode == 0
    assert "other" not in log.read_text().removeprefix(before)

    # An unsupported Python may use what a supported one made.
    old = set_up(project, "import sys; sys.version_info = (3, 10, 0)")
    assert (old.returncode, old.stderr) == (0, "")


def test_an_environment_of_another_python_is_made_anew(project):
    assert set_up(project).returncode == 0
    made = json.loads(stamp(project).read_text())
    stamp(project).write_text(
        json.dumps(made | {"python": [3, 11 if made["python"][1] != 11 else 12]})
    )
    left_over = project / ".venv" / "left-over"
    left_over.touch()
    assert set_up(project).returncode == 0
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

    assert set_up(project).returncode == 0
    assert installed(project, "tiny") == ["1"]
    assert not (project / ".venv" / "left-over").exists()


# --- files that must agree ---------------------------------------------------------------


def lock_entries():
    lock = (ROOT / "requirements.lock").read_text()
    return re.findall(r"^(\S.*(?:\n .*)*)", lock, re.MULTILINE)


def project_table():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_lock_holds_names_versions_and_hashes_only():
    line = re.compile(
        r"[a-z0-9-]+==[\w.+!]+( ; [\w '\".=!<>()]+)? \\"  # a name, a version, perhaps a condition
        r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert [text for text in lines if not line.fullmatch(text)] == []


def test_every_locked_package_has_one_version_and_a_hash():
    names = [re.match(r"[a-z0-9-]+", entry).group() for entry in lock_entries()]
    assert len(names) == len(set(names))
    assert all("--hash=sha256:" in entry for entry in lock_entries())


def test_every_dependency_is_locked_in_a_version_that_it_allows():
    locked = dict(re.match(r"([a-z0-9-]+)==(\S+)", entry).groups() for entry in lock_entries())
    needs = [Requirement(text) for text in project_table()["dependencies"]]
    assert needs
    for need in needs:
        assert need.specifier.contains(locked[canonicalize_name(need.name)]), need


def test_everything_agrees_on_python():
    supported = SpecifierSet(project_table()["requires-python"])
    minors = [f"3.{minor}" for minor in range(6, 20) if f"3.{minor}.5" in supported]
    script = SETUP.read_text()
    assert f"OLDEST, NEWEST = (3, {minors[0][2:]}), (3, {minors[-1][2:]})" in script
    assert f"{', '.join(minors[:-1])} or {minors[-1]}" in script

    conda = YAML().load(ROOT / "environment.yml")["dependencies"]
    assert conda[0] == f"python={minors[0]}"
    assert f"--python-version {minors[0]} " in (ROOT / "Makefile").read_text()
