"""Pictures of deployments: a crowd as dots, and police trials counted both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter

from falsematch.measures import deployments
from falsematch.plots.base import BLUE, GREEN, ORANGE, Picture, axes, share, three_digits

_DOTS, _ROWS = 1000, 20
_MOST_TARGETS = 50
_LEGEND = (
    ("o", "0.5", "none", "passes"),
    ("s", ORANGE, ORANGE, "stopped wrongly"),
    ("s", ORANGE, "white", "only if each camera is a new draw"),
    ("o", GREEN, GREEN, "looked for and stopped"),
    ("o", GREEN, "white", "only with the same look-alike"),
    ("X", "black", "black", "looked for and missed"),
)


@dataclass(frozen=True)
class Icons:
    """The moving parts of the picture of a crowd, and where each group's dots stand."""

    places: Mapping[str, np.ndarray]
    stopped: Line2D
    perhaps: Line2D
    found: Line2D
    missed: Line2D
    right: Line2D
    perhaps_right: Line2D
    wrong: Line2D
    caption: Text

    @property
    def moving(self) -> list:
        return [
            self.stopped, self.perhaps, self.found, self.missed,
            self.right, self.perhaps_right, self.wrong, self.caption,
        ]  # fmt: skip


def crowd(deployment: deployments.Deployment, expected: pd.DataFrame) -> Picture:
    """A crowd as 1,000 dots, and beside it 100 of those who are stopped.

    The left side is the police's way of counting (of the people who pass), the right side that
    of their critics (of the people who are stopped). Counts are rounded to whole dots.

    Parameters
    ----------
    deployment : falsematch.measures.deployments.Deployment
    expected : pandas.DataFrame
        From `falsematch.measures.deployments.expect`, for the same deployment.
    """
    figure, icons = draw_crowd(deployment.crowd)
    move_crowd(icons, deployment, expected)
    return Picture(figure, describe_crowd(deployment, expected))


def draw_crowd(crowd: Mapping[str, int]) -> tuple[Figure, Icons]:
    """The still parts: a dot for each part of the crowd, in blocks by group."""
    figure, (left, right) = axes(10.0, 4.3, columns=2)
    left.get_gridspec().set_width_ratios([3.2, 1])
    places = _places(crowd)
    every = np.concatenate(list(places.values()))
    left.plot(*every.T, "o", mfc="none", mec="0.5", ms=4, mew=0.7)
    for number, (group, spots) in enumerate(places.items()):
        last = 0 < number == len(places) - 1
        left.text(
            spots[:, 0].max() + 0.4 if last else spots[:, 0].min() - 0.4, -1.4,
            group, fontsize=9, ha="right" if last else "left",
        )  # fmt: skip
    left.set(xlim=(-1, every[:, 0].max() + 1), ylim=(_ROWS + 5.2, -4.6))
    grid = np.stack([np.arange(100) % 10, np.arange(100) // 10], axis=1)
    right.plot(*grid.T, "o", mfc="none", mec="0.85", ms=8, mew=0.7)
    right.set(xlim=(-1, 10), ylim=(13.2, -2.2))
    for ax in (left, right):
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
        for side in ax.spines.values():
            side.set_visible(False)
    handles = [
        Line2D([], [], ls="", marker=marker, mec=edge, mfc=face, ms=7, label=label)
        for marker, edge, face, label in _LEGEND
    ]
    figure.legend(handles=handles, loc="outside lower center", fontsize=8, ncols=len(handles),
                  handletextpad=0.1, columnspacing=0.9)  # fmt: skip

    def markers(ax: Axes, number: int, size: float) -> Line2D:
        marker, edge, face, _ = _LEGEND[number]
        return ax.plot([], [], marker, mec=edge, mfc=face, ms=size, mew=1)[0]

    left.text(-0.4, _ROWS + 2, "people looked for: 1 mark = 1 person", fontsize=9)
    right.text(-0.4, -1.3, "of 100 who are stopped", fontsize=10, weight="bold")
    caption = left.text(-0.4, -3.4, "", fontsize=10, weight="bold")
    return figure, Icons(
        places, markers(left, 1, 5), markers(left, 2, 5), markers(left, 3, 7), markers(left, 5, 7),
        markers(right, 3, 8), markers(right, 4, 8), markers(right, 1, 7), caption,
    )  # fmt: skip


def _places(crowd: Mapping[str, int]) -> dict[str, np.ndarray]:
    """Where the dots of each group stand, in columns, the groups side by side."""
    exact = np.array(list(crowd.values())) / sum(crowd.values()) * _DOTS
    dots = np.floor(exact).astype(int)
    # Largest remainders, so that the dots add up.
    dots[np.argsort(exact - dots)[::-1][: _DOTS - dots.sum()]] += 1
    places, start = {}, 0.0
    for group, number in zip(crowd, dots, strict=True):
        order = np.arange(number)
        places[group] = np.stack([start + order // _ROWS, order % _ROWS], axis=1)
        start += -(-number // _ROWS) + 1.0
    return places


def move_crowd(icons: Icons, deployment: deployments.Deployment, expected: pd.DataFrame) -> None:
    """Let the dots of `draw_crowd` show another deployment on the same shares of groups."""
    values = deployments.as_dict(expected)
    each = sum(deployment.crowd.values()) / _DOTS
    sure, perhaps = [], []
    for group, places in icons.places.items():
        low, high = (
            min(len(places), round(values["wrongly stopped", repeats, group][0] / each))
            for repeats in (deployments.SAME, deployments.ANEW)
        )
        sure.append(places[:low])
        perhaps.append(places[low:high])
    icons.stopped.set_data(*np.concatenate(sure).T)
    icons.perhaps.set_data(*np.concatenate(perhaps).T)

    shown = min(deployment.targets, _MOST_TARGETS)
    found = values["found", deployments.SAME, deployments.EVERYONE][0]
    found = round(found * shown / max(deployment.targets, 1))
    spots = np.stack([np.arange(shown) + 0.0, np.full(shown, _ROWS + 3.6)], axis=1)
    icons.found.set_data(*spots[:found].T)
    icons.missed.set_data(*spots[found:].T)

    precision = deployments.as_dict(deployments.share_right(expected))
    low, high = (
        precision["people stopped", repeats][0] for repeats in (deployments.ANEW, deployments.SAME)
    )
    order = np.arange(100)
    if np.isnan(high) or np.isnan(low):
        kinds = np.full(100, -1)
    else:
        low, high = sorted((round(100 * low), round(100 * high)))
        kinds = np.select([order < low, order < high], [0, 1], 2)
    for kind, line in enumerate((icons.right, icons.perhaps_right, icons.wrong)):
        chosen = order[kinds == kind]
        line.set_data(chosen % 10, chosen // 10)

    one = f"{each:,.0f} people" if each > 1 else "1 person"
    icons.caption.set_text(f"of all who pass: 1 dot = {one}")


def describe_crowd(deployment: deployments.Deployment, expected: pd.DataFrame) -> str:
    """In words: who is stopped, found and missed, counted both ways."""
    values = deployments.as_dict(expected)
    people = sum(deployment.crowd.values())
    cameras = "1 camera" if deployment.cameras == 1 else f"{deployment.cameras} cameras"
    bounds = (
        (deployments.SAME,) if deployment.cameras == 1 else (deployments.SAME, deployments.ANEW)
    )
    parts = []
    for group, size in deployment.crowd.items():
        counts = [
            _counted(values["wrongly stopped", repeats, group])
            + (f" with {_ARTICLE[repeats]}" if len(bounds) > 1 else "")
            for repeats in bounds
        ]
        parts.append(f"{group} {' or '.join(counts)}, of {size:,}")
    text = (
        f"{people:,} people who are not on the list pass {cameras}, and {deployment.targets} who "
        f"are. Expected wrong alarms: {_counted(values['wrong alarms', '-', deployments.EVERYONE])}. "
        f"People stopped wrongly: {'; '.join(parts)}. "
    )
    if deployment.targets:
        found, missed = (
            values[o, deployments.SAME, deployments.EVERYONE] for o in ("found", "missed")
        )
        text += f"Looked for and stopped: {_counted(found)}; missed: {_counted(missed)}. "
    precision = deployments.as_dict(deployments.share_right(expected))
    shares = [precision["people stopped", repeats] for repeats in bounds]
    if np.isnan(shares[0][0]):
        return text + "Nobody is stopped."
    stopped = values["wrongly stopped", deployments.SAME, deployments.EVERYONE][0]
    percentages = (f"{share(rate)} ({share(low)} to {share(high)})" for rate, low, high in shares)
    return (
        f"{text}Of all who pass and are not on the list, {share(stopped / people)} are stopped. "
        f"Of all who are stopped, {' or '.join(percentages)} are the person looked for."
    )


_ARTICLE = {
    deployments.SAME: "the same look-alike each time",
    deployments.ANEW: "a new draw each time",
}


def _counted(values: tuple[float, float, float]) -> str:
    """An expected number with its interval, as people read it."""
    expected, low, high = (
        f"{value:,.0f}" if value >= 20 else f"{value:.2g}" if value >= 0.005 else "0"
        for value in values
    )
    return f"{expected} ({low} to {high})"


def counted_both_ways(table: pd.DataFrame) -> Picture:
    """Each police trial twice: false alerts per face scanned, and right alerts per alert.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of `falsematch.measures.deployments.trials`. Those with neither figure are left out and counted.
    """
    rows = table[table["per_face"].notna() | table["right"].notna()].reset_index(drop=True)
    if rows.empty:
        raise ValueError("There is no trial in the table. Take rows of street.trials().")
    figure, (left, right) = axes(10.0, 1.5 + 0.42 * len(rows), columns=2)
    smallest = min(rows.loc[rows["per_face"] > 0, "per_face"].min(), 1e-6) * 1000 / 2
    texts = []
    for number, row in rows.iterrows():
        for ax, name, times, least in (
            (left, "per_face", 1000, smallest), (right, "right", 100, 0.0),
        ):  # fmt: skip
            if pd.isna(row[name]):
                ax.text(0.5, number, "not found", ha="center", va="center", fontsize=8,
                        color="0.35", transform=ax.get_yaxis_transform(),
                        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
                continue
            value, low, high = (row[n] * times for n in (name, f"{name}_low", f"{name}_high"))
            counted = not np.isnan(low)
            if counted:
                ax.hlines(number, max(low, least), high, color=BLUE, lw=3, alpha=0.5)
            colour, marker, face = (BLUE, "o", BLUE) if counted else (ORANGE, "D", "white")
            # A count of zero has no place on a log axis: an arrow at its edge.
            ax.plot(max(value, least), number, "<" if value < least else marker, mec=colour,
                    mfc=face, ms=8, mew=1.5, clip_on=False)  # fmt: skip
        texts.append(_trial_in_words(row))
    labels = [
        f"{row.force.replace('Metropolitan Police', 'London')}, {row.year}\n{_short(row.trial)}"
        for row in rows.itertuples()
    ]
    left.set_yticks(rows.index, labels, fontsize=8)
    right.set_yticks(rows.index, [""] * len(rows))
    for ax in (left, right):
        ax.set_ylim(len(rows) - 0.5, -0.5)
    left.set(xscale="log", xlim=(smallest, 20))
    left.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    left.set_xlabel("false alerts per 1,000 faces scanned (log scale)")
    right.set(xlim=(-2, 102), xlabel="of 100 alerts, how many were right")
    handles = [
        Line2D([], [], color=BLUE, marker="o", lw=3, label="counted, with 95 % interval"),
        Line2D([], [], ls="", marker="D", mec=ORANGE, mfc="white", mew=1.5,
               label="published only as a rate"),
        Line2D([], [], ls="", marker="<", color=BLUE, label="none counted"),
    ]  # fmt: skip
    figure.legend(handles=handles, loc="outside upper right", fontsize=8, ncols=3)
    both = rows[rows["per_face"].notna() & rows["right"].notna()]
    return Picture(
        figure,
        f"{len(rows)} uses of live face recognition by police, counted both ways where both "
        f"counts were found: for {len(both)}. {len(table) - len(rows)} more are left out: too few of their "
        "counts were found. False alerts per 1,000 faces scanned run from "
        f"{three_digits(rows['per_face'].min() * 1000)} to {three_digits(rows['per_face'].max() * 1000)}, right alerts "
        f"from {share(rows['right'].min())} to {share(rows['right'].max())}. False alerts per "
        f"1,000 faces, then right alerts, one use after the other: {'; '.join(texts)}.",
    )


def _short(trial: str) -> str:
    """A trial's name, cut to what a label can hold."""
    return trial if len(trial) <= 52 else trial[:50].rsplit(" ", 1)[0] + " …"


def _trial_in_words(row: pd.Series) -> str:
    """One use: its false alerts per 1,000 faces, and its share of right alerts."""
    parts = []
    for name, top, bottom, in_words in (
        ("per_face", "false", "faces", lambda value: three_digits(value * 1000)),
        ("right", "true", "alerts", lambda value: f"{value * 100:.3g} %"),
    ):
        if pd.isna(row[name]):
            parts.append("not found")
        elif pd.isna(row[f"{name}_low"]):
            parts.append(in_words(row[name]))
        else:
            ends = [in_words(row[f"{name}_{end}"]) for end in ("low", "high")]
            parts.append(
                f"{in_words(row[name])} ({row[top]:,.0f} of {row[bottom]:,.0f}; "
                f"{ends[0]} to {ends[1]})"
            )
    about = ", rounded" if row["about"] else ""
    return f"{row['force']}, {row['trial']}{about}: {parts[0]}, {parts[1]}"
