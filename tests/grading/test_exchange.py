"""Hand-ins are collected from the exchange as the system knows them, not as they call themselves."""

from __future__ import annotations

import logging
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from support import ROOT
from traitlets.config import Config

from falsematch.grading import exchange
from falsematch.grading.intake import LARGEST

EARLY, NOON, LATE = (f"2026-10-01 {hour}:00:00.000000 UTC" for hour in ("08", "12", "16"))
SECRET = "5" * 64


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:  # nbgrader starts `alembic` by name
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        Gradebook(f"sqlite:///{path}", "falsematch").close()
    return path


@pytest.fixture
def inbound(tmp_path, monkeypatch, gradebook):
    """Where students hand in. All files are this user's, who is anna; bob is somebody else."""

    class Users:
        def getpwnam(self, name):
            numbers = {"anna": os.getuid(), "bob": os.getuid() + 1}
            return pwd.struct_passwd((name, "", numbers[name], 0, "", "", ""))

    monkeypatch.setitem(sys.modules, "pwd", Users())
    folder = tmp_path / "exchange" / "falsematch" / "inbound"
    folder.mkdir(parents=True)
    (tmp_path / "course").mkdir()
    shutil.copy(gradebook, tmp_path / "course")
    return folder


def hand_in(inbound, name, text="{}", secret=SECRET):
    folder = inbound / name
    folder.mkdir()
    (folder / "ps1.ipynb").write_text(text)
    (folder / "submission_secret.txt").write_text(secret)
    (folder / "timestamp.txt").write_text("whatever it says")
    return folder


def collect(inbound, caplog=None, **settings):
    config = Config()
    place = inbound.parents[2] / "course"
    config.CourseDirectory.root = str(place)
    config.CourseDirectory.course_id = "falsematch"
    config.CourseDirectory.assignment_id = "ps1"
    config.CourseDirectory.submitted_directory = "grading/submitted"
    config.CourseDirectory.db_url = f"sqlite:///{place}/gradebook.db"
    config.Exchange.root = str(inbound.parents[1])
    config.Collect.update(settings)
    log = logging.getLogger("traitlets")
    step = exchange.Collect(coursedir=CourseDirectory(config=config), config=config)
    with caplog.at_level(logging.INFO, log.name) if caplog else open(os.devnull):
        step.start()
    return place / "grading" / "submitted"


def files(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()
    }


def test_of_a_students_hand_ins_the_newest_is_taken_with_its_time_and_secret(inbound):
    for time, text in ((NOON, "noon"), (LATE, "late"), (EARLY, "early")):
        hand_in(inbound, f"anna+ps1+{time}+x", text)
    hand_in(inbound, f"anna+ps2+{LATE}+x", "another problem set")
    assert files(collect(inbound)) == {
        "anna/ps1/ps1.ipynb": "late",
        "anna/ps1/timestamp.txt": LATE,
        "anna/ps1/submission_secret.txt": SECRET,
    }


def test_collected_again_only_an_update_takes_the_place_of_what_is_there(inbound):
    hand_in(inbound, f"anna+ps1+{EARLY}+x", "early")
    submitted = collect(inbound)
    hand_in(inbound, f"anna+ps1+{LATE}+x", "late")
    assert files(collect(inbound))["anna/ps1/ps1.ipynb"] == "early"
    assert files(collect(inbound, update=True))["anna/ps1/ps1.ipynb"] == "late"
    assert sorted(os.listdir(submitted / "anna")) == ["ps1"]


def test_before_the_deadline_or_else_the_newest(inbound):
    with Gradebook(f"sqlite:///{inbound.parents[2]}/course/gradebook.db", "falsematch") as book:
        book.add_assignment("ps1", duedate="2026-10-01 13:00:00")
    for time in (EARLY, NOON, LATE):
        hand_in(inbound, f"anna+ps1+{time}+x", time)
    assert files(collect(inbound, before_duedate=True))["anna/ps1/timestamp.txt"] == NOON


def test_nobody_hands_in_for_another(inbound, caplog):
    hand_in(inbound, f"anna+ps1+{EARLY}+x", "hers")
    hand_in(inbound, f"bob+ps1+{LATE}+x", "not his")
    link = inbound / f"anna+ps1+{LATE}+x"
    link.symlink_to(hand_in(inbound, "elsewhere", "a link to what is hers"))
    submitted = collect(inbound, caplog)
    assert files(submitted)["anna/ps1/ps1.ipynb"] == "hers"
    assert sorted(os.listdir(submitted)) == ["anna"]
    assert "'bob' handed it in, but it is not theirs" in caplog.text


def test_a_link_among_the_files_is_not_followed_and_nothing_is_lost(inbound, tmp_path, caplog):
    hand_in(inbound, f"anna+ps1+{EARLY}+x", "mine")
    submitted = collect(inbound)
    solution = tmp_path / "solution.ipynb"
    solution.write_text("the teacher's")
    for number, make in enumerate((Path.symlink_to, Path.hardlink_to)):
        folder = hand_in(inbound, f"anna+ps1+2026-10-02 0{number}:00:00 UTC+x")
        (folder / "ps1.ipynb").unlink()
        make(folder / "ps1.ipynb", solution)
        caplog.clear()
        collect(inbound, caplog, update=True)
        assert "It was not collected" in caplog.text
        assert files(submitted)["anna/ps1/ps1.ipynb"] == "mine"


def test_a_notebook_that_is_too_large_or_missing_is_named(inbound, caplog):
    folder = hand_in(inbound, f"anna+ps1+{EARLY}+x")
    with open(folder / "ps1.ipynb", "wb") as file:
        file.truncate(LARGEST + 1)
    collect(inbound, caplog)
    assert "anna: the notebook has more than 10 MB" in caplog.text
    (folder / "ps1.ipynb").unlink()
    caplog.clear()
    assert not collect(inbound, caplog).exists()
    assert "anna: the notebook cannot be opened" in caplog.text


@pytest.mark.parametrize("secret", ["", "short", "../../" + "a" * 60, "x" * 64, "5" * 5_000])
def test_a_secret_of_their_own_making_is_replaced(inbound, secret):
    hand_in(inbound, f"anna+ps1+{EARLY}+x", secret=secret)
    kept = files(collect(inbound))["anna/ps1/submission_secret.txt"]
    assert kept != secret and len(kept) == 128


@pytest.mark.parametrize(
    "name",
    ["anna", "anna+ps1", "anna+ps1+", "anna+ps1+yesterday+x", f"+ps1+{EARLY}+x", f"..+ps1+{EARLY}+x",
     f"a\nb+ps1+{EARLY}+x", f"nobody-of-that-name+ps1+{EARLY}+x", "anna+ps1+99999999999999999999+x"],
)  # fmt: skip
def test_what_is_no_hand_in_keeps_nobody_waiting(inbound, name, monkeypatch):
    users = sys.modules["pwd"]
    names = users.getpwnam

    def known(self, student):
        if student == "anna":
            return names(student)
        raise KeyError(student)

    monkeypatch.setattr(type(users), "getpwnam", known)
    hand_in(inbound, name)
    hand_in(inbound, f"anna+ps1+{NOON}+x", "hers")
    assert files(collect(inbound))["anna/ps1/ps1.ipynb"] == "hers"


def test_a_time_before_its_files_were_made_is_noticed(inbound, caplog):
    hand_in(inbound, "anna+ps1+2020-01-01 00:00:00 UTC+x")
    collect(inbound, caplog)
    assert "was still changed at" in caplog.text


def test_on_kubernetes_the_hub_and_the_teacher_draw_the_same_numbers():
    values = yaml.safe_load((ROOT / "hub" / "kubernetes" / "values.yaml").read_text())
    drawn: dict = {"c": Config()}
    exec(values["hub"]["extraConfig"]["10-a-number-for-each"], drawn)
    names = ["anna", "bob", "x" * 100, "jo.o@uni"]
    assert [drawn["number_of"](name) for name in names] == list(map(exchange.number_of, names))
    assert len({exchange.number_of(f"student{n}") for n in range(3_000)}) == 3_000
    assert all(2**20 <= exchange.number_of(f"s{n}") < 2**31 for n in range(1_000))


def test_on_kubernetes_a_hand_in_belongs_to_the_number_drawn_from_its_name(inbound, monkeypatch):
    monkeypatch.setattr(exchange, "number_of", {"anna": os.getuid(), "bob": 7}.__getitem__)
    hand_in(inbound, f"anna+ps1+{NOON}+x")
    hand_in(inbound, f"bob+ps1+{NOON}+x")
    assert os.listdir(collect(inbound, users="hub")) == ["anna"]


def test_everybody_on_a_class_server_means_the_same_course():
    settings = [
        (ROOT / path).read_text()
        for path in ("nbgrader_config.py", "hub/config/nbgrader_config.py")
    ]
    assert all('c.CourseDirectory.course_id = "falsematch"' in text for text in settings)
    assert "/falsematch/inbound" in (ROOT / "hub" / "install.sh").read_text()


def test_students_fetch_and_submit_through_nbgraders_own_exchange(course, tmp_path):
    """Release, fetch, submit, collect, with nbgrader's commands as they are."""
    exchange, student = tmp_path / "exchange", tmp_path / "student"
    exchange.mkdir()
    exchange.chmod(0o777)  # nbgrader asks for a folder in which everybody may write
    student.mkdir()

    def nbgrader(folder, *command):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command, f"--Exchange.root={exchange}"],
            cwd=folder, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    nbgrader(course, "release_assignment", "ps1")
    nbgrader(student, "fetch_assignment", "ps1", "--course=falsematch")
    given = student / "ps1" / "ps1.ipynb"
    assert given.read_bytes() == (course / "exercises" / "ps1" / "ps1.ipynb").read_bytes()
    nbgrader(student, "submit", "ps1", "--course=falsematch")
    (course / "grading").mkdir(exist_ok=True)
    nbgrader(course, "collect", "ps1")
    collected = list((course / "grading" / "submitted").glob("*/ps1/ps1.ipynb"))
    assert [path.read_bytes() for path in collected] == [given.read_bytes()]
