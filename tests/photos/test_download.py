"""Downloads against a server on the loopback address that also misbehaves."""

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import pooch
import pytest
from support import PATIENCE
from tqdm import tqdm

from falsematch.photos import download

BAD = "b/3.jpg"


@pytest.fixture
def files(server):
    """Twelve made-up files of a few hundred kilobytes on the server."""
    random = np.random.default_rng(1)
    names = [f"{folder}/{number}.jpg" for folder in "ab" for number in range(6)]
    server.files = {name: random.bytes(300_000) for name in names}
    return pd.DataFrame(
        {
            "url": [f"{server.address}/{name}" for name in names],
            "sha256": [hashlib.sha256(server.files[name]).hexdigest() for name in names],
        },
        index=names,
    )


def held(folder):
    """Everything in the folder, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_fetches_every_file_once_and_shows_how_far_it_is(server, files, tmp_path, monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(
        download, "tqdm", lambda **kw: tqdm(**{**kw, "disable": False, "file": shown})
    )
    download.fetch_all(files, tmp_path / "new" / "folder", "a test")
    assert held(tmp_path / "new" / "folder") == server.files
    assert set(server.requests.values()) == {1}
    assert "photos of a test" in shown.getvalue() and "12/12" in shown.getvalue()

    download.fetch_all(files, tmp_path / "new" / "folder", "a test")
    assert server.requests.total() == 12


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("stall", "stalled"),
        ("silent", "stalled"),
        ("cut", "cut the file off"),
        ("wrong", "another SHA-256"),
        ("page", "another SHA-256"),
        (404, "answered 404"),
        (500, "answered 500"),
    ],
)
def test_a_fault_is_named_and_the_next_run_carries_on(
    server, files, tmp_path, monkeypatch, fault, words
):
    monkeypatch.setattr(download, "RETRIES", 0)
    server.faults[BAD] = [fault]
    with pytest.raises(download.DownloadError) as caught:
        download.fetch_all(files, tmp_path, "a test", stalled_after=5)
    message = str(caught.value)
    for expected in (BAD, files.at[BAD, "url"], words, "run the same command again"):
        assert expected in message
    assert "\n" not in message

    kept = held(tmp_path)
    assert BAD not in kept
    assert kept.items() <= server.files.items()  # nothing else, and nothing half-written

    server.faults.clear()
    server.requests.clear()
    download.fetch_all(files, tmp_path, "a test")
    assert held(tmp_path) == server.files
    assert server.requests == dict.fromkeys(server.files.keys() - kept.keys(), 1)


@pytest.mark.parametrize("fault", ["cut", "wrong"])
def test_a_passing_fault_is_tried_again(server, files, tmp_path, fault):
    server.faults[BAD] = [fault, None]
    download.fetch_all(files, tmp_path, "a test")
    assert held(tmp_path) == server.files
    assert server.requests[BAD] == 2


def test_offline_it_says_so_at_once(server, files, tmp_path):
    server.server_close()  # from here on, connections are refused
    began = time.monotonic()
    with pytest.raises(download.DownloadError, match="could not be reached. Check .* the network"):
        download.fetch_all(files, tmp_path, "a test")
    assert time.monotonic() - began < 10
    assert held(tmp_path) == {}


@pytest.mark.parametrize("damage", ["cut off", "empty", "changed"])
def test_a_damaged_file_in_the_folder_is_fetched_again(server, files, tmp_path, damage):
    download.fetch_all(files, tmp_path, "a test")
    data = server.files[BAD]
    changed = {"cut off": data[:1000], "empty": b"", "changed": b"x" + data[1:]}[damage]
    (tmp_path / BAD).write_bytes(changed)
    server.requests.clear()
    download.fetch_all(files, tmp_path, "a test")
    assert held(tmp_path) == server.files
    assert server.requests == {BAD: 1}


def test_a_damaged_file_is_not_kept_when_it_cannot_be_fetched_again(server, files, tmp_path):
    download.fetch_all(files, tmp_path, "a test")
    (tmp_path / BAD).write_bytes(b"half")
    server.faults[BAD] = [500]
    for _ in range(2):  # every run refuses it
        with pytest.raises(download.DownloadError, match=BAD):
            download.fetch_all(files, tmp_path, "a test")


def test_two_downloads_at_once_do_not_disturb_each_other(server, files, tmp_path):
    server.faults = {name: ["slow"] for name in server.files}
    faults = []

    def run():
        try:
            download.fetch_all(files, tmp_path, "a test")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert held(tmp_path) == server.files


_SCRIPT = """
import sys
import pandas as pd
from falsematch.photos import download
download.fetch_all(pd.read_json(sys.argv[1]), __import__("pathlib").Path(sys.argv[2]), "a test")
"""


def start_process(files, tmp_path, folder):
    files.to_json(tmp_path / "files.json")
    return subprocess.Popen([sys.executable, "-c", _SCRIPT, tmp_path / "files.json", folder])


def test_two_processes_and_one_that_is_killed(server, files, tmp_path):
    folder = tmp_path / "folder"
    server.faults[BAD] = ["stall", None]
    killed = start_process(files, tmp_path, folder)
    deadline = time.monotonic() + 60
    while server.requests.total() < len(files) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(killed.pid, signal.SIGKILL)  # while half of the file has arrived
    killed.wait()
    assert not (folder / BAD).exists()

    both = [start_process(files, tmp_path, folder) for _ in range(2)]
    assert [process.wait(PATIENCE) for process in both] == [0, 0]
    here = held(folder)
    assert {name: here[name] for name in server.files} == server.files


def test_an_interrupt_stops_what_has_not_begun(server, files, tmp_path, monkeypatch):
    def interrupted(waiting):
        raise KeyboardInterrupt

    many = pd.concat([files.rename(index=lambda name, n=n: f"{n}/{name}") for n in range(6)])
    server.faults = {name: ["slow"] for name in server.files}
    monkeypatch.setattr(download, "as_completed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        download.fetch_all(many, tmp_path, "a test")
    assert server.requests.total() <= 3 * download.AT_A_TIME


def test_a_folder_that_cannot_be_made(files, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(download.DownloadError, match="file.* cannot be written.*FALSEMATCH_HOME"):
        download.fetch_all(files, tmp_path / "file" / "photos", "a test")


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_read_only_folder(files, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(download.DownloadError, match="cannot be written.*FALSEMATCH_HOME"):
        download.fetch_all(files, tmp_path / "photos", "a test")


def test_a_full_disk(files, tmp_path, monkeypatch):
    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", full)
    with pytest.raises(download.DownloadError, match="No space left.*Make room"):
        download.fetch_all(files, tmp_path, "a test")
    assert held(tmp_path) == {}
