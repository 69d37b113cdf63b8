"""From photo files to a table of pairs: the course, and ways to use DeepFace."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import numpy as np

from speed_tasks import PHOTOS, timed

#: DeepFace is given the model and the detector of the course.
DEEPFACE = {"model_name": "Dlib", "detector_backend": "dlib"}


def photo_files(number: int, scaled: bool) -> list[str]:
    """Some of the photos, one of each person first; scaled ones are written anew."""
    from falsematch import constants, photos
    from falsematch.photos import faces

    files = [PHOTOS / name for name in photos.table("london").index[:number]]
    if scaled:
        folder = Path(tempfile.mkdtemp(dir=os.environ["FALSEMATCH_BENCH"]))
        for place, file in enumerate(files):
            image, _ = faces.open_upright(file.read_bytes())
            image.thumbnail((constants.LONGEST_SIDE,) * 2)
            files[place] = folder / f"{place}.png"
            image.save(files[place])
    return [str(file) for file in files]


def deepface():
    """DeepFace with its weights in place and its model loaded."""
    from falsematch import constants
    from falsematch.photos import faces

    os.environ["DEEPFACE_HOME"] = str(constants.HOME / "deepface")
    faces.prepare_weights()
    from deepface import DeepFace

    DeepFace.represent(np.zeros((100, 100, 3), np.uint8), enforce_detection=False, **DEEPFACE)
    return DeepFace


def pairs_ours() -> tuple[float, float]:
    from falsematch import photos
    from falsematch.photos import faces

    photo_set = photos.load("london", PHOTOS)
    return timed(lambda: faces.pairs(faces.embed_set(photo_set))), 1


def pairs_verify(scaled: bool) -> tuple[float, float]:
    DeepFace, pairs = deepface(), 8 if scaled else 2
    files = photo_files(pairs + 1, scaled)
    asked = list(zip(files, files[1:], strict=False))
    return timed(lambda: [DeepFace.verify(*two, **DEEPFACE) for two in asked]), 20_706 / pairs


def pairs_find(scaled: bool) -> tuple[float, float]:
    """Every photo is searched for among the others, which DeepFace first embeds."""
    DeepFace, number = deepface(), 16 if scaled else 3
    files = photo_files(number, scaled)
    folder = Path(tempfile.mkdtemp(dir=os.environ["FALSEMATCH_BENCH"]))
    copies = [shutil.copy(file, folder / f"{n}{Path(file).suffix}") for n, file in enumerate(files)]

    def find() -> None:
        for copy in copies:
            DeepFace.find(str(copy), str(folder), threshold=10, silent=True,
                          distance_metric="euclidean", **DEEPFACE)  # fmt: skip

    return timed(find), 204 / number


def pairs_limit() -> tuple[float, float]:
    DeepFace, number = deepface(), 12
    files = photo_files(number, scaled=True)
    return timed(lambda: [DeepFace.represent(file, **DEEPFACE) for file in files]), 204 / number
