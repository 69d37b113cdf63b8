"""Pictures of lesson 06: who is on the list, a reviewer, and a list that feeds on itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from falsematch.measures import galleries, loops
from falsematch.plots.base import (
    BLUE,
    ORANGE,
    Picture,
    axes,
    digits,
    refuse_without_interval,
    with_interval,
)

#: First group and second: colour, line and marker each tell them apart.
_STYLES = ((ORANGE, "-", "o"), (BLUE, "--", "s"))
#: Where the logarithmic axis of wrongful stops begins.
_FEWEST = 0.01


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
        table.groupby("group", sort=False), _STYLES, strict=True
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


# --- a reviewer -----------------------------------------------------------------------------


def draw_reviewed(ax: Axes, groups: list[str]) -> tuple[list[Line2D], list[Line2D]]:
    """Empty bars and dots for each group, by the machine alone and after a reviewer."""
    bars, dots, labels = [], [], []
    for colour, _, marker in _STYLES:
        for filled in (False, True):
            place = [len(dots)]
            bars += ax.plot([], [], color=colour, lw=3, alpha=0.5)
            dots += ax.plot([0], place, marker, color=colour, mfc=colour if filled else "white",
                            mec=colour, mew=2, ms=9)  # fmt: skip
    for group in groups:
        labels += [f"{group}\nflagged by the machine", f"{group}\nstopped after review"]
    ax.set_yticks(range(4), labels, fontsize=9)
    ax.set(xlim=(0, 100), ylim=(3.6, -0.6), xlabel="of 100 people searched for, with 95 % interval")
    return bars, dots


def move_reviewed(bars: list[Line2D], dots: list[Line2D], rows: pd.DataFrame) -> None:
    """Let the dots of `draw_reviewed` show four rates: each group before and after."""
    refuse_without_interval(rows)
    for place, (rate, low, high) in enumerate(rows[["rate", "low", "high"]].to_numpy() * 100):
        bars[place].set_data([low, high], [place] * 2)
        dots[place].set_data([rate], [place])


# --- the feedback loop ----------------------------------------------------------------------


def loop(town: loops.Town, rounds: int = 60) -> Picture:
    """The list and the wrongful stops, round by round, with a band of chance runs."""
    figure, both = axes(10.0, 3.8, columns=2)
    moving = draw_loop(both, rounds)
    history, bands = (
        loops.run(town, rounds),
        loops.spread(town, loops.simulate(town, rounds)),
    )
    move_loop(moving, town, history, bands)
    return Picture(figure, describe_loop(town, history, bands))


def draw_loop(both: list[Axes], rounds: int) -> list:
    """Empty curves on two empty axes, for `move_loop`."""
    left, right = both
    band = left.fill_between([0, 1], 0, 0, color=ORANGE, alpha=0.25, linewidth=0)
    (line,) = left.plot([], [], "-", color=ORANGE, lw=2, label="A's share of the list")
    (even,) = left.plot([], [], ":", color="black", lw=1.5, label="A's share of the town")
    left.set(xlim=(0, rounds), ylim=(0, 100), xlabel="round", ylabel="% of the photos on the list")
    left.legend(fontsize=8, framealpha=0.9)
    moving = [band, line, even]
    for group, (colour, style, _) in zip(loops.GROUPS, _STYLES, strict=True):
        moving.append(right.fill_between([0, 1], _FEWEST, _FEWEST, color=colour, alpha=0.25, lw=0))
        moving += right.plot([], [], style, color=colour, lw=2, label=f"group {group}")
    right.set(
        xlim=(0, rounds), yscale="log", ylim=(_FEWEST, 1000), xlabel="round",
        ylabel="wrongful stops in a round, per 1,000\ninnocent people of the group (log scale)",
    )  # fmt: skip
    ticks = 10.0 ** np.arange(-2, 4)
    right.set_yticks(ticks, [f"{_FEWEST} or fewer", *(f"{tick:,g}" for tick in ticks[1:])])
    right.set_yticks([], minor=True)
    right.legend(fontsize=8, loc="upper right", framealpha=0.9, ncols=2)
    return moving


def move_loop(moving: list, town: loops.Town, history: pd.DataFrame, bands: dict) -> None:
    """Let the curves of `draw_loop` show another town."""
    band, line, even, *stops = moving
    rounds = history["round"].unique()
    first = history[history["group"] == loops.GROUPS[0]]
    line.set_data(rounds, first["share"] * 100)
    even.set_data(rounds[[0, -1]], [town.share_a * 100] * 2)
    band.set_verts([_around(rounds, bands["share"][:, :, 0] * 100)])
    for number, group in enumerate(loops.GROUPS):
        rows = history[history["group"] == group]
        stops[2 * number].set_verts(
            [_around(rounds, np.maximum(bands["stops_per_1000"][:, :, number], _FEWEST))]
        )
        stops[2 * number + 1].set_data(rounds, rows["stops_per_1000"].clip(lower=_FEWEST))


def describe_loop(town: loops.Town, history: pd.DataFrame, bands: dict) -> str:
    """In words: the list and the stops at the start and at the end."""
    start, end = (
        history[history["round"] == r].set_index("group") for r in (0, history["round"].max())
    )
    low, high = bands["share"][:, -1, 0]
    stops = "; ".join(
        f"of 1,000 innocent people of {group} ({int(round(end.loc[group, 'people'])):,} people in the "
        f"town) {digits(start.loc[group, 'stops_per_1000'])} are stopped wrongly in the first round and "
        f"{digits(end.loc[group, 'stops_per_1000'])} in the last "
        f"({digits(bands['stops_per_1000'][0, -1, n])} to {digits(bands['stops_per_1000'][1, -1, n])})"
        for n, group in enumerate(loops.GROUPS)
    )  # fmt: skip
    before, after = start.loc["A", "share"], end.loc["A", "share"]
    became = (
        f"it is {after * 100:.0f} % of the list (in 95 of 100 runs by chance {low * 100:.0f} % to {high * 100:.0f} %)"
        if end["listed"].sum()
        else "the list is empty"
    )
    return (
        f"A made-up town. Group A is {town.share_a * 100:.0f} % of the town and "
        f"{f'{before * 100:.0f} % of the first list' if start['listed'].sum() else 'the first list is empty'}. "
        f"After {end['round'].iloc[0]} rounds {became}, which went from "
        f"{start['listed'].sum():,.0f} to {end['listed'].sum():,.0f} photos. "
        f"Wrongful stops: {stops}."
    )


def _around(rounds: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Corners of a band between two curves, `ends` of shape (2, rounds)."""
    low, high = np.nan_to_num(ends)
    return np.column_stack(
        [np.concatenate([rounds, rounds[::-1]]), np.concatenate([low, high[::-1]])]
    )
