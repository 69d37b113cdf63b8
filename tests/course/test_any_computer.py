"""Learners have Windows, too: what their code, files and names must not rely on."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from support import ROOT

from falsematch import constants, learner_folder, photos

#: What a learner's machine never runs: the grader needs Linux, tables are built by maintainers.
NOT_A_LEARNERS = ("grading", "build")
MODULES = sorted(
    path
    for path in (ROOT / "falsematch").rglob("*.py")
    if path.relative_to(ROOT / "falsematch").parts[0] not in NOT_A_LEARNERS
)
NOTEBOOKS = sorted([*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")])

POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    "os": {
        "chown", "chroot", "fork", "forkpty", "getegid", "geteuid", "getgid", "getloadavg",
        "getpgid", "getuid", "killpg", "mkfifo", "nice", "openpty", "register_at_fork",
        "sched_getaffinity", "sched_setaffinity", "setsid", "setuid", "statvfs", "uname", "wait",
    },
    "signal": {
        "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGTERM", "SIGUSR1", "SIGUSR2", "alarm",
        "pause", "pthread_kill", "setitimer",
    },
}  # fmt: skip
#: Windows knows but the read-only bit, and replaces no file that somebody has open: for
#: `falsematch.files.write_whole` alone, which knows.
ONLY_IN_FILES = {("os", "chmod"), ("os", "replace"), ("os", "rename")}
_POSIX_PATH = re.compile(r"/(tmp|dev|proc|usr|etc|home|var)(/|$)")


def findings(source: str, in_files: bool = False) -> list[str]:
    """What in a program holds on POSIX only, or depends on the machine's language."""
    found = []

    def visit(node: ast.AST, asked: frozenset[str]) -> None:
        if isinstance(node, ast.If | ast.IfExp | ast.BoolOp):
            asked |= {
                str(call.args[1].value)
                for call in ast.walk(node.test if hasattr(node, "test") else node)
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "hasattr"
            }
        found.extend(f"line {node.lineno}: {what}" for what in _wrong(node, asked, in_files))
        for child in ast.iter_child_nodes(node):
            visit(child, asked)

    visit(ast.parse(source), frozenset())
    return found


def _wrong(node: ast.AST, asked: frozenset[str], in_files: bool) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name in POSIX_MODULES]
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        return [node.module] * (node.module in POSIX_MODULES) + [
            name for name in names if _only_posix(*name.rpartition(".")[::2])
        ]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        where, name = node.value.id, node.attr
        if _only_posix(where, name) and name not in asked:
            return [f"{where}.{name}"]
        if (where, name) in ONLY_IN_FILES and not in_files:
            return [f"{where}.{name}: use falsematch.files.write_whole"]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ["a path of POSIX"] * bool(_POSIX_PATH.match(node.value))
    if isinstance(node, ast.Call):
        return _wrong_call(node)
    return []


def _only_posix(where: str, name: str) -> bool:
    return name in POSIX_NAMES.get(where, ())


def _wrong_call(node: ast.Call) -> list[str]:
    name = ast.unparse(node.func)
    named = {keyword.arg for keyword in node.keywords}
    values = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    method = name.rpartition(".")[2]
    binary = any(isinstance(value, str) and "b" in value for value in values[-1:])
    text = method in ("read_text", "write_text") or (name in ("open", "os.fdopen") and not binary)
    if text and "encoding" not in named:
        return [f"{name} without encoding"]
    if method == "get_context" and values != ["spawn"]:
        return ["processes that are forked"]
    apart = method in ("split", "rsplit", "partition", "rpartition") and values[:1]
    # A photo's key has slashes, too, on every machine; a path has what the machine has.
    if apart in ([":"], ["/"]) and "path" in name.lower():
        return [f"{name}: a path taken apart by hand"]
    return []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_learners_module_runs_anywhere(path):
    source = path.read_text(encoding="utf-8")
    assert findings(source, in_files=path.name == "files.py") == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebooks_code_runs_anywhere(path):
    for cell in nbformat.read(path, as_version=4)["cells"]:
        if cell["cell_type"] == "code":
            assert findings(cell["source"]) == []


@pytest.mark.parametrize(
    "broken",
    [
        "import fcntl", "from pwd import getpwuid", "from os import fork", "os.fork()",
        "from signal import SIGKILL", "signal.signal(signal.SIGTERM, stop)", "os.getuid()",
        "if hasattr(os, 'fork'):\n    os.getuid()", "len(os.sched_getaffinity(0))",
        "os.chmod(path, 0o600)", "os.replace(a, b)", "open(path)", "open(path, 'w')",
        "path.read_text()", "path.write_text(text)", "os.fdopen(handle, 'w')", "Path('/tmp/x')",
        "multiprocessing.get_context('fork')", "multiprocessing.get_context()",
        "os.environ['PATH'].split(':')", "str(path).split('/')", "str(path).rpartition('/')",
    ],
)  # fmt: skip
def test_each_rule_is_broken_by(broken):
    assert findings(broken)


@pytest.mark.parametrize(
    "fine",
    [
        "len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()",
        "hasattr(os, 'geteuid') and os.geteuid() == 0", "open(path, 'rb')", "image.open(name)",
        "open(path, encoding='utf-8')", "path.read_text(encoding='utf-8')", "os.fdopen(handle, 'wb')",
        "multiprocessing.get_context('spawn')", "text.split(';')", "'http://x/tmp/y'",
    ],
)  # fmt: skip
def test_no_rule_is_broken_by(fine):
    assert findings(fine) == []


# --- names of files ------------------------------------------------------------------------

_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def refused(names) -> list[str]:
    """Names that Windows does not take, or takes for one another."""
    found, seen = [], {}
    for name in names:
        parts = PurePosixPath(name).parts
        if (
            re.search(r'[<>:"|?*\\\x00-\x1f]', name)
            or any(part.endswith((".", " ")) for part in parts)
            or any(part.partition(".")[0].lower() in _RESERVED for part in parts)
            or not name.isascii()
            # Windows takes 260 characters, with the folder that the learner chose.
            or len(name) > 120
            or seen.setdefault(name.lower(), name) != name
        ):
            found.append(name)
    return found


def test_windows_takes_every_name_of_the_course_and_of_its_copies():
    names = [path.as_posix() for path in map(PurePosixPath, learner_folder._course())]
    copies = [
        str(PurePosixPath(name).with_name(f"{PurePosixPath(name).stem} (new in 10.20.30, 2)"))
        for name in names
    ]
    assert len(names) > 60
    assert refused([*names, *copies]) == []


@pytest.mark.parametrize("name", photos.NAMES)
def test_windows_takes_every_name_of_a_photo(name):
    assert refused(photos.table(name).index) == []


@pytest.mark.parametrize(
    "broken", [["a:b"], ["what?.png"], ["x/con.txt"], ["dot./a"], ["A/b", "a/B"], ["x" * 121]]
)
def test_a_name_is_refused(broken):
    assert refused(broken)


def test_git_on_windows_changes_no_byte(tmp_path):
    """With the setting that Git for Windows proposes; hashes of tables would differ."""
    for setting in ("true", "false"):
        subprocess.run(
            ["git", "clone", "--quiet", "-c", f"core.autocrlf={setting}", str(ROOT),
             str(tmp_path / setting)], check=True,
        )  # fmt: skip
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=tmp_path / "true", check=True,
                            capture_output=True, text=True)  # fmt: skip
    names = [name for name in listed.stdout.split("\0") if name]
    assert len(names) > 200
    for name in names:
        if not (tmp_path / "true" / name).is_symlink():
            both = [(tmp_path / setting / name).read_bytes() for setting in ("true", "false")]
            assert both[0] == both[1], name


SETTINGS = """
import sys
from traitlets.config import PyFileConfigLoader
PyFileConfigLoader("nbgrader_config.py", path=sys.argv[1]).load_config()
print(*(module.__file__ for name, module in sys.modules.items() if name.startswith("falsematch.")))
"""


def test_the_settings_that_validate_reads_load_anywhere():
    """In a clone the button "Validate" reads nbgrader_config.py, which names steps of grading."""
    told = subprocess.run(
        [sys.executable, "-c", SETTINGS, str(ROOT)],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [Path(path) for path in told.stdout.split()]
    assert ROOT / "falsematch" / "grading" / "steps.py" in paths
    for path in paths:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in getattr(node, "names", ())]
            imported = names if isinstance(node, ast.Import) else [getattr(node, "module", "")]
            assert not POSIX_MODULES & set(imported), f"{path.name} imports {imported}"


# --- without what Windows lacks --------------------------------------------------------------

#: Runs before all else in the process and in those that it starts.
WITHOUT = """
import os, signal, sys
# These ask for it when they are loaded, on what calls itself Linux.
{first}
for name in ("fcntl", "grp", "pwd", "resource"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "killpg",
             "sched_getaffinity", "register_at_fork"):
    delattr(os, name)
del signal.SIGKILL
"""
FIRST = "import platformdirs.unix"

#: Every lesson from top to bottom, and a set of photos large enough for several processes.
COURSE = """
import os
import sys
from pathlib import Path
import nbformat
from IPython.core.interactiveshell import InteractiveShell

if __name__ == "__main__":
    shell = InteractiveShell.instance()
    for path in map(Path, sys.argv[1:]):
        shell.reset(new_session=True)
        for cell in nbformat.read(path, as_version=4)["cells"]:
            if cell["cell_type"] == "code":
                shell.run_cell(cell["source"]).raise_error()
        print("ran", path.name, flush=True)
    from falsematch import learner_folder, photos
    from falsematch.photos import faces
    learner_folder.lay_out(Path("false-match"))
    people = photos.load("openpeople")
    found = faces.embed(map(people.path, people.table.index[:8]))
    print("statuses", *found["status"])
    print("fork" in vars(os), "fcntl" in sys.modules and sys.modules["fcntl"] is not None)
"""


def test_the_lessons_run_without_what_windows_lacks(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(WITHOUT.format(first=FIRST), encoding="utf-8")
    (tmp_path / "course.py").write_text(COURSE, encoding="utf-8")
    # Others need the same modules of ours, which are read above: once a week they are run, too.
    which = "*" if os.environ.get("FALSEMATCH_THOROUGH") else "0[0123]-*"
    lessons = sorted((ROOT / "lessons").glob(f"{which}.ipynb"))
    assert len(lessons) >= 4
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
        "FALSEMATCH_HOME": str(tmp_path / "home"),
        "MPLBACKEND": "agg",
        "PYTHONWARNDEFAULTENCODING": "1",
    }
    done = subprocess.run(
        [sys.executable, str(tmp_path / "course.py"), *map(str, lessons)],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    told = done.stdout.splitlines()
    assert [line for line in told if line.startswith("ran ")] == [
        f"ran {path.name}" for path in lessons
    ]
    assert told[-2].startswith("statuses ok")
    assert told[-1] == "False False"  # nothing put back what was taken away
    # What is opened without an encoding is read otherwise on a machine with another language.
    careless = [line for line in done.stderr.splitlines() if "EncodingWarning" in line]
    assert [line for line in careless if str(constants.COURSE / "falsematch") in line] == []
