"""Find each picture of the synthetic people on the sheets that their package brings."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from falsematch import constants, files, photos

EMOTIONS = (
    "neutral", "happy", "sad", "angry", "surprised", "disgusted", "scared", "confused",
    "smug", "flirty", "thoughtful", "pensive", "exhausted", "shocked", "playful", "determined",
)  # fmt: skip
ANGLES = ("front", "left side", "back", "right side")
WHOLE = ("studio_portrait", "amateur_selfie", "studio_posture", "amateur_posture")


def find_pictures() -> pd.DataFrame:
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


def write() -> None:
    """Rebuild ``data/photos/openpeople.csv`` from the installed package."""
    text = find_pictures().to_csv(index=False, lineterminator="\n")
    files.write_whole(constants.DATA / "photos" / "openpeople.csv", text.encode())
