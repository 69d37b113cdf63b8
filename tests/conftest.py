"""What several test files share.

Everything that a test makes goes into a temporary folder instead of this machine's cache. The
variable is set here, before `falsematch` is imported, because other processes read it too.
"""

import csv
import os
import shutil
import tempfile
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import filelock
import hypothesis
import pytest
from support import ROOT

# Before anything imports it: its asserts are then told as those of the tests are.
pytest.register_assert_rewrite("support.learners")

pytest_plugins = ["support.measured"]


# No example fails because the machine is busy.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# With `pytest -n`, the first process makes the folder and the others share it.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["FALSEMATCH_HOME"] = tempfile.mkdtemp(prefix="falsematch-tests-") + "/home"


def pytest_collection_modifyitems(items):
    """Begin with the files that take longest: begun last, one would keep one process waiting."""
    with open(ROOT / "tests" / "long_tests.csv", encoding="utf-8", newline="") as table:
        order = [row["tests"] for row in csv.DictReader(table)]

    def place(item):
        name = item.path.relative_to(ROOT).as_posix()
        return next((at for at, long in enumerate(order) if name.startswith(long)), len(order))

    items.sort(key=place)


def pytest_unconfigure():
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(Path(os.environ["FALSEMATCH_HOME"]).parent, ignore_errors=True)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty cache for one test."""
    from falsematch import constants

    folder = tmp_path / "home"
    monkeypatch.setattr(constants, "HOME", folder)
    monkeypatch.setenv("FALSEMATCH_HOME", str(folder))
    return folder


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A place to build into, instead of the committed tables."""
    from falsematch import constants

    for name in ("photos", "embeddings"):
        shutil.copytree(constants.DATA / name, tmp_path / name)
    (tmp_path / "scores").mkdir()
    monkeypatch.setattr(constants, "DATA", tmp_path)
    return tmp_path


@pytest.fixture
def name_folder(tmp_path, monkeypatch):
    """A place for the tables of names, instead of the committed ones."""
    from falsematch import constants
    from falsematch.measures.linkage import names

    for kept in (names.load, names.shares):
        kept.cache_clear()
    monkeypatch.setattr(constants, "DATA", tmp_path)
    yield tmp_path / "names"
    for kept in (names.load, names.shares):
        kept.cache_clear()


@pytest.fixture(scope="session")
def shared_photos():
    """Folder with the photos of real people, which is never part of this repository."""
    folder = Path(os.environ.get("FALSEMATCH_PHOTOS") or ROOT.parent / "shared" / "photos")
    if not (folder / "london" / "photos.csv").is_file():
        pytest.skip(f"no photos in {folder}; set FALSEMATCH_PHOTOS to a folder that holds them")
    return folder


@pytest.fixture(scope="session")
def openpeople():
    from falsematch import photos

    with _one_at_a_time():
        return photos.load("openpeople")


@pytest.fixture(scope="session")
def prepared_people():
    """The synthetic people, cut out once for all the processes, and their committed embeddings."""
    from falsematch import photos
    from falsematch.photos import faces

    with _one_at_a_time():
        people = photos.load("openpeople")
        return people, faces.embed_set(people)


def _one_at_a_time():
    """Of the processes of `pytest -n`, one makes a thing and the others find it made."""
    return filelock.FileLock(os.environ["FALSEMATCH_HOME"] + ".lock")


# --- a browser ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium, which asks nobody but the addresses it is given."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here; on Debian: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium,
            # --no-sandbox: chromium refuses to start as root otherwise. The rest keeps it from
            # asking for addresses on the network.
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--disable-quic"],
        )  # fmt: skip
        yield running
        running.close()


@pytest.fixture(scope="session")
def screenshots():
    """Folder in which the run keeps what the browser showed."""
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# --- a server that can misbehave ------------------------------------------------------


class PhotoServer(ThreadingHTTPServer):
    """Serves files on the loopback address, and faults where a test asks for them.

    Attributes
    ----------
    files : dict of str to bytes
        What is served from memory; anything else comes from `folder`.
    faults : dict of str to list
        The faults of a file, one a request, the last of them for good: a status code, or
        ``stall``, ``silent``, ``cut``, ``wrong``, ``page``, ``slow``, or ``None`` for no fault.
    requests : collections.Counter
        How often each file was asked for.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files, self.folder, self.faults = {}, None, {}
        self.requests = Counter()
        self.released = threading.Event()
        self.lock = threading.Lock()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A client that hangs up is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.lstrip("/")
        with self.server.lock:
            self.server.requests[name] += 1
            faults = self.server.faults.get(name, [None])
            fault = faults.pop(0) if len(faults) > 1 else faults[0]
        data = self.server.files.get(name)
        if data is None and self.server.folder is not None:
            data = (self.server.folder / name).read_bytes()
        if isinstance(fault, int):
            return self.send_error(fault)
        if fault == "silent":
            self.server.released.wait(30)
            return None
        if fault == "slow":
            self.server.released.wait(0.1)
        if fault == "wrong":
            data = data[:-1] + bytes([data[-1] ^ 1])
        if fault == "page":
            data = b"<html><body>Please accept our terms to use this network.</body></html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if fault in ("stall", "cut"):
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            if fault == "stall":
                self.server.released.wait(30)
        else:
            self.wfile.write(data)
        return None

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(monkeypatch):
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    with PhotoServer() as running:
        threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
        yield running
        running.released.set()
        running.shutdown()
