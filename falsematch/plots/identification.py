"""Pictures of identification: a longer list, who carries the matches, a synthetic crowd."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter
from scipy import stats

from falsematch.measures import identification
from falsematch.photos import faces
from falsematch.plots.base import BLUE, GREEN, ORANGE, PURPLE, Picture, axes, share, with_interval

_LAWS = ((ORANGE, "--", "s"), (GREEN, ":", "^"))
#: Colour, marker and words of the lines in a picture with several thresholds or distances.
_LINES = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (PURPLE, "D"))


def fpir_by_gallery_size(table: pd.DataFrame, laws: Mapping[str, np.ndarray]) -> Picture:
    """FPIR against the length of the list, with its interval, beside what laws expect.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.identification.fpir`, one threshold, several lengths.
    laws : mapping of str to array
        By name, what a law expects at each length; at most two.
    """
    figure, (ax,) = axes(8.0, 4.2)
    draw_growth(ax, table, laws)
    ax.set_title(f"threshold {table['threshold'].iloc[0]:.2f}", loc="left", fontsize=10)
    return Picture(figure, describe_growth(table, laws))


def draw_growth(
    ax: Axes, table: pd.DataFrame, laws: Mapping[str, np.ndarray]
) -> tuple[Line2D, PolyCollection, list[Line2D]]:
    """The measured line, its band and the laws' lines, given back for `move_growth`."""
    sizes = table["gallery_size"]
    band = ax.fill_between(
        sizes, table["low"] * 100, table["high"] * 100, color=BLUE, alpha=0.25,
        label="95 % interval",
    )  # fmt: skip
    (line,) = ax.plot(sizes, table["rate"] * 100, "o-", color=BLUE, ms=5, label="measured")
    lines = [
        ax.plot(sizes, np.asarray(law) * 100, style, marker=marker, color=colour, ms=5, label=name)[
            0
        ]
        for (name, law), (colour, style, marker) in zip(laws.items(), _LAWS, strict=False)
    ]
    _list_axis(ax, sizes)
    people = table["people"].iloc[0]
    ax.set_ylabel(f"of {people:,} people not in the list,\nfor so many somebody is named (%)")
    ax.set_ylim(-2, 102)
    ax.legend(fontsize=9, loc="upper left", framealpha=1)
    return line, band, lines


def move_growth(
    moving: tuple[Line2D, PolyCollection, list[Line2D]],
    table: pd.DataFrame,
    laws: Mapping[str, np.ndarray],
) -> None:
    """Let what `draw_growth` drew show another threshold."""
    line, band, lines = moving
    sizes, low, high = (table[c].to_numpy() for c in ("gallery_size", "low", "high"))
    line.set_ydata(table["rate"] * 100)
    band.set_verts([np.column_stack([np.r_[sizes, sizes[::-1]], np.r_[low, high[::-1]] * 100])])
    for drawn, law in zip(lines, laws.values(), strict=True):
        drawn.set_ydata(np.asarray(law) * 100)


def describe_growth(table: pd.DataFrame, laws: Mapping[str, np.ndarray]) -> str:
    """In words: FPIR for the longest list, and what the laws say there."""
    last = table.iloc[-1]
    said = "; ".join(f"“{name}” expects {share(float(law[-1]))}" for name, law in laws.items())
    grown = "; ".join(
        f"in a list of {row.gallery_size:,}, {share(row.rate)}"
        for row in table[table["gallery_size"].isin([10, 100, 1000])].itertuples()
    )
    return (
        f"Share of people not in the list for whom somebody is named, at threshold "
        f"{last['threshold']:.2f}, with longer lists: {grown}; in a list of "
        f"{last['gallery_size']:,.0f}, {with_interval(last)}. There {said}."
    )


def matches_per_person(searches: pd.DataFrame, threshold: float) -> Picture:
    """Who carries the false matches: those searched for, and those in the list.

    Beside the counts stands what chance alone would give, were all comparisons alike.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `falsematch.measures.identification.table`.
    threshold : float
    """
    match = np.asarray(searches) <= threshold
    figure, both = axes(9.5, 3.8, columns=2)
    texts = []
    for ax, axis, who, whom in (
        (both[0], 1, "people searched for", "people in the list whom they match"),
        (both[1], 0, "people in the list", "people searched for whom they match"),
    ):
        counts = np.sort(match.sum(axis=axis))[::-1]
        people, others = len(counts), match.shape[axis]
        # Counts of so many people who all have the same chance, most first.
        alike = stats.binom.ppf(1 - (np.arange(people) + 0.5) / people, others, match.mean())
        place = np.arange(1, people + 1)
        ax.step(place, counts, where="mid", color=BLUE, lw=2, label="measured")
        ax.step(place, alike, where="mid", color=ORANGE, ls="--", lw=2,
                label="if all comparisons were alike")  # fmt: skip
        ax.set_xscale("log")
        ax.set_yscale("symlog", linthresh=1)
        ax.set(xlabel=f"{people:,} {who}, most matches first", ylabel=whom, ylim=(0, None))
        for one in (ax.xaxis, ax.yaxis):
            one.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        ax.legend(fontsize=9)
        top = max(1, round(people / 100))
        carried, by_chance = (c[:top].sum() / max(c.sum(), 1) for c in (counts, alike))
        texts.append(
            f"Of {people:,} {who}, one matches {counts[0]:,} of {others:,} (by chance alone at "
            f"most about {alike[0]:,.0f}); the {top} with most matches carry {share(carried)} of "
            f"all (by chance {share(by_chance)}); {int((counts == 0).sum()):,} match nobody"
        )
    return Picture(
        figure, f"Matches per person at threshold {threshold:.2f}. " + ". ".join(texts) + "."
    )


def measured_and_synthetic(searches: pd.DataFrame, cloud: identification.Cloud) -> Picture:
    """How far apart measured faces and synthetic ones lie, and how many lie very close.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `falsematch.measures.identification.table`. As many synthetic people search as long a list.
    cloud : falsematch.measures.identification.Cloud
    """
    probes, people = len(searches), sum(searches.shape)
    drawn = np.vstack(list(cloud.draw(people)))
    synthetic = faces.distances(drawn[:probes], drawn[probes:]).ravel()
    measured = np.asarray(searches).ravel()
    figure, (left, right) = axes(9.5, 3.8, columns=2)
    bins = np.arange(0.3, 1.15, 0.02)
    tail = np.arange(0.40, 0.7001, 0.01)
    shares = {}
    for values, label, colour, style, hatch in (
        (np.sort(measured), f"measured ({people:,} people)", BLUE, "-", None),
        (np.sort(synthetic), "synthetic (nobody)", ORANGE, "--", "//"),
    ):
        weights = np.full(len(values), 100 / len(values))
        left.hist(values, bins, weights=weights, color=colour, alpha=0.45, label=label,
                  hatch=hatch, edgecolor="white")  # fmt: skip
        shares[label] = np.searchsorted(values, tail, side="right") / len(values)
        some = shares[label] > 0
        right.plot(tail[some], shares[label][some], style, color=colour, lw=2, label=label)
    left.set(xlabel="distance between two people", ylabel="share of pairs (%)")
    left.set_ylim(top=left.get_ylim()[1] * 1.35)  # room for the legend
    left.legend(fontsize=9, loc="upper left", framealpha=1)
    right.set(xlabel="threshold", ylabel="share of pairs that match (FMR)", yscale="log")
    right.legend(fontsize=9, loc="upper left")
    one, other = shares.values()
    at = [int(np.argmin(np.abs(tail - threshold))) for threshold in (0.5, 0.6)]
    said = "; ".join(
        f"at {tail[n]:.2f}, {one[n] * 1e5:,.0f} measured and {other[n] * 1e5:,.0f} synthetic"
        for n in at
    )
    return Picture(
        figure,
        f"Distances between two people: measured mean {np.mean(measured):.2f}, standard deviation "
        f"{np.std(measured):.3f} ({people:,} people); synthetic mean {synthetic.mean():.2f}, "
        f"standard deviation {synthetic.std():.3f} (nobody). The closest pairs were not fitted. "
        f"Matches in 100,000 pairs: {said}.",
    )


def costs(table: pd.DataFrame) -> Picture:
    """Time and memory of a search against the length of the list.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.identification.grow`.
    """
    figure, (left, right) = axes(9.5, 3.4, columns=2)
    sizes = table["gallery_size"]
    left.plot(sizes, table["seconds"], "o-", color=BLUE)
    left.set(ylabel="seconds on this computer", yscale="log")
    right.plot(sizes, table["whole"], "s--", color=ORANGE, label="the whole list at once")
    right.plot(sizes, table["megabytes"], "o-", color=BLUE, label="piece by piece, measured")
    right.set(ylabel="megabytes", yscale="log")
    right.legend(fontsize=9)
    for ax in (left, right):
        _list_axis(ax, sizes)
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    last = table.iloc[-1]
    return Picture(
        figure,
        "Time and memory against the length of the list, both axes logarithmic. "
        + "; ".join(
            f"{row.gallery_size:,} faces: {row.seconds:.2g} s, {row.megabytes:.0f} MB"
            for row in table.itertuples()
        )
        + f". Held at once, the longest list would take {last['whole']:,.0f} MB.",
    )


def synthetic_crowd(named: pd.DataFrame, missed: pd.DataFrame, measured: pd.DataFrame) -> Picture:
    """A longer and longer list of synthetic people: strangers named, and the right one lost.

    Parameters
    ----------
    named : pandas.DataFrame
        Rows of `falsematch.measures.identification.fpir` for synthetic people, with their ``gallery_size``.
    missed : pandas.DataFrame
        Rows of `falsematch.measures.identification.fnir` with ``gallery_size`` and ``distance`` (to the mate).
    measured : pandas.DataFrame
        From `falsematch.measures.identification.fpir` on measured distances, at the thresholds of `named`.
    """
    figure, (left, right) = axes(9.5, 4.2, columns=2)
    texts = []
    for (threshold, rows), (colour, marker) in zip(
        named.groupby("threshold"), _LINES, strict=False
    ):
        real = measured[measured["threshold"] == threshold]
        left.plot(real["gallery_size"], real["rate"] * 100, "-", color=colour, lw=4, alpha=0.5)
        _with_bars(left, rows, colour, marker, f"{threshold:.2f}")
        texts.append(f"at {threshold:.2f} {_synthetic(rows.iloc[-1])}")
    for (distance, rows), (colour, marker) in zip(missed.groupby("distance"), _LINES, strict=False):
        _with_bars(right, rows, colour, marker, f"{distance:.2f}")
        texts.append(
            f"{distance:.2f} away: not among the {rows['shown'].iloc[-1]} shown in "
            f"{_synthetic(rows.iloc[-1])}"
        )
    left.set(ylabel="people not in the list\nfor whom somebody is named (%)")
    right.set(
        ylabel=f"people in the list who are not\namong the {missed['shown'].iloc[0]} shown (%)"
    )
    left.legend(title="threshold", fontsize=9, title_fontsize=9, loc="upper left")
    right.legend(title="right person's distance", fontsize=9, title_fontsize=9, loc="upper left")
    every = pd.concat([measured["gallery_size"], named["gallery_size"]])
    for ax in (left, right):
        _list_axis(ax, every, "people in the list (log scale)\nmarkers: SYNTHETIC")
        ax.set_ylim(-3, 103)
    left.set_xlabel(left.get_xlabel() + "; thick line: Congress")
    split = len(named["threshold"].unique())
    longest = int(named["gallery_size"].max())
    return Picture(
        figure,
        f"Synthetic people, a list of up to {longest:,}. With the longest list somebody is named "
        f"for people who are not in it: {'; '.join(texts[:split])}. A person who is in it: "
        f"{'; '.join(texts[split:])}. The people are synthetic; the intervals know only chance, "
        "not how far real faces differ from the synthetic ones.",
    )


def _synthetic(row: pd.Series) -> str:
    return with_interval(row).replace(" people)", " synthetic people)")


def _with_bars(ax: Axes, rows: pd.DataFrame, colour, marker: str, label: str) -> None:
    rate, low, high = (rows[column] * 100 for column in ("rate", "low", "high"))
    ax.errorbar(
        rows["gallery_size"], rate, [rate - low, high - rate], color=colour, ls="--",
        marker=marker, mfc="white", mew=2, ms=7, capsize=3, label=label,
    )  # fmt: skip


def _list_axis(ax: Axes, sizes: pd.Series, label: str = "people in the list (log scale)") -> None:
    """A logarithmic axis for the length of a list, with whole numbers on it."""
    ax.set_xscale("log")
    decades = 10 ** np.arange(np.floor(np.log10(sizes.min())), np.log10(sizes.max()) + 0.01)
    # Every second label where all of them would not fit.
    step = 2 if len(decades) > 5 else 1
    labels = [f"{n:,.0f}" if place % step == 0 else "" for place, n in enumerate(decades)]
    ax.set_xticks(decades, labels)
    ax.set_xticks([], minor=True)
    ax.set_xlim(decades[0] / 1.3, sizes.max() * 1.3)
    ax.set_xlabel(label)
