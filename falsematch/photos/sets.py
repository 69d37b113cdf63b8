"""Photo sets: one table of photos each, and a way to open a photo.

Three sets stand behind one interface:

========== ======= ====== ===================================================
set        people  photos where the photos come from
========== ======= ====== ===================================================
openpeople      10    240 the installed package `openpeople`: synthetic people
london         102    204 downloaded: Face Research Lab London Set
congress     3,338  3,338 downloaded: members of the US Congress since 1947
========== ======= ====== ===================================================

No photo of a person is part of this repository. The tables in ``data/photos/`` hold
what is known of each photo, its SHA-256 and its public address.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PIL import Image
from tqdm.auto import tqdm

from falsematch import constants
from falsematch.files import write_whole

NAMES = ("openpeople", "london", "congress")

_COLUMNS = {
    "openpeople": {
        **dict.fromkeys(("photo", "person", "shot", "age_range", "sex", "ethnicity"), "str"),
        **dict.fromkeys(("skin_tone", "source", "source_sha256"), "str"),
        **dict.fromkeys(("left", "top", "right", "bottom"), "int64"),
    },
    "london": {
        **dict.fromkeys(("photo", "person", "shot"), "str"),
        "age": "float64",
        **dict.fromkeys(("sex", "ethnicity", "sha256", "url"), "str"),
    },
    "congress": {
        **dict.fromkeys(("photo", "person", "name", "cohort"), "str"),
        "last_congress": "int64",
        **dict.fromkeys(("chamber", "state"), "str"),
        "born": "float64",
        "sex": "str",
        "black": "bool",
        **dict.fromkeys(("sha256", "url"), "str"),
    },
}
_ROWS = {"openpeople": 240, "london": 204, "congress": 3338}
#: Only these may be unknown.
_MAY_BE_MISSING = ("age", "born")


class PhotoError(Exception):
    """A photo is missing, broken or not the one that was measured."""


@dataclass(frozen=True)
class PhotoSet:
    """Photos that are on this machine.

    Attributes
    ----------
    name : str
        ``"openpeople"``, ``"london"`` or ``"congress"``.
    table : pandas.DataFrame
        One row a photo, indexed by ``photo``. See the datasheet in ``data/photos/``.
    folder : pathlib.Path
        Where the files are; ``folder / photo`` is a file.
    """

    name: str
    table: pd.DataFrame
    folder: Path

    def path(self, photo: str) -> Path:
        """Path of one photo. Raises `PhotoError` for a name that is not in the table."""
        if photo not in self.table.index:
            raise PhotoError(
                f"There is no photo {photo!r} in the set {self.name!r}. "
                "Its names are the index of the table: photos.table.index."
            )
        return self.folder / photo

    def open(self, photo: str) -> Image.Image:
        """One photo as an RGB image."""
        path = self.path(photo)
        try:
            with Image.open(path) as image:
                return image.convert("RGB")
        except OSError as error:
            raise PhotoError(
                f"The photo {path} cannot be opened any more ({error}). "
                f"Get the set again with photos.load({self.name!r})."
            ) from error


def table(name: str) -> pd.DataFrame:
    """The table of a photo set; needs no photos and no network.

    Parameters
    ----------
    name : {"openpeople", "london", "congress"}

    Returns
    -------
    pandas.DataFrame
        One row a photo, indexed by ``photo``; columns are described in ``data/photos/``.

    Raises
    ------
    PhotoError
        When there is no such set, or its table is damaged.
    """
    if name not in NAMES:
        raise PhotoError(f"There is no photo set {name!r}. Choose one of {', '.join(NAMES)}.")
    path = constants.DATA / "photos" / f"{name}.csv"
    if not path.is_file():
        raise PhotoError(f"The table {path} is missing. Restore it from the repository.")
    columns = _COLUMNS[name]
    try:
        photos = pd.read_csv(path, dtype=columns)
        if list(photos.columns) != list(columns):
            raise ValueError(f"its columns are not {', '.join(columns)}")
        unknown = photos.drop(columns=list(_MAY_BE_MISSING), errors="ignore").isna().any()
        if unknown.any():
            raise ValueError(f"no {unknown.idxmax()} in some rows")
        if not photos["photo"].is_unique:
            raise ValueError("a photo stands in it twice")
        if len(photos) != _ROWS[name]:
            raise ValueError(f"it has {len(photos)} rows instead of {_ROWS[name]}")
    except (OSError, ValueError) as error:
        raise PhotoError(
            f"The table {path} is damaged: {error}. Restore it from the repository."
        ) from error
    return photos.set_index("photo")


def load(name: str, folder: str | Path | None = None, mirror: str | None = None) -> PhotoSet:
    """Get a photo set onto this machine and check every file.

    Parameters
    ----------
    name : {"openpeople", "london", "congress"}
        ``openpeople`` is cropped from the installed package and needs no network. The
        others are downloaded, file by file; files already here are not fetched again.
    folder : path, optional
        A folder that already holds the photos, laid out as the table's ``photo`` column.
        Nothing is downloaded then.
    mirror : str, optional
        An address that serves the photos at ``mirror/photo``, for a classroom without
        access to the public address.

    Raises
    ------
    PhotoError
        Names the photo, what is wrong with it and what to do.
    """
    photos = table(name)
    if name == "openpeople":
        if folder is not None or mirror is not None:
            raise PhotoError(
                "The set openpeople comes with an installed package. "
                "Leave the folder and the mirror out."
            )
        folder = constants.HOME / "photos" / f"{name}-{_crop_key(photos)}"
        try:
            _crop_missing(photos, folder)
        except OSError as error:
            raise PhotoError(
                f"The synthetic photos could not be put into {folder} "
                f"({error.strerror or error}). Make room, or set the variable FALSEMATCH_HOME "
                "to a folder that you can write to."
            ) from error
    elif folder is not None and mirror is not None:
        raise PhotoError("Give a folder or a mirror, not both.")
    elif folder is not None:
        folder = Path(folder).expanduser()
        if not folder.is_dir():
            raise PhotoError(f"There is no folder {folder}. Check the path that you gave.")
        for photo, sha256 in tqdm(
            photos["sha256"].items(), total=len(photos), desc=f"checking {name}", disable=None
        ):
            _check_file(
                folder / photo, sha256, "Give a folder that holds the whole set as it was "
                "published, or leave the folder out to download it."
            )  # fmt: skip
    else:
        # Only who downloads waits for the libraries of the network.
        from falsematch.photos import download

        folder = constants.HOME / "photos" / name
        address = photos["url"] if mirror is None else mirror.rstrip("/") + "/" + photos.index
        try:
            download.fetch_all(
                pd.DataFrame({"url": address, "sha256": photos["sha256"]}, index=photos.index),
                folder,
                label=name,
            )
        except download.DownloadError as error:
            raise PhotoError(str(error)) from error
    return PhotoSet(name, photos, folder)


def _check_file(path: Path, sha256: str, advice: str) -> None:
    if not path.is_file():
        raise PhotoError(f"The photo {path} is missing. {advice}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PhotoError(f"The photo {path} cannot be read ({error.strerror}). {advice}") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PhotoError(
            f"The photo {path} is not the one that was measured (its SHA-256 differs): "
            f"it is damaged, edited or of another version. {advice}"
        )


# --- the synthetic people ----------------------------------------------------------


def openpeople_sheets() -> Path:
    """Folder of the installed package `openpeople` that holds one folder a person."""
    # The package is not imported: only its pictures are needed.
    spec = importlib.util.find_spec("openpeople")
    if spec is None:
        raise PhotoError(
            "The package openpeople is not installed. Install the course again: "
            "pip install falsematch, or make lab."
        )
    return Path(spec.submodule_search_locations[0]) / "data" / "curated"


def _crop_key(photos: pd.DataFrame) -> str:
    """Another table, or another version of the package, must not find the old crops."""
    what = photos[["source_sha256", "left", "top", "right", "bottom"]].to_csv()
    return hashlib.sha256(f"{constants.LONGEST_SIDE} {what}".encode()).hexdigest()[:8]


def _crop_missing(photos: pd.DataFrame, folder: Path) -> None:
    """Cut single faces out of the package's sheets, once."""
    missing = photos[[not _is_whole(folder / photo) for photo in photos.index]]
    if missing.empty:
        return
    sheets = openpeople_sheets()

    def crop(source: str, crops: pd.DataFrame) -> None:
        path = sheets / source
        _check_file(
            path, crops["source_sha256"].iloc[0], "It belongs to the package openpeople: "
            "reinstall the version that requirements.lock names."
        )  # fmt: skip
        with Image.open(path) as sheet:
            sheet = sheet.convert("RGB")
        for photo, row in crops.iterrows():
            picture = sheet.crop((row["left"], row["top"], row["right"], row["bottom"]))
            picture.thumbnail((constants.LONGEST_SIDE, constants.LONGEST_SIDE))
            data = io.BytesIO()
            # Packed less tightly: a tenth larger than usual, in a quarter of the time.
            picture.save(data, "PNG", compress_level=1)
            write_whole(folder / photo, data.getvalue())
            progress.update()

    with (
        tqdm(
            total=len(missing), desc="cropping openpeople", unit="photo", disable=None
        ) as progress,
        # Threads: Pillow lets the others run while it decodes, scales and packs. Not one for each
        # of many processors: every thread holds a sheet of up to 15 MB.
        ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool,
    ):
        list(pool.map(lambda part: crop(*part), missing.groupby("source")))


def _is_whole(path: Path) -> bool:
    try:
        with Image.open(path) as image:
            image.verify()  # compares the check sums in the file: fast, and finds a cut-off one
    except (OSError, SyntaxError):
        return False
    return True
