"""The control of matching: two faces and a threshold."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np
import pandas as pd
from PIL import ImageOps

from falsematch import constants, plots
from falsematch.photos import PhotoSet, faces
from falsematch.widgets.base import PictureWithControls, slider

#: Photos are shown this large, in pixels.
_SIDE = 300


def two_faces(photo_set: PhotoSet, found: pd.DataFrame) -> widgets.VBox:
    """Pick two photos and a threshold: do they match?

    Parameters
    ----------
    photo_set : PhotoSet
        Photos that may be shown: the synthetic people, or a set that the learner downloaded.
    found : pandas.DataFrame
        From `falsematch.photos.faces.embed_set`; photos without a face are left out.
    """
    apart = found[found["embedding"].notna()].set_index("photo")["embedding"]
    people = photo_set.table["person"]
    pairs = faces.pairs(found)
    options = [
        (f"{people[photo]} - {photo_set.table.at[photo, 'shot']}", photo) for photo in apart.index
    ]
    other = next(
        n for n, photo in enumerate(apart.index) if people[photo] != people[apart.index[0]]
    )
    pick = [
        widgets.Dropdown(options=options, value=options[number][1], description=label)
        for number, label in ((0, "face 1"), (other, "face 2"))
    ]
    threshold = slider("threshold", constants.DEFAULT_THRESHOLD, 0.2, 1.0)

    figure, (left, right, under) = plots.axes(9.5, 3.2, columns=3)
    photos = []
    for ax in (left, right):
        ax.set_axis_off()
        photos.append(ax.imshow(np.full((_SIDE, _SIDE, 3), 255, dtype=np.uint8)))
    names = [ax.text(0.5, 1.02, "", transform=ax.transAxes, ha="center", fontsize=9)
             for ax in (left, right)]  # fmt: skip
    plots.draw_distances(under, pairs)
    under.legend(fontsize=7, loc="upper left", framealpha=1)
    line, label = plots.draw_threshold(under, threshold.value)
    here = under.axvline(0, color=plots.ORANGE, linewidth=3)
    under.set_xlabel("distance (smaller is more alike)\norange: these two")
    stage = plots.MovingPicture(figure, *photos, *names, line, label, here)
    on_show: list[str] = []

    def draw() -> plots.Picture:
        chosen = [control.value for control in pick]
        distance = faces.distance(*(apart[photo] for photo in chosen))
        match = distance <= threshold.value
        if chosen != on_show:
            on_show[:] = chosen
            for shown, caption, photo in zip(photos, names, chosen, strict=True):
                shown.set_data(ImageOps.pad(photo_set.open(photo), (_SIDE, _SIDE), color="white"))
                caption.set_text(f"{people[photo]}, {photo_set.table.at[photo, 'shot']}")
        line.set_xdata([threshold.value] * 2)
        label.set_x(threshold.value)
        here.set_xdata([distance] * 2)
        truth = "the same person" if people[chosen[0]] == people[chosen[1]] else "two people"
        return stage.picture(
            f"Distance {distance:.2f}, threshold {threshold.value:.2f}: "
            f"{'a match' if match else 'no match'}. They are {truth}. "
            + plots.count_matches(pairs, threshold.value),
        )

    return PictureWithControls([*pick, threshold], draw)
