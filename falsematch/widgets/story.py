"""The control of story: the learner's own map."""

from __future__ import annotations

import ipywidgets as widgets

from falsematch import plots
from falsematch.facts import story
from falsematch.learners import predictions
from falsematch.widgets.base import PictureWithControls

#: Under this name the map is kept on the learner's machine.
QUESTION = "map of power, knowledge and risk"


class MyMap(PictureWithControls):
    """The learner's own map, with sliders for one party at a time."""


def my_map() -> MyMap:
    """Place six parties: how much power, knowledge and risk had each?

    Choose a party, move its three sliders. The map is kept on this machine; lesson 12 shows it
    again.
    """
    choose = widgets.Dropdown(options=story.ACTORS, value=story.ACTORS[0], description="party")
    sliders = {
        aspect: widgets.IntSlider(value=5, min=0, max=10, description=aspect)
        for aspect in story.ASPECTS
    }
    placed = kept_map()
    figure, (ax,) = plots.axes(8.5, 4.2)
    markers = plots.draw_placements(ax)
    stage = plots.MovingPicture(figure, *markers.values())
    shown = []

    def draw() -> plots.Picture:
        if shown != [choose.value]:  # another party: the sliders go where it stands
            shown[:] = [choose.value]
            for aspect, slider in sliders.items():
                slider.value = placed[choose.value, aspect]
        for aspect, slider in sliders.items():
            placed[choose.value, aspect] = slider.value
        for key, marker in markers.items():
            marker.set_xdata([placed[key]])
        return stage.picture(plots.describe_placements(placed))

    def save(_change) -> None:
        predictions.keep(QUESTION, {f"{a}, {b}": str(value) for (a, b), value in placed.items()})

    box = MyMap([choose, *sliders.values()], draw)
    for slider in sliders.values():
        slider.observe(save, names="value")
    return box


def kept_map() -> dict[tuple[str, str], int]:
    """The map that was kept on this machine: by party and question, from 0 to 10; 5 unless set."""
    kept = predictions.kept_predictions().get(QUESTION, {})
    keys = [(actor, aspect) for actor in story.ACTORS for aspect in story.ASPECTS]
    values = {key: str(kept.get(f"{key[0]}, {key[1]}", 5)) for key in keys}
    return {key: int(text) if text in map(str, range(11)) else 5 for key, text in values.items()}
