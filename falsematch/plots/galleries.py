"""Pictures of galleries: who is on the list decides who is flagged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from falsematch.measures import galleries
from falsematch.plots.base import (
    TWO_GROUPS,
    Picture,
    axes,
    refuse_without_interval,
    with_interval,
)


@dataclass(frozen=True)
class Curves:
    """What moves in a picture of compositions."""

    lines: list[Line2D]
    bands: list[PolyCollection]
    dots: list[Line2D]
    even: Line2D
    label: Text

    def artists(self) -> list:
        return [*self.bands, *self.lines, self.even, self.label, *self.dots]


def composition(table: pd.DataFrame, title: str = "") -> Picture:
    """FPIR of each group against the composition of the list, with 95 % intervals.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.galleries.fpir_by_composition`.
    title : str, optional
    """
    figure, (ax,) = axes(8.0, 4.0)
    curves = draw_composition(ax, table)
    move_composition(curves, table)
    ax.set_title(title, loc="left", fontsize=10)
    return Picture(figure, describe_composition(table))


def two_matchers(measured: pd.DataFrame, equal: pd.DataFrame) -> Picture:
    """Side by side: the matcher as it is, and one with the same FMR within both groups.

    Parameters
    ----------
    measured, equal : pandas.DataFrame
        From `falsematch.measures.galleries.fpir_by_composition`, the second with the searches of
        `falsematch.measures.galleries.equalized`.
    """
    figure, both = axes(10.0, 4.0, columns=2)
    titles = ("the matcher as measured", "thought experiment: one FMR within both groups")
    for ax, table, title in zip(both, (measured, equal), titles, strict=True):
        move_composition(draw_composition(ax, table), table)
        ax.set_title(title, loc="left", fontsize=10)
    size = measured["size"].iloc[0]
    return Picture(
        figure,
        f"Left, {titles[0]}: {describe_composition(measured, size)} Right, {titles[1]}: "
        f"{describe_composition(equal, size)}",
    )


def draw_composition(ax: Axes, table: pd.DataFrame) -> Curves:
    """Empty curves on empty axes, for `move_composition`."""
    refuse_without_interval(table)
    lines, bands, dots = [], [], []
    for (group, rows), (colour, line, marker) in zip(
        table.groupby("group", sort=False), TWO_GROUPS, strict=True
    ):
        people = rows["people"].iloc[0]
        bands.append(ax.fill_between([0, 1], 0, 0, color=colour, alpha=0.2, linewidth=0))
        lines += ax.plot([], [], line, color=colour, lw=2, label=f"{group} ({people} searched for)")
        dots += ax.plot([], [], marker, color=colour, mec="black", ms=8)
    (even,) = ax.plot([], [], ":", color="black", lw=1.5)
    label = ax.text(0, 80, "", fontsize=9, va="top")
    size, first = table["size"].iloc[0], table["group"].iloc[0]
    ax.set(
        xlim=(table["listed"].min(), table["listed"].max()), ylim=(0, 100),
        xlabel=f"{first} on the list of {size}",
        ylabel="wrongly flagged,\nof 100 people searched for",
    )  # fmt: skip
    # Drawn before anything moves: an entry shows the line, not the data.
    ax.legend(fontsize=8, loc="upper right", framealpha=1)
    return Curves(lines, bands, dots, even, label)


def move_composition(curves: Curves, table: pd.DataFrame, at: int | None = None) -> None:
    """Let the curves show another table; `at` is a composition to mark with dots."""
    for number, (_, rows) in enumerate(table.groupby("group", sort=False)):
        listed, rate, low, high = rows[["listed", "rate", "low", "high"]].to_numpy().T
        curves.lines[number].set_data(listed, rate * 100)
        around = np.concatenate([low, high[::-1]]) * 100
        curves.bands[number].set_verts(
            [np.column_stack([np.concatenate([listed, listed[::-1]]), around])]
        )
        marked = listed == at
        curves.dots[number].set_data(listed[marked], rate[marked] * 100)
    even, _, _ = galleries.even_composition(table)
    crosses = not np.isnan(even)
    curves.even.set_data(*(([even] * 2, [0, 100]) if crosses else ([], [])))
    curves.label.set(x=even + 0.6 if crosses else 0, text=f"even at {even:.0f}" if crosses else "")


def describe_composition(table: pd.DataFrame, at: int | None = None) -> str:
    """In words: both groups at the ends (or at one composition), and where the curves cross."""
    first, size = table["group"].iloc[0], table["size"].iloc[0]
    ends = [table["listed"].min(), table["listed"].max()] if at is None else [at]
    parts = []
    for number in ends:
        rows = table[table["listed"] == number]
        rates = " and ".join(f"{row['group']} {with_interval(row)}" for _, row in rows.iterrows())
        parts.append(f"With {number} {first} on a list of {size}, wrongly flagged are {rates}.")
    even, low, high = galleries.even_composition(table)
    if np.isnan(even):
        parts.append("The curves do not cross: one group is flagged more with every list.")
    else:
        span = " to ".join(
            f"{end:.0f}" if np.isfinite(end) else word
            for end, word in ((low, "none"), (high, f"all {size}"))
        )
        parts.append(
            f"The curves cross at {even:.0f} of {size} (95 % interval {span}): with fewer {first} "
            f"the others are flagged more often, with more {first} they are."
        )
    people = table["people"].groupby(table["group"], sort=False).first().sum()
    parts.append(
        f"Mean over all lists drawn from {table['pool'].iloc[0]:,} people; {people} people "
        f"searched for, threshold {table['threshold'].iloc[0]:.2f}."
    )
    return " ".join(parts)
