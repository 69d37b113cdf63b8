"""Build the committed score tables from photos: the contributor's side of ``data/``."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import importlib.metadata
import json
from pathlib import Path

import numpy as np
import pandas as pd

from falsematch import constants, files, photos
from falsematch.measures import scores
from falsematch.photos import crops, faces, synthetic


def embed_checked(photo_set: photos.PhotoSet) -> pd.DataFrame:
    """Embed a photo set; one row a photo, and what became of it.

    Photos that `label_errors` finds get what it says as their status and are compared with
    nothing: a comparison with them would count as a false match what may be a wrong label.
    """
    table = photo_set.table.reset_index()
    found = faces.embed_set(photo_set)
    errors = label_errors(table)
    found["status"] = errors.where(errors.notna(), found["status"].to_numpy())
    return found


def label_errors(table: pd.DataFrame) -> pd.Series:
    """What is wrong with the label of each photo of a table, or missing where nothing is.

    - ``shared file``: the very same bytes also stand under another person. Which of the two
      they show is not known.
    - ``same person``: another id has the same name and the same year of birth.
    """
    errors = pd.Series(pd.NA, index=table.index, dtype="object")
    if "name" in table:
        name = table["name"].str.casefold().str.replace(r"\W+", " ", regex=True)
        ids = table.groupby([name, table["born"]])["person"].transform("nunique")
        errors[ids > 1] = "same person"
    ids = table.groupby("sha256")["person"].transform("nunique")
    errors[ids > 1] = "shared file"
    return errors


def london_scores(found: pd.DataFrame) -> pd.DataFrame:
    """Every pair of the embedded London photos: ``photo_a``, ``photo_b``, ``distance``."""
    return all_pairs(found, "photo")


def congress_scores(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """115th Congress against itself, and against former members.

    Both with ``person_a``, ``person_b``, ``distance``.
    """
    cohort = photos.table("congress").set_index("person")["cohort"]
    now = found[found["person"].map(cohort) == "115th"]
    former = found[found["person"].map(cohort) == "former"]
    return all_pairs(now, "person"), all_pairs(now, "person", former)


def all_pairs(found: pd.DataFrame, key: str, others: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every two photos with a face, or each against each of others.

    Parameters
    ----------
    found : pandas.DataFrame
        With ``status``, ``embedding`` and the column `key`.
    key : {"photo", "person"}
        What a row of the result names.
    others : pandas.DataFrame, optional
        Like `found`: compare with these instead.

    Returns
    -------
    pandas.DataFrame
        ``<key>_a``, ``<key>_b`` and ``distance``, rounded as it is committed.
    """
    usable = _usable(found)
    against = usable if others is None else _usable(others)
    apart = faces.distances(np.stack(usable["embedding"]), np.stack(against["embedding"]))
    if others is None:
        first, second = np.triu_indices(len(usable), k=1)
    else:
        first, second = (index.ravel() for index in np.indices(apart.shape))
    return pd.DataFrame(
        {
            f"{key}_a": usable[key].to_numpy()[first],
            f"{key}_b": against[key].to_numpy()[second],
            "distance": apart[first, second].round(constants.DECIMALS),
        }
    )


def _usable(found: pd.DataFrame) -> pd.DataFrame:
    return found[found["status"].isin(["ok", "several faces"])]


def write_outcome(photo_set: str, found: pd.DataFrame) -> None:
    """Write what became of each photo of a set."""
    outcome = found[["photo", "person", "status", "note", "faces"]]
    files.write_whole(
        constants.DATA / "scores" / f"{photo_set}_photos.csv",
        outcome.to_csv(index=False, lineterminator="\n").encode(),
    )


def write_scores(
    name: str, table: pd.DataFrame, found: pd.DataFrame, versions: dict[str, str], **how: str
) -> None:
    """Write a score table and how it was made: with `versions`, and what else `how` says."""
    path = scores.path_of(name)
    text = table.to_csv(index=False, float_format=f"%.{constants.DECIMALS}f", lineterminator="\n")
    # No time stamp in the archive: the same scores give the same bytes.
    data = gzip.compress(text.encode(), 9, mtime=0) if path.suffix == ".gz" else text.encode()
    photo_set = scores.TABLES[name][1]
    made = {
        "table": path.name,
        "rows": len(table),
        "sha256": hashlib.sha256(data).hexdigest(),
        "matcher": constants.MATCHER,
        "detector": constants.DETECTOR,
        "longest_side_px": constants.LONGEST_SIDE,
        **how,
        "score": "Euclidean distance between embeddings; smaller is more alike",
        "versions": versions,
        "photo_set": photo_set,
        "photo_set_commit": photos.table(photo_set)["url"].iloc[0].split("/")[5],
        "photos": len(found),
        "photos_by_status": found["status"].value_counts().sort_index().to_dict(),
        "date": datetime.date.today().isoformat(),
    }
    files.write_whole(path, data)
    files.write_whole(path.parent / f"{name}.json", (json.dumps(made, indent=2) + "\n").encode())


def london(folder: Path | None = None) -> None:
    """Rebuild ``data/scores/london.csv`` from photos."""
    found = embed_checked(photos.load("london", folder))
    write_outcome("london", found)
    write_scores("london", london_scores(found), found, faces.versions())


def congress(folder: Path | None = None) -> None:
    """Rebuild both Congress tables from photos."""
    found = embed_checked(photos.load("congress", folder))
    pairs, search = congress_scores(found)
    write_outcome("congress", found)
    write_scores("congress_pairs", pairs, found, faces.versions())
    write_scores("congress_search", search, found, faces.versions())


def congress_dlib_crop(folder: Path | None = None) -> None:
    """Rebuild the table of the 115th Congress with faces cut out by dlib, from photos."""
    whole = photos.load("congress", folder)
    now = whole.table[whole.table["cohort"] == "115th"]
    found = crops.embed_set(photos.PhotoSet(whole.name, now, whole.folder))
    versions = {part: faces.versions()[part] for part in crops.PACKAGES}
    write_scores(
        "congress_dlib_crop", all_pairs(found, "person"), found, versions, cut=crops.HOW_CUT
    )


def embedded_afresh(photo_set: photos.PhotoSet) -> pd.DataFrame:
    """`faces.embed_set` by a run of the matcher, and the ``pixels_sha256`` of each photo."""
    found = faces.embed_set(photo_set, afresh=True)
    found["pixels_sha256"] = [
        synthetic.fingerprint(photo_set.open(photo)) for photo in found["photo"]
    ]
    return found


def embeddings() -> None:
    """Rebuild ``data/embeddings/openpeople.csv.gz``: of synthetic people, and of nobody else."""
    found = embedded_afresh(photos.load("openpeople"))
    # No time stamp in the archive: the same numbers give the same bytes.
    data = gzip.compress(synthetic.to_csv(found).encode(), 9, mtime=0)
    made = {
        "table": synthetic.path().name,
        "rows": len(found),
        "sha256": hashlib.sha256(data).hexdigest(),
        "matcher": constants.MATCHER,
        "detector": constants.DETECTOR,
        "longest_side_px": constants.LONGEST_SIDE,
        "decimals": synthetic.DECIMALS,
        "versions": {**faces.versions(), "openpeople": importlib.metadata.version("openpeople")},
        "photos_by_status": found["status"].value_counts().sort_index().to_dict(),
        "date": datetime.date.today().isoformat(),
    }
    files.write_whole(synthetic.path(), data)
    files.write_whole(
        synthetic.path().with_name("openpeople.json"), (json.dumps(made, indent=2) + "\n").encode()
    )
