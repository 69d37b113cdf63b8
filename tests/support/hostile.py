"""A class that means harm: what each hands in, what it tries, and what must come of it.

Each ``CODE`` entry is the answer to a part. Whatever it manages to do that it must not, it says by
printing REACHED. Each ``FILES`` entry makes what is handed in. ``tests/grading/test_hostile.py`` grades
them all, with harmless students among them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat

GRADED, FAILED = "graded", "failed"

#: Name: what it tries, what must come of it (a status, or several that are all fine; words of the
#: reason), and its code. PLACE, PORT, SOCKET and WORD are filled in by the test.
CODE = {
    # it does not end, or ends too soon
    "endless-loop": ("a loop without end", (GRADED, ""), "while True:\n    pass"),
    "deaf-loop": (
        "a loop that ignores interrupts", (FAILED, "stopped"),
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass",
    ),
    "hard-exit": ("os._exit", (FAILED, "stopped"), "import os\nos._exit(0)"),
    "sys-exit": ("sys.exit", (GRADED, ""), "import sys\nsys.exit(0)"),
    "kills-itself": (
        "SIGKILL to its own process", (FAILED, "stopped"),
        "import os\nos.kill(os.getpid(), 9)",
    ),
    "kills-everything": (
        "SIGKILL to every process it can name", ((GRADED, FAILED), ""),
        "import os\nos.kill(os.getppid(), 9)\nos.kill(-1, 9)",
    ),
    "segfault": (
        "a crash of the interpreter", (FAILED, "stopped"),
        "import ctypes\nctypes.string_at(0)",
    ),
    # it takes everything
    "fork-bomb": (
        "processes without end", ((GRADED, FAILED), ""),
        "import os\nwhile True:\n    os.fork()",
    ),
    "thread-bomb": (
        "threads without end", ((GRADED, FAILED), ""),
        "import threading, time\nwhile True:\n"
        "    threading.Thread(target=time.sleep, args=(60,)).start()",
    ),
    "memory-bomb": (
        "memory without end", ((GRADED, FAILED), ""),
        "kept = []\nwhile True:\n    kept.append(bytearray(50_000_000))",
    ),
    "memory-of-many": (
        "memory of many processes", ((GRADED, FAILED), ""),
        "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n"
        "        kept = b'x' * 900_000_000\n        time.sleep(60)\ntime.sleep(60)",
    ),
    "disk-bomb": (
        "a file without end in its home", (GRADED, ""),
        "with open('big', 'wb') as file:\n    while True:\n        file.write(b'x' * 1_000_000)",
    ),
    "many-files": (
        "files without end", (GRADED, ""),
        "n = 0\nwhile True:\n    open(f'f{n}', 'w').write('x' * 5000)\n    n += 1",
    ),
    "shared-memory-bomb": (
        "a file without end in /dev/shm", (GRADED, ""),
        "with open('/dev/shm/big', 'wb') as file:\n    while True:\n"
        "        file.write(b'x' * 1_000_000)",
    ),
    "socket-folder-bomb": (
        "files without end in the one folder it shares with the teacher's process",
        (FAILED, "connection"),
        "import os, time\nfrom ipykernel import get_connection_file\n"
        "folder = os.path.dirname(get_connection_file())\nn = 0\nwhile True:\n"
        "    open(f'{folder}/f{n}', 'w').write('x' * 100_000)\n    n += 1\n    time.sleep(0.01)",
    ),
    "long-print": (
        "a gigabyte of output, line by line", ((GRADED, FAILED), ""),
        "for _ in range(1000):\n    print('x' * 1_000_000)",
    ),
    "one-long-line": (
        "a line of 200 MB", ((GRADED, FAILED), ""), "print('x' * 200_000_000)",
    ),
    "long-answer": (
        "an answer of a hundred million numbers", (GRADED, ""),
        "def square(x):\n    return [1] * 100_000_000",
    ),
    # it deletes and overwrites
    "deletes": (
        "deletes every file it can name", ((GRADED, FAILED), ""),
        "import os, shutil\nfor root in ('PLACE', '/home', '/etc', '/usr', '/root', '/tmp'):\n"
        "    shutil.rmtree(root, ignore_errors=True)",
    ),
    "overwrites": (
        "overwrites the course and the gradebook", (GRADED, ""),
        "import glob, os\nfor name in ('nbgrader_config.py', 'grading/gradebook.db', "
        "'solutions/ps1/ps1.ipynb'):\n    try:\n        open(os.path.join('PLACE', name), 'w')"
        ".write('mine')\n        print('REACHED', name)\n    except OSError:\n        pass",
    ),
    "system-settings": (
        "writes settings of the kernel (as root it could run a program with them)", (GRADED, ""),
        "for name in ('kernel/core_pattern', 'vm/swappiness', 'kernel/hostname'):\n    try:\n"
        "        open('/proc/sys/' + name, 'w').write('60')\n        print('REACHED', name)\n"
        "    except OSError:\n        pass",
    ),
    "mounts": (
        "mounts, and makes namespaces of its own", (GRADED, ""),
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "if libc.unshare(0x10000000) == 0 or libc.mount(b'none', b'/home', b'tmpfs', 0, None) == 0:"
        "\n    print('REACHED')",
    ),
    # it looks around
    "reads-solutions": (
        "reads the solutions and hidden tests", (GRADED, ""),
        "import glob\nfor path in glob.glob('PLACE/**', recursive=True):\n    if 'solutions' in path"
        " or 'grading' in path:\n        print('REACHED', path)",
    ),
    "reads-gradebook": (
        "opens the gradebook", (GRADED, ""),
        "import sqlite3\ntry:\n    book = sqlite3.connect('file:PLACE/grading/gradebook.db?mode=ro', "
        "uri=True)\n    print('REACHED', book.execute('select * from grade').fetchall())\n"
        "except sqlite3.Error:\n    pass",
    ),
    "reads-others": (
        "reads what others handed in", (GRADED, ""),
        "import os\nif os.path.exists('PLACE/grading/submitted/anna'):\n    print('REACHED')",
    ),
    "reads-home": (
        "looks for keys and passwords in the home and in /etc", (GRADED, ""),
        "import os\nfor path in ('/etc/shadow', '/etc/passwd', '/root/.ssh', '/root/.bashrc'):\n"
        "    if os.path.exists(path):\n        print('REACHED', path)",
    ),
    "reads-environment": (
        "reads the environment, its own and the parent's", (GRADED, ""),
        "import glob, os\ntexts = [str(dict(os.environ))]\n"
        "for path in glob.glob('/proc/*/environ'):\n    try:\n        texts.append(open(path).read())"
        "\n    except OSError:\n        pass\nif any('WO' + 'RD' in text or 'SECRET' in text "
        "for text in texts):\n    print('REACHED')",
    ),
    "reads-processes": (
        "looks at other processes", (GRADED, ""),
        "import glob\ntexts = [open(p).read() for p in glob.glob('/proc/[0-9]*/cmdline')]\n"
        "if any('pytest' in text or 'dask' in text for text in texts):\n    print('REACHED')",
    ),
    "traces": (
        "ptrace on processes outside", (GRADED, ""),
        "import ctypes\nlibc = ctypes.CDLL(None)\nfor pid in range(100, 4000):\n"
        "    if libc.ptrace(16, pid, 0, 0) == 0:\n        print('REACHED', pid)",
    ),
    "its-own-keeper": (
        "kills, stops and traces the process that it was forked from", (GRADED, ""),
        "import ctypes, os\nlibc = ctypes.CDLL(None)\nfor pid in {1, os.getppid()}:\n"
        "    for signal in (9, 19, 15):\n        libc.kill(pid, signal)\n"
        "    libc.ptrace(16, pid, 0, 0)\n"
        "    if os.path.exists(f'/proc/{pid}'):\n        print('REACHED', pid)",
    ),
    "hooks": (
        "a hook that prints what runs in its process", (GRADED, ""),
        "def show(info):\n    if 'hidden' in str(info.raw_cell):\n        print('REACHED')\n"
        "get_ipython().events.register('pre_run_cell', show)",
    ),
    # it calls others
    "loopback": (
        "a server on this machine", (GRADED, ""),
        "import socket\ntry:\n    socket.create_connection(('127.0.0.1', PORT), 2)\n"
        "    print('REACHED')\nexcept OSError:\n    pass",
    ),
    "internet": (
        "the network", (GRADED, ""),
        "import socket\ntry:\n    socket.create_connection(('1.1.1.1', 53), 2)\n"
        "    print('REACHED')\nexcept OSError:\n    pass",
    ),
    "unix-socket": (
        "Unix sockets: one in a folder, one without a name in the file system", (GRADED, ""),
        "import socket\nfor place in ('SOCKET', '\\0' + 'WORD-socket'):\n"
        "    try:\n        socket.socket(socket.AF_UNIX).connect(place)\n        print('REACHED')\n"
        "    except OSError:\n        pass",
    ),
    "daemon": (
        "leaves a process running", (GRADED, ""),
        "import subprocess\nsubprocess.Popen(['sleep', '7654321'], start_new_session=True)",
    ),
    "clock": (
        "changes the clock", (GRADED, ""),
        "import time\ntry:\n    time.clock_settime(time.CLOCK_REALTIME, 0)\n    print('REACHED')\n"
        "except OSError:\n    pass",
    ),
    "cuts-the-line": (
        "deletes the sockets through which it is asked", ((GRADED, FAILED), ""),
        "import glob, os\nfrom ipykernel import get_connection_file\n"
        "for path in glob.glob(os.path.dirname(get_connection_file()) + '/*'):\n    os.unlink(path)\n"
        "import zmq\nkernel = get_ipython().kernel\nkernel.iopub_socket.close()",
    ),
    "forged-answers": (
        "answers of its own making in place of a function's", (GRADED, ""),
        "import falsematch.grading.student_functions.messages\nfalsematch.grading.student_functions.messages.answer_to = lambda *a: 'all right'",
    ),
    "active-output": (
        "scripts and signs in outputs", (GRADED, ""),
        "from IPython.display import HTML, Javascript, SVG, display, publish_display_data\n"
        "display(HTML('<script>alert(1)</script><img src=x onerror=alert(1)>'))\n"
        "display(Javascript('alert(1)'))\n"
        "publish_display_data({'image/svg+xml': '<svg onload=alert(1)>'})\n"
        "publish_display_data({'image/png': '\"><script>alert(1)</script>'})\n"
        "publish_display_data({'text/latex': '$\\\\href{javascript:alert(1)}{x}$'})\n"
        "print('\\x1b]0;owned\\x07\\x1b[2J\\x08\\u202e')",
    ),
}  # fmt: skip


def _solved(course: Path) -> nbformat.NotebookNode:
    """The exercise with the right answer in it."""
    given = nbformat.read(course / "exercises" / "ps1" / "ps1.ipynb", as_version=4)
    return _answered(given, "def square(x):\n    return x * x")


def _answered(notebook: nbformat.NotebookNode, answer: str, words: str = "Two words.") -> dict:
    for cell in notebook["cells"]:
        if cell["id"] == "square":
            cell["source"] = answer
        if cell["id"] == "other":
            cell["source"] = "twice = 2 * 21"
        if cell["id"] == "why":
            cell["source"] = words
    return notebook


def hand_in(course: Path, student: str, answer: str, words: str = "Two words.") -> None:
    """A notebook with an answer, as a student hands it in."""
    _write(course, student, nbformat.writes(_answered(_solved(course), answer, words)).encode())


def _place(course: Path, student: str) -> Path:
    folder = course / "grading" / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    return folder / "ps1.ipynb"


def _write(course: Path, student: str, data: bytes) -> None:
    _place(course, student).write_bytes(data)


def _changed(change):
    def make(course: Path, student: str) -> None:
        notebook = _solved(course)
        made = change(notebook)
        _write(course, student, (made or nbformat.writes(notebook)).encode())

    return make


def _bytes(data):
    return lambda course, student: _write(course, student, data)


def _link_to_solution(course, student):
    _place(course, student).symlink_to(course / "solutions" / "ps1" / "ps1.ipynb")


def _hard_link_to_solution(course, student):
    os.link(course / "solutions" / "ps1" / "ps1.ipynb", _place(course, student))


def _folder_is_a_link(course, student):
    folder = _place(course, student).parent
    folder.rmdir()
    folder.symlink_to(course / "solutions" / "ps1")


def _a_pipe(course, student):
    os.mkfifo(_place(course, student))


def _a_folder(course, student):
    _place(course, student).mkdir()


def _huge(course, student):
    with _place(course, student).open("wb") as file:
        file.truncate(1_000_000_000)


def _beside(course, student):
    _write(course, student, nbformat.writes(_solved(course)).encode())
    folder = course / "grading" / "submitted" / student / "ps1"
    for name in ("sitecustomize.py", "conftest.py", "numpy.py", "ipykernel_launcher.py"):
        (folder / name).write_text("print('REACHED')\nraise SystemExit\n")
    (folder / "big").symlink_to("/dev/zero")
    (folder / "passwords").symlink_to("/etc/passwd")


def _old_format(notebook):
    cells = [
        {"cell_type": "code", "input": [c["source"]], "language": "python", "outputs": [],
         "collapsed": False, "metadata": dict(c["metadata"]), "prompt_number": 1}
        if c["cell_type"] == "code" else
        {"cell_type": "markdown", "source": c["source"], "metadata": dict(c["metadata"])}
        for c in notebook["cells"]
    ]  # fmt: skip
    return json.dumps(
        {"metadata": {"name": "ps1"}, "nbformat": 3, "nbformat_minor": 0,
         "worksheets": [{"cells": cells, "metadata": {}}]}
    )  # fmt: skip


def _other_kernel(notebook):
    notebook["metadata"]["kernelspec"] = {
        "name": "../../bash",
        "display_name": "x",
        "language": "R",
    }


def _twice(notebook):
    notebook["cells"] += [nbformat.from_dict(dict(c)) for c in notebook["cells"]]
    return json.dumps(notebook)


def _no_tests(notebook):
    notebook["cells"] = [c for c in notebook["cells"] if not c["id"].endswith("-test")]


def _more_points(notebook):
    for cell in notebook["cells"]:
        if cell["id"] == "square-test":
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["source"] = "pass"


def _forged_outputs(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [nbformat.v4.new_output("stream", text="REACHED")]
    notebook["cells"][0]["attachments"] = {"x": {"text/html": "<script>alert(1)</script>"}}


def _odd_types(notebook):
    notebook["cells"][1]["source"] = {"a": 1}
    notebook["cells"][1]["metadata"] = ["b"]
    notebook["metadata"] = "x"
    return json.dumps(notebook)


#: Name of the folder: what it is, what must come of it, and what makes it.
FILES = {
    "linked-solution": ("a link to the solution", (FAILED, "a link"), _link_to_solution),
    "hard-linked": ("a hard link to the solution", (FAILED, "no ordinary file"), _hard_link_to_solution),
    "linked-folder": ("its folder is a link", (FAILED, "a link"), _folder_is_a_link),
    "pipe": ("a pipe that nobody writes to", (FAILED, "no ordinary file"), _a_pipe),
    "folder": ("a folder in place of the notebook", (FAILED, "no ordinary file"), _a_folder),
    "huge-file": ("a file of 1 GB", (FAILED, "MB"), _huge),
    "not-json": ("half a notebook", (FAILED, "not a notebook"), _bytes(b'{"cells": [')),
    "empty": ("an empty file", (FAILED, "not a notebook"), _bytes(b"")),
    "not-utf8": ("bytes that are no text", (FAILED, "not a notebook"), _bytes(b"\xff\xfe\x00{")),
    "deep": ("100,000 lists in each other", (FAILED, "deep"), _bytes(b"[" * 100_000 + b"]" * 100_000)),
    "long-number": (
        "a number of a million digits", (FAILED, "notebook"),
        _bytes(b'{"nbformat": ' + b"9" * 1_000_000 + b"}"),
    ),
    "million-cells": (
        "hundreds of thousands of cells", (FAILED, "cells"),
        _bytes(b'{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":['
               + b",".join([b'{"cell_type":"raw","source":""}'] * 200_000) + b"]}"),
    ),
    "odd-types": ("a dictionary where a text should be", ((GRADED, FAILED), ""), _changed(_odd_types)),
    "old-format": ("a format of many years ago", (GRADED, ""), _changed(_old_format)),
    "future-format": ("a format of the future", (FAILED, "format"), _bytes(b'{"nbformat": 9, "cells": []}')),
    "other-kernel": ("the name of another kernel, with a path in it", (GRADED, ""), _changed(_other_kernel)),
    "twice": ("every cell twice", (GRADED, ""), _changed(_twice)),
    "no-tests": ("no test cells", (GRADED, ""), _changed(_no_tests)),
    "more-points": ("an emptied test worth 1,000 points", (GRADED, ""), _changed(_more_points)),
    "forged-outputs": ("outputs and attachments made beforehand", (GRADED, ""), _changed(_forged_outputs)),
    "files-beside": ("modules with the names of others, and links, beside it", (GRADED, ""), _beside),
    "two words": ("a name with a space", (FAILED, "name of the folder"), _bytes(b"{}")),
    "new\nline": ("a name with a line break", (FAILED, "name of the folder"), _bytes(b"{}")),
    "*": ("a name that means everybody", (FAILED, "name of the folder"), _bytes(b"{}")),
    "a..%2Fanna": ("a name that climbs", (FAILED, "name of the folder"), _bytes(b"{}")),
    "<script>": ("a name that is a script", (FAILED, "name of the folder"), _bytes(b"{}")),
    "caf\udce9": ("a name that is no UTF-8", (FAILED, "name of the folder"), _bytes(b"{}")),
}  # fmt: skip


MARK = "<!-- made by tests/support/hostile.py -->\n"
PAGE = Path(__file__).resolve().parents[2] / "guide" / "grading.md"


def page() -> str:
    """``guide/grading.md`` with the table of all this."""
    lines = ["", "| it tries, or hands in | what comes of it |", "|---|---|"]
    for what, (status, words), _ in (CODE | FILES).values():
        if status == FAILED:
            outcome = f"not graded: “… {words} …”"
        elif status == GRADED:
            outcome = "graded"
        else:
            outcome = "graded, or not graded where it ends its own process"
        lines.append(f"| {what} | {outcome} |")
    return PAGE.read_text(encoding="utf-8").partition(MARK)[0] + MARK + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
