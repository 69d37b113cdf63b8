"""The control of deployments: a deployment in the street."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
import pandas as pd

from falsematch import plots
from falsematch.measures import deployments, galleries, rates
from falsematch.widgets.base import PictureWithControls, slider, whole_slider

_SIZES, _SHARES = (10, 25, 50, 100), {"nobody": 0.0, "1 in 10": 0.1, "half": 0.5}
_LOW, _HIGH, _STEP = 0.40, 0.60, 0.02


def deployment(
    searches: galleries.Searches, mated: pd.DataFrame, crowd: Mapping[str, int]
) -> widgets.VBox:
    """Move a deployment: who is stopped, who is missed, and how many stops are right.

    Parameters
    ----------
    searches : falsematch.measures.galleries.Searches
        Where the FPIR of each group comes from, for lists of several lengths and compositions.
    mated : pandas.DataFrame
        A score table with mated pairs, where the FNMR comes from.
    crowd : mapping of str to int
        The crowd to begin with, by group of `searches`. Another size keeps the shares.
    """
    of = searches.groups[0]
    start = sum(crowd.values())
    threshold = slider("threshold", 0.50, _LOW, _HIGH, _STEP)
    sizes = sorted({1_000, 3_000, 10_000, 30_000, 100_000, start})
    size = _choice("people who pass", sizes, start)
    cameras = whole_slider("cameras on the way", 1, 1, 10)
    seen = slider("share seen (assumed)", 1.0, 0.1, 1.0, 0.1)
    listed = _choice("people on the list", _SIZES, 50)
    share = widgets.SelectionSlider(options=list(_SHARES), value="1 in 10",
                                    description=f"{of} on it")  # fmt: skip
    targets = whole_slider("of them in the crowd", 10, 0, 50)
    officer = widgets.SelectionSlider(
        options=[(f"{n} in 10", n / 10) for n in range(11)], value=1.0,
        description="wrong alarms acted on",
    )  # fmt: skip
    worse = slider("times worse (assumed)", 1.0, 0.5, 10.0, 0.5)
    controls = [listed, share, targets, size, cameras, seen, threshold, officer, worse]
    for control in controls:
        control.style.description_width = "initial"
        control.layout.width = "auto"

    grid = np.round(np.arange(_LOW, _HIGH + _STEP / 2, _STEP), 2)
    fnmr = {at: rows for at, rows in rates.fnmr_by_group(mated, grid).groupby("threshold")}
    fpir = {}
    for people in _SIZES:
        counts = {name: round(people * part) for name, part in _SHARES.items()}
        for at in grid:
            table = galleries.fpir_by_composition(searches, list(counts.values()), people, at)
            for name, number in counts.items():
                fpir[people, name, at] = table[table["listed"] == number]
    figure, icons = plots.draw_crowd(crowd)
    stage = plots.MovingPicture(figure, *icons.moving)
    behind = " and ".join(
        f"{(searches.probe_group == number).sum()} {group}"
        for number, group in enumerate(searches.groups)
    )

    def draw() -> plots.Picture:
        at = round(threshold.value, 2)
        now = deployments.Deployment(
            {group: round(people / start * size.value) for group, people in crowd.items()},
            # Nobody is looked for who is not on the list.
            targets=min(targets.value, listed.value), cameras=cameras.value,
            seen=round(seen.value, 2),
            acts_on_wrong=officer.value, times_worse=worse.value,
        )  # fmt: skip
        expected = deployments.expect(now, fpir[listed.value, share.value, at], fnmr[at])
        plots.move_crowd(icons, now, expected)
        return stage.picture(
            f"{plots.describe_crowd(now, expected)} Threshold {at:.2f}, a list of "
            f"{listed.value} people. The rates of false alarms come from {behind}, the rate of "
            f"misses from {int(fnmr[at]['people'].iloc[0])} people, none of them in a street.",
        )

    box = PictureWithControls(controls, draw)
    # Two columns: nine controls in one would push the picture out of sight.
    both = widgets.GridBox(
        controls, layout={"grid_template_columns": "1fr 1fr", "max_width": "62em"}
    )
    box.children = [both, box.children[-1]]
    return box


def _choice(description: str, numbers, value: int) -> widgets.SelectionSlider:
    return widgets.SelectionSlider(
        options=[(f"{number:,}", number) for number in numbers], value=value,
        description=description,
    )  # fmt: skip
