"""A real JupyterHub on loopback: two students fetch, work and hand in; the teacher grades.

Everything goes through the web addresses that the browser would use. Students are users of a
machine that is only pretended (``tests/hub_machine.sh``): the real one's users are not touched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import pytest
import requests
import websocket
from support import PATIENCE, ROOT
from support.courses import needs_a_sandbox
from support.problem_sets import notebook


def node_is_new_enough() -> bool:
    if not (shutil.which("npm") and shutil.which("node")):
        return False
    told = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    return int(told.strip("v\n").partition(".")[0] or 0) >= 20


pytestmark = [
    needs_a_sandbox,
    pytest.mark.skipif(os.getuid() != 0, reason="only root can let a hub start others' servers"),
    pytest.mark.skipif(
        not node_is_new_enough(), reason="the hub's proxy needs Node.js 20 with npm"
    ),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Person:
    """Somebody who is logged in, with a server of their own."""

    def __init__(self, hub: str, name: str):
        self.name, self.hub, self.web = name, hub, requests.Session()
        self.web.get(f"{hub}/hub/login").raise_for_status()
        form = {"username": name, "password": name, "_xsrf": self.web.cookies["_xsrf"]}
        self.web.post(f"{hub}/hub/login", data=form, allow_redirects=False).raise_for_status()
        own = self.hub_api("POST", f"users/{name}/tokens", {"note": "test"})
        self.token = {"Authorization": f"token {own['token']}"}
        self.hub_api("POST", f"users/{name}/server")
        end = time.monotonic() + 120
        while not requests.get(f"{hub}/user/{name}/api/status", headers=self.token).ok:
            assert time.monotonic() < end, f"{name}'s server does not start"
            time.sleep(0.5)

    def hub_api(self, method: str, what: str, data: dict | None = None) -> dict:
        self.web.get(f"{self.hub}/hub/home")
        xsrf = [c.value for c in self.web.cookies if c.name == "_xsrf" and c.path == "/hub/"]
        reply = self.web.request(
            method, f"{self.hub}/hub/api/{what}", json=data, params={"_xsrf": xsrf[-1]}
        )
        reply.raise_for_status()
        return reply.json() if reply.text else {}

    def ask(self, method: str, what: str, of: str | None = None, **how) -> requests.Response:
        address = f"{self.hub}/user/{of or self.name}/{what}"
        return requests.request(method, address, headers=self.token, timeout=300, **how)

    def does(self, method: str, what: str, **how) -> dict:
        reply = self.ask(method, what, **how)
        # nbgrader's replies call themselves HTML, and are JSON where all is well.
        assert reply.ok and reply.text[:1] in '[{"', (what, reply.status_code, reply.text[-2000:])
        told = json.loads(reply.text)
        assert not isinstance(told, dict) or told.get("success", True), told
        return told

    def runs(self, code: str) -> str:
        """What code prints that is run in a notebook on this server."""
        kernel = self.does("POST", "api/kernels", json={"name": "python3"})["id"]
        address = f"{self.hub}/user/{self.name}/api/kernels/{kernel}/channels"
        channel = websocket.create_connection(
            address.replace("http", "ws", 1), header=self.token, timeout=300
        )
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": "",
                  "session": uuid.uuid4().hex, "date": "", "version": "5.3"}  # fmt: skip
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": {},
                   "allow_stdin": False, "stop_on_error": True}  # fmt: skip
        channel.send(json.dumps({"header": header, "parent_header": {}, "metadata": {},
                                 "content": content, "channel": "shell", "buffers": []}))  # fmt: skip
        said = []
        while True:
            message = json.loads(channel.recv())
            if message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            if message["msg_type"] == "stream":
                said.append(message["content"]["text"])
            if message["msg_type"] == "error":
                said.append("\n".join(message["content"]["traceback"]))
            if message["content"].get("execution_state") == "idle":
                break
        channel.close()
        self.ask("DELETE", f"api/kernels/{kernel}")
        return "".join(said)


@pytest.fixture(scope="module")
def hub():
    """The address of a hub, and the folder of its course."""
    place = Path(tempfile.mkdtemp(prefix="falsematch-hub-", dir="/tmp"))
    place.chmod(0o755)
    course = place / "course"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, course / name)
    (course / ".venv").symlink_to(ROOT / ".venv")
    address = f"http://127.0.0.1:{free_port()}"
    start = (
        "sh hub/install.sh tea && exec .venv/bin/jupyterhub --config hub/jupyterhub_config.py "
        "--ConfigurableHTTPProxy.api_url=http://127.0.0.1:$PROXY_PORT"
    )
    environment = {
        "PATH": f"{ROOT}/.venv/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "FALSEMATCH_HUB_IS_SET_UP": "yes", "FALSEMATCH_TEACHERS": "tea", "HOME": str(place),
        "FALSEMATCH_EXCHANGE": f"{place}/exchange", "FALSEMATCH_HUB_STATE": f"{place}/state",
        "FALSEMATCH_HUB_URL": address, "FALSEMATCH_HUB_PORT": str(free_port()),
        "PROXY_PORT": str(free_port()),
    }  # fmt: skip
    with open(place / "log", "wb") as log:
        process = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child",
             "sh", ROOT / "tests" / "support" / "hub_machine.sh", place, course, "sh", "-c", f"cd {course} && {start}"],
            env=environment, stdout=log, stderr=subprocess.STDOUT, cwd="/",
        )  # fmt: skip
    try:
        end = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None and time.monotonic() < end, (place / "log").read_text()
            try:
                if requests.get(f"{address}/hub/health", timeout=5).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.5)
        yield address, course, place
    finally:
        print((place / "log").read_text()[-5_000:])  # shown when a test fails
        process.send_signal(signal.SIGKILL)
        process.wait()
        shutil.rmtree(place, ignore_errors=True)


def test_two_students_hand_in_and_the_teacher_grades_and_returns(hub):
    address, course, place = hub
    anna, bob, tea = (Person(address, name) for name in ("anna", "bob", "tea"))
    assignment = {"course_id": "falsematch", "assignment_id": "ps1"}

    # The teacher gives ps1 out; students see it, fetch it, work on it, hand it in.
    tea.does("POST", "formgrader/api/assignment/ps1/release")
    listed = anna.does("GET", "assignments", params={"course_id": "falsematch"})["value"]
    assert [(a["assignment_id"], a["status"]) for a in listed] == [("ps1", "released")]
    for student in (anna, bob):
        student.does("POST", "assignments/fetch", params=assignment)
    work = anna.does("GET", "api/contents/ps1/ps1.ipynb")
    answers = {c["id"]: c["source"] for c in notebook("solutions", "ps1")["cells"]}
    for cell in work["content"]["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"]]
    anna.does(
        "PUT",
        "api/contents/ps1/ps1.ipynb",
        json={k: work[k] for k in ("type", "format", "content")},
    )
    for student in (anna, bob):
        student.does("POST", "assignments/submit", params=assignment)

    anna.does("POST", "api/kernels", json={"name": "python3"})

    page = anna.ask("GET", "git-pull", params={"repo": "https://example.org/course"})
    assert page.ok and "nbgitpuller" in page.text

    # What a student tries against the others comes to nothing.
    tried = bob.runs(
        _ATTACK.format(course=course, exchange=place / "exchange", state=place / "state")
    )
    assert tried == "done\n", tried
    for way in ("api/contents", "lab", "api/kernels", "files/.jupyter"):
        assert bob.ask("GET", way, of="anna").status_code in (403, 404), way
        assert bob.ask("GET", way, of="tea").status_code in (403, 404), way
    assert bob.ask("GET", "formgrader").status_code in (403, 404)

    # The teacher collects, grades and gives back.
    tea.does("POST", "formgrader/api/assignment/ps1/collect")
    warm = "from falsematch.grading import sandbox\nfrom falsematch.grading.sandbox import warm_start as warm\nprint([warm.ForkServer(sandbox.LIMITS).refused])"
    assert tea.runs(warm) == "['']\n"  # for an ordinary user, too
    told = tea.runs(
        f"from falsematch.grading import teacher\nprint(teacher.grade({str(course)!r}, ['ps1']))"
    )
    points = dict(re.findall(r"^(\w+) +ps1 +(\S+)", told, re.M))
    assert points == {"anna": "14", "bob": "0"}, told
    tea.does("POST", "formgrader/api/assignment/ps1/release_feedback")

    # Each finds their own feedback, and nobody else's.
    for student, given in ((anna, "14.0"), (bob, "0.0")):
        student.does("POST", "assignments/fetch_feedback", params=assignment)
        pages = student.runs(
            "from pathlib import Path\n"
            "for page in Path.home().glob('ps1/feedback/*/ps1.html'):\n    print(page.read_text())"
        )
        assert pages.count("<html") == 1 and f"Score: {given} / 20.0" in pages, pages[:500]


#: Prints what a student can reach of others' and of the teacher's, and "done".
_ATTACK = """
import glob, os, pathlib, pwd, signal, socket
course, exchange, state = "{course}", "{exchange}", "{state}"

def reached(what, *arguments):
    try:
        found = what(*arguments)
    except (OSError, ValueError):
        return
    if found is not False:
        print("REACHED", what.__name__, arguments, str(found)[:200])

for place in ("/home/anna", "/home/tea", course + "/grading", exchange + "/falsematch/inbound",
              exchange + "/falsematch/feedback", state):
    reached(os.listdir, place)
for place in (course, course + "/hub", course + "/exercises/ps1", exchange + "/falsematch",
              exchange + "/falsematch/outbound/ps1", "/home"):
    reached(os.mkdir, place + "/new")
reached(os.rename, exchange + "/falsematch", exchange + "/other")
reached(os.unlink, exchange + "/falsematch/outbound/ps1/ps1.ipynb")
reached(open, exchange + "/falsematch/outbound/ps1/ps1.ipynb", "w")
reached(open, "/etc/shadow")
for folder in glob.glob("/proc/[0-9]*"):
    if os.stat(folder).st_uid != os.getuid():
        reached(pathlib.Path(folder, "environ").read_bytes)
        reached(os.kill, int(folder[6:]), signal.SIGTERM)

# Where a kernel of somebody else listens, its outputs could be read along. (Other users are
# other programs of the machine on which this is tried.)
others = [pwd.getpwnam(name).pw_uid for name in ("anna", "tea")]
for line in open("/proc/net/tcp").readlines()[1:]:
    _, here, _, status, _, _, _, owner = line.split()[:8]
    owner = int(owner)
    if status == "0A" and owner in others:
        with socket.socket() as other:
            other.settimeout(0.5)
            try:
                other.connect(("127.0.0.1", int(here.split(":")[1], 16)))
                # ZeroMQ's greeting, then what kind of socket each side has (ZMTP 3.0).
                other.sendall(b"\\xff" + bytes(8) + b"\\x7f\\x03\\x00NULL" + bytes(48))
                other.sendall(b"\\x04\\x19\\x05READY\\x0bSocket-Type\\x00\\x00\\x00\\x03SUB")
                said = b""
                while said[:1] in (b"", b"\\xff") and b"Socket-Type" not in said:
                    got = other.recv(100)
                    if not got:
                        break
                    said += got
                # Through one that only takes messages in (PULL) nothing can be read.
                if said[:1] == b"\\xff" and b"PULL" not in said:
                    print("REACHED a kernel of user", owner, said)
            except OSError:
                pass

# A hand-in in the name of another, newer than hers; a link to what is the teacher's.
forged = pathlib.Path(exchange, "falsematch/inbound/anna+ps1+2100-01-01 00:00:00.000000 UTC+x")
forged.mkdir()
(forged / "ps1.ipynb").write_text("{{}}")
(forged / "timestamp.txt").write_text("2100-01-01 00:00:00.000000 UTC")
(forged / "submission_secret.txt").write_text("0" * 128)
print("done")
"""
