"""Photos to faces to embeddings, through DeepFace.

Every photo gets one row, whatever happens to it: nothing is dropped, and no file stops
the run. Results are kept on disk, by photo, matcher, detector and version. Those of the synthetic
people come with the course.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import multiprocessing
import os
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image, ImageOps, UnidentifiedImageError
from tqdm.auto import tqdm

from falsematch import constants
from falsematch.files import write_whole
from falsematch.photos import synthetic
from falsematch.photos.sets import PhotoSet

#: What can happen to a photo. The first two come with an embedding.
STATUSES = ("ok", "several faces", "no face", "too large", "unreadable", "missing")

#: Raised by one whenever the same photo would give another embedding than before.
_RECIPE = 1
#: Up to this many new photos are done here, without the seconds that new processes need.
_FEW_PHOTOS = 6
#: Windows cannot wait for more processes at a time.
_MOST_PROCESSES = 61
#: A photo narrower than this, in pixels once scaled, cannot show a face to the detector.
_SMALLEST_SIDE = 20
#: How the note begins when the matcher itself failed; such a row is not kept on disk.
_FAILED = "the matcher failed: "


class MatcherError(Exception):
    """The matcher cannot be set up; the message says what to do."""


def embed(
    paths: Iterable[str | Path],
    matcher: str = constants.MATCHER,
    detector: str = constants.DETECTOR,
    afresh: bool = False,
) -> pd.DataFrame:
    """Find the face in each photo and turn it into numbers.

    Of a photo that was embedded on this machine before, and of a photo of the synthetic people,
    the numbers are known, and the matcher does not run again.

    Parameters
    ----------
    paths : iterable of path
        Photos in any format that Pillow reads.
    matcher : str
        A model name of DeepFace. ``Dlib`` works without a network; DeepFace downloads the
        weights of any other.
    detector : str
        A detector name of DeepFace.
    afresh : bool
        Run the matcher on every photo, also where the numbers are known.

    Returns
    -------
    pandas.DataFrame
        One row a path, in the same order:

        - ``path`` (str), ``sha256`` (str; empty when the file is missing)
        - ``status`` (str): one of `STATUSES`
        - ``note`` (str): what else there is to know, e.g. that a photo was turned upright
        - ``faces`` (int): faces found
        - ``left``, ``top``, ``width``, ``height`` (int): the face that was used, in pixels
          of the photo scaled to 600 px; 0 where there is none
        - ``embedding`` (numpy.ndarray, or None): a vector of floats, 128 long for ``Dlib``.
          With several faces it is that of the largest.

    Raises
    ------
    MatcherError
        When the matcher itself is unknown, or its weights cannot be had.
    PhotoError
        When the committed table of the synthetic people is damaged.
    """
    paths = [str(path) for path in paths]
    cache = _cache_folder(matcher, detector)
    different = list(dict.fromkeys(paths))
    rows: dict[str, dict] = {}
    if not afresh:
        kept = {path: _read_cached(cache, path) for path in different}
        rows = {path: row for path, row in kept.items() if row is not None}
        if (matcher, detector) == (constants.MATCHER, constants.DETECTOR):
            drawn = _synthetic_rows(path for path in different if path not in rows)
            for row in drawn.values():
                _keep(cache, row)
            rows.update(drawn)
    new = [path for path in different if path not in rows]
    if new:
        prepare_weights(matcher, detector)
        rows.update(_embed_new(new, matcher, detector, cache))
    columns = ["path", "sha256", "status", "note", "faces", "left", "top", "width", "height"]
    table = pd.DataFrame(
        [{"path": path, **rows[path]} for path in paths], columns=[*columns, "embedding"]
    )
    table["embedding"] = [None if e is None else np.array(e) for e in table["embedding"]]
    return table


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """Euclidean distance between two embeddings: the score of the `Dlib` matcher.

    Smaller is more alike. sqrt(sum((a - b)^2)).
    """
    return float(np.linalg.norm(np.asarray(a) - np.asarray(b)))


def distances(embeddings: np.ndarray, others: np.ndarray | None = None) -> np.ndarray:
    """All Euclidean distances between two lists of embeddings.

    Parameters
    ----------
    embeddings : numpy.ndarray, shape (n, d)
    others : numpy.ndarray, shape (m, d), optional
        The same list again when left out.

    Returns
    -------
    numpy.ndarray, shape (n, m)
    """
    from scipy.spatial.distance import cdist

    return cdist(embeddings, embeddings if others is None else others)


def embed_set(photo_set: PhotoSet, afresh: bool = False) -> pd.DataFrame:
    """`embed` for a whole photo set, with the columns ``photo`` and ``person`` in front."""
    table = photo_set.table.reset_index()
    found = embed((photo_set.folder / photo for photo in table["photo"]), afresh=afresh)
    found.insert(0, "person", table["person"])
    found.insert(0, "photo", table["photo"])
    return found


def pairs(found: pd.DataFrame) -> pd.DataFrame:
    """Every two photos compared: one row a pair, no photo with itself, no pair twice.

    Parameters
    ----------
    found : pandas.DataFrame
        From `embed_set`. Photos without a face take part in no pair.

    Returns
    -------
    pandas.DataFrame
        ``photo_a``, ``photo_b``, ``person_a``, ``person_b``, ``distance``, ``same_person``.
    """
    usable = found[found["embedding"].notna()]
    apart = distances(np.stack(usable["embedding"]))
    first, second = np.triu_indices(len(usable), k=1)
    photo, person = usable["photo"].to_numpy(), usable["person"].to_numpy()
    return pd.DataFrame(
        {
            "photo_a": photo[first], "photo_b": photo[second],
            "person_a": person[first], "person_b": person[second],
            "distance": apart[first, second], "same_person": person[first] == person[second],
        }
    )  # fmt: skip


def percentage_shown(distance: float, matcher: str = constants.MATCHER) -> float:
    """The percentage that DeepFace shows for a distance, its *confidence* (0 to 100).

    A curve fitted once by DeepFace's makers, with a jump at this matcher's threshold. It is not
    the probability that two photos show one person; lesson 02 measures the difference.
    """
    _deepface()
    from deepface.modules.verification import find_confidence

    threshold = constants.DEFAULT_THRESHOLD
    return float(find_confidence(distance, matcher, distance <= threshold, "euclidean"))


# --- the matcher's weights ---------------------------------------------------------

_PACKAGED_WEIGHTS = {
    "Dlib": "dlib_face_recognition_resnet_model_v1.dat",
    "dlib": "shape_predictor_5_face_landmarks.dat",
}


def prepare_weights(matcher: str = constants.MATCHER, detector: str = constants.DETECTOR) -> Path:
    """Put the weights where DeepFace looks for them, and return that folder.

    The weights of ``Dlib`` come from the installed package face-recognition-models. They
    go into the project's own cache: DeepFace would use the home folder.
    """
    folder = constants.HOME / "deepface" / ".deepface" / "weights"
    for name in (matcher, detector):
        file = _PACKAGED_WEIGHTS.get(name)
        if file is None:
            continue
        # Not imported: the package asks for pkg_resources, which setuptools has dropped.
        spec = importlib.util.find_spec("face_recognition_models")
        if spec is None:
            raise MatcherError(
                "The matcher's weights are in the package face-recognition-models, which is "
                "not installed. Install the course again: pip install falsematch, or make lab."
            )
        source = Path(spec.submodule_search_locations[0]) / "models" / file
        target = folder / file
        if not target.is_file() or target.stat().st_size != source.stat().st_size:
            try:
                write_whole(target, source.read_bytes())
            except OSError as error:
                raise _unwritable(folder, error) from error
    return folder


def _unwritable(folder: Path, error: OSError) -> MatcherError:
    return MatcherError(
        f"{folder} cannot be written ({error.strerror or error}). Make room, or set the variable "
        "FALSEMATCH_HOME to a folder that you can write to."
    )


def _deepface():
    """DeepFace, told to keep its files in our cache and its log to itself."""
    os.environ["DEEPFACE_HOME"] = str(constants.HOME / "deepface")
    os.environ.setdefault("DEEPFACE_LOG_LEVEL", "50")
    os.environ.setdefault("DEEPFACE_BACKEND_ENGINE", "onnx")
    # ONNX Runtime else gives this machine a lasting id and reports its use to its maker. It
    # reads this when it is first loaded, which is below.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from deepface import DeepFace

    return DeepFace


def _load_matcher(matcher: str, detector: str) -> None:
    try:
        # DeepFace and its downloader print; a learner needs only our message.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            deepface = _deepface()
            deepface.build_model(matcher, task="facial_recognition")
            deepface.build_model(detector, task="face_detector")
    except Exception as error:
        raise MatcherError(
            f"The matcher {matcher!r} with the detector {detector!r} could not be set up "
            f"({type(error).__name__}: {str(error).strip()}). Use "
            f"{constants.MATCHER!r} with {constants.DETECTOR!r}, which need no download, "
            "or check the names and the network connection."
        ) from error


def versions() -> dict[str, str]:
    """Versions of the parts that turn a photo into numbers."""
    names = ("deepface", "dlib-bin", "face-recognition-models", "onnxruntime", "Pillow")
    return {name: importlib.metadata.version(name) for name in names}


# --- one photo ---------------------------------------------------------------------


def open_upright(data: bytes) -> tuple[Image.Image, str]:
    """Decode a photo: first frame, upright, RGB, longest side at most 600 px.

    Returns the image and a note on what was done to it. Raises `Image.DecompressionBombError`
    for what is too large, and whatever Pillow raises for what cannot be read.
    """
    notes = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > constants.MOST_PIXELS:
                raise Image.DecompressionBombError(
                    f"{image.width} x {image.height} pixels; the limit is {constants.MOST_PIXELS:,}"
                )
            if getattr(image, "n_frames", 1) > 1:
                notes.append(f"first of {image.n_frames} frames")
            if image.getexif().get(0x0112, 1) != 1:
                notes.append("turned upright as its EXIF says")
            image.load()
            image = ImageOps.exif_transpose(image)
            if image.mode.startswith("I") or image.mode == "F":
                # Pillow clips these to 8 bits and shows white; scale instead.
                values = np.nan_to_num(np.asarray(image, dtype=float), posinf=0).clip(0)
                # Wider numbers than 16 bits have no agreed white: their largest stands for it.
                white = 65535 if image.mode.startswith("I;16") else max(values.max(), 1)
                image = Image.fromarray((values / white * 255).round().astype(np.uint8))
                notes.append("16 bits or more scaled to 8")
            elif image.mode == "CMYK":
                notes.append("CMYK turned into RGB")
            image = image.convert("RGB")
    image.thumbnail((constants.LONGEST_SIDE, constants.LONGEST_SIDE))
    return image, "; ".join(notes)


#: How DeepFace names the place of a face, and how we do.
_BOX = {"x": "left", "y": "top", "w": "width", "h": "height"}


def _row(sha256: str, status: str, note: str = "", faces: int = 0, area=None, embedding=None):
    place = {name: area[short] if area else 0 for short, name in _BOX.items()}
    return {
        "sha256": sha256, "status": status, "note": note, "faces": faces, **place,
        "embedding": embedding,
    }  # fmt: skip


def _embed_one(path: str, matcher: str, detector: str) -> dict:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        return _row("", "missing", error.strerror or str(error))
    sha256 = hashlib.sha256(data).hexdigest()
    if not data:
        return _row(sha256, "unreadable", "the file is empty")
    try:
        image, note = open_upright(data)
    except Image.DecompressionBombError as error:
        return _row(sha256, "too large", str(error))
    except UnidentifiedImageError:
        return _row(sha256, "unreadable", "not a picture in a known format")
    except Exception as error:  # Pillow raises nearly anything for a file damaged just so
        return _row(sha256, "unreadable", f"damaged: {error}")
    if min(image.size) < _SMALLEST_SIDE:
        note = "; ".join(filter(None, [note, f"only {image.width} x {image.height} pixels"]))
        return _row(sha256, "no face", note)

    from deepface.modules.exceptions import FaceNotDetected, ImgNotFound

    blue_green_red = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            found = _deepface().represent(
                blue_green_red, model_name=matcher, detector_backend=detector
            )
    except (FaceNotDetected, ImgNotFound):
        return _row(sha256, "no face", note)
    except Exception as error:  # one odd photo must not end a run over thousands
        return _row(sha256, "unreadable", f"{_FAILED}{type(error).__name__}: {error}")
    largest = max(found, key=lambda face: face["facial_area"]["w"] * face["facial_area"]["h"])
    status = "ok" if len(found) == 1 else "several faces"
    embedding = [float(number) for number in largest["embedding"]]
    return _row(sha256, status, note, len(found), largest["facial_area"], embedding)


# --- many photos, kept on disk -----------------------------------------------------


def _cache_folder(matcher: str, detector: str) -> Path:
    recipe = {
        "recipe": _RECIPE, "matcher": matcher, "detector": detector,
        "longest side": constants.LONGEST_SIDE, **versions(),
    }  # fmt: skip
    key = hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:16]
    return constants.HOME / "faces" / f"{matcher}-{detector}-{key}"


def _read_cached(cache: Path, path: str) -> dict | None:
    try:
        sha256 = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        row = json.loads((cache / f"{sha256}.json").read_text(encoding="utf-8"))
        return row if row.keys() == _row("", "").keys() and row["sha256"] == sha256 else None
    except (OSError, ValueError, AttributeError):
        return None  # not there, or damaged: it is made again


def _keep(cache: Path, row: dict) -> None:
    try:
        write_whole(cache / f"{row['sha256']}.json", json.dumps(row).encode())
    except OSError as error:
        raise _unwritable(cache, error) from error


def _synthetic_rows(paths: Iterable[str]) -> dict[str, dict]:
    """Rows of those paths that show a photo of the synthetic people, from the committed table."""
    known, rows = None, {}
    for path in paths:
        try:
            with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
                # The synthetic photos are cut as small as the matcher wants them.
                if image.format != "PNG" or max(image.size) > constants.LONGEST_SIDE:
                    continue
            data = Path(path).read_bytes()
            image, note = open_upright(data)
        except Exception:  # the matcher's own way says what is wrong with a file
            continue
        if known is None:
            known = synthetic.load().set_index("pixels_sha256")
        pixels = synthetic.fingerprint(image)
        if pixels in known.index:
            found = known.loc[pixels]
            area = {short: int(found[name]) for short, name in _BOX.items()}
            numbers = None if found["embedding"] is None else found["embedding"].tolist()
            sha256 = hashlib.sha256(data).hexdigest()
            rows[path] = _row(sha256, found["status"], note, int(found["faces"]), area, numbers)
    return rows


def _start_process(home: Path, matcher: str, detector: str) -> None:
    import cv2

    constants.HOME = home  # a fresh process would look into its environment only
    cv2.setNumThreads(1)  # the processes share the cores already
    _load_matcher(matcher, detector)


def _embed_in_process(task: tuple[str, str, str]) -> tuple[str, dict]:
    return task[0], _embed_one(*task)


def _embed_new(new: list[str], matcher: str, detector: str, cache: Path) -> dict[str, dict]:
    # Loaded here first: a wrong name is then one clear error, not one in each process.
    _load_matcher(matcher, detector)
    tasks = [(path, matcher, detector) for path in new]
    rows = {}
    # A container may be allowed fewer cores than the machine has.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    processes = min(cores or 1, len(new), _MOST_PROCESSES)
    with contextlib.ExitStack() as stack:
        if len(new) <= _FEW_PHOTOS:
            results = map(_embed_in_process, tasks)
        else:
            pool = stack.enter_context(
                ProcessPoolExecutor(
                    processes,
                    # Forking a kernel that runs threads can hang; a fresh process cannot.
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_start_process,
                    initargs=(constants.HOME, matcher, detector),
                )
            )
            results = pool.map(_embed_in_process, tasks, chunksize=4)
        try:
            for path, row in tqdm(
                results, total=len(new), desc="finding faces", unit="photo", disable=None
            ):
                rows[path] = row
                if row["status"] != "missing" and not row["note"].startswith(_FAILED):
                    _keep(cache, row)
        except BrokenProcessPool as error:
            raise MatcherError(
                "A process that finds faces was ended, most often because memory ran out. "
                "Faces found so far are kept: close other programs and run it again."
            ) from error
    return rows
