"""Pictures of decisions: a claim and its measurement, rules over time, a class's vote."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from falsematch.facts import regulation
from falsematch.learners import votes
from falsematch.measures import decisions
from falsematch.plots.base import BLUE, ORANGE, Picture, axes, group_in_words, share, with_interval
from falsematch.plots.groups import draw_rates


def class_vote(table: pd.DataFrame) -> Picture:
    """How a class voted at first and how it votes now.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.learners.votes.count`.

    Raises
    ------
    ValueError
        When there is no vote in it.
    """
    letters = list(votes.POSITIONS)
    first, now = table.loc[letters].sum(axis=1), table[letters].sum(axis=0)
    people = int(table.to_numpy().sum() - table.loc["-", "-"])
    if not people:
        raise ValueError("There is no vote to count. A line looks like this: first A, now C")
    figure, (ax,) = axes(8.5, 3.6)
    rows = np.arange(len(letters))
    for offset, counts, colour, label, hatch in (
        (-0.2, first, ORANGE, "first", "//"), (0.2, now, BLUE, "now", None),
    ):  # fmt: skip
        bars = ax.barh(rows + offset, counts, 0.38, color=colour, label=label, hatch=hatch,
                       edgecolor="white")  # fmt: skip
        ax.bar_label(bars, padding=3, fontsize=9)
    labels = [textwrap.fill(f"{key}: {one.text}", 34) for key, one in votes.POSITIONS.items()]
    ax.set_yticks(rows, labels, fontsize=8.5)
    ax.set(
        xlabel="people",
        ylim=(len(letters) - 0.5, -0.5),
        xlim=(0, max(first.max(), now.max(), 1) * 1.1),
    )
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(fontsize=9)
    both = table.loc[letters, letters]
    stayed, voted = int(np.diag(both).sum()), int(both.to_numpy().sum())
    counts = "; ".join(f"{key}: {first[key]} at first, {now[key]} now" for key in letters)
    return Picture(
        figure,
        f"{people} people voted. {counts}. {voted - stayed} of the {voted} who voted both times "
        "changed their answer.",
    )


def rules_over_time(table: pd.DataFrame, today: str | pd.Timestamp) -> Picture:
    """A bar for each rule, from its start to its end; an arrow where no end is known.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.facts.regulation.rules`.
    today : str or pandas.Timestamp
        Drawn as a line.
    """
    today = pd.Timestamp(today)
    # Older rules begin before the picture does.
    first = max(table["start"].min(), pd.Timestamp("2017-01-01"))
    last = max(table["start"].max(), today) + pd.DateOffset(years=1)
    figure, (ax,) = axes(10.0, 0.8 + 0.32 * len(table))
    for row in table.reset_index(drop=True).itertuples():
        begin, ended = max(row.start, first), not pd.isna(row.end)
        end = row.end if ended else last
        colour, hatch = (ORANGE, "//") if ended else (BLUE, None)
        ax.barh(row.Index, end - begin, left=begin, height=0.6, color=colour, hatch=hatch,
                edgecolor="white", alpha=0.8)  # fmt: skip
        if row.start < first:
            ax.text(
                first, row.Index, f" since {row.start:%Y}", va="center", fontsize=8, color="white"
            )
    ax.axvline(today, color="black", linestyle="--", linewidth=1.5)
    ax.text(today, -0.9, f"{today.day} {today:%B %Y}", ha="center", fontsize=9)
    labels = [f"{row.place}: {row.rule}" for row in table.itertuples()]
    ax.set_yticks(range(len(table)), labels, fontsize=8)
    ax.set(xlim=(first, last), ylim=(len(table) - 0.4, -0.6))
    ax.legend(
        handles=[Patch(facecolor=BLUE, label="no end known"),
                 Patch(facecolor=ORANGE, hatch="//", edgecolor="white", label="ended or replaced")],
        fontsize=8, loc="lower left",
    )  # fmt: skip
    now = regulation.in_force(table, today)
    ended = table[table["end"] <= today]
    later = table[table["start"] > today]
    return Picture(
        figure,
        f"{len(table)} rules with a known date. On {today.day} {today:%B %Y} {len(now)} of them "
        f"are in force or passed; {len(ended)} have ended or been replaced "
        f"({_named(ended)}); {len(later)} will apply later ({_named(later)}).",
    )


def _named(table: pd.DataFrame) -> str:
    return "; ".join(f"{row.place}, {row.rule}" for row in table.itertuples()) or "none"


def claim(table: pd.DataFrame, limit: float) -> Picture:
    """Rates with their intervals beside a claimed limit: supported, refuted, or not shown.

    Parameters
    ----------
    table : pandas.DataFrame
        From `falsematch.measures.rates.fmr_by_group`, one threshold.
    limit : float
        The largest rate that the claim allows, from 0 to 1.
    """
    table = table[table["pairs"] > 0]
    figure, (ax,) = axes(8.0, 1.0 + 0.6 * len(table))
    draw_rates(ax, table, {})
    ax.axvline(limit * 1000, color="black", linestyle="--", linewidth=1.5)
    ax.text(limit * 1000, -0.62, " claimed limit", fontsize=9)
    # From nought, and logarithmic: the claim is small and some rates are large.
    ax.set_xscale("symlog", linthresh=limit * 1000, linscale=0.5)
    ax.set_xlim(0, 1000)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    said = []
    for number, row in enumerate(table.to_dict("records")):
        verdict = decisions.supported(row["low"], row["high"], limit)
        ax.text(1.01, number, verdict, transform=ax.get_yaxis_transform(), va="center", fontsize=9)
        said.append(f"{group_in_words(row['group'])} {verdict}: {with_interval(row)}")
    return Picture(
        figure,
        f"The claim: at most {share(limit)} of pairs match falsely, at threshold "
        f"{table['threshold'].iloc[0]:.2f}. " + "; ".join(said) + ".",
    )
