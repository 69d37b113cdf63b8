"""Pictures of linkage: shared names, links by group, and how far a wrong link spreads."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter
from scipy import stats

from falsematch import constants
from falsematch.measures.linkage import names
from falsematch.plots.base import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    Picture,
    axes,
    refuse_without_interval,
    with_interval,
)

#: A marker and a colour for each group, so that neither stands alone.
_STYLES = dict(
    zip(names.GROUPS, zip("osD^vX", (BLUE, ORANGE, GREEN, "0.4", "0.5", PURPLE), strict=True),
        strict=True)
)  # fmt: skip


def shared_names(table: pd.DataFrame) -> Picture:
    """How often two people of a group share a surname, a first name, a full name.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.linkage.names.by_group`.
    """
    rows = table.sort_values("full_name", ascending=False)
    figure, (ax,) = axes(8.0, 1.3 + 0.5 * len(rows))
    place = np.arange(len(rows))
    for column, marker, colour, label in (
        ("surname", "o", BLUE, "surname"),
        ("first_name", "s", GREEN, "first name"),
        ("full_name", "D", ORANGE, "both"),
    ):
        ax.plot(rows[column] * 1e6, place, marker, color=colour, markersize=8, label=label)
    ax.set_yticks(place, [f"{group}\n{row.people / 1e6:.1f} million people"
                          for group, row in rows.iterrows()], fontsize=8)  # fmt: skip
    ax.set(xscale="log", ylim=(len(rows) - 0.5, -0.5), ylabel="",
           xlabel="pairs of people who share it, of 1 million pairs (log scale)")  # fmt: skip
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.12g}"))
    ax.legend(fontsize=8, loc="lower center", ncols=3, bbox_to_anchor=(0.5, 1.0), frameon=False)
    said = [
        f"{group}: surname {_one_in(row['surname'])} (most frequent: {row['top']}, "
        f"{row['top_share'] * 100:.1f} %), full name {_one_in(row['full_name'])}"
        for group, row in rows.iterrows()
    ]
    return Picture(
        figure,
        "How often two people of the same group share a name, in the census's count of everyone "
        f"(a count, so without an interval). {'; '.join(said)}.",
    )


def _one_in(chance: float) -> str:
    return f"1 pair in {1 / chance:,.0f}"


def namesakes(counts: pd.DataFrame) -> Picture:
    """Pairs of different people who agree on name and birthday, as the file grows.

    Parameters
    ----------
    counts : pandas.DataFrame
        One row a group and size: ``group``, ``people``, ``pairs`` (counted among generated
        people), ``expected`` (by the law).
    """
    figure, (ax,) = axes(7.5, 4.0)
    said = []
    for group, rows in counts.groupby("group", sort=False):
        marker, colour = _STYLES[group]
        # Side by side where they would cover each other.
        rows = rows.sort_values("people")
        shift = 1 + 0.05 * (list(counts["group"].unique()).index(group) - 1.5)
        low, high = _poisson(rows["pairs"].to_numpy())
        ax.plot(rows["people"], rows["expected"], color=colour, linewidth=1.2)
        ax.vlines(
            rows["people"] * shift,
            np.maximum(low, 0.03),
            high,
            color=colour,
            alpha=0.5,
            linewidth=2,
        )
        found = rows[rows["pairs"] > 0]
        ax.plot(
            found["people"] * shift, found["pairs"], marker, color=colour, markersize=8, label=group
        )
        said.append(
            f"{group} {rows['pairs'].iloc[-1]:,} (95 % interval {low[-1]:.0f} to {high[-1]:.0f}; "
            f"law {rows['expected'].iloc[-1]:,.0f})"
        )
    ax.set(xscale="log", yscale="log", xlabel="people in the file, all of one group (log scale)",
           ylabel="pairs of different people with\nthe same name and birthday", ylim=(0.03, None))  # fmt: skip
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.12g}"))
    ax.legend(fontsize=8, loc="upper left", title="symbols: counted; lines: the law",
              title_fontsize=8)  # fmt: skip
    sizes = sorted(counts["people"].unique())
    return Picture(
        figure,
        "Pairs of different people who agree on first name, surname and full date of birth, "
        f"against the number of people, both on log scales. Among {sizes[-1]:,} generated "
        f"people of a group: {'; '.join(said)}. Ten times as many people, a hundred times as many "
        "pairs. Counts of 0 have a bar without a symbol.",
    )


def _poisson(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Exact 95 % interval of a count of rare events."""
    tail = (1 - constants.COVERAGE) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(count > 0, stats.chi2.ppf(tail, 2 * count) / 2, 0)
    return low, stats.chi2.ppf(1 - tail, 2 * count + 2) / 2


def links_by_group(false: pd.DataFrame, missed: pd.DataFrame) -> Picture:
    """False links and missed links of each group at one threshold, with intervals.

    Parameters
    ----------
    false, missed : pandas.DataFrame
        From `falsematch.measures.linkage.false_links_by_group` and `missed_links_by_group`, one
        threshold.
    """
    figure, _ = draw_links(false, missed)
    return Picture(figure, describe_links(false, missed))


def links_in_words(false: pd.DataFrame, missed: pd.DataFrame) -> pd.DataFrame:
    """The same as a table: of 1,000 agency records, with 95 % interval and people."""
    columns = {}
    for title, table in (
        ("linked to somebody else, of 1,000", false),
        ("own record missed, of 1,000", missed),
    ):
        refuse_without_interval(table)
        columns[title] = {
            row.group: f"{row.rate * 1000:.1f} ({row.low * 1000:.1f} to {row.high * 1000:.1f}; "
            f"{row.people:,} people)"
            for row in table.itertuples()
        }
    return pd.DataFrame(columns)


def draw_links(
    false: pd.DataFrame, missed: pd.DataFrame
) -> tuple[Figure, list[tuple[Line2D, LineCollection]]]:
    """Two panels of dots with bars; gives the figure and what `move_links` moves."""
    figure, made = axes(9.0, 1.0 + 0.55 * len(false), columns=2)
    parts = []
    for ax, table, colour, marker, label in (
        (
            made[0],
            false,
            ORANGE,
            "o",
            "linked to somebody else,\nof 1,000 agency records (log scale)",
        ),
        (
            made[1],
            missed,
            BLUE,
            "s",
            "own record missed, of 1,000\nagency records that have one (log scale)",
        ),
    ):
        refuse_without_interval(table)
        place = np.arange(len(table))
        bars = ax.hlines(place, table["low"] * 1000, table["high"] * 1000, color=colour,
                         linewidth=4, alpha=0.5)  # fmt: skip
        (dots,) = ax.plot(table["rate"] * 1000, place, marker, color=colour, markersize=8)
        ax.set_yticks(place, [f"{row.group}\n{row.people:,} people" for row in table.itertuples()],
                      fontsize=8)  # fmt: skip
        ax.set(xlabel=label, ylabel="", ylim=(len(table) - 0.5, -0.5))
        # Logarithmic with a place for 0, and the same wherever a control stands.
        ax.set_xscale("symlog", linthresh=1, linscale=0.4)
        ax.set_xlim(-0.15, 1000)
        ax.set_xticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
        ax.set_xticks([], minor=True)
        parts.append((dots, bars))
    return figure, parts


def move_links(parts: list[tuple[Line2D, LineCollection]], *tables: pd.DataFrame) -> None:
    """Let the dots and bars of `draw_links` show other rates of the same groups."""
    for (dots, bars), table in zip(parts, tables, strict=True):
        refuse_without_interval(table)
        rows = table[["rate", "low", "high"]].to_numpy() * 1000
        dots.set_xdata(rows[:, 0])
        bars.set_segments([[(low, n), (high, n)] for n, (_, low, high) in enumerate(rows)])


def describe_links(false: pd.DataFrame, missed: pd.DataFrame) -> str:
    """In words: each group's false and missed links with interval and people."""

    def said(table):
        return "; ".join(f"{row['group']} {with_interval(row)}" for _, row in table.iterrows())

    return (
        f"At a match weight of {false['threshold'].iloc[0]:g} bits. Linked to somebody else: "
        f"{said(false)}. Own record missed: {said(missed)}."
    )


def spread(graph: nx.Graph, reached: pd.Series | None = None) -> Picture:
    """The people around one wrongly linked person, by how many steps away they are.

    Parameters
    ----------
    graph : networkx.Graph
        From `falsematch.measures.linkage.around`, two steps.
    reached : pandas.Series, optional
        A row of `falsematch.measures.linkage.people_within`, to say how it goes on.
    """
    steps = nx.get_node_attributes(graph, "steps")
    figure, (ax,) = axes(8.6, 5.0)
    place = _rings(graph, steps)
    for shares, style, colour in (("workplace", ":", "0.5"), ("home", "-", BLUE)):
        lines = [[place[a], place[b]] for a, b, label in graph.edges(data="shares")
                 if label == shares and steps[a] != steps[b]]  # fmt: skip
        ax.add_collection(LineCollection(lines, linestyle=style, color=colour, linewidth=1.3))
    at = {step: [place[node] for node in steps if steps[node] == step] for step in range(3)}
    for step, marker, colour, size in (
        (2, "s", "0.55", 5),
        (1, "o", ORANGE, 8),
        (0, "*", PURPLE, 20),
    ):
        if at[step]:
            ax.plot(*np.array(at[step]).T, marker, color=colour, ms=size, mec="black", mew=0.5)
    counts = {step: len(nodes) for step, nodes in at.items()}
    ax.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3), aspect="equal")
    ax.set_axis_off()
    ax.legend(
        handles=[
            Line2D([], [], marker="*", ls="", ms=14, color=PURPLE, mec="black",
                   label="the wrongly linked person"),
            Line2D([], [], marker="o", ls="", ms=8, color=ORANGE, mec="black",
                   label=f"1 step: {counts[1]} people"),
            Line2D([], [], marker="s", ls="", ms=6, color="0.55", mec="black",
                   label=f"2 steps: {counts[2]} people"),
            Line2D([], [], color=BLUE, label="same home"),
            Line2D([], [], color="0.5", ls=":", label="same workplace"),
        ],
        loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=9, frameon=False,
    )  # fmt: skip
    further = ""
    if reached is not None:
        further = " From this start, others within " + ", ".join(
            f"{step} step{'s' * (step > 1)}: {count:,}" for step, count in reached.items()
        ) + "."  # fmt: skip
    return Picture(
        figure,
        f"A network of generated people: one in the middle who was wrongly linked, {counts[1]} "
        f"who share a home or a workplace with them, and {counts[2]} who share one with those."
        + further,
    )


def _rings(graph: nx.Graph, steps: dict[int, int]) -> dict[int, tuple[float, float]]:
    """The start in the middle, step 1 on a ring around it, step 2 outside, near its link."""
    (start,) = (node for node, step in steps.items() if step == 0)
    angle, place = {}, {start: (0.0, 0.0)}
    first = [node for node in graph if steps[node] == 1]
    # An arc for each, wide enough for the people behind it.
    behind = {node: [other for other in graph[node] if steps[other] == 2] for node in first}
    owner = {}
    for node in first:
        for other in behind[node]:
            owner.setdefault(other, node)
    share = {node: 1 + sum(owner[other] == node for other in behind[node]) for node in first}
    turned = 0.0
    for node in first:
        arc = 2 * np.pi * share[node] / sum(share.values())
        angle[node] = turned + arc / 2
        place[node] = (np.cos(angle[node]), np.sin(angle[node]))
        mine = [other for other in behind[node] if owner[other] == node]
        for number, other in enumerate(mine):
            at = turned + arc * (number + 0.5) / len(mine)
            place[other] = (2 * np.cos(at), 2 * np.sin(at))
        turned += arc
    return place
