"""Build the committed tables from photos: the contributor's side of ``data/``."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import importlib.metadata
import json
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from falsematch import constants, files, photos
from falsematch.measures import scores
from falsematch.photos import crops, faces, synthetic

EMOTIONS = (
    "neutral", "happy", "sad", "angry", "surprised", "disgusted", "scared", "confused",
    "smug", "flirty", "thoughtful", "pensive", "exhausted", "shocked", "playful", "determined",
)  # fmt: skip
ANGLES = ("front", "left side", "back", "right side")
WHOLE = ("studio_portrait", "amateur_selfie", "studio_posture", "amateur_posture")


def openpeople_table() -> pd.DataFrame:
    """Find every picture of a person on the sheets of the package openpeople.

    Returns the table that is committed as ``data/photos/openpeople.csv``: one row a
    picture, with its place (pixels) on the sheet it is cut from.
    """
    rows = []
    for person in sorted(photos.openpeople_sheets().iterdir()):
        described = json.loads((person / "metadata.json").read_text(encoding="utf-8"))
        described = described["character_details"]["demographics"]
        attributes = {key: described[key] for key in ("age_range", "sex", "ethnicity", "skin_tone")}
        sheets = {name: person / "assets" / f"{name}.jpg" for name in WHOLE}
        pictures = [(name, name.replace("_", " "), None) for name in WHOLE]
        sheets["emotions_sheet"] = person / "assets" / "emotions_sheet.jpg"
        frames = _framed_pictures(sheets["emotions_sheet"], rows=4)
        pictures += [
            ("emotions_sheet", f"{emotion} (emotion)", box)
            for emotion, box in zip(EMOTIONS, frames, strict=True)
        ]
        sheets["character_sheet"] = person / "assets" / "character_sheet.jpg"
        frames = _framed_pictures(sheets["character_sheet"], rows=2)[:4]
        pictures += [
            ("character_sheet", f"{angle} (angle)", box)
            for angle, box in zip(ANGLES, frames, strict=True)
        ]
        for sheet, shot, box in pictures:
            path = sheets[sheet]
            with Image.open(path) as image:
                left, top, right, bottom = box or (0, 0, *image.size)
            rows.append(
                {
                    "photo": f"{person.name}/{shot.split(' (')[0].replace(' ', '_')}.png",
                    "person": person.name,
                    "shot": shot,
                    **attributes,
                    "source": f"{person.name}/assets/{sheet}.jpg",
                    "source_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                    "left": left, "top": top, "right": right, "bottom": bottom,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _framed_pictures(path: Path, rows: int) -> list[tuple[int, int, int, int]]:
    """Boxes (left, top, right, bottom) inside the white frames of a sheet, row by row."""
    with Image.open(path) as image:
        white = np.asarray(image.convert("L")) > 235
    across = _frame_pairs(white.mean(axis=1), rows, path)
    down = _frame_pairs(white.mean(axis=0), 4, path)
    return [(left, top, right, bottom) for top, bottom in across for left, right in down]


def _frame_pairs(white_share: np.ndarray, count: int, path: Path) -> list[tuple[int, int]]:
    """Where `count` pictures start and end, between pairs of white frame lines."""
    for least in np.arange(0.9, 0.2, -0.02):
        lines = np.flatnonzero(white_share > least)
        lines = np.split(lines, np.flatnonzero(np.diff(lines) > 8) + 1)
        spans = [
            (int(first[-1]) + 3, int(second[0]) - 2)
            for first, second in zip(lines[0::2], lines[1::2], strict=False)
        ]
        sizes = [end - start for start, end in spans]
        if len(lines) == 2 * count and min(sizes) > 250:
            return spans
    raise ValueError(f"The frames on {path} could not be told apart.")


# --- score tables ------------------------------------------------------------------


def embedded(photo_set: photos.PhotoSet) -> pd.DataFrame:
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


def write(name: str, table: pd.DataFrame, found: pd.DataFrame) -> None:
    """Write a score table, what became of each photo, and how both were made."""
    outcome = found[["photo", "person", "status", "note", "faces"]]
    files.write_whole(
        scores.path_of(name).parent / f"{scores.TABLES[name][1]}_photos.csv",
        outcome.to_csv(index=False, lineterminator="\n").encode(),
    )
    write_scores(name, table, found, faces.versions())


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
    found = embedded(photos.load("london", folder))
    write("london", london_scores(found), found)


def congress(folder: Path | None = None) -> None:
    """Rebuild both Congress tables from photos."""
    found = embedded(photos.load("congress", folder))
    pairs, search = congress_scores(found)
    write("congress_pairs", pairs, found)
    write("congress_search", search, found)


def congress_chips(folder: Path | None = None) -> None:
    """Rebuild the table of the 115th Congress with faces cut out by dlib, from photos."""
    whole = photos.load("congress", folder)
    now = whole.table[whole.table["cohort"] == "115th"]
    found = crops.embedded(photos.PhotoSet(whole.name, now, whole.folder))
    versions = {part: faces.versions()[part] for part in crops.PARTS}
    write_scores("congress_chips", all_pairs(found, "person"), found, versions, cut=crops.CUT)


def openpeople() -> None:
    """Rebuild ``data/photos/openpeople.csv`` from the installed package."""
    text = openpeople_table().to_csv(index=False, lineterminator="\n")
    files.write_whole(constants.DATA / "photos" / "openpeople.csv", text.encode())


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
