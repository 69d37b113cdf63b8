"""Pictures of matching: faces, and how far apart they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from falsematch.photos import PhotoSet
from falsematch.plots.base import MATED, NON_MATED, Picture, axes


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
