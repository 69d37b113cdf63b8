"""The control of identification: how long the list is, and the threshold."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np
import pandas as pd

from falsematch import plots
from falsematch.measures import identification
from falsematch.widgets.base import STEP, PictureWithControls, slider

_LOW, _HIGH = 0.40, 0.65
_LAW = "one rate for all: 1 - (1 - FMR)^N"


def list_length(searches: pd.DataFrame) -> widgets.VBox:
    """Move the length of the list and the threshold: for how many people is somebody named?

    Parameters
    ----------
    searches : pandas.DataFrame
        From `falsematch.measures.identification.table`.
    """
    people, longest = searches.shape
    threshold = slider("threshold", 0.50, _LOW, _HIGH)
    sizes = [n for n in (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000) if n < longest] + [longest]
    length = widgets.SelectionSlider(
        options=[(f"{n:,}", n) for n in sizes], value=longest, description="people in the list",
        style={"description_width": "initial"}, layout={"width": "28em"},
    )  # fmt: skip
    grid = np.round(np.arange(_LOW, _HIGH + STEP / 2, STEP), 2)
    measured = {
        at: rows for at, rows in identification.fpir(searches, grid, sizes).groupby("threshold")
    }
    expected = {
        at: {_LAW: identification.expected_fpir(float((np.asarray(searches) <= at).mean()), sizes)}
        for at in grid
    }
    figure, (ax,) = plots.axes(8.5, 4.2)
    first = round(threshold.value, 2)
    moving = plots.draw_growth(ax, measured[first], expected[first])
    here = ax.axvline(longest, color="black", lw=1.5, ls="-.")
    line, band, laws = moving
    stage = plots.MovingPicture(figure, band, line, *laws, here)

    def draw() -> plots.Picture:
        at, size = round(threshold.value, 2), length.value
        rows, law = measured[at], expected[at]
        plots.move_growth(moving, rows, law)
        here.set_xdata([size] * 2)
        row = rows[rows["gallery_size"] == size].iloc[0]
        by_law = float(law[_LAW][sizes.index(size)])
        return stage.picture(
            f"Of {people} people who are not in the list, {row['named']:.1f} would be named as "
            f"somebody in it, on average: list of {size:,}, threshold {at:.2f}. As a share: "
            f"{plots.with_interval(row)}. The law with one rate for all expects "
            f"{by_law * people:.1f} of {people}, {plots.share(by_law)}."
        )

    return PictureWithControls([length, threshold], draw)
