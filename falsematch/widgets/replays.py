"""The control of replays: a threshold, and the members whom it flags."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np
import pandas as pd

from falsematch import constants, plots
from falsematch.measures import replays
from falsematch.photos import faces
from falsematch.widgets.base import STEP, PictureWithControls, slider

_LOW, _HIGH = 0.20, 0.66


def replayed(closest: pd.DataFrame) -> widgets.VBox:
    """Move the threshold: who is flagged, of whom.

    Parameters
    ----------
    closest : pandas.DataFrame
        From `falsematch.measures.replays.closest`, with the attributes ``black`` and ``sex``.
    """
    control = slider("threshold", 0.42, _LOW, _HIGH)
    grid = np.round(np.arange(_LOW, _HIGH + STEP / 2, STEP), 2)
    named = replays.settings()
    distance = closest["distance"].to_numpy()
    percent = {at: faces.percentage_shown(at) for at in grid}
    rates = pd.concat(replays.fpir_by_group(closest, grid, group) for group in ("black", "sex"))
    words = {
        at: "; ".join(f"{row['group']} {plots.with_interval(row)}" for _, row in rows.iterrows())
        for at, rows in rates.groupby("threshold")
    }
    figure, (ax,) = plots.axes(9.5, 4.6)
    flagged, places = plots.draw_people(ax, closest)
    pointer = plots.draw_settings(ax, named, _LOW, _HIGH)
    stage = plots.MovingPicture(figure, flagged, pointer)

    def draw() -> plots.Picture:
        at = round(control.value, 2)
        flagged.set_data(*places[distance <= at].T)
        pointer.set_xdata([at])
        same = "a match" if at <= constants.DEFAULT_THRESHOLD else "two people"
        return stage.picture(
            f"At threshold {at:.2f}, where DeepFace shows {percent[at]:.1f} % and calls it {same}: "
            f"{plots.describe_people(closest, at)} Share of each group that is flagged, with 95 % "
            f"interval: {words[at]}.",
        )

    return PictureWithControls([control], draw)
