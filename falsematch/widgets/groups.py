"""The controls of groups: rates by group, and who carries the false matches."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets
import numpy as np
import pandas as pd

from falsematch import constants, plots
from falsematch.measures import rates
from falsematch.widgets.base import STEP, PictureWithControls, slider

EVERYONE = "everyone"


def threshold_by_group(
    pairs: pd.DataFrame, group: str, guesses: Mapping[str, float | None] | None = None
) -> widgets.VBox:
    """Move the threshold: each group's false match rate with its interval.

    Parameters
    ----------
    pairs : pandas.DataFrame
        A score table.
    group : str
        The attribute that makes the groups, e.g. ``"ethnicity"``.
    guesses : mapping, optional
        Guessed false matches per 1,000 pairs by group, drawn as open circles.
    """
    control = slider("threshold", constants.DEFAULT_THRESHOLD, 0.30, 0.80)
    grid = np.round(np.arange(0.30, 0.80 + STEP / 2, STEP), 2)
    table = rates.fmr_by_group(pairs, grid, group)
    table = table[table["pairs"] > 0]
    by_threshold = {at: rows for at, rows in table.groupby("threshold")}
    first = by_threshold[round(control.value, 2)]
    figure, (ax,) = plots.axes(8.0, 1.0 + 0.6 * len(first))
    dots, bars = plots.draw_rates(ax, first, guesses or {})
    stage = plots.MovingPicture(figure, dots, bars)

    def draw() -> plots.Picture:
        rows = by_threshold[round(control.value, 2)]
        plots.move_rates(dots, bars, rows)
        stage.set_limit(ax, "x", rows["high"].max() * 1000)
        return stage.picture(plots.describe_rates(rows))

    return PictureWithControls([control], draw)


def false_matches_per_person(pairs: pd.DataFrame, group: str) -> widgets.VBox:
    """Who carries the false matches? A count for each person, without a face.

    Real people's photos are not shown: a count is enough to see that a few people carry many
    of the false matches.
    """
    others = pairs[~pairs["same_person"]]
    labels = sorted(set(others[f"{group}_a"].dropna().unique()), key=str)
    choose = widgets.Dropdown(
        options=[("everyone", EVERYONE), *((plots.group_in_words(label), label) for label in labels)],
        value=EVERYONE, description="within group", style={"description_width": "initial"},
    )  # fmt: skip
    control = slider("threshold", constants.DEFAULT_THRESHOLD, 0.30, 0.80)
    # Two photos each: a pair of people counts once, from the distance of its closest photos.
    both = [others[side].astype("str").to_numpy() for side in ("person_a", "person_b")]
    one, two = np.minimum(*both), np.maximum(*both)  # the same way round
    couples = (
        pd.DataFrame({"one": one, "two": two, "distance": others["distance"].to_numpy()})
        .groupby(["one", "two"], sort=False)["distance"].min().sort_values().reset_index()
    )  # fmt: skip
    group_of = {
        person: label
        for side in "ab"
        for person, label in zip(others[f"person_{side}"], others[f"{group}_{side}"], strict=True)
    }
    within = {
        label: couples[(couples["one"].map(group_of) == label)
                       & (couples["two"].map(group_of) == label)]
        for label in labels
    } | {EVERYONE: couples}  # fmt: skip
    numbered = {}
    for label, chosen in within.items():
        codes, people = pd.factorize(np.concatenate([chosen["one"], chosen["two"]]))
        numbered[label] = codes.reshape(2, -1), chosen["distance"].to_numpy(), len(people)
    figure, (ax,) = plots.axes(8.5, 3.0)
    bars = ax.stairs([0], [0, 1], color=plots.BLUE, fill=True)
    ax.set(xlabel="people, most often confused first", ylabel="other people\nthey falsely match",
           xlim=(0, 1), ylim=(0, 1))  # fmt: skip
    stage = plots.MovingPicture(figure, bars)

    def draw() -> plots.Picture:
        codes, distances, people = numbered[choose.value]
        matches = np.searchsorted(distances, control.value, side="right")
        counts = np.sort(np.bincount(codes[:, :matches].ravel(), minlength=people))[::-1]
        bars.set_data(counts, np.arange(people + 1))
        if ax.get_xlim()[1] != max(people, 1):
            ax.set_xlim(0, max(people, 1))
            stage.redraw_all()
        stage.set_limit(ax, "y", max(counts.max(initial=0), 1))
        if not people:
            return stage.picture(
                f"{plots.group_in_words(choose.value)}: one person alone, so there is no pair."
            )
        tenth = counts[: max(1, round(people / 10))].sum() / max(counts.sum(), 1)
        return stage.picture(
            f"Bars, one a person: {plots.group_in_words(choose.value)}, {people} people, threshold "
            f"{control.value:.2f}. {int((counts > 0).sum())} people are confused with somebody, "
            f"at most with {int(counts.max(initial=0))} others. The tenth of people who are "
            f"confused most carry {tenth * 100:.0f} % of it.",
        )

    return PictureWithControls([choose, control], draw)
