"""The teacher's side: make exercises from solutions, grade what is handed in.

Submissions are taken in (`falsematch.grading.intake.take_in`), run side by side in sandboxes
(`falsematch.grading.run.execute`), and recorded one after the other by nbgrader's own steps.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pandas as pd
from nbgrader.api import Gradebook

from falsematch.files import by_number
from falsematch.grading import classes, intake, sandbox, steps
from falsematch.grading.record import (
    Course,
    GradingError,
    gradebook_of,
    grades_of,
    must_succeed,
    printable,
    quiet_nbgrader,
    read,
    settings,
    students_in,
)
from falsematch.grading.workers import results

#: The clone in which this package stands.
ROOT = Path(__file__).resolve().parents[2]
#: In the folder of handed-in work, lists the files that are made up, with their SHA-256.
SAMPLE_MARK = "SAMPLE_CLASS"

WARNING = """\
Without a sandbox the code that students wrote runs as you. It can read, change and delete your
files, the grades and other students' work. Grade only what comes from people you trust, in an
account or a container that holds nothing else."""


# --- exercises -------------------------------------------------------------------------


def problem_sets(folder: str | Path = ROOT) -> list[str]:
    """Names of the problem sets in ``solutions/``, in order."""
    names = (path.parent.name for path in Path(folder).glob("solutions/ps*/ps*.ipynb"))
    return sorted(names, key=by_number)


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
            must_succeed(api.generate_assignment(name, create=False), f"exercises/{name}")
    return [into / name / f"{name}.ipynb" for name in problem_sets(folder)]


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
    if students_in(submitted):
        raise GradingError(f"{submitted} is not empty. Nothing was made up.")
    for name in problem_sets(folder):
        given = read(Path(folder) / "exercises" / name / f"{name}.ipynb")
        right = {
            cell["id"]: cell["source"]
            for cell in read(Path(folder) / "solutions" / name / f"{name}.ipynb")["cells"]
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
    # ps5: the first list beyond the limit for the last within it
    "longest-list": "def longest_list(fmr, limit):\n"
    "    if fmr == 0 or limit == 1:\n"
    "        return np.inf\n"
    "    return int(np.ceil(np.log(1 - limit) / np.log(1 - fmr)))",
    # ps6: the loosest of equal thresholds for the strictest
    "best-threshold": "def best_threshold(counts, at_least):\n"
    "    fits = [t for t in counts if counts[t][1] >= max(at_least, 1)]\n"
    "    shares = {t: counts[t][0] / counts[t][1] for t in fits}\n"
    "    return max(fits, key=lambda t: (shares[t], t), default=None)",
    # ps7: photos of before the round shrink, not those of after it
    "one-round": "def one_round(listed, checks, flagged, removed, cap):\n"
    "    total = sum(listed.values()) or 1\n"
    "    return {g: min(n * (1 - removed[g]) + checks * n / total * flagged[g], cap)\n"
    "            for g, n in listed.items()}",
    # ps9: a gap read as a difference
    "evidence": "def evidence(a, b, m, u):\n"
    "    same = {field for field in m if a.get(field) == b.get(field) is not None}\n"
    "    return sum(np.log2(m[f] / u[f] if f in same else (1 - m[f]) / (1 - u[f])) for f in m)",
    # ps10: alarms for people
    "people-with-an-alarm": "def people_with_an_alarm(people, rates, settled):\n"
    "    return people * sum(rates)",
    # ps12: ranges without their ends
    "verdict": "def verdict(claim_low, claim_high, low, high):\n"
    "    if claim_low < low and high < claim_high:\n"
    "        return 'supports'\n"
    "    return 'refutes' if high < claim_low or claim_high < low else 'shows neither'",
}


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
        for student in students_in(submitted)
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


# --- grades ----------------------------------------------------------------------------


def course_here() -> Path:
    """The course in which somebody stands; from anywhere else, the one of this package."""
    return Path.cwd() if Path("nbgrader_config.py").is_file() else ROOT


def grade(
    folder: str | Path = ROOT,
    names: Sequence[str] = (),
    workers: int | None = None,
    scheduler: str | None = None,
    again: bool = False,
) -> int:
    """Grade what stands in ``grading/submitted``, write feedback, and print a table.

    Work is laid out as ``grading/submitted/<student>/ps1/ps1.ipynb``. When nobody handed in
    anything, a made-up class is graded, to show how it goes. Parts that a person grades are left
    open: open the form grader (Nbgrader in JupyterLab's menu) for them.

    Parameters
    ----------
    folder, names, workers, scheduler, again
        As in `grade_all`.

    Returns
    -------
    int
        The exit status: 0; 1 when nothing was graded because you said no or a course file is
        missing; 130 when you stopped it.
    """
    folder = Path(folder).resolve()
    submitted = folder / "grading" / "submitted"
    try:
        settings(folder)  # before anything is written: is this a course at all?
        if not students_in(submitted):
            students = sample_class(folder)
            print(f"Nobody has handed in anything yet, so {', '.join(students)} are made up.")
        # Workers elsewhere look for themselves.
        why_not = "" if scheduler else sandbox.why_not()
        if why_not:
            print(f"There is no sandbox here. {why_not}\n{WARNING}")
            if not _all_made_up(submitted) and not _confirmed():
                print("Nothing was graded.")
                return 1
            os.environ[steps.TRUST] = "yes"
        _say_which_class(folder / "grading" / ".class")
        grades = grade_all(folder, names, workers, scheduler, again)
    except KeyboardInterrupt:
        print("\nGrading was stopped. Run it again: it goes on where it was.", file=sys.stderr)
        return 130
    except GradingError as error:
        print(f"Grading stopped. {error}", file=sys.stderr)
        return 1
    print()
    print(readable(grades))
    print(f"\nFeedback for each student: {folder / 'grading' / 'feedback'}")
    if grades["by_hand"].any():
        print("Answers for a person to read: `make lab`, then Nbgrader > Formgrader in its menu.")
    return 0


def _say_which_class(mark: Path) -> None:
    """Keep with which class grading was done, and say so where it is done without one now."""
    current = os.environ.get(classes.VARIABLE)
    if current:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(current, encoding="utf-8")
    elif mark.is_file():
        print(
            f"Graded before with the class in {mark.read_text(encoding='utf-8')}. Without --class "
            "hidden tests draw other data, and nobody's code is looked at."
        )


def _confirmed() -> bool:
    """Ask the teacher; no without somebody to ask. FALSEMATCH_TRUST=yes answers beforehand."""
    if os.environ.get(steps.TRUST) == "yes":
        return True
    if not sys.stdin or not sys.stdin.isatty():
        print("To say yes where nobody can be asked, set FALSEMATCH_TRUST=yes.")
        return False
    return input("Do you trust everybody who handed in? [yes/no] ").strip().lower() == "yes"


def grade_all(
    folder: str | Path = ROOT,
    names: Sequence[str] = (),
    workers: int | None = None,
    scheduler: str | None = None,
    again: bool = False,
) -> pd.DataFrame:
    """Grade each notebook that was handed in: several are run at a time, one is recorded.

    What was graded before, and is the same in every respect, is not graded again; so a run that
    was broken off goes on where it was.

    Parameters
    ----------
    folder : path
        The course.
    names : sequence of str
        Problem sets; all when empty.
    workers : int, optional
        How many run at a time; as many as this machine has processors when left out.
    scheduler : str, optional
        Address of a scheduler of Dask's whose workers run them, in place of this machine.
    again : bool
        Grade everything anew.

    Returns
    -------
    pandas.DataFrame
        One row a student and problem set: ``student``, ``problem_set``, ``points`` (float;
        NaN where grading failed or nothing was handed in), ``max`` (float), ``by_hand``
        (float: points in parts that a person still has to grade), ``status``
        (``"graded"``, ``"needs manual grading"``, ``"failed"`` or ``"not handed in"``),
        ``note``, what went wrong, and ``noticed`` (list of str), what a teacher should look at.

    Raises
    ------
    GradingError
        When a problem set does not exist, or nothing can be run; with what to do.
    """
    folder = Path(folder).resolve()
    known = problem_sets(folder)
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise GradingError(f"There is no problem set {unknown[0]}. There are: {', '.join(known)}.")
    names = [name for name in known if not names or name in names]
    course = Course(folder)
    rows = {}
    with course.opened(names):
        jobs = {}
        for student in students_in(course.submitted):
            for name in names:
                rows[student, name] = ("", False)
                path = course.submitted / student / name / f"{name}.ipynb"
                if not os.path.lexists(path):
                    rows[student, name] = (_elsewhere(course.submitted / student, name), False)
                    continue
                try:
                    job = course.job(student, name, intake.take_in(path))
                except intake.IntakeError as error:
                    rows[student, name] = (course.tell(student, name, str(error)), True)
                    continue
                done = not again and course.is_done(job)
                rows[student, name] = (course.renew_feedback(student, name) if done else "", True)
                if not done:
                    jobs[student, name] = job
        for key, result in results(jobs, workers, scheduler):
            rows[key] = (course.record(jobs[key], result), True)
    with gradebook_of(course.config) as book:
        table = pd.DataFrame([_row(book, *key, *row) for key, row in rows.items()])
    table["noticed"] = [
        []
        if row.status in ("failed", "not handed in")
        else course.noticed(row.student, row.problem_set)
        for row in table.itertuples()
    ]
    return table


def _elsewhere(folder: Path, name: str) -> str:
    """A notebook of this student's whose name says that it may be the one that is missing."""
    for path in sorted([*folder.glob("*.ipynb"), *folder.glob("*/*.ipynb")]):
        if name in path.name.lower():
            found = printable(str(path.relative_to(folder)))
            return f"there is {found}, and it has to be {name}/{name}.ipynb"
    return ""


def _row(book: Gradebook, student: str, name: str, note: str, handed_in: bool) -> dict:
    """A notebook's grade. One that failed has no points, which is not the same as 0."""
    most = float(book.find_assignment(name).max_score)
    # A name can be anything that can name a folder; nobody's terminal is to obey it.
    row = {"student": printable(student), "problem_set": name, "points": float("nan"), "max": most}
    row |= {"by_hand": 0.0, "status": "not handed in", "note": note}
    if not handed_in:
        return row
    if note and not note.startswith("graded"):
        return row | {"status": "failed"}
    grades = grades_of(book, Path(student) / name)
    open_points = sum(g.max_score for g in grades if g.needs_manual_grade)
    if not grades or any(g.score is None for g in grades):
        return row | {"status": "failed", "note": note or "the gradebook has no grade"}
    return row | {
        "points": float(sum(g.score for g in grades)),
        "by_hand": float(open_points),
        "status": "needs manual grading" if open_points else "graded",
    }


def readable(grades: pd.DataFrame) -> str:
    """The table for a terminal, and below it, apart, what could not be graded."""
    wide = max(16, int(grades["student"].str.len().max()) + 2)
    lines = [f"{'student':<{wide}}{'problem set':<13}{'points':>8}{'of':>5}  "]
    handed_in = grades[grades["status"] != "not handed in"]
    said = grades[(grades["status"] != "not handed in") | (grades["note"] != "")]
    by_nobody = sorted(set(grades["problem_set"]) - set(said["problem_set"]))
    for row in grades[~grades["problem_set"].isin(by_nobody)].itertuples():
        if row.status in ("failed", "not handed in"):
            points, remark = "-", "not graded: see below"
            if row.status == "not handed in":
                remark = ": ".join(filter(None, (row.status, row.note)))
        else:
            points = f"{row.points:g}"
            remark = f"needs manual grading: {row.by_hand:g} points" if row.by_hand else ""
        lines.append(
            f"{row.student:<{wide}}{row.problem_set:<13}{points:>8}{row.max:>5g}  {remark}".rstrip()
        )
    if by_nobody:
        lines += ["", f"Nobody handed in: {', '.join(by_nobody)}."]
    failed = grades[grades["status"] == "failed"]
    if len(failed):
        lines += ["", f"Not graded, {len(failed)} of {len(handed_in)}. This is not 0 points:"]
        lines += [f"  {row.student}, {row.problem_set}: {row.note}" for row in failed.itertuples()]
    looked_at = [(row, line) for row in grades.itertuples() for line in row.noticed]
    if looked_at:
        lines += ["", "Noticed, for you to look at. It changed no points by itself:"]
        lines += [f"  {row.student}, {row.problem_set}: {line}" for row, line in looked_at]
    without = grades[grades["note"].str.startswith("graded")]
    lines += [f"  {row.student}, {row.problem_set}: {row.note}" for row in without.itertuples()]
    return "\n".join(lines)
