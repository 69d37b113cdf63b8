"""Pictures of lesson 09: what a class thinks."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from falsematch import votes
from falsematch.plots.base import BLUE, ORANGE, Picture, axes


def class_vote(table: pd.DataFrame) -> Picture:
    """How a class voted at first and how it votes now.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.votes.count`.

    Raises
    ------
    ValueError
        When there is no vote in it.
    """
    letters = list(votes.POSITIONS)
    first, now = table.loc[letters].sum(axis=1), table[letters].sum(axis=0)
    people = int(table.to_numpy().sum() - table.loc["-", "-"])
    if not people:
        raise ValueError("There is no vote to count. A line looks like this: first A, now C")
    figure, (ax,) = axes(8.5, 3.6)
    rows = np.arange(len(letters))
    for offset, counts, colour, label, hatch in (
        (-0.2, first, ORANGE, "first", "//"), (0.2, now, BLUE, "now", None),
    ):  # fmt: skip
        bars = ax.barh(rows + offset, counts, 0.38, color=colour, label=label, hatch=hatch,
                       edgecolor="white")  # fmt: skip
        ax.bar_label(bars, padding=3, fontsize=9)
    labels = [textwrap.fill(f"{key}: {one.text}", 34) for key, one in votes.POSITIONS.items()]
    ax.set_yticks(rows, labels, fontsize=8.5)
    ax.set(
        xlabel="people",
        ylim=(len(letters) - 0.5, -0.5),
        xlim=(0, max(first.max(), now.max(), 1) * 1.1),
    )
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(fontsize=9)
    both = table.loc[letters, letters]
    stayed, voted = int(np.diag(both).sum()), int(both.to_numpy().sum())
    counts = "; ".join(f"{key}: {first[key]} at first, {now[key]} now" for key in letters)
    return Picture(
        figure,
        f"{people} people voted. {counts}. {voted - stayed} of the {voted} who voted both times "
        "changed their answer.",
    )
