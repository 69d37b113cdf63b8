"""Score tables: what the matcher measured, committed as numbers without faces.

================== ================================== =========
table              pairs                              rows
================== ================================== =========
london             every two of the 204 London photos    20,706
congress_pairs     115th Congress against itself        153,181
congress_dlib_crop the same, faces cut out by dlib      153,181
congress_search    115th Congress against former      1,489,706
                   members
================== ================================== =========

Each table ``data/scores/<name>.csv`` (or ``.csv.gz``) comes with ``<name>.json``, which says
how it was made, and ``<name>.md``, its datasheet.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd

from falsematch import constants, photos

#: Where each table is, which photo set it compares, and the attributes its people have.
TABLES = {
    "london": ("london.csv", "london", ("sex", "age", "ethnicity")),
    "congress_pairs": ("congress_pairs.csv.gz", "congress", ("sex", "black", "born", "chamber")),
    "congress_dlib_crop": (
        "congress_dlib_crop.csv.gz",
        "congress",
        ("sex", "black", "born", "chamber"),
    ),
    "congress_search": ("congress_search.csv.gz", "congress", ("sex", "black", "born", "chamber")),
}


#: How members stand in the official lists of Black Americans in Congress.
BLACK_MEMBERS, OTHER_MEMBERS = "Black members", "other members"


class ScoreError(Exception):
    """A score table is missing or damaged; the message says which and what to do."""


def path_of(name: str) -> Path:
    """Path of a committed table. Raises `ScoreError` for an unknown name."""
    if name not in TABLES:
        raise ScoreError(f"There is no score table {name!r}. Choose one of {', '.join(TABLES)}.")
    return constants.DATA / "scores" / TABLES[name][0]


def provenance(name: str) -> dict:
    """How a table was made: matcher, versions, photo set, date, rows, SHA-256."""
    path = path_of(name).parent / f"{name}.json"
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
        missing = [key for key in _PROVENANCE if key not in made]
        if missing:
            raise ValueError(f"it says nothing about {', '.join(missing)}")
    except (OSError, ValueError, TypeError) as error:
        raise ScoreError(f"{path} cannot be read ({error}). {_RESTORE}") from error
    return made


#: What must be known of a table.
_PROVENANCE = (
    "table", "rows", "sha256", "matcher", "detector", "longest_side_px", "score", "versions",
    "photo_set", "photo_set_commit", "photos", "photos_by_status", "date",
)  # fmt: skip
_RESTORE = "Restore it with `git checkout -- data/scores`, or install the course again."


def load(name: str) -> pd.DataFrame:
    """Read a score table, check it, and add who is on each photo.

    Parameters
    ----------
    name : {"london", "congress_pairs", "congress_dlib_crop", "congress_search"}

    Returns
    -------
    pandas.DataFrame
        One row a pair of photos:

        - ``photo_a``, ``photo_b`` (category): keys of `falsematch.photos.table`. In
          ``congress_search``, a is the member searched for (the probe) and b the former
          member in the list (the gallery).
        - ``distance`` (float): Euclidean distance between the embeddings, smaller is more
          alike, rounded to 4 decimals
        - ``person_a``, ``person_b`` (category), ``same_person`` (bool)
        - ``<attribute>_a``, ``<attribute>_b`` for the attributes in `TABLES`

    Raises
    ------
    ScoreError
        When the table is missing, damaged, or not the one its provenance describes.
    """
    path = path_of(name)
    _, photo_set, attributes = TABLES[name]
    made = provenance(name)
    if not path.is_file():
        raise ScoreError(f"The score table {path} is missing. {_RESTORE}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != made["sha256"]:
        raise ScoreError(
            f"The score table {path} is not the one that {name}.json describes "
            f"(its SHA-256 differs). {_RESTORE}"
        )
    key = "photo" if photo_set == "london" else "person"
    columns = {f"{key}_a": "category", f"{key}_b": "category", "distance": "float64"}
    try:
        table = pd.read_csv(path, dtype=columns)
    except ValueError as error:
        raise ScoreError(f"The score table {path} cannot be read ({error}). {_RESTORE}") from error
    whole = list(table.columns) == list(columns) and not table.isna().to_numpy().any()
    if not whole or len(table) != made["rows"] or not table["distance"].between(0, 2).all():
        raise ScoreError(
            f"The score table {path} should hold {made['rows']:,} rows of {', '.join(columns)}, "
            f"none empty and each distance from 0 to 2. {_RESTORE}"
        )
    known = photos.table(photo_set).reset_index().set_index(key, drop=False)
    return _with_people(table, known, key, attributes)


def _with_people(
    table: pd.DataFrame, known: pd.DataFrame, key: str, attributes: tuple[str, ...]
) -> pd.DataFrame:
    columns = {}
    sides = [(name, side) for name in ("photo", "person", *attributes) for side in "ab"]
    for side in "ab":
        codes = table[f"{key}_{side}"].cat
        unknown = set(codes.categories) - set(known.index)
        if unknown:
            raise ScoreError(f"The score table names unknown photos: {sorted(unknown)[:3]}.")
        people = known.loc[codes.categories]
        for attribute in ("photo", "person", *attributes):
            values = people[attribute]
            if attribute == "black":
                values = values.map({True: BLACK_MEMBERS, False: OTHER_MEMBERS})
            if values.dtype.kind in "if":
                columns[attribute, side] = values.to_numpy()[codes.codes]
            else:
                columns[attribute, side] = pd.Categorical(values)[codes.codes]
    a, b = columns["person", "a"], columns["person", "b"]
    same = b.categories.get_indexer(a.categories)[a.codes] == b.codes
    # Side by side: photo_a, photo_b, then the score, then who they are.
    named = {f"{name}_{side}": columns[name, side] for name, side in sides}
    first = {name: named.pop(name) for name in ("photo_a", "photo_b")}
    return pd.DataFrame({**first, "distance": table["distance"], "same_person": same, **named})
