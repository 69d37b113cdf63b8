"""The controls of a list that feeds itself: a reviewer, and the loop with every assumption."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets
import pandas as pd

from falsematch import constants, plots
from falsematch.measures import galleries, loops
from falsematch.widgets.base import PictureWithControls, aligned, slider, whole_slider


def reviewer(
    searches: galleries.Searches,
    false_accept: float,
    threshold: float = constants.DEFAULT_THRESHOLD,
    size: int = 50,
) -> widgets.VBox:
    """Let a person look at each alert: who is stopped wrongly before and after.

    Parameters
    ----------
    searches : falsematch.measures.galleries.Searches
    false_accept : float
        Share of wrong pairs that a reviewer accepts when nobody told them of a match.
    threshold : float
    size : int
        People on the list.
    """
    first = searches.groups[0]
    listed = whole_slider(f"{first} on the list of {size}", size // 2, 0, size)
    alone = slider("wrong pairs that the reviewer accepts", false_accept, 0, 1)
    swayed = slider("cases in which they follow the machine", 0, 0, 1)
    table = galleries.fpir_by_composition(searches, range(size + 1), size, threshold)
    by_listed = dict(list(table.groupby("listed")))
    figure, (ax,) = plots.axes(8.5, 3.4)
    bars, dots = plots.draw_reviewed(ax, list(searches.groups))
    stage = plots.MovingPicture(figure, *bars, *dots)

    def draw() -> plots.Picture:
        before = by_listed[listed.value]
        share = galleries.accepted(alone.value, swayed.value)
        after = galleries.reviewed(before, share)
        plots.move_reviewed(bars, dots, pd.concat([before, after]).sort_index(kind="stable"))
        words = "; ".join(
            f"{old['group']} {plots.with_interval(old)} before, {plots.with_interval(new)} after"
            for (_, old), (_, new) in zip(before.iterrows(), after.iterrows(), strict=True)
        )
        return stage.picture(
            f"The reviewer lets {share * 100:.0f} % of the wrong matches through. With {listed.value} "
            f"{first} on a list of {size}, threshold {threshold:.2f}, wrongly stopped are: {words}. "
            "The intervals are those of the machine's alerts; the reviewer's share is taken as known.",
        )

    return PictureWithControls(aligned([listed, alone, swayed], "20em", "40em"), draw)


def loop(town: loops.Town | None = None, rounds: int = 60) -> widgets.VBox:
    """The feedback loop with every assumption on a slider.

    Parameters
    ----------
    town : falsematch.measures.loops.Town, optional
        Where the sliders stand at first.
    rounds : int
    """
    town = town or loops.Town()
    percent = {
        "A: % of the town": ("share_a", 5, 95),
        "A: % of the first list": ("listed_a", 0, 100),
        "checks that follow the list, %": ("follow", 0, 100),
        "reviewer lets through, %": ("accepted", 0, 100),
        "photo after a false stop, %": ("photographed", 0, 100),
        "removed in a round, %": ("removed", 0, 20),
    }
    counts = {
        "people in the town": ("people", 10_000, 50_000, 1_000),
        "photos on the first list": ("listed", 0, 400, 10),
        "people checked in a round": ("checks", 0, 1_000, 10),
        "offend, of 1,000 people": ("offending", 0, 100, 1),
        "A with A: per 100,000 pairs": ("match_a", 0, 1_000, 1),
        "B with B: per 100,000 pairs": ("match_b", 0, 1_000, 1),
        "A with B: per 100,000 pairs": ("match_across", 0, 1_000, 1),
    }
    units = {"offending": 1_000, "match_a": 1e5, "match_b": 1e5, "match_across": 1e5}
    units |= {field: 100 for field, *_ in percent.values()}
    controls = {
        field: whole_slider(label, round(getattr(town, field) * units.get(field, 1)), *limits)
        for label, (field, *limits) in (percent | counts).items()
    }
    figure, both = plots.axes(10.0, 3.8, columns=2)
    moving = plots.draw_loop(both, rounds)
    stage = plots.MovingPicture(figure, *moving)

    def draw() -> plots.Picture:
        chosen = loops.Town(**_fields(controls, units))
        history = loops.run(chosen, rounds)
        bands = loops.band_of_runs(chosen, loops.simulate(chosen, rounds, runs=100))
        plots.move_loop(moving, chosen, history, bands)
        return stage.picture(plots.describe_loop(chosen, history, bands))

    box = PictureWithControls(aligned(controls.values(), "16em", "29em"), draw)
    # Two columns, so that the picture stays in view.
    *sliders, shown = box.children
    columns = widgets.GridBox(sliders, layout={"grid_template_columns": "repeat(2, max-content)"})
    box.children = (columns, shown)
    return box


def _fields(controls: Mapping[str, widgets.IntSlider], units: Mapping[str, float]) -> dict:
    """Values of the sliders in the units of `Town`."""
    return {
        field: control.value / units[field] if field in units else control.value
        for field, control in controls.items()
    }
