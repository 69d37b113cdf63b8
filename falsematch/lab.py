"""The course in JupyterLab, on any computer: ``falsematch lab``.

In a clone the clone's own files are opened. A wheel carries the course inside, and lays it out in a
folder of the learner's (`falsematch.learner_folder`).
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from falsematch.learner_folder import folder_here, is_clone, lay_out

FIRST_LESSON = "lessons/00-the-letter.ipynb"


class LabError(Exception):
    """JupyterLab cannot be started; the message says what to do."""


def open_course(folder: Path | None = None, port: int | None = None, browser: bool = True) -> None:
    """Lay the course out where it is not yet, and run JupyterLab on it until it is stopped.

    Parameters
    ----------
    folder : pathlib.Path, optional
        A clone, or where the course is laid out; see `folder_here`.
    port : int, optional
        The port, and no other; a free one from 8888 on when left out.
    browser : bool
        Whether to open the first lesson in a browser.

    Raises
    ------
    LabError
        When the port cannot be had.
    falsematch.learner_folder.FolderError
        When the folder cannot be used.
    """
    folder = (folder_here() if folder is None else folder.expanduser()).absolute()
    if port is not None:
        _must_be_free(port)
    if not is_clone(folder):
        told = lay_out(folder)
        print("\n".join([f"The course is in {folder}", *told.lines()]), flush=True)
    _run_jupyterlab(folder, port, browser)


def _must_be_free(port: int) -> None:
    try:
        socket.create_server(("localhost", port)).close()
    except OSError as error:
        raise LabError(
            f"Port {port} cannot be used ({os.strerror(error.errno)}). Choose another one, or "
            "leave --port out."
        ) from error


def _run_jupyterlab(folder: Path, port: int | None, browser: bool) -> None:
    # Before all others: a learner may have a kernel of the same name from another Python.
    _put_first("JUPYTER_PATH", Path(sys.prefix) / "share" / "jupyter")
    # Settings of the pages: JupyterLab asks for no news and no updates, nor whether it may.
    _put_first("JUPYTER_CONFIG_PATH", Path(__file__).with_name("jupyter"))
    # onnxruntime, which deepface imports, reports its use to its makers unless told not to.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    arguments = [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{FIRST_LESSON}",
        "--LabApp.extension_manager=readonly",  # the other one asks for lists on the network
    ]
    if port is not None:
        arguments += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        arguments.append("--no-browser")
    # In a container everybody is root, and Jupyter would refuse to start.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(arguments)


def _put_first(variable: str, folder: Path) -> None:
    paths = [str(folder), os.environ.get(variable)]
    os.environ[variable] = os.pathsep.join(filter(None, paths))
