"""Pictures of replays: who is flagged, out of whom, and where relatives stand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from falsematch.measures import intervals, scores
from falsematch.plots.base import BLUE, GREEN, ORANGE, Picture, axes, refuse_without_interval, share

#: The rows of people, from the top: label, value of ``black``, value of ``sex``.
_BLOCKS = (
    ("Black women", scores.BLACK_MEMBERS, "female"),
    ("Black men", scores.BLACK_MEMBERS, "male"),
    ("other women", scores.OTHER_MEMBERS, "female"),
    ("other men", scores.OTHER_MEMBERS, "male"),
)
_ROWS = 5  #: of dots in a block


def draw_people(ax: Axes, closest: pd.DataFrame) -> tuple[Line2D, np.ndarray]:
    """Every member as a hollow dot, in four blocks, whoever is flagged first at the left.

    Returns an empty line of filled markers, and the place of each row of `closest`, shape
    (members, 2), for `move_people`.
    """
    places = np.empty((len(closest), 2))
    middles, labels = [], []
    for number, (label, black, sex) in enumerate(_BLOCKS):
        chosen = np.flatnonzero((closest["black"] == black) & (closest["sex"] == sex))
        chosen = chosen[np.argsort(closest["distance"].to_numpy()[chosen], kind="stable")]
        order = np.arange(len(chosen))
        top = number * (_ROWS + 1.5)
        places[chosen] = np.column_stack([order // _ROWS, top + order % _ROWS])
        middles.append(top + (_ROWS - 1) / 2)
        labels.append(f"{label}\n{len(chosen)} members")
    ax.plot(*places.T, "o", mfc="none", mec="0.55", ms=5, mew=0.8)
    (flagged,) = ax.plot([], [], "s", color=ORANGE, mec="black", mew=0.5, ms=6)
    ax.set_yticks(middles, labels, fontsize=9)
    ax.set(xlim=(-1, places[:, 0].max() + 1), ylim=(places[:, 1].max() + 1, -1), xticks=[])
    ax.set_xlabel("each dot is one member; a filled square is flagged with somebody else")
    ax.grid(visible=False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return flagged, places


def draw_settings(ax: Axes, settings: Mapping[str, float], low: float, high: float) -> Line2D:
    """A strip of thresholds above the axes with the settings marked; gives back the pointer."""
    strip = ax.inset_axes([0, 1.14, 1, 0.02])
    strip.set(xlim=(low, high), ylim=(0, 1), yticks=[])
    strip.set_xticks(
        list(settings.values()),
        [f"{label}\n{value:.3f}" for label, value in settings.items()], fontsize=9,
    )  # fmt: skip
    strip.xaxis.tick_top()
    strip.grid(visible=False)
    strip.set_xlabel("threshold (distance), stricter to the left", fontsize=9)
    (pointer,) = strip.plot([low], [0.5], "v", color=BLUE, ms=11, clip_on=False)
    return pointer


def describe_people(closest: pd.DataFrame, threshold: float) -> str:
    """In words: how many members of each block are flagged."""
    flagged = closest[closest["distance"] <= threshold]
    parts = []
    for label, black, sex in _BLOCKS:
        counts = [((t["black"] == black) & (t["sex"] == sex)).sum() for t in (flagged, closest)]
        parts.append(f"{label} {counts[0]} of {counts[1]}")
    return (
        f"{len(flagged)} of {len(closest)} members are flagged, each with somebody else: "
        + ", ".join(parts) + "."
    )  # fmt: skip


def shares_of_flagged(table: pd.DataFrame) -> Picture:
    """A group's share of the flagged, beside its share of all: dots with intervals.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a setting: ``setting`` (its words), ``group``, ``people`` (flagged in all),
        ``flagged`` (of the group), ``rate``, ``low``, ``high``, ``share_of_all``, from
        `falsematch.measures.replays.share_of_flagged` and `falsematch.measures.replays.published`. Settings at
        which nobody is flagged have no share; they stay in the picture, without a dot.
    """
    refuse_without_interval(table.assign(threshold=0))
    rows = table.reset_index(drop=True)
    figure, (ax,) = axes(8.0, 1.2 + 0.55 * len(rows))
    ax.hlines(rows.index, rows["low"] * 100, rows["high"] * 100, color=BLUE, lw=3, alpha=0.5)
    ax.plot(rows["rate"] * 100, rows.index, "o", color=BLUE, ms=8,
            label="share of the flagged, with 95 % interval")  # fmt: skip
    ax.plot(rows["share_of_all"] * 100, rows.index, "D", mfc="none", mec=ORANGE, ms=9, mew=2,
            label="share of all members")  # fmt: skip
    texts, labels = [], []
    for number, row in rows.iterrows():
        labels.append(
            f"{row['setting']}\n{row['group']}: {row['flagged']:.0f} of {row['people']:.0f}"
        )
        measured = "nobody is flagged, so there is no share"
        if row["people"]:
            measured = (
                f"{row['flagged']:.0f} of {row['people']:.0f} flagged, {share(row['rate'])} "
                f"({row['low'] * 100:.1f} to {row['high'] * 100:.1f} %)"
            )
        else:
            ax.text(50, number, "nobody is flagged", va="center", ha="center", fontsize=9)
        texts.append(
            f"{row['setting']}, {row['group']}: {measured}, beside {share(row['share_of_all'])} "
            "of all members"
        )
    ax.set_yticks(rows.index, labels, fontsize=9)
    ax.set(xlabel="%", xlim=(-2, 102), ylim=(len(rows) - 0.5, -0.5))
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper right", fontsize=9, ncols=2)
    return Picture(figure, "Share of the flagged. " + "; ".join(texts) + ".")


def relatives(table: pd.DataFrame) -> Picture:
    """Where relatives stand in the list, by rank, on a log scale.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.replays.relatives`.
    """
    rows = table.sort_values("rank").reset_index(drop=True)
    figure, (ax,) = axes(8.0, 1.3 + 0.27 * len(rows))
    longest = int(rows["list"].max())
    for by_blood, marker, colour, label in (
        (True, "o", BLUE, "kin by blood"), (False, "s", GREEN, "married: not kin"),
    ):  # fmt: skip
        chosen = rows[rows["by_blood"] == by_blood]
        ax.plot(chosen["rank"], chosen.index, marker, color=colour, ms=8, label=label,
                mfc=colour if by_blood else "none", mew=2)  # fmt: skip
    ax.axvline(longest / 2, color="black", ls="--", lw=1, label="half of the list is closer")
    surnames = [row.member.split(",")[0].title() for row in rows.itertuples()]
    ax.set_yticks(
        rows.index, [f"{name}, {row.relation}" for name, row in zip(surnames, rows.itertuples(), strict=True)],
        fontsize=9,
    )  # fmt: skip
    ax.set(xscale="log", xlim=(0.8, longest * 1.2), ylim=(len(rows) - 0.4, -0.6))
    ax.set_xlabel(f"rank of the relative among {longest:,} former members (1: the closest)")
    ticks = [1, 10, 100, 1000]
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper right", fontsize=9, ncols=3)
    blood = rows[rows["by_blood"]]
    closer = int((blood["rank"] <= blood["list"] / 2).sum())
    alike = int((blood["rank_alike"] <= blood["alike"] / 2).sum())
    low, high = intervals.binomial_interval(alike, len(blood))
    return Picture(
        figure,
        f"{len(blood)} relations by blood, of {blood['member'].nunique()} members: "
        f"{int((blood['rank'] == 1).sum())} relative is the closest in the list of {longest:,}, "
        f"the median rank is {blood['rank'].median():,.0f}. By chance half of them would stand "
        f"in the closer half of the list: here {closer} do. Counted only among people with "
        f"the relative's labels (sex; on a list of Black members or not) it is {alike} of {len(blood)} ({low * 100:.0f} % to {high * 100:.0f} %).",
    )
