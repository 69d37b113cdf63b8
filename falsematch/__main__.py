"""False Match: a hands-on course on the ethics of face surveillance."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

# Modules of the course are imported by the command that needs them: a learner's machine has no
# nbgrader, and whoever asks for help should not wait for pandas.

_EXAMPLES = """\
examples:
  falsematch lab                          open the course in the folder false-match
  falsematch lab my-course --port 9000    ... in another folder, at another port
  falsematch grade ps3 --workers 4
  falsematch grades --for moodle >grades.csv
  falsematch class new ../class-of-2027

More about a command: falsematch grade --help
For maintainers of the course: python -m falsematch.build --help
"""


class CommandError(Exception):
    """A command cannot be carried out; the message says what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        The exit status: 0, 1 after an error, 130 after an interruption. What cannot be read as a
        command ends the program with 2.
    """
    chosen = _parser().parse_args(arguments)
    try:
        return chosen.run(chosen) or 0
    except CommandError as error:
        print(f"falsematch {chosen.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="falsematch", description=__doc__, epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(of, name: str, run, text: str) -> argparse.ArgumentParser:
        added = of.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        added.set_defaults(run=run)
        return added

    lab = command(commands, "lab", _lab, "open the course in JupyterLab, at its first lesson")
    lab.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="where the course is, "
                     "or is to be put; false-match if none (a clone is used as it is)")  # fmt: skip
    lab.add_argument(
        "--port", type=_port, metavar="N", help="the port of JupyterLab; a free one if none"
    )
    lab.add_argument("--no-browser", action="store_true", help="print the address, open no browser")

    grade = command(commands, "grade", _grade, "grade what students handed in, and write feedback")
    grade.add_argument("names", nargs="*", metavar="PROBLEM_SET", help="such as ps3; all if none")
    grade.add_argument("--workers", type=_positive, metavar="N", help="how many run at a time")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, to use its workers")
    grade.add_argument("--again", action="store_true", help="also what was graded before")
    grade.add_argument("--class", dest="folder", type=Path, metavar="FOLDER",
                       help="the folder of a class with a secret")  # fmt: skip

    grades = command(commands, "grades", _grades, "print the grades as a table (CSV)")
    grades.add_argument("--for", dest="format", choices=["plain", "canvas", "moodle"],
                        default="plain", help="the platform that imports them")  # fmt: skip

    of_class = commands.add_parser("class", help="make a class for credit: a secret, and codes")
    steps = of_class.add_subparsers(dest="step", required=True, metavar="STEP")
    new = command(steps, "new", _new_class, "make the folder of a class, outside of the course")
    new.add_argument("folder", type=Path, metavar="FOLDER")
    codes = command(steps, "codes", _codes, "print the code of each student, as a table (CSV)")
    codes.add_argument("folder", type=Path, metavar="FOLDER")
    codes.add_argument("students", type=argparse.FileType(encoding="utf-8"), metavar="FILE",
                       help="ids of the students, one a line; - reads them from the keyboard")  # fmt: skip

    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a port. Choose a number from 1024 to 65535."
        )
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of at least 1.")
    return int(text)


def _lab(chosen: argparse.Namespace) -> None:
    from falsematch import lab

    try:
        lab.open_course(chosen.folder, chosen.port, browser=not chosen.no_browser)
    except lab.LabError as error:
        raise CommandError(error) from error


def _teacher():
    """The teacher's side, or how to get what it needs."""
    try:
        from falsematch.grading import exports, teacher
    except ModuleNotFoundError as error:
        if error.name.startswith("falsematch"):
            raise
        raise CommandError(
            f"Grading needs more than a learner's installation has ({error.name}). Get it with: "
            "pip install 'falsematch[teach]', or in a clone of the course: make grade"
        ) from error
    return teacher, exports


def _grade(chosen: argparse.Namespace) -> int:
    teacher, _ = _teacher()
    from falsematch.grading import classes

    try:
        if chosen.folder:
            classes.load(chosen.folder)  # before anything is graded: is there one?
            os.environ[classes.VARIABLE] = str(chosen.folder.resolve())
        return teacher.grade(
            teacher.course_here(), chosen.names, workers=chosen.workers,
            scheduler=chosen.scheduler, again=chosen.again,
        )  # fmt: skip
    except (classes.ClassError, teacher.GradingError) as error:
        raise CommandError(error) from error


def _grades(chosen: argparse.Namespace) -> None:
    teacher, exports = _teacher()
    try:
        table = exports.points(teacher.course_here())
    except teacher.GradingError as error:
        raise CommandError(error) from error
    print(exports.FORMATS[chosen.format](table), end="")
    empty = int(table.isna().sum().sum())
    if empty:
        print(f"{empty} cells are empty: not graded, or not read by a person.", file=sys.stderr)


def _new_class(chosen: argparse.Namespace) -> None:
    from falsematch.grading import classes

    try:
        path = classes.new(chosen.folder)
    except classes.ClassError as error:
        raise CommandError(error) from error
    print(
        f"{path} holds the secret of your class. Keep a copy of it, and give it to nobody.\n"
        f"Codes for your students: falsematch class codes {chosen.folder} students.txt\n"
        f"Grade with it: falsematch grade --class {chosen.folder}"
    )


def _codes(chosen: argparse.Namespace) -> None:
    from falsematch.grading import classes

    students = [line.strip() for line in chosen.students if line.strip()]
    try:
        print(classes.codes(chosen.folder, students), end="")
    except classes.ClassError as error:
        raise CommandError(error) from error


if __name__ == "__main__":
    sys.exit(main())
