"""Pictures: each carries a text description that says what it shows.

Colours are seaborn's colour-blind palette; what a colour says, a marker, a position or a
word says too. Every rate is drawn with its interval and its number of people.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from falsematch import constants, rates, scores
from falsematch.photos import PhotoSet

_PALETTE = sns.color_palette("colorblind")
BLUE, ORANGE, GREEN, RED = (_PALETTE[number] for number in (0, 1, 2, 3))
#: Colour of pairs of the same person and of different people, everywhere.
MATED, NON_MATED = GREEN, BLUE
_DOTS_PER_INCH = 100


@dataclass(frozen=True)
class Picture:
    """A figure and its description; a notebook shows both, a screen reader reads the text."""

    figure: Figure
    description: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.description}

    def to_html(self) -> str:
        """The picture with its description, as one piece of HTML."""
        data = io.BytesIO()
        # Fast rather than small: a slider draws many of these.
        self.figure.savefig(data, format="png", pil_kwargs={"compress_level": 1})
        image = base64.b64encode(data.getvalue()).decode()
        text = html.escape(self.description, quote=True)
        return (
            f'<figure style="margin: 0"><img alt="{text}" style="max-width: 100%" '
            f'src="data:image/png;base64,{image}"><figcaption>{text}</figcaption></figure>'
        )


def axes(width: float = 7.0, height: float = 3.6, columns: int = 1) -> tuple[Figure, list[Axes]]:
    """An empty figure in the course's style, and its axes from left to right."""
    with sns.axes_style("whitegrid"), sns.plotting_context("notebook", font_scale=0.9):
        figure = Figure(figsize=(width, height), dpi=_DOTS_PER_INCH, layout="constrained")
        FigureCanvasAgg(figure)
        made = figure.subplots(1, columns, squeeze=False)[0]
    for ax in made:
        sns.despine(ax=ax)
    return figure, list(made)


def share(value: float) -> str:
    """A share as people read it: a percentage, or per 1,000 or 100,000 where it is small."""
    if np.isnan(value):
        return "no pairs"
    if value == 0:
        return "0"
    if value >= 0.01:
        return f"{value * 100:.3g} %"
    if value >= 0.0001:
        return f"{value * 1000:.2g} in 1,000"
    return f"{value * 100_000:.2g} in 100,000"


def per_1000(value: float) -> str:
    """A share as a count per 1,000, short."""
    return f"{value * 1000:.0f}" if value >= 0.01 else f"{value * 1000:.2g}"


def with_interval(row: Mapping) -> str:
    """A rate with its interval and its people, e.g. ``30.1 % (13 to 49.7 %; 13 people)``."""
    people = f"{int(row['people']):,} people"
    if np.isnan(row["rate"]):
        return f"no pairs ({people})"
    # One unit for all three, chosen by the largest, so that they can be compared.
    times, unit = next(
        (times, unit)
        for least, times, unit in (
            (0.1, 100, " %"),
            (1e-3, 1e3, " in 1,000"),
            (0, 1e5, " in 100,000"),
        )
        if row["high"] >= least
    )
    rate, low, high = (f"{row[key] * times:.3g}" for key in ("rate", "low", "high"))
    return f"{rate}{unit} ({low} to {high}{unit}; {people})"


def name(label: object) -> str:
    """A group's label from a table, as words: ``east_asian/white`` is East Asian and White."""
    label = str(label)
    if label == label.lower() and "_" in label or label in ("white", "black"):
        label = " and ".join(part.replace("_", " ").title() for part in label.split("/"))
    return label


def clear(ax: Axes) -> None:
    """Empty the axes for the next drawing, and keep the course's style."""
    ax.clear()
    ax.grid(visible=True, color="0.85")
    ax.set_axisbelow(True)


# --- lesson 01 ---------------------------------------------------------------------


def faces(photo_set: PhotoSet, photos: Sequence[str], captions: Sequence[str]) -> Picture:
    """Photos side by side, each with a caption under it."""
    figure, made = axes(width=1.9 * len(photos), height=2.3, columns=len(photos))
    for ax, photo, caption in zip(made, photos, captions, strict=True):
        ax.imshow(photo_set.open(photo))
        ax.set_axis_off()
        ax.set_title(caption, fontsize=10)
    return Picture(figure, f"{len(photos)} photos: {'; '.join(captions)}.")


def distances(pairs: pd.DataFrame, threshold: float | None = None) -> Picture:
    """How far apart pairs are: the same person's, and different people's.

    Parameters
    ----------
    pairs : pandas.DataFrame
        With ``distance`` and ``same_person``.
    threshold : float, optional
        Drawn as a line; a match lies to its left.
    """
    figure, (ax,) = axes()
    draw_distances(ax, pairs)
    text = _medians(pairs)
    if threshold is not None:
        draw_threshold(ax, threshold)
        text += " " + count_matches(pairs, threshold)
    return Picture(figure, text)


def draw_distances(ax: Axes, pairs: pd.DataFrame) -> None:
    """Histograms of both kinds of pair, each as a share of its own kind."""
    bins = np.arange(0, max(1.0, pairs["distance"].max()) + 0.02, 0.02)
    for same, colour, label, hatch in (
        (False, NON_MATED, "two different people", None),
        (True, MATED, "the same person twice", "//"),
    ):
        chosen = pairs.loc[pairs["same_person"] == same, "distance"]
        sns.histplot(
            x=chosen, bins=bins, stat="percent", color=colour, alpha=0.55, ax=ax,
            label=f"{label} ({len(chosen):,} pairs)", hatch=hatch, edgecolor="white",
        )  # fmt: skip
    ax.set(xlabel="distance (smaller is more alike)", ylabel="share of pairs (%)")
    ax.set_ylim(top=ax.get_ylim()[1] * 1.3)  # room for the legend
    ax.legend(loc="upper left", fontsize=8, framealpha=1)


def draw_threshold(ax: Axes, threshold: float):
    """A vertical line at the threshold, and the side on which matches lie."""
    line = ax.axvline(threshold, color="black", linewidth=1.5, linestyle="--")
    label = ax.text(
        threshold, 1.0, "match ← | → no match", transform=ax.get_xaxis_transform(),
        ha="center", va="bottom", fontsize=8,
    )  # fmt: skip
    return line, label


def _medians(pairs: pd.DataFrame) -> str:
    same = pairs.loc[pairs["same_person"], "distance"]
    other = pairs.loc[~pairs["same_person"], "distance"]
    return (
        f"Two histograms of distance. Pairs of the same person ({len(same):,}) lie around "
        f"{same.median():.2f}, pairs of different people ({len(other):,}) around "
        f"{other.median():.2f}; they overlap between {other.min():.2f} and {same.max():.2f}."
        if same.max() >= other.min()
        else f"Two histograms of distance. All {len(same):,} pairs of the same person lie below "
        f"{same.max():.2f}, all {len(other):,} pairs of different people above {other.min():.2f}."
    )


def count_matches(pairs: pd.DataFrame, threshold: float) -> str:
    """In words: how many pairs of each kind match at a threshold."""
    match = pairs["distance"] <= threshold
    same = pairs["same_person"]
    return (
        f"At {threshold:.2f}, {int((match & same).sum()):,} of {int(same.sum()):,} pairs of the "
        f"same person match, and {int((match & ~same).sum()):,} of {int((~same).sum()):,} pairs "
        "of different people match falsely."
    )


# --- lesson 02 ---------------------------------------------------------------------


def det(curve: pd.DataFrame, marks: Sequence[float] = (), people: int | None = None) -> Picture:
    """FNMR against FMR: what one error costs in the other.

    Parameters
    ----------
    curve : pandas.DataFrame
        From `falsematch.rates.det_curve`.
    marks : sequence of float
        Thresholds to mark on the curve.
    people : int, optional
        How many people stand behind the curve.
    """
    figure, (ax,) = axes(6.0, 4.0)
    ax.step(curve["fmr"], curve["fnmr"], where="post", color=BLUE)
    texts = []
    for mark in marks:
        row = curve[curve["threshold"] <= mark].iloc[-1]
        ax.plot(row["fmr"], row["fnmr"], "o", color=ORANGE, markeredgecolor="black", clip_on=False)
        ax.annotate(f"{mark:.2f}", (row["fmr"], row["fnmr"]), xytext=(6, 6),
                    textcoords="offset points", fontsize=9)  # fmt: skip
        texts.append(f"at {mark:.2f} FMR is {share(row['fmr'])} and FNMR {share(row['fnmr'])}")
    ax.set(
        xlabel="FMR: different people called the same (log scale)",
        ylabel="FNMR: the same person not recognised",
    )
    # Logarithmic, but a rate of zero still has its place, at the left edge.
    smallest = curve.loc[curve["fmr"] > 0, "fmr"].min()
    ax.set_xscale("symlog", linthresh=smallest, linscale=0.3)
    decades = 10.0 ** np.arange(np.ceil(np.log10(smallest)), 1)
    ax.set_xticks([0, *decades], ["0", *(f"{decade * 100:g} %" for decade in decades)])
    ax.set_xticks([], minor=True)
    ax.set_xlim(0, 1)
    # A threshold of nought misses everybody; that corner would flatten the rest.
    ax.set_ylim(-0.005, min(1, max(0.1, 2 * curve.loc[curve["fmr"] > 0, "fnmr"].max())))
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    if people:
        ax.set_title(f"{people:,} people", loc="left", fontsize=10)
    clean = ((curve["fmr"] == 0) & (curve["fnmr"] == 0)).any()
    neither = "one stretch of settings" if clean else "no setting"
    return Picture(
        figure,
        f"DET curve: as the threshold is loosened, FNMR falls and FMR rises; {neither} has "
        f"neither. Marked: {'; '.join(texts)}.",
    )


def percentage(distance: np.ndarray, percent: np.ndarray, shares: pd.DataFrame) -> Picture:
    """A vendor's percentage beside the share of pairs that truly are one person.

    Parameters
    ----------
    distance, percent : array, shape (n,)
        The percentage shown for each distance.
    shares : pandas.DataFrame
        Columns ``distance``, ``mated`` (share of mated pairs near that distance) and
        ``pairs``.
    """
    figure, (ax,) = axes()
    ax.plot(distance, percent, color=ORANGE, label="percentage that is shown")
    ax.plot(
        shares["distance"], shares["mated"] * 100, "o", color=BLUE, markersize=4,
        label="share of pairs here that are one person",
    )  # fmt: skip
    ax.set(xlabel="distance (smaller is more alike)", ylabel="%", ylim=(-3, 103))
    ax.legend(fontsize=8)
    middle = shares.iloc[(shares["mated"] - 0.5).abs().argmin()]
    shown = float(np.interp(middle["distance"], distance, percent))
    return Picture(
        figure,
        "Two curves over distance. The percentage shown falls in one smooth line with a jump at "
        "the default threshold. The share of pairs that are one person drops steeply elsewhere: "
        f"near {middle['distance']:.2f} it is {share(middle['mated'])}, where the percentage "
        f"shown is {shown:.0f} %.",
    )


def draw_alarms(ax: Axes, right: float, wrong: float, missed: float) -> None:
    """Bars of expected people, drawn on empty axes."""
    bars = pd.DataFrame(
        {
            "kind": ["wrong alarm", "right alarm", "missed"],
            "people": [wrong, right, missed],
        }
    )
    sns.barplot(
        bars, y="kind", x="people", hue="kind", palette=[ORANGE, GREEN, "0.6"], ax=ax, legend=False
    )
    for bar, value in zip(ax.containers, bars["people"], strict=True):
        ax.bar_label(bar, labels=[f"{value:,.1f}"], padding=4)
    ax.set(xlabel="expected people", ylabel="", xlim=(0, max(bars["people"].max() * 1.15, 1)))


def describe_alarms(right: float, wrong: float, missed: float, crowd: int) -> str:
    """In words: how many alarms, and how many of them are right."""
    every = right + wrong
    part = f"{right / every:.1%} of the alarms are right" if every else "there are no alarms"
    return (
        f"In a crowd of {crowd:,}: {right:,.1f} right alarms, {wrong:,.1f} wrong alarms, "
        f"{missed:,.1f} missed. So {part}."
    )


# --- lesson 03 ---------------------------------------------------------------------


def rates_by_group(
    table: pd.DataFrame, guesses: Mapping[str, float | None] | None = None
) -> Picture:
    """FMR of each group at one threshold: a dot, its 95 % interval, its people.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.rates.fmr_by_group`, one threshold.
    guesses : mapping of str to float or None
        Guessed false matches per 1,000 pairs, by group; drawn as open circles.
    """
    figure, (ax,) = axes(7.0, 0.7 + 0.55 * len(table))
    draw_rates(ax, table, guesses or {})
    return Picture(figure, describe_rates(table))


def draw_rates(ax: Axes, table: pd.DataFrame, guesses: Mapping[str, float | None]) -> None:
    """Dots with bars, drawn on empty axes."""
    _refuse_without_interval(table)
    rows = table.reset_index(drop=True)
    sns.scatterplot(x=rows["rate"] * 1000, y=rows.index, color=BLUE, s=60, ax=ax, zorder=3)
    ax.hlines(rows.index, rows["low"] * 1000, rows["high"] * 1000, color=BLUE, linewidth=3,
              alpha=0.5)  # fmt: skip
    for number, label in rows["group"].items():
        if guesses.get(label) is not None:
            ax.plot(guesses[label], number, "o", mfc="none", mec=ORANGE, ms=11, mew=2)
    labels = [f"{name(row.group)}\n{row.people:,} people" for row in rows.itertuples()]
    ax.set_yticks(rows.index, labels, fontsize=8)
    ax.set(
        xlabel="false matches per 1,000 pairs of different people, with 95 % interval",
        ylabel="", ylim=(len(rows) - 0.5, -0.5),
    )  # fmt: skip
    ax.set_xlim(left=-1)


def describe_rates(table: pd.DataFrame) -> str:
    """In words: each group's rate with its interval and people."""
    parts = [f"{name(row['group'])} {with_interval(row)}" for _, row in table.iterrows()]
    return (
        f"False match rate within each group at threshold {table['threshold'].iloc[0]:.2f}: "
        + "; ".join(parts)
        + "."
    )


def heatmap(table: pd.DataFrame) -> Picture:
    """False matches per 1,000 pairs for each combination of two groups.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.rates.fmr_by_group` with ``across=True``, one threshold.
    """
    _refuse_without_interval(table)
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
    names = [name(label) for label in labels]
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
        f"is {name(top['group'])} with {name(top['other_group'])}, {with_interval(top)}. The "
        f"highest between two groups is {name(worst['group'])} with "
        f"{name(worst['other_group'])}, {with_interval(worst)}.",
    )


def ratio(table: pd.DataFrame, of: str, to: str) -> Picture:
    """How many times higher one group's FMR is, over the threshold, with its 95 % interval.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.rates.fmr_ratio`.
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
        f"{name(of)} ({first['people_of']:.0f} people) / {name(to)} ({first['people_to']:.0f})",
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
    high = f"{row['high']:.3g}" if np.isfinite(row["high"]) else "no upper end"
    return f"{row['ratio']:.3g} times (95 % interval {row['low']:.2g} to {high})"


def _refuse_without_interval(table: pd.DataFrame) -> None:
    missing = {"people", "rate", "low", "high"} - set(table.columns)
    if missing:
        raise ValueError(
            "A rate is not shown without its number of people and its interval; the table has "
            f"no {', '.join(sorted(missing))}. Take it from rates.fmr_by_group."
        )
    if table["threshold"].nunique() > 1:
        raise ValueError("Choose one threshold: the table has rows for several.")
