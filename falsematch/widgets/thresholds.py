"""The controls of thresholds: a threshold, and a crowd."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np
import pandas as pd

from falsematch import constants, plots
from falsematch.measures import rates
from falsematch.widgets.base import STEP, PictureWithControls, slider


def _error_rates(pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """FMR and FNMR of everyone at each step of a slider, by threshold."""
    grid = np.round(np.arange(0.10, 1.00 + STEP / 2, STEP), 2)
    return tuple(
        measure(pairs, grid).set_index("threshold")
        for measure in (rates.fmr_by_group, rates.fnmr_by_group)
    )


def threshold(pairs: pd.DataFrame) -> widgets.VBox:
    """Move the threshold: both error rates with intervals, and the people they mean.

    Parameters
    ----------
    pairs : pandas.DataFrame
        A score table with mated and non-mated pairs.
    """
    control = slider("threshold", constants.DEFAULT_THRESHOLD, 0.10, 1.00)
    false_match, missed = _error_rates(pairs)

    figure, (left, right) = plots.axes(9.5, 3.4, columns=2)
    plots.draw_distances(left, pairs)
    left.legend(fontsize=7, loc="upper left", framealpha=1)
    line, label = plots.draw_threshold(left, control.value)

    kinds = ((plots.NON_MATED, "o"), (plots.MATED, "s"))
    bars = [right.plot([], [], color=colour, lw=4, alpha=0.5)[0] for colour, _ in kinds]
    dots = [right.plot([], [], marker, color=colour, ms=9)[0] for colour, marker in kinds]
    right.set_yticks([0, 1], ["FMR\ndifferent people\ncalled the same",
                              "FNMR\nthe same person\nnot recognized"], fontsize=8)  # fmt: skip
    right.set(xlim=(-20, 1020), ylim=(1.5, -0.5), xlabel="of 1,000 pairs of that kind")
    stage = plots.MovingPicture(figure, line, label, *bars, *dots)

    def draw() -> plots.Picture:
        at = round(control.value, 2)
        fmr, fnmr = false_match.loc[at], missed.loc[at]
        line.set_xdata([at] * 2)
        label.set_x(at)
        for number, row in enumerate((fmr, fnmr)):
            bars[number].set_data([row["low"] * 1000, row["high"] * 1000], [number] * 2)
            dots[number].set_data([row["rate"] * 1000], [number])
        return stage.picture(
            f"At threshold {at:.2f}: of 1,000 pairs of different people, {plots.three_digits(fmr['rate'] * 1000)} "
            f"match falsely (95 % interval {plots.three_digits(fmr['low'] * 1000)} to {plots.three_digits(fmr['high'] * 1000)}); "
            f"of 1,000 pairs of the same person, {plots.three_digits(fnmr['rate'] * 1000)} are missed "
            f"({plots.three_digits(fnmr['low'] * 1000)} to {plots.three_digits(fnmr['high'] * 1000)}). "
            f"Measured on {int(fmr['people'])} people.",
        )

    return PictureWithControls([control], draw)


def crowd(pairs: pd.DataFrame) -> widgets.VBox:
    """Move threshold, crowd and targets: how many alarms would be right?

    The watch-list has one person; everybody in the crowd is compared with them once.
    """
    false_match, missed_rate = _error_rates(pairs)
    threshold = slider("threshold", constants.DEFAULT_THRESHOLD, 0.10, 1.00)
    size = widgets.SelectionSlider(
        options=[(f"{n:,}", n) for n in (100, 1_000, 10_000, 50_000, 100_000)], value=10_000,
        description="people who pass", style={"description_width": "initial"},
    )  # fmt: skip
    targets = widgets.IntSlider(
        value=1, min=0, max=50, description="looked for among them",
        style={"description_width": "initial"}, layout={"width": "28em"},
    )  # fmt: skip
    figure, (ax,) = plots.axes(8.0, 2.6)
    bars, texts = plots.draw_alarms(ax)
    stage = plots.MovingPicture(figure, *bars, *texts)

    def draw() -> plots.Picture:
        at = round(threshold.value, 2)
        fmr, fnmr = false_match.loc[at], missed_rate.loc[at]
        others = size.value - targets.value
        right = targets.value * (1 - fnmr["rate"])
        missed = targets.value * fnmr["rate"]
        wrong = others * fmr["rate"]
        stage.set_limit(ax, "x", max(right, wrong, missed) * 1.15)
        for bar, text, value in zip(bars, texts, (wrong, right, missed), strict=True):
            bar.set_width(value)
            text.set(x=value, text=f" {value:,.1f}")
        return stage.picture(
            plots.describe_alarms(right, wrong, missed, size.value)
            + f" The 95 % interval of wrong alarms reaches from {others * fmr['low']:,.1f} to "
            f"{others * fmr['high']:,.1f}, as the rates come from {int(fmr['people'])} people.",
        )

    return PictureWithControls([threshold, size, targets], draw)
