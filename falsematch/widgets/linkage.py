"""The control of linkage: a threshold on match weights, and how many records there are."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
import pandas as pd

from falsematch import constants, plots
from falsematch.measures import linkage
from falsematch.widgets.base import PictureWithControls, slider

#: Shares of the register that the control offers.
_PARTS = (1 / 8, 1 / 4, 1 / 2, 1)


def links(
    versions: Mapping[str, pd.DataFrame], agency: pd.DataFrame, register: pd.DataFrame
) -> widgets.VBox:
    """Move threshold and size of the register: false links and missed links by group.

    Parameters
    ----------
    versions : mapping of str to pandas.DataFrame
        What the linkage is called, and its links from `linkage.link`.
    agency, register : pandas.DataFrame
        The files that were linked. A smaller register is a part of this one, drawn evenly;
        the weights stay those that were learned on the whole.
    """
    choose = widgets.Dropdown(
        options=list(versions), description="linkage", style={"description_width": "initial"}
    )
    threshold = slider("match weight, in bits", 0, -8, 20, 1)
    threshold.readout_format = ".0f"
    order = np.random.default_rng(constants.SEED).permutation(len(register))
    parts = {
        f"{round(len(register) * part):,}": register.iloc[order[: round(len(register) * part)]]
        for part in _PARTS
    }
    size = widgets.SelectionSlider(
        options=list(parts), value=list(parts)[-1], description="records in the register",
        style={"description_width": "initial"}, layout={"width": "28em"},
    )  # fmt: skip
    grid = np.arange(-8, 21)
    measured = {}
    for version, scored in versions.items():
        for records, kept in parts.items():
            within = scored[scored["person_b"].isin(kept["person"])]
            both = (
                linkage.false_links_by_group(within, agency, grid),
                linkage.missed_links_by_group(within, agency, kept, grid),
            )
            for at in grid:
                rows = [table[table["threshold"] == at] for table in both]
                measured[version, records, at] = rows
    first = measured[choose.value, size.value, threshold.value]
    figure, moving = plots.draw_links(*first)
    stage = plots.MovingPicture(figure, *(artist for pair in moving for artist in pair))

    def draw() -> plots.Picture:
        tables = measured[choose.value, size.value, round(threshold.value)]
        plots.move_links(moving, *tables)
        shown = linkage.probability(threshold.value)
        return stage.picture(
            f"Linkage: {choose.value}; {size.value} records in the register. "
            + plots.describe_links(*tables)
            + f" The linkage shows {shown * 100:.1f} % at this weight."
        )

    return PictureWithControls([choose, threshold, size], draw)
