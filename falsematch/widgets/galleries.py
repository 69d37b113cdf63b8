"""The control of galleries: who is on the list."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from falsematch import constants, plots
from falsematch.measures import galleries
from falsematch.widgets.base import STEP, PictureWithControls, aligned, slider, whole_slider

_LOW, _HIGH = 0.50, 0.65


def composition(searches: galleries.Searches, size: int = 50) -> widgets.VBox:
    """Choose who is on the list, the threshold and the matcher: both groups' FPIR.

    Parameters
    ----------
    searches : falsematch.measures.galleries.Searches
    size : int
        People on the list.
    """
    first = searches.groups[0]
    listed = whole_slider(f"{first} on the list of {size}", size // 10, 0, size)
    threshold = slider("threshold", constants.DEFAULT_THRESHOLD, _LOW, _HIGH)
    matcher = widgets.Dropdown(
        options=["as measured", "thought experiment: one FMR within both groups"],
        description="matcher",
    )
    grid = np.round(np.arange(_LOW, _HIGH + STEP / 2, STEP), 2)
    tables = {
        (name, at): galleries.fpir_by_composition(chosen, range(size + 1), size, at)
        for name, chosen in zip(
            matcher.options, (searches, galleries.equalized(searches)), strict=True
        )
        for at in grid
    }
    start = tables[matcher.value, round(threshold.value, 2)]
    figure, (ax,) = plots.axes(8.5, 4.0)
    curves = plots.draw_composition(ax, start)
    stage = plots.MovingPicture(figure, *curves.artists())

    def draw() -> plots.Picture:
        table = tables[matcher.value, round(threshold.value, 2)]
        plots.move_composition(curves, table, listed.value)
        return stage.picture(plots.describe_composition(table, listed.value))

    return PictureWithControls(aligned([threshold, listed, matcher], "18em", "38em"), draw)
