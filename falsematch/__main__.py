"""The command line: ``python -m falsematch``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="falsematch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="rebuild a committed table from its source")
    build.add_argument(
        "table",
        choices=["openpeople", "embeddings", "london", "congress", "congress_dlib_crop", "names"],
    )
    build.add_argument("--photos", type=Path, metavar="FOLDER", help="a folder with the photos "
                       "(or the package of names), instead of downloading them")  # fmt: skip
    commands.add_parser("facts", help="write data/facts/README.md from its table")
    commands.add_parser("picture", help="draw the picture of the README from the score table")
    commands.add_parser("card", help="write guide/model-card.md from the score tables and facts")
    commands.add_parser("goals", help="write guide/goals.md from lessons and problem sets")
    grade = commands.add_parser("grade", help="grade what stands in grading/submitted")
    grade.add_argument("names", nargs="*", metavar="PROBLEM_SET", help="such as ps3; all if none")
    grade.add_argument("--workers", type=int, metavar="N", help="how many run at a time")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, to use its workers")
    grade.add_argument("--again", action="store_true", help="also what was graded before")
    grade.add_argument("--class", dest="folder", type=Path, metavar="FOLDER",
                       help="the folder of a class with a secret")  # fmt: skip
    grades = commands.add_parser("grades", help="print the grades as CSV")
    grades.add_argument("--for", dest="format", choices=["plain", "canvas", "moodle"],
                        default="plain", help="the platform that imports them")  # fmt: skip
    of_class = commands.add_parser("class", help="make a class for credit, with a secret")
    steps = of_class.add_subparsers(dest="step", required=True)
    new = steps.add_parser("new", help="make the folder of a class, outside of the course")
    new.add_argument("folder", type=Path, metavar="FOLDER")
    codes = steps.add_parser("codes", help="print each student's code, as CSV")
    codes.add_argument("folder", type=Path, metavar="FOLDER")
    codes.add_argument("students", type=argparse.FileType(encoding="utf-8"), metavar="FILE",
                       help="ids of the students, one a line; - reads them from the keyboard")  # fmt: skip
    chosen = parser.parse_args(arguments)
    # Imported only when needed: learners' machines need not load the teacher's side.
    from falsematch.grading.classes import ClassError
    from falsematch.measures.linkage.names import NameTableError
    from falsematch.measures.scores import ScoreError
    from falsematch.photos import PhotoError
    from falsematch.photos.faces import MatcherError

    try:
        return _run(chosen)
    except (ClassError, PhotoError, MatcherError, NameTableError, ScoreError) as error:
        print(f"falsematch {chosen.command}: {error}", file=sys.stderr)
        return 1


def _run(chosen: argparse.Namespace) -> int:
    from falsematch import constants
    from falsematch.grading import classes

    if chosen.command == "build":
        from falsematch.build import tables

        tables.BUILDERS[chosen.table](chosen.photos)
    elif chosen.command == "facts":
        from falsematch import facts

        path = constants.DATA / "facts" / "README.md"
        path.write_text(facts.to_markdown(facts.load()), encoding="utf-8")
    elif chosen.command == "picture":
        from falsematch import plots

        picture = plots.readme_picture()
        picture.figure.savefig(constants.DATA.parent / "docs" / "false-matches.png", dpi=150)
        print(picture.description)
    elif chosen.command == "card":
        from falsematch.reports import model_card

        path = constants.DATA.parent / "guide" / "model-card.md"
        path.write_text(model_card.model_card(), encoding="utf-8")
    elif chosen.command == "goals":
        from falsematch.reports import goals

        path = constants.DATA.parent / "guide" / "goals.md"
        path.write_text(goals.to_markdown(), encoding="utf-8")
    elif chosen.command == "grade":
        from falsematch.grading import teacher

        try:
            if chosen.folder:
                classes.load(chosen.folder)  # before anything is graded: is there one?
                os.environ[classes.VARIABLE] = str(chosen.folder.resolve())
            return teacher.grade(
                teacher.course_here(), chosen.names, workers=chosen.workers,
                scheduler=chosen.scheduler, again=chosen.again,
            )  # fmt: skip
        except teacher.GradingError as error:
            print(f"falsematch grade: {error}", file=sys.stderr)
            return 1
    elif chosen.command == "grades":
        from falsematch.grading import exports, teacher

        table = exports.points(teacher.course_here())
        print(exports.FORMATS[chosen.format](table), end="")
        empty = int(table.isna().sum().sum())
        if empty:
            print(f"{empty} cells are empty: not graded, or not read by a person.", file=sys.stderr)
    elif chosen.command == "class" and chosen.step == "new":
        path = classes.new(chosen.folder)
        print(
            f"{path} holds the secret of your class. Keep a copy of it, and give it to nobody.\n"
            f"Codes for your students: falsematch class codes {chosen.folder} students.txt\n"
            f"Grade with it: falsematch grade --class {chosen.folder}"
        )
    elif chosen.command == "class":
        students = [line.strip() for line in chosen.students if line.strip()]
        print(classes.codes(chosen.folder, students), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
