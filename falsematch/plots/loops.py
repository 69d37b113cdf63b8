"""Pictures of a list that feeds itself: a reviewer of its alerts, and the loop of stops and photos."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from falsematch.measures import loops
from falsematch.plots.base import (
    ORANGE,
    TWO_GROUPS,
    Picture,
    axes,
    refuse_without_interval,
    three_digits,
)

#: Where the logarithmic axis of wrongful stops begins.
_FEWEST = 0.01

# --- a reviewer -----------------------------------------------------------------------------


def draw_reviewed(ax: Axes, groups: list[str]) -> tuple[list[Line2D], list[Line2D]]:
    """Empty bars and dots for each group, by the machine alone and after a reviewer."""
    bars, dots, labels = [], [], []
    for colour, _, marker in TWO_GROUPS:
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
        loops.band_of_runs(town, loops.simulate(town, rounds)),
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
    for group, (colour, style, _) in zip(loops.GROUPS, TWO_GROUPS, strict=True):
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
        f"town) {three_digits(start.loc[group, 'stops_per_1000'])} are stopped wrongly in the first round and "
        f"{three_digits(end.loc[group, 'stops_per_1000'])} in the last "
        f"({three_digits(bands['stops_per_1000'][0, -1, n])} to {three_digits(bands['stops_per_1000'][1, -1, n])})"
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
