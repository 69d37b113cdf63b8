"""The teacher's side: make exercises from solutions, grade what is handed in.

Grading runs what students wrote, as you and without a sandbox: it can read, change and
delete your files, the gradebook and other students' work. Grade only what comes from
people you trust.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from tqdm.auto import tqdm
from traitlets.config import Config, PyFileConfigLoader

from falsematch import submissions

#: The clone in which this package stands.
ROOT = Path(__file__).resolve().parent.parent
#: In the folder of handed-in work, lists the files that are made up, with their SHA-256.
SAMPLE_MARK = "SAMPLE_CLASS"

WARNING = """\
Grading runs the code that students wrote, as you and without a sandbox. It can read, change
and delete your files, the grades and other students' work. Grade only what comes from people
you trust, in an account or a container that holds nothing else."""


class GradingError(Exception):
    """Exercises or grades cannot be made; the message says what to do."""


# --- exercises -------------------------------------------------------------------------


def problem_sets(folder: str | Path = ROOT) -> list[str]:
    """Names of the problem sets in ``solutions/``, in order."""
    return sorted(path.parent.name for path in Path(folder).glob("solutions/ps*/ps*.ipynb"))


def make_exercises(folder: str | Path = ROOT, into: str | Path | None = None) -> list[Path]:
    """Make what students get, without solutions and hidden tests.

    Parameters
    ----------
    folder : path
        The course: ``nbgrader_config.py`` and ``solutions/`` stand in it.
    into : path, optional
        Where to write instead of ``exercises/`` in the course.

    Returns
    -------
    list of Path
        The notebooks that were written.

    Raises
    ------
    GradingError
        When nbgrader refuses a solution; with what it says.
    """
    into = Path(folder) / "exercises" if into is None else Path(into)
    config = settings(folder)
    config.CourseDirectory.release_directory = str(into.resolve())
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False  # as `nbgrader generate_assignment --no-db` has it
    with quiet_nbgrader(config) as api:
        for name in problem_sets(folder):
            _must_succeed(api.generate_assignment(name, create=False), f"exercises/{name}")
    return [into / name / f"{name}.ipynb" for name in problem_sets(folder)]


def settings(folder: str | Path) -> Config:
    """nbgrader's settings for a course, as its ``nbgrader_config.py`` says."""
    path = Path(folder).resolve() / "nbgrader_config.py"
    if not path.is_file():
        raise GradingError(f"{path} is missing. Run this in a clone of the course.")
    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


@contextlib.contextmanager
def quiet_nbgrader(config: Config) -> Iterator[NbGraderAPI]:
    """nbgrader's Python interface, quiet, with its helper programs on the PATH."""
    before = os.environ["PATH"]
    # nbgrader starts `alembic` by name, also when the environment was not activated.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    # It also looks at the folder through which a shared machine would exchange notebooks.
    config.Exchange.root = tempfile.mkdtemp()
    quiet = logging.getLogger("traitlets")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            # nbgrader adds a submission before it says whose it is; nothing is lost.
            warnings.simplefilter("ignore", SAWarning)
            yield NbGraderAPI(CourseDirectory(config=config), config=config)
    finally:
        quiet.setLevel(level)
        shutil.rmtree(config.Exchange.root, ignore_errors=True)
        os.environ["PATH"] = before


def _must_succeed(result: dict, what: str) -> None:
    if not result["success"]:
        raise GradingError(f"{what} could not be made:\n{result.get('error') or result['log']}")


# --- a class that is made up -------------------------------------------------------------


def sample_class(folder: str | Path = ROOT) -> list[str]:
    """Fill ``grading/submitted`` with the work of made-up students.

    ``ada`` has everything right, ``ben`` handed in what he was given, ``cleo`` makes the
    mistakes that are typical, and ``dan``'s notebook stops its kernel.

    Parameters
    ----------
    folder : path
        The course, with its exercises made.

    Returns
    -------
    list of str
        The students.

    Raises
    ------
    GradingError
        When somebody's work stands there already.
    """
    submitted = Path(folder) / "grading" / "submitted"
    if _students(submitted):
        raise GradingError(f"{submitted} is not empty. Nothing was made up.")
    for name in problem_sets(folder):
        given = _read(Path(folder) / "exercises" / name / f"{name}.ipynb")
        right = {
            cell["id"]: cell["source"]
            for cell in _read(Path(folder) / "solutions" / name / f"{name}.ipynb")["cells"]
            if cell["metadata"].get("nbgrader", {}).get("solution")
        }
        mistakes = {id: text for id, text in _MISTAKES.items() if id in right}
        solved = {id: _SAMPLE_ANSWER if _is_prose(text) else text for id, text in right.items()}
        some_wrong = solved | mistakes
        stops = solved | {next(iter(right)): "import os\n\nos._exit(1)"}
        for student, answers in zip(_SAMPLE_STUDENTS, [solved, {}, some_wrong, stops], strict=True):
            path = submitted / student / name / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(nbformat.writes(_with(given, answers)) + "\n", encoding="utf-8")
    made_up = [f"{digest}  {path}\n" for path, digest in _digests(submitted).items()]
    (submitted / SAMPLE_MARK).write_text("".join(made_up), encoding="utf-8")
    return list(_SAMPLE_STUDENTS)


_SAMPLE_STUDENTS = ("ada", "ben", "cleo", "dan")
_SAMPLE_ANSWER = "A number on a screen is a measurement of two photos, not a fact about a person."
_MISTAKES = {
    # ps1: a similarity for a distance, everybody paired twice
    "cosine-distance": "def cosine_distance(a, b):\n"
    "    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))",
    "all-pairs": "def all_pairs(faces):\n"
    "    return [(a, b, np.linalg.norm(faces[a] - faces[b])) for a in faces for b in faces]",
    "distance-means": 'distance_means = {"A", "B"}',
    # ps2: `>` for `>=`, all who pass for those who are not looked for
    "error-rates": "def error_rates(similarity, same_person, threshold):\n"
    "    match = similarity > threshold\n"
    "    return match[~same_person].mean(), 1 - match[same_person].mean()",
    "fmr-needed": "def fmr_needed(passers, targets, fnmr, share):\n"
    "    return targets * (1 - fnmr) * (1 - share) / share / passers",
    # ps3: mated pairs in and one way round only, pairs drawn in place of people
    "cross-table": "def cross_table(pairs, attribute, threshold):\n"
    "    match = pairs['distance'] <= threshold\n"
    "    return match.groupby([pairs[f'{attribute}_a'], pairs[f'{attribute}_b']]).mean().unstack()",
    "people-interval": "def people_interval(pairs, threshold, resamples, seed):\n"
    "    rng = np.random.default_rng(seed)\n"
    "    match = (pairs['distance'] <= threshold).to_numpy()\n"
    "    rates = [rng.choice(match, size=len(match)).mean() for _ in range(resamples)]\n"
    "    return np.quantile(rates, [0.025, 0.975])",
    # ps4: the first list beyond the limit for the last within it
    "longest-list": "def longest_list(fmr, limit):\n"
    "    if fmr == 0 or limit == 1:\n"
    "        return np.inf\n"
    "    return int(np.ceil(np.log(1 - limit) / np.log(1 - fmr)))",
    # ps5: the loosest of equal thresholds for the strictest
    "best-threshold": "def best_threshold(counts, at_least):\n"
    "    fits = [t for t in counts if counts[t][1] >= max(at_least, 1)]\n"
    "    shares = {t: counts[t][0] / counts[t][1] for t in fits}\n"
    "    return max(fits, key=lambda t: (shares[t], t), default=None)",
    # ps6: photos of before the round shrink, not those of after it
    "one-round": "def one_round(listed, checks, flagged, removed, cap):\n"
    "    total = sum(listed.values()) or 1\n"
    "    return {g: min(n * (1 - removed[g]) + checks * n / total * flagged[g], cap)\n"
    "            for g, n in listed.items()}",
    # ps7: a gap read as a difference
    "evidence": "def evidence(a, b, m, u):\n"
    "    same = {field for field in m if a.get(field) == b.get(field) is not None}\n"
    "    return sum(np.log2(m[f] / u[f] if f in same else (1 - m[f]) / (1 - u[f])) for f in m)",
    # ps8: alarms for people
    "people-with-an-alarm": "def people_with_an_alarm(people, rates, settled):\n"
    "    return people * sum(rates)",
    # ps9: ranges without their ends
    "verdict": "def verdict(claim_low, claim_high, low, high):\n"
    "    if claim_low < low and high < claim_high:\n"
    "        return 'supports'\n"
    "    return 'refutes' if high < claim_low or claim_high < low else 'shows neither'",
}


def _read(path: Path) -> nbformat.NotebookNode:
    if not path.is_file():
        raise GradingError(f"{path} is missing. Run `make exercises`.")
    return nbformat.read(path, as_version=4)


def _is_prose(text: str) -> bool:
    return text.startswith("**Rubric**")


def _with(notebook: nbformat.NotebookNode, answers: dict[str, str]) -> nbformat.NotebookNode:
    """A copy of a notebook with other sources in some cells."""
    copy = nbformat.from_dict(notebook)
    copy["cells"] = [
        nbformat.from_dict(cell | {"source": answers.get(cell["id"], cell["source"])})
        for cell in notebook["cells"]
    ]
    return copy


def _digests(submitted: Path) -> dict[str, str]:
    """SHA-256 of everything that students handed in, by path."""
    return {
        path.relative_to(submitted).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for student in _students(submitted)
        for path in sorted((submitted / student).rglob("*"))
        if path.is_file()
    }


def _all_made_up(submitted: Path) -> bool:
    """Is everything here the sample class's, byte for byte?"""
    mark = submitted / SAMPLE_MARK
    if not mark.is_file():
        return False
    lines = [line.split("  ", 1) for line in mark.read_text(encoding="utf-8").splitlines()]
    made_up = {path: digest for digest, path in lines}
    return _digests(submitted).items() <= made_up.items()


def _students(submitted: Path) -> list[str]:
    if not submitted.is_dir():
        return []
    return sorted(
        path.name for path in submitted.iterdir() if path.is_dir() and path.name[0] != "."
    )


# --- grades ----------------------------------------------------------------------------


def grade(folder: str | Path = ROOT) -> int:
    """Grade what stands in ``grading/submitted``, write feedback, and print a table.

    Work is laid out as ``grading/submitted/<student>/ps1/ps1.ipynb``. When nobody handed in
    anything, a made-up class is graded, to show how it goes. Each student is graded alone,
    so that one broken notebook keeps nobody else from a grade. Parts that a person grades
    are left open: open the form grader (Nbgrader in JupyterLab's menu) for them.

    Parameters
    ----------
    folder : path
        The course.

    Returns
    -------
    int
        The exit status: 0, or 1 when nothing was graded because you said no or a course
        file is missing.
    """
    folder = Path(folder).resolve()
    submitted = folder / "grading" / "submitted"
    try:
        settings(folder)  # before anything is written: is this a course at all?
        if not _students(submitted):
            students = sample_class(folder)
            print(f"Nobody has handed in anything yet, so {', '.join(students)} are made up.")
        print(WARNING)
        if not _all_made_up(submitted) and not _confirmed():
            print("Nothing was graded.")
            return 1
        grades = grade_all(folder)
    except GradingError as error:
        print(f"Grading stopped. {error}", file=sys.stderr)
        return 1
    print()
    print(readable(grades))
    print(f"\nFeedback for each student: {folder / 'grading' / 'feedback'}")
    return 0


def _confirmed() -> bool:
    """Ask the teacher; no without somebody to ask. FALSEMATCH_TRUST=yes answers beforehand."""
    if os.environ.get("FALSEMATCH_TRUST") == "yes":
        return True
    if not sys.stdin or not sys.stdin.isatty():
        print("To say yes where nobody can be asked, set FALSEMATCH_TRUST=yes.")
        return False
    return input("Do you trust everybody who handed in? [yes/no] ").strip().lower() == "yes"


def grade_all(folder: str | Path = ROOT) -> pd.DataFrame:
    """Grade each notebook that was handed in, one after the other.

    Parameters
    ----------
    folder : path
        The course.

    Returns
    -------
    pandas.DataFrame
        One row a student and problem set: ``student``, ``problem_set``, ``points`` (float;
        NaN where grading failed or nothing was handed in), ``max`` (float), ``by_hand``
        (float: points in parts that a person still has to grade), ``status``
        (``"graded"``, ``"needs manual grading"``, ``"failed"`` or ``"not handed in"``),
        ``note``, what went wrong, and ``noticed`` (list of str), what a teacher should look at.
    """
    folder = Path(folder).resolve()
    submitted = folder / "grading" / "submitted"
    students, names = _students(submitted), problem_sets(folder)
    config = settings(folder)
    rows = []
    with contextlib.ExitStack() as stack:
        # The gradebook has to know the problem sets; exercises/ is not touched for that.
        config.CourseDirectory.release_directory = stack.enter_context(
            tempfile.TemporaryDirectory()
        )
        api = stack.enter_context(quiet_nbgrader(config))
        for name in names:
            _must_succeed(api.generate_assignment(name), f"The gradebook's entry for {name}")
        tasks = [(student, name) for student in students for name in names]
        for student, name in (bar := tqdm(tasks, desc="grading", unit="notebook", disable=None)):
            bar.set_postfix_str(f"{student} {name}")
            work = submitted / student / name
            if not (work / f"{name}.ipynb").is_file():
                rows.append((student, name, "", False))
            elif any(path.is_symlink() for path in [work.parent, work, *work.rglob("*")]):
                # nbgrader would follow it, to the solution or to somebody else's file.
                rows.append((student, name, "there is a link among the files", True))
            else:
                graded = folder / "grading" / "autograded" / student / name
                read = _read_by_a_person(config, graded)
                rows.append((student, name, _grade_one(api, student, name), True))
                _need_not_be_read_again(config, graded, read)
    with _gradebook(config) as book:
        table = pd.DataFrame([_row(book, *row) for row in rows])
    table["noticed"] = [
        [] if row.status in ("failed", "not handed in")
        else _noticed(folder / "grading" / "autograded" / row.student / row.problem_set)
        for row in table.itertuples()
    ]  # fmt: skip
    return table


def _gradebook(config: Config) -> Gradebook:
    return Gradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id)


def _read_by_a_person(config: Config, graded: Path) -> dict[str, str]:
    """The answers of a graded notebook to which a person gave points, by cell."""
    with _gradebook(config) as book:
        grades = _grades_of(book, graded)
        done = {g.name for g in grades if g.manual_score is not None and not g.needs_manual_grade}
    return {id: text for id, text in _texts(graded).items() if id in done} if done else {}


def _need_not_be_read_again(config: Config, graded: Path, read: dict[str, str]) -> None:
    """After grading again nbgrader asks for every answer in words again: not for the same one."""
    same = {id for id, text in _texts(graded).items() if read.get(id) == text} if read else set()
    with _gradebook(config) as book:
        for grade in _grades_of(book, graded):
            if grade.name in same:
                grade.needs_manual_grade = False
        book.db.commit()


def _grades_of(book: Gradebook, graded: Path) -> list:
    try:
        notebooks = book.find_submission(graded.name, graded.parent.name).notebooks
    except MissingEntry:
        return []
    return [grade for notebook in notebooks for grade in notebook.grades]


def _texts(graded: Path) -> dict[str, str]:
    path = graded / f"{graded.name}.ipynb"
    cells = _read(path)["cells"] if path.is_file() else []
    return {cell["id"]: cell["source"] for cell in cells if "id" in cell}


def _noticed(graded: Path) -> list[str]:
    return submissions.what_was_noticed(_read(graded / f"{graded.name}.ipynb"))


def _grade_one(api: NbGraderAPI, student: str, name: str) -> str:
    """Grade one notebook and write its feedback; returns what went wrong, or nothing."""
    try:
        result = api.autograde(name, student)
    except Exception as error:  # whatever a notebook does, the next student is graded
        result = {"success": False, "log": f"{type(error).__name__}: {error}"}
    if not result["success"]:
        return _reason(result)
    result = api.generate_feedback(name, student)
    return "" if result["success"] else f"graded, but without feedback: {_reason(result)}"


def _reason(result: dict) -> str:
    """The error behind nbgrader's own, which only points to it."""
    told = "\n".join([result.get("error", ""), result.get("log", "")])
    errors = re.findall(r"^\s*((?:\w+\.)*\w*(?:Error|Exception|Invalid\w*)\b.*)$", told, re.M)
    errors = [line for line in errors if "NbGraderException" not in line]
    return errors[-1][:300] if errors else "nbgrader gave no reason"


def _row(book: Gradebook, student: str, name: str, note: str, handed_in: bool) -> dict:
    """A notebook's grade. One that failed has no points, which is not the same as 0."""
    most = float(book.find_assignment(name).max_score)
    row = {"student": student, "problem_set": name, "points": float("nan"), "max": most}
    row |= {"by_hand": 0.0, "status": "not handed in", "note": note}
    if not handed_in:
        return row
    grades = _grades_of(book, Path(student) / name)
    open_points = sum(g.max_score for g in grades if g.needs_manual_grade)
    failed = bool(note) and not note.startswith("graded")
    if failed or not grades or any(g.score is None for g in grades):
        return row | {"status": "failed", "note": note or "the gradebook has no grade"}
    return row | {
        "points": float(sum(g.score for g in grades)),
        "by_hand": float(open_points),
        "status": "needs manual grading" if open_points else "graded",
    }


def readable(grades: pd.DataFrame) -> str:
    """The table for a terminal, and below it, apart, what could not be graded."""
    lines = [f"{'student':<16}{'problem set':<13}{'points':>8}{'of':>5}  "]
    for row in grades.itertuples():
        if row.status in ("failed", "not handed in"):
            points, remark = (
                "-",
                f"{row.status}: see below" if row.status == "failed" else row.status,
            )
        else:
            points = f"{row.points:g}"
            remark = f"needs manual grading: {row.by_hand:g} points" if row.by_hand else ""
        lines.append(
            f"{row.student:<16}{row.problem_set:<13}{points:>8}{row.max:>5g}  {remark}".rstrip()
        )
    failed = grades[grades["status"] == "failed"]
    if len(failed):
        lines += ["", f"Not graded, {len(failed)} of {len(grades)}. This is not 0 points:"]
        lines += [f"  {row.student}, {row.problem_set}: {row.note}" for row in failed.itertuples()]
    looked_at = [(row, line) for row in grades.itertuples() for line in row.noticed]
    if looked_at:
        lines += ["", "Noticed, for you to look at. It changed no points by itself:"]
        lines += [f"  {row.student}, {row.problem_set}: {line}" for row, line in looked_at]
    without = grades[grades["note"].str.startswith("graded")]
    lines += [f"  {row.student}, {row.problem_set}: {row.note}" for row in without.itertuples()]
    return "\n".join(lines)
