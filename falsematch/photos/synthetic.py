"""The faces of the synthetic people, found beforehand and committed as numbers.

``data/embeddings/openpeople.csv.gz`` holds what the matcher makes of their 240 photos, so that a
lesson need not wait for it. These people are drawn and are nobody; the embedding of a real person
is never part of this repository. ``python -m falsematch.build embeddings`` makes the table.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from falsematch import constants
from falsematch.photos.sets import PhotoError

#: Numbers of an embedding are kept to so many decimals. Distances are kept to 4: rounding 128
#: numbers of each of two embeddings moves their distance by less than 0.00002.
DECIMALS = 6
_COLUMNS = ["photo", "pixels_sha256", "status", "faces", "left", "top", "width", "height"]
_RESTORE = "Restore it with `git checkout -- data/embeddings`, or install the course again."


def path() -> Path:
    """Path of the committed table; beside it ``openpeople.json`` says how it was made."""
    return constants.DATA / "embeddings" / "openpeople.csv.gz"


def fingerprint(image: Image.Image) -> str:
    """SHA-256 of a picture's size and pixels.

    Not of its file: how tightly a PNG is packed differs from machine to machine, and the matcher
    sees pixels only.
    """
    return hashlib.sha256(b"%d %d " % image.size + image.tobytes()).hexdigest()


def load() -> pd.DataFrame:
    """What the matcher `constants.MATCHER` found in each photo of the set ``openpeople``.

    Returns
    -------
    pandas.DataFrame
        One row a photo, indexed by ``photo``: ``pixels_sha256`` (its `fingerprint`), and
        ``status``, ``faces``, ``left``, ``top``, ``width``, ``height``, ``embedding`` as
        `falsematch.photos.faces.embed` gives them.

    Raises
    ------
    PhotoError
        When the table is missing, or not the one that was made.
    """
    file = path()
    try:
        made = json.loads(file.with_name("openpeople.json").read_text(encoding="utf-8"))
        if hashlib.sha256(file.read_bytes()).hexdigest() != made["sha256"]:
            raise ValueError("its SHA-256 is not the one in openpeople.json")
        table = pd.read_csv(file, keep_default_na=False)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PhotoError(f"The table {file} cannot be read ({error}). {_RESTORE}") from error
    table["embedding"] = [
        np.array(text.split(), dtype=float) if text else None for text in table["embedding"]
    ]
    return table.set_index("photo")


def to_csv(found: pd.DataFrame) -> str:
    """The text of the table, from `falsematch.photos.faces.embed_set` and a column ``pixels_sha256``."""
    written = [
        "" if numbers is None else " ".join(f"{number:.{DECIMALS}f}" for number in numbers)
        for numbers in found["embedding"]
    ]
    return found[_COLUMNS].assign(embedding=written).to_csv(index=False, lineterminator="\n")
