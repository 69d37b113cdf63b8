"""Collect what students hand in through nbgrader's exchange, and believe only the system.

The exchange is a folder in which everybody may write. nbgrader's own `collect` goes by the name
that a hand-in gives itself, follows links in it and copies whatever it holds. This one asks the
system to whom each file belongs, opens no link, and takes the notebooks alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import tempfile
import time
from datetime import UTC
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc
from traitlets import Enum

from falsematch.grading.intake import IntakeError, is_name, read_ordinary

_SECRET = re.compile(rb"[0-9a-f]{32,128}")
#: Bytes of the small files beside a notebook.
_SMALL = 1_000
#: Seconds between a hand-in's own time and its last change, which the system notes, without a word.
_DELAY = 600


def number_of(student: str) -> int:
    """The number of a user of a hub on Kubernetes, where the system knows no names.

    Drawn from the name, so that nobody has to keep a list: 2^20 and above, below 2^31. The hub
    refuses to start a server for a second user of the same number (``hub/kubernetes``).
    """
    return 2**20 + int(hashlib.sha256(student.encode()).hexdigest(), 16) % (2**31 - 2**20)


class Collect(ExchangeCollect):
    """nbgrader's step, with each hand-in known by the user who owns it.

    Of several by one student the newest is taken, or the newest before the deadline when
    ``before_duedate`` is set, as nbgrader does. What cannot be taken is named in the log, and
    nobody else is kept waiting for it.
    """

    users = Enum(
        ["machine", "hub"], "machine",
        help="Whose numbers files have: of the machine's users, or as `number_of` draws them.",
    ).tag(config=True)  # fmt: skip

    def init_src(self) -> None:
        if not self.coursedir.course_id:
            self.fail("No course id specified. Re-run with --course flag.")
        self.inbound_path = os.path.join(self.root, self.coursedir.course_id, "inbound")
        if not os.path.isdir(self.inbound_path):
            self.fail(f"Nothing was released yet: {self.inbound_path} is missing.")
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            try:
                self.duedate = book.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                self.duedate = None
        only = self.coursedir.student_id
        newest: dict[str, dict] = {}
        for name in sorted(os.listdir(self.inbound_path)):
            record = self._record(name)
            if record is None or only not in ("*", "", record["username"]):
                continue
            before = newest.get(record["username"])
            if before is None or self._rank(before) < self._rank(record):
                newest[record["username"]] = record
        self.src_records = list(newest.values())

    def _number(self, student: str) -> int | None:
        if self.users == "hub":
            return number_of(student)
        try:
            # Here: the settings of nbgrader name this module, also for a learner on Windows.
            import pwd

            return pwd.getpwnam(student).pw_uid
        except KeyError:
            return None

    def _rank(self, record: dict) -> tuple:
        late = self.before_duedate and self.duedate and record["timestamp"] > self.duedate
        return not late, record["timestamp"]

    def _record(self, name: str) -> dict | None:
        """A hand-in of this problem set, if it is what it says; else it is named in the log."""
        student, _, rest = name.partition("+")
        problem_set, _, rest = rest.partition("+")
        if problem_set != self.coursedir.assignment_id:
            return None
        try:
            timestamp = parse_utc(rest.partition("+")[0])
            found = os.lstat(os.path.join(self.inbound_path, name))
            if not stat.S_ISDIR(found.st_mode):
                raise ValueError("a link or a file")
        except (ValueError, OverflowError, OSError):
            self.log.warning("%r is no hand-in. It was left where it is.", name)
            return None
        if not is_name(student) or found.st_uid != self._number(student):
            self.log.warning(
                "%r says that %r handed it in, but it is not theirs (user %d). It was left where "
                "it is.", name, student, found.st_uid,
            )  # fmt: skip
            return None
        if found.st_ctime > timestamp.replace(tzinfo=UTC).timestamp() + _DELAY:
            self.log.warning("%r was still changed at %s.", name, time.ctime(found.st_ctime))
        return {"username": student, "filename": name, "timestamp": timestamp,
                "owner": found.st_uid}  # fmt: skip

    def copy_files(self) -> None:
        taken = 0
        for record in self.src_records:
            student, problem_set = record["username"], self.coursedir.assignment_id
            place = Path(self.coursedir.format_path(
                self.coursedir.submitted_directory, student, problem_set
            ))  # fmt: skip
            if place.is_dir() and not self._is_wanted(record, place):
                continue
            try:
                files = self._files(record)
            except IntakeError as error:
                self.log.error("%s: %s. It was not collected.", student, error)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=place.parent, prefix=".") as new:
                for name, data in files.items():
                    Path(new, "new", name).parent.mkdir(exist_ok=True)
                    Path(new, "new", name).write_bytes(data)
                if place.is_dir():
                    place.rename(Path(new, "old"))
                Path(new, "new").rename(place)
            taken += 1
        self.log.info("Collected %d of %d hand-ins", taken, len(self.src_records))

    def _is_wanted(self, record: dict, place: Path) -> bool:
        """Is this to take the place of what was collected before?"""
        before = self.coursedir.get_existing_timestamp(str(place))
        if self.before_duedate:
            return before != record["timestamp"]
        return self.update and (before is None or record["timestamp"] > before)

    def _notebooks(self) -> list[str]:
        """Names of the notebooks that can be handed in for this assignment."""
        name = self.coursedir.assignment_id
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", name))
        return sorted(path.name for path in source.glob("*.ipynb")) or [f"{name}.ipynb"]

    def _files(self, record: dict) -> dict[str, bytes]:
        """The notebooks, their time and the secret by which its feedback will be found, by name."""
        try:
            folder = os.open(
                os.path.join(self.inbound_path, record["filename"]),
                os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW,
            )
        except OSError as error:
            raise IntakeError(f"the folder cannot be opened ({error.strerror})") from error
        try:
            owner, there = record["owner"], os.listdir(folder)
            wanted = self._notebooks()
            files = {
                notebook: read_ordinary(notebook, owner=owner, folder=folder)
                for notebook in [name for name in wanted if name in there] or wanted[:1]
            }
            try:
                secret = read_ordinary("submission_secret.txt", _SMALL, owner, folder)
            except IntakeError:
                secret = b""
        finally:
            os.close(folder)
        # Feedback of all would stop at a student without a secret, or with one of their own making.
        files["submission_secret.txt"] = (
            secret if _SECRET.fullmatch(secret) else secrets.token_hex(64).encode()
        )
        files["timestamp.txt"] = f"{record['timestamp']:%Y-%m-%d %H:%M:%S.%f} UTC".encode()
        return files
