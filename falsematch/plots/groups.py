"""Pictures of groups: rates by group, and their ratio."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from falsematch import constants
from falsematch.measures import rates, scores
from falsematch.plots.base import (
    BLUE,
    ORANGE,
    Picture,
    axes,
    group_in_words,
    per_1000,
    refuse_without_interval,
    three_digits,
    with_interval,
)


def rates_by_group(
    table: pd.DataFrame, guesses: Mapping[str, float | None] | None = None
) -> Picture:
    """FMR of each group at one threshold: a dot, its 95 % interval, its people.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.rates.fmr_by_group`, one threshold.
    guesses : mapping of str to float or None
        Guessed false matches per 1,000 pairs, by group; drawn as open circles.
    """
    figure, (ax,) = axes(7.0, 0.7 + 0.55 * len(table))
    draw_rates(ax, table, guesses or {})
    return Picture(figure, describe_rates(table))


def draw_rates(
    ax: Axes, table: pd.DataFrame, guesses: Mapping[str, float | None]
) -> tuple[Line2D, LineCollection]:
    """Dots with bars, drawn on empty axes; gives both back, for `move_rates`."""
    refuse_without_interval(table)
    rows = table.reset_index(drop=True)
    bars = ax.hlines(
        rows.index, rows["low"] * 1000, rows["high"] * 1000, color=BLUE, linewidth=3, alpha=0.5
    )
    (dots,) = ax.plot(rows["rate"] * 1000, rows.index, "o", color=BLUE, markersize=8)
    for number, label in rows["group"].items():
        if guesses.get(label) is not None:
            ax.plot(guesses[label], number, "o", mfc="none", mec=ORANGE, ms=11, mew=2)
    labels = [f"{group_in_words(row.group)}\n{row.people:,} people" for row in rows.itertuples()]
    ax.set_yticks(rows.index, labels, fontsize=8)
    ax.set(
        xlabel="false matches per 1,000 pairs of different people, with 95 % interval",
        ylabel="", ylim=(len(rows) - 0.5, -0.5),
    )  # fmt: skip
    ax.set_xlim(left=-0.02 * ax.get_xlim()[1])
    return dots, bars


def move_rates(dots: Line2D, bars: LineCollection, table: pd.DataFrame) -> None:
    """Let the dots and bars of `draw_rates` show other rates of the same groups."""
    refuse_without_interval(table)
    rows = table[["rate", "low", "high"]].to_numpy() * 1000
    dots.set_xdata(rows[:, 0])
    bars.set_segments([[(low, n), (high, n)] for n, (_, low, high) in enumerate(rows)])


def describe_rates(table: pd.DataFrame) -> str:
    """In words: each group's rate with its interval and people."""
    parts = [
        f"{group_in_words(row['group'])} {with_interval(row, 1000)}" for _, row in table.iterrows()
    ]
    return (
        f"False matches per 1,000 pairs within each group at threshold {table['threshold'].iloc[0]:.2f}: "
        + "; ".join(parts)
        + "."
    )


def heatmap(table: pd.DataFrame) -> Picture:
    """False matches per 1,000 pairs for each combination of two groups.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.rates.fmr_by_group` with ``across=True``, one threshold.
    """
    refuse_without_interval(table)
    labels = sorted(set(table["group"]), key=str)
    values = pd.DataFrame(np.nan, index=labels, columns=labels)
    texts = pd.DataFrame("", index=labels, columns=labels)
    for _, row in table.iterrows():
        for first, second in (
            (row["group"], row["other_group"]),
            (row["other_group"], row["group"]),
        ):
            values.loc[first, second] = row["rate"] * 1000
            texts.loc[first, second] = (
                f"{per_1000(row['rate'])}\n({per_1000(row['low'])} to {per_1000(row['high'])})"
                if row["pairs"]
                else "no pairs"
            )
    figure, (ax,) = axes(7.6, 1.2 + 0.85 * len(labels))
    names = [group_in_words(label) for label in labels]
    people = {row.group: row.people for row in table.itertuples() if row.group == row.other_group}
    sns.heatmap(
        values, annot=texts, fmt="", cmap="cividis", ax=ax, annot_kws={"fontsize": 8},
        yticklabels=[f"{n}\n{people[label]} people" for n, label in zip(names, labels, strict=True)],
        xticklabels=names, cbar_kws={"label": "false matches per 1,000 pairs"}, linewidths=1,
    )  # fmt: skip
    ax.tick_params(axis="both", labelsize=8, rotation=0)
    ax.grid(visible=False)
    for number, label in enumerate(labels):
        if np.isnan(values.loc[label, label]):
            ax.text(number + 0.5, number + 0.5, "no pairs", ha="center", va="center", fontsize=8)
    measured = table[table["pairs"] > 0]
    top = measured.loc[measured["rate"].idxmax()]
    across = measured[measured["group"] != measured["other_group"]]
    worst = across.loc[across["rate"].idxmax()]
    return Picture(
        figure,
        f"Heat map of false matches for two people from each pair of groups at threshold "
        f"{table['threshold'].iloc[0]:.2f}. Most false matches are within a group: the highest "
        f"is {group_in_words(top['group'])} with {group_in_words(top['other_group'])}, {with_interval(top)}. The "
        f"highest between two groups is {group_in_words(worst['group'])} with "
        f"{group_in_words(worst['other_group'])}, {with_interval(worst)}.",
    )


def ratio(table: pd.DataFrame, of: str, to: str) -> Picture:
    """How many times higher one group's FMR is, over the threshold, with its 95 % interval.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.rates.fmr_ratio`.
    """
    finite = table[np.isfinite(table["ratio"]) & (table["ratio"] > 0)]
    if finite.empty:
        raise ValueError("There is no threshold at which both groups have false matches.")
    top = max(finite["ratio"].max(), finite["high"].replace(np.inf, 0).max()) * 3
    bottom = min(0.5, finite["low"].replace(0, np.inf).min())
    figure, (ax,) = axes()
    ax.fill_between(
        finite["threshold"], finite["low"].clip(lower=bottom), finite["high"].clip(upper=top),
        color=BLUE, alpha=0.25, label="95 % interval",
    )  # fmt: skip
    sns.lineplot(finite, x="threshold", y="ratio", color=BLUE, ax=ax, label="measured ratio")
    ax.axhline(1, color="black", linewidth=1, linestyle="--")
    ax.set(
        yscale="log", ylim=(bottom, top), xlabel="threshold (stricter to the left)",
        ylabel="times as many false matches",
    )  # fmt: skip
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.legend(fontsize=8)
    first, last = finite.iloc[0], finite.iloc[-1]
    ax.set_title(
        f"{group_in_words(of)} ({first['people_of']:.0f} people) / {group_in_words(to)} ({first['people_to']:.0f})",
        loc="left", fontsize=10,
    )  # fmt: skip
    return Picture(
        figure,
        f"The ratio of the two false match rates against the threshold, on a log scale: "
        f"{_times(first)} at {first['threshold']:.2f} and {_times(last)} at "
        f"{last['threshold']:.2f}. {first['people_of']:.0f} people over "
        f"{first['people_to']:.0f} people. Below {first['threshold']:.2f} one of the groups has "
        "no false match, so the ratio is not defined there.",
    )


def readme_picture() -> Picture:
    """The picture of the README: one threshold, four groups of the London Set."""
    table = rates.fmr_by_group(scores.load("london"), constants.DEFAULT_THRESHOLD, "ethnicity")
    return rates_by_group(table[table["pairs"] > 0])


def _times(row: pd.Series) -> str:
    high = three_digits(row["high"]) if np.isfinite(row["high"]) else "no upper end"
    return f"{three_digits(row['ratio'])} times (95 % interval {row['low']:.2g} to {high})"
