"""Controls that change a picture. Each is used with mouse or keyboard, and says in words
what it shows; the words change with the picture.

Slow work (intervals at every threshold) is done once, when the control is made, so that
moving it only draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets as widgets
import numpy as np
import pandas as pd

from falsematch import constants, faces, plots, rates
from falsematch.photos import PhotoSet

_STEP = 0.01
_EVERYONE = "everyone"


def _slider(description: str, value: float, low: float, high: float, step: float = _STEP):
    return widgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=description,
        readout_format=".2f", continuous_update=True,
        style={"description_width": "initial"}, layout={"width": "28em"},
    )  # fmt: skip


def _live(controls: list[widgets.Widget], draw: Callable[[], plots.Picture]) -> widgets.VBox:
    """Controls above a picture that is drawn anew whenever one of them changes."""
    shown = widgets.HTML()

    def redraw(_change=None) -> None:
        # aria-live: a screen reader reads the new description when it changes.
        picture = draw()
        shown.value = f'<div aria-live="polite">{picture.to_html()}</div>'
        # Placed once: finding room for every label again would be most of a step.
        picture.figure.set_layout_engine("none")

    redraw()
    for control in controls:
        control.observe(redraw, names="value")
    return widgets.VBox([*controls, shown])


def two_faces(photo_set: PhotoSet, found: pd.DataFrame) -> widgets.VBox:
    """Pick two photos and a threshold: do they match?

    Parameters
    ----------
    photo_set : PhotoSet
        Photos that may be shown: the synthetic people, or a set that the learner downloaded.
    found : pandas.DataFrame
        From `falsematch.faces.embed_set`; photos without a face are left out.
    """
    apart = found[found["embedding"].notna()].set_index("photo")["embedding"]
    people = photo_set.table["person"]
    pairs = faces.pairs(found)
    options = [
        (f"{people[photo]} - {photo_set.table.at[photo, 'shot']}", photo) for photo in apart.index
    ]
    other = next(
        n for n, photo in enumerate(apart.index) if people[photo] != people[apart.index[0]]
    )
    pick = [
        widgets.Dropdown(options=options, value=options[number][1], description=label)
        for number, label in ((0, "face 1"), (other, "face 2"))
    ]
    threshold = _slider("threshold", constants.DEFAULT_THRESHOLD, 0.2, 1.0)

    figure, (left, right, under) = plots.axes(9.5, 3.2, columns=3)
    plots.draw_distances(under, pairs)
    under.legend(fontsize=7, loc="upper left", framealpha=1)
    line, label = plots.draw_threshold(under, threshold.value)
    here = under.axvline(0, color=plots.ORANGE, linewidth=3)

    on_show: list[str] = []

    def draw() -> plots.Picture:
        chosen = [control.value for control in pick]
        distance = faces.distance(*(apart[photo] for photo in chosen))
        match = distance <= threshold.value
        if chosen != on_show:
            on_show[:] = chosen
            for ax, photo in zip((left, right), chosen, strict=True):
                ax.clear()
                picture = photo_set.open(photo)
                picture.thumbnail((300, 300))
                ax.imshow(picture)
                ax.set_axis_off()
                ax.set_title(f"{people[photo]}, {photo_set.table.at[photo, 'shot']}", fontsize=9)
        line.set_xdata([threshold.value] * 2)
        label.set_x(threshold.value)
        here.set_xdata([distance] * 2)
        truth = "the same person" if people[chosen[0]] == people[chosen[1]] else "two people"
        under.set_xlabel(f"distance; these two: {distance:.2f} (orange)")
        return plots.Picture(
            figure,
            f"Distance {distance:.2f}, threshold {threshold.value:.2f}: "
            f"{'a match' if match else 'no match'}. They are {truth}. "
            + plots.count_matches(pairs, threshold.value),
        )

    return _live([*pick, threshold], draw)


def _error_rates(pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """FMR and FNMR of everyone at each step of a slider, by threshold."""
    grid = np.round(np.arange(0.10, 1.00 + _STEP / 2, _STEP), 2)
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
    control = _slider("threshold", constants.DEFAULT_THRESHOLD, 0.10, 1.00)
    false_match, missed = _error_rates(pairs)

    figure, (left, right) = plots.axes(9.5, 3.4, columns=2)
    plots.draw_distances(left, pairs)
    left.legend(fontsize=7, loc="upper left", framealpha=1)
    line, label = plots.draw_threshold(left, control.value)

    def draw() -> plots.Picture:
        at = round(control.value, 2)
        fmr, fnmr = false_match.loc[at], missed.loc[at]
        line.set_xdata([at] * 2)
        label.set_x(at)
        plots.clear(right)
        for number, (row, colour) in enumerate(((fmr, plots.NON_MATED), (fnmr, plots.MATED))):
            right.hlines(
                number, row["low"] * 1000, row["high"] * 1000, color=colour, lw=4, alpha=0.5
            )
            right.plot(row["rate"] * 1000, number, "os"[number], color=colour, ms=9)
        right.set_yticks([0, 1], ["FMR\ndifferent people\ncalled the same",
                                  "FNMR\nthe same person\nnot recognised"], fontsize=8)  # fmt: skip
        right.set(xlim=(-20, 1020), ylim=(1.5, -0.5), xlabel="of 1,000 pairs of that kind")
        return plots.Picture(
            figure,
            f"At threshold {at:.2f}: of 1,000 pairs of different people, {fmr['rate'] * 1000:.3g} "
            f"match falsely (95 % interval {fmr['low'] * 1000:.3g} to {fmr['high'] * 1000:.3g}); "
            f"of 1,000 pairs of the same person, {fnmr['rate'] * 1000:.3g} are missed "
            f"({fnmr['low'] * 1000:.3g} to {fnmr['high'] * 1000:.3g}). "
            f"Measured on {int(fmr['people'])} people.",
        )

    return _live([control], draw)


def crowd(pairs: pd.DataFrame) -> widgets.VBox:
    """Move threshold, crowd and targets: how many alarms would be right?

    The watch-list has one person; everybody in the crowd is compared with them once.
    """
    false_match, missed_rate = _error_rates(pairs)
    threshold = _slider("threshold", constants.DEFAULT_THRESHOLD, 0.10, 1.00)
    size = widgets.SelectionSlider(
        options=[(f"{n:,}", n) for n in (100, 1_000, 10_000, 50_000, 100_000)], value=10_000,
        description="people who pass", style={"description_width": "initial"},
    )  # fmt: skip
    targets = widgets.IntSlider(
        value=1, min=0, max=50, description="looked for among them",
        style={"description_width": "initial"}, layout={"width": "28em"},
    )  # fmt: skip
    figure, (ax,) = plots.axes(8.0, 2.6)

    def draw() -> plots.Picture:
        at = round(threshold.value, 2)
        fmr, fnmr = false_match.loc[at], missed_rate.loc[at]
        others = size.value - targets.value
        right = targets.value * (1 - fnmr["rate"])
        missed = targets.value * fnmr["rate"]
        wrong = others * fmr["rate"]
        plots.clear(ax)
        plots.draw_alarms(ax, right, wrong, missed)
        return plots.Picture(
            figure,
            plots.describe_alarms(right, wrong, missed, size.value)
            + f" The 95 % interval of wrong alarms reaches from {others * fmr['low']:,.1f} to "
            f"{others * fmr['high']:,.1f}, as the rates come from {int(fmr['people'])} people.",
        )

    return _live([threshold, size, targets], draw)


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
    control = _slider("threshold", constants.DEFAULT_THRESHOLD, 0.30, 0.80)
    grid = np.round(np.arange(0.30, 0.80 + _STEP / 2, _STEP), 2)
    table = rates.fmr_by_group(pairs, grid, group)
    table = table[table["pairs"] > 0]
    by_threshold = {at: rows for at, rows in table.groupby("threshold")}
    figure, (ax,) = plots.axes(8.0, 1.0 + 0.6 * table["group"].nunique())

    def draw() -> plots.Picture:
        rows = by_threshold[round(control.value, 2)]
        plots.clear(ax)
        plots.draw_rates(ax, rows, guesses or {})
        ax.set_xlim(-0.02 * rows["high"].max() * 1000 - 0.1, max(rows["high"].max() * 1050, 1))
        return plots.Picture(figure, plots.describe_rates(rows))

    return _live([control], draw)


def false_matches_per_person(pairs: pd.DataFrame, group: str) -> widgets.VBox:
    """Who carries the false matches? A count for each person, without a face.

    Real people's photos are not shown: a count is enough to see that a few people carry many
    of the false matches.
    """
    others = pairs[~pairs["same_person"]]
    labels = sorted(set(others[f"{group}_a"].dropna().unique()), key=str)
    choose = widgets.Dropdown(
        options=[("everyone", _EVERYONE), *((plots.name(label), label) for label in labels)],
        value=_EVERYONE, description="within group", style={"description_width": "initial"},
    )  # fmt: skip
    control = _slider("threshold", constants.DEFAULT_THRESHOLD, 0.30, 0.80)
    figure, (ax,) = plots.axes(8.5, 3.0)

    def draw() -> plots.Picture:
        chosen = others
        if choose.value != _EVERYONE:
            chosen = others[
                (others[f"{group}_a"] == choose.value) & (others[f"{group}_b"] == choose.value)
            ]
        people = pd.unique(
            np.concatenate([chosen["person_a"].astype("str"), chosen["person_b"].astype("str")])
        )
        matched = chosen[chosen["distance"] <= control.value]
        # Two photos each: a pair of people counts once, however many of its photos match.
        couples = pd.DataFrame(
            np.sort(matched[["person_a", "person_b"]].astype("str").to_numpy(), axis=1)
        ).drop_duplicates()
        counts = pd.Series(couples.to_numpy().ravel()).value_counts().reindex(people, fill_value=0)
        counts = counts.sort_values(ascending=False, kind="stable")
        plots.clear(ax)
        ax.bar(np.arange(len(counts)), counts.to_numpy(), color=plots.BLUE, width=0.9)
        ax.set(xlabel="people, most often confused first",
               ylabel="other people\nthey falsely match")  # fmt: skip
        ax.set_ylim(0, max(counts.max(), 1) * 1.1)
        who = plots.name(choose.value)
        tenth = counts.head(max(1, round(len(counts) / 10))).sum() / max(counts.sum(), 1)
        return plots.Picture(
            figure,
            f"Bars, one a person: {who}, {len(counts)} people, threshold {control.value:.2f}. "
            f"{int((counts > 0).sum())} people are confused with somebody, at most with "
            f"{int(counts.max())} others. The tenth of people who are confused most carry "
            f"{tenth:.0%} of it.",
        )

    return _live([choose, control], draw)
