"""Pictures of thresholds: what a threshold costs, and what a percentage says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from falsematch.plots.base import BLUE, GREEN, ORANGE, Picture, axes, share


def det(curve: pd.DataFrame, marks: Sequence[float] = (), people: int | None = None) -> Picture:
    """FNMR against FMR: what one error costs in the other.

    Parameters
    ----------
    curve : pandas.DataFrame
        From `falsematch.measures.rates.det_curve`.
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
        ylabel="FNMR: the same person not recognized",
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
        "this matcher's threshold. The share of pairs that are one person drops steeply elsewhere: "
        f"near {middle['distance']:.2f} it is {share(middle['mated'])}, where the percentage "
        f"shown is {shown:.0f} %.",
    )


def draw_alarms(ax: Axes) -> tuple[list, list]:
    """Empty bars of expected people, and the text at the end of each, on empty axes."""
    kinds = {"wrong alarm": ORANGE, "right alarm": GREEN, "missed": "0.5"}
    bars = list(ax.barh(list(kinds), 0, color=list(kinds.values())))
    texts = [ax.text(0, number, "", va="center", fontsize=9) for number in range(len(kinds))]
    ax.set(xlabel="expected people", xlim=(0, 1), ylim=(2.6, -0.6))
    return bars, texts


def describe_alarms(right: float, wrong: float, missed: float, crowd: int) -> str:
    """In words: how many alarms, and how many of them are right."""
    every = right + wrong
    part = f"{share(right / every)} of the alarms are right" if every else "there are no alarms"
    return (
        f"In a crowd of {crowd:,}: {right:,.1f} right alarms, {wrong:,.1f} wrong alarms, "
        f"{missed:,.1f} missed. So {part}."
    )
