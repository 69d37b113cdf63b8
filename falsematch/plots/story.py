"""Pictures of story: what happened when, and who had power, knowledge and risk."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from falsematch.facts import story
from falsematch.plots.base import BLUE, GREEN, ORANGE, Picture, axes

#: Colour and marker of each question of the map.
_LOOKS = {"power": (BLUE, "s"), "knowledge": (GREEN, "^"), "risk": (ORANGE, "o")}
_NOTHING = "nothing found in the sources"


def power_map(table: pd.DataFrame) -> Picture:
    """Who had power, knowledge and risk: a statement in each cell, from the facts.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.facts.story.power_map`.
    """
    figure, (ax,) = axes(10.0, 0.7 + 0.8 * len(table))
    ax.set(xlim=(0, len(table.columns)), ylim=(len(table), 0))
    for row, actor in enumerate(table.index):
        for column, aspect in enumerate(table.columns):
            text = table.loc[actor, aspect]
            colour, marker = _LOOKS[aspect]
            ax.plot(column + 0.05, row + 0.5, marker, color=colour, markersize=9,
                    markerfacecolor=colour if text else "none", clip_on=False)  # fmt: skip
            ax.text(column + 0.1, row + 0.5, textwrap.fill(text or _NOTHING, 36), va="center",
                    fontsize=8.5, color="black" if text else "0.35")  # fmt: skip
    ax.set_xticks([column + 0.5 for column in range(len(table.columns))],
                  [aspect.capitalize() for aspect in table.columns], fontsize=11)  # fmt: skip
    ax.set_yticks([row + 0.5 for row in range(len(table))], table.index, fontsize=10)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for row in range(len(table) + 1):
        ax.axhline(row, color="0.85", linewidth=1)
    for side in ax.spines.values():
        side.set_visible(False)
    said = [
        f"{actor}: "
        + "; ".join(
            f"{aspect}: {(row[aspect] or _NOTHING).rstrip('.')}" for aspect in table.columns
        )
        + "."
        for actor, row in table.iterrows()
    ]
    return Picture(figure, "A table of six parties and three questions. " + " ".join(said))


def draw_placements(ax: Axes) -> dict[tuple[str, str], Line2D]:
    """A row for each party and a marker for each question, on empty axes, from 0 to 10."""
    markers = {}
    for row, actor in enumerate(story.ACTORS):
        for number, aspect in enumerate(story.ASPECTS):
            colour, marker = _LOOKS[aspect]
            (markers[actor, aspect],) = ax.plot(
                [5], [row + (number - 1) * 0.22], marker, color=colour, markersize=9,
                label=aspect if row == 0 else None, clip_on=False,
            )  # fmt: skip
    ax.set_yticks(range(len(story.ACTORS)), story.ACTORS)
    ax.set(xlim=(0, 10), ylim=(len(story.ACTORS) - 0.5, -0.5), xlabel="none (0) to most (10)")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=9, frameon=False)
    return markers


def describe_placements(placed: Mapping[tuple[str, str], int]) -> str:
    """In words: where each party was placed, and who has the most of what."""
    parts = [
        f"{actor}: " + ", ".join(f"{aspect} {placed[actor, aspect]}" for aspect in story.ASPECTS)
        for actor in story.ACTORS
    ]
    most = []
    for aspect in story.ASPECTS:
        top = max(placed[actor, aspect] for actor in story.ACTORS)
        names = [actor for actor in story.ACTORS if placed[actor, aspect] == top]
        most.append(f"most {aspect}: {', '.join(names) if len(names) <= 3 else 'no one party'}")
    return f"Your map. {'; '.join(parts)}. In it, {'; '.join(most)}."


def timeline(events: pd.DataFrame) -> Picture:
    """Dated facts, one lane for each kind of actor.

    Parameters
    ----------
    events : pandas.DataFrame
        From `falsematch.facts.story.timeline`.
    """
    lanes = list(dict.fromkeys(story.LANES.values()))
    figure, (ax,) = axes(10.0, 0.9 + 0.55 * len(lanes))
    for number, lane in enumerate(lanes):
        days = events.loc[events["lane"] == lane, "day"]
        ax.plot(days, [number] * len(days), "|", color=BLUE, markersize=20, markeredgewidth=2)
    ax.axvspan(pd.Timestamp("2018-01-01"), pd.Timestamp("2019-01-01"), color=ORANGE, alpha=0.2)
    ax.text(pd.Timestamp("2018-07-01"), -0.75, "2018", ha="center", fontsize=9)
    counts = events["lane"].value_counts()
    ax.set_yticks(range(len(lanes)), [f"{lane} ({counts.get(lane, 0)})" for lane in lanes])
    ax.set(ylim=(len(lanes) - 0.5, -0.6), xlabel="year")
    first, last = events["day"].min(), events["day"].max()
    said = "; ".join(
        f"{lane}: {counts[lane]}, from {low:%Y} to {high:%Y}"
        for lane in lanes
        if lane in counts
        for low, high in [events.loc[events["lane"] == lane, "day"].agg(["min", "max"])]
    )
    return Picture(
        figure,
        f"A timeline of {len(events)} dated facts from {first:%Y} to {last:%Y}, in "
        f"{len(lanes)} lanes. {said}. The year 2018 is shaded.",
    )
