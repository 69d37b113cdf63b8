"""Controls that change a picture. Each is used with mouse or keyboard, and says in words
what it shows; the words change with the picture.

Slow work (intervals at every threshold) is done once, when the control is made, so that
moving it only draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import ipywidgets as widgets

from falsematch import plots

STEP = 0.01


def slider(description: str, value: float, low: float, high: float, step: float = STEP):
    return widgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=description,
        readout_format=".2f", continuous_update=True,
        style={"description_width": "initial"}, layout={"width": "28em"},
    )  # fmt: skip


def whole_slider(
    description: str, value: int, low: int, high: int, step: int = 1
) -> widgets.IntSlider:
    """A slider for whole numbers."""
    return widgets.IntSlider(value=value, min=low, max=high, step=step, description=description)


class PictureWithControls(widgets.VBox):
    """Controls above a picture that is drawn anew whenever one of them changes.

    Attributes
    ----------
    controls : list of ipywidgets.Widget
        Each with a ``value``.
    draw : callable
        Gives the picture of the values as they are.
    """

    def __init__(self, controls: list[widgets.Widget], draw: Callable[[], plots.Picture]):
        self.controls, self.draw = controls, draw
        self._shown = widgets.HTML()
        self._redraw()
        for control in controls:
            control.observe(self._redraw, names="value")
        super().__init__([*controls, self._shown])

    def _redraw(self, _change=None) -> None:
        # aria-live: a screen reader reads the new description when it changes.
        self._shown.value = f'<div aria-live="polite">{self.draw().to_html()}</div>'


def aligned(controls: Iterable[widgets.Widget], labels: str, width: str) -> list[widgets.Widget]:
    """The controls with room for their labels, so that all tracks are as long."""
    for control in controls:
        control.style.description_width = labels
        control.layout.width = width
    return list(controls)
