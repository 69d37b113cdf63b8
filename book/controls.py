"""A lesson's controls on a page without a kernel.

Three kinds:

- A picture with controls is drawn beforehand at every stop, by the lesson's own code; the page's
  script shows the one that is asked for. No number is worked out a second time. Where the controls
  are too many for every combination, one moves at a time.
- A guess, a vote and the map of lesson 00 are the reader's own; the script keeps them in the
  browser, and shows them again where the course comes back to them.
- What needs Python to answer is shown as it stands, disabled, with a sentence that says so.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import itertools
import json
import math
import os
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import ipywidgets as widgets
from IPython import get_ipython
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from falsematch.facts.story import ACTORS, ASPECTS
from falsematch.learners import votes
from falsematch.learners.predictions import Prediction
from falsematch.plots import Picture
from falsematch.widgets import story
from falsematch.widgets.base import PictureWithControls

#: At most so many pictures for controls that move together, and for those that move alone.
MOST_PICTURES, MOST_ALONE = 400, 200
#: At least so many stops for one slider.
FEWEST_STOPS = 7
#: How wide a chart for a phone is drawn, in inches.
PHONE = 3.6
NEEDS_PYTHON = (
    "These controls need Python. Open the lesson on Binder or on your machine to use them."
)
ONE_AT_A_TIME = (
    "Here one control moves at a time: the others go back to where they began. In the notebook "
    "they move together."
)

_number = itertools.count()


def register() -> None:
    """Show controls as standing HTML in this kernel, and pictures so that they fit a phone."""
    shows = get_ipython().display_formatter
    shows.mimebundle_formatter.for_type(widgets.Widget, lambda one: ({"text/html": page(one)}, {}))
    shows.formatters["text/html"].for_type(Picture, still_picture)


def page(widget: widgets.Widget) -> str:
    """A control as HTML that works without a kernel."""
    if isinstance(widget, story.MyMap):
        return _kept(story.QUESTION, _map())
    if isinstance(widget, PictureWithControls):
        if stops := stops_together(widget.controls):
            return _moving(widget, stops, itertools.product(*stops))
        if stops := stops_alone(widget.controls):
            return _moving(widget, stops, _one_at_a_time(widget.controls, stops), ONE_AT_A_TIME)
    if isinstance(widget, Prediction):
        return _kept(widget.question, _still(widget))
    if isinstance(widget, votes.Vote):
        return _vote(widget)
    if isinstance(widget, widgets.HTML):
        return widget.value
    if _waits(widget):
        return ""  # a progress bar: whoever reads need not wait
    return (
        f"<fieldset class='fm-still' disabled><legend>{NEEDS_PYTHON}</legend>"
        f"{_still(widget)}</fieldset>"
    )


def _waits(widget: widgets.Widget) -> bool:
    kind = widgets.FloatProgress | widgets.IntProgress
    return isinstance(widget, kind) or any(map(_waits, getattr(widget, "children", ())))


# --- pictures drawn beforehand ---------------------------------------------------------


def stops_together(controls: list[widgets.Widget]) -> list[list]:
    """The values at which each control stops, so that all combinations are few enough.

    Sliders stop less often where there would be more than `MOST_PICTURES`; they keep their ends
    and the value at which they stand. Empty where a slider would have fewer than `FEWEST_STOPS`.
    """
    sliders = [one for one in controls if _is_slider(one)]
    return _thinned_out(controls, sliders, math.prod, MOST_PICTURES)


def stops_alone(controls: list[widgets.Widget]) -> list[list]:
    """As `stops_together`, where one control moves at a time; long lists of choices, too, are cut."""
    return _thinned_out(controls, controls, sum, MOST_ALONE)


def _thinned_out(controls: list, may_be_thinner: list, pictures: Callable, most: int) -> list[list]:
    every = [_values(control) for control in controls]
    strides = [1] * len(every)
    while True:
        stops = [
            _thinned(values, control.value, stride)
            for values, control, stride in zip(every, controls, strides, strict=True)
        ]
        if pictures(map(len, stops)) <= most:
            return stops
        thinner = [
            (len(stop), place)
            for place, (stop, control) in enumerate(zip(stops, controls, strict=True))
            if control in may_be_thinner and len(stop) > FEWEST_STOPS
        ]
        if not thinner:
            return []
        strides[max(thinner)[1]] += 1


def _one_at_a_time(controls: list[widgets.Widget], stops: list[list]) -> Iterator[tuple]:
    start = [control.value for control in controls]
    for place, values in enumerate(stops):
        for value in values:
            yield (*start[:place], value, *start[place + 1 :])


def _is_slider(control: widgets.Widget) -> bool:
    return isinstance(control, widgets.FloatSlider | widgets.IntSlider)


def _values(control: widgets.Widget) -> list:
    if not _is_slider(control):
        return [value for _, value in _choices(control)]
    steps = round((control.max - control.min) / control.step)
    return [round(control.min + step * control.step, 6) for step in range(steps + 1)]


def _choices(control: widgets.Widget) -> list[tuple]:
    """Label and value of each choice."""
    return [one if isinstance(one, tuple) else (one, one) for one in control.options]


def _thinned(values: list, here: object, stride: int) -> list:
    if stride == 1:
        return values
    at = _nearest(values, here)
    kept = set(range(at % stride, len(values), stride)) | {0, len(values) - 1}
    return [values[place] for place in sorted(kept)]


def _moving(
    live: PictureWithControls, stops: list[list], combinations: Iterable[tuple], note: str = ""
) -> str:
    """The controls, and a picture file for every combination of their values."""
    labels = [
        [_label(control, value) for value in values]
        for control, values in zip(live.controls, stops, strict=True)
    ]
    for control in live.controls:
        control.unobserve_all("value")  # it would draw a second time
    start = [control.value for control in live.controls]
    every = [start, *combinations]
    pictures = [_drawn_at(live, values) for values in every]
    first, words = pictures[0].to_html(), [picture.description for picture in pictures[1:]]
    drawn = {str(number): _small(picture.to_png()) for number, picture in enumerate(pictures[1:])}
    if _narrow(pictures[0].figure):
        first = _for_phones(first)
        for number, values in enumerate(every[1:]):
            drawn[f"{number}-narrow"] = _small(_drawn_at(live, values).to_png())

    name = hashlib.sha256(b"".join(drawn.values())).hexdigest()[:12]
    folder = Path(os.environ["FALSEMATCH_PICTURES"]) / name
    folder.mkdir(parents=True, exist_ok=True)
    for file, data in drawn.items():
        (folder / f"{file}.webp").write_bytes(data)
    inputs = "".join(
        _input(control, texts, _nearest(values, value))
        for control, value, values, texts in zip(live.controls, start, stops, labels, strict=True)
    )
    told = json.dumps({"labels": labels, "words": words, "alone": bool(note)})
    told = told.replace("</", r"<\/")  # nothing in it ends the script
    return (
        f'<div class="fm-live" data-pictures="{name}">{inputs}<p class="fm-note">{note}</p>'
        f'<div aria-live="polite">{first}</div>'
        f'<script type="application/json">{told}</script></div>'
    )


def _drawn_at(live: PictureWithControls, values: Iterable) -> Picture:
    for control, value in zip(live.controls, values, strict=True):
        control.value = value
    return live.draw()


def still_picture(picture: Picture) -> str:
    """A picture as HTML, with a second one for phones where it can be narrower."""
    wide = picture.to_html()
    if not _narrow(picture.figure):
        return wide
    png = io.BytesIO()
    picture.figure.savefig(png, format="png", dpi=picture.figure.dpi)  # not that of its beginning
    data = base64.b64encode(_small(png.getvalue())).decode()
    source = f'<source media="(max-width: 40em)" srcset="data:image/webp;base64,{data}">'
    return (
        _for_phones(wide)
        .replace("<img", f"<picture>{source}<img")
        .replace("<figcaption", "</picture><figcaption")
    )


def _narrow(figure: Figure) -> bool:
    """Make a picture of one chart as narrow as a phone; says whether it can be read like that.

    Two charts side by side would have no room; a phone shows them as they are, to be pushed.
    """
    if len(figure.axes) != 1:
        return False
    (ax,) = figure.axes
    before = figure.get_size_inches(), figure.dpi, ax.get_xlabel(), figure.get_layout_engine()
    figure.set_size_inches(PHONE, figure.get_figheight())
    figure.set_dpi(2 * figure.dpi)  # phones have small dots
    figure.set_layout_engine("constrained")
    ax.set_xlabel(textwrap.fill(ax.get_xlabel(), 40))
    if _can_be_read(figure, ax):
        return True
    size, dpi, label, layout = before
    figure.set_size_inches(size)
    figure.set_dpi(dpi)
    figure.set_layout_engine(layout)
    ax.set_xlabel(label)
    return False


def _can_be_read(figure: Figure, ax: Axes) -> bool:
    """Half of the width is left for the chart, no text is cut off, none stands on another."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            figure.canvas.draw()
        except UserWarning:  # there is no room left for the chart at all
            return False
    places = [
        text.get_window_extent()
        for text in (*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label)
        if text.get_visible() and text.get_text().strip()
    ]
    inside = all(figure.bbox.x0 <= one.x0 and one.x1 <= figure.bbox.x1 for one in places)
    apart = not any(one.overlaps(other) for one, other in itertools.combinations(places, 2))
    return inside and apart and ax.get_position().width > 0.5


def _for_phones(figure: str) -> str:
    return figure.replace("<figure", '<figure class="fm-narrow"')


def _small(png: bytes) -> bytes:
    data = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if picture.getcolors(10_000) is None:  # more colours than a chart has: photos
        picture.save(data, "webp", quality=85, method=1)
        return data.getvalue()
    # A chart has few colours; counting them first makes the files small and quickly written.
    chart = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    chart.convert("RGB").save(data, "webp", lossless=True, method=1)
    return data.getvalue()


def _nearest(values: list, value: object) -> int:
    if value in values:
        return values.index(value)
    return min(range(len(values)), key=lambda place: abs(values[place] - value))


def _label(control: widgets.Widget, value: object) -> str:
    if isinstance(control, widgets.FloatSlider):
        return format(value, control.readout_format)
    if _is_slider(control):
        return f"{value:,}"
    return next(str(label) for label, one in _choices(control) if one == value)


# --- single controls -------------------------------------------------------------------


def _input(control: widgets.Widget, texts: list[str], at: int) -> str:
    """A slider or a list of choices whose values are the numbers of its texts."""
    name = f"fm-control-{next(_number)}"
    if isinstance(control, widgets.Dropdown):
        label = f'<label for="{name}">{_text(control.description)}</label>'
        options = "".join(
            f'<option value="{place}"{" selected" * (place == at)}>{_text(text)}</option>'
            for place, text in enumerate(texts)
        )
        return (
            f'<div class="fm-control">{label}<select id="{name}" autocomplete="off">{options}'
            "</select></div>"
        )
    said = f'aria-valuetext="{_text(texts[at])}"'
    return _range(name, control.description, len(texts) - 1, at, texts[at], said)


def _range(name: str, label: str, most: int, at: int, text: object, more: str) -> str:
    """A slider from 0 to `most`, with its label before it and a text behind it."""
    return (
        f'<div class="fm-control"><label for="{name}">{_text(label)}</label><input id="{name}" '
        f'type="range" autocomplete="off" min="0" max="{most}" value="{at}" {more}>'
        f'<output for="{name}">{_text(text)}</output></div>'
    )


def _kept(name: str, inside: str) -> str:
    """A box whose contents stay in the reader's browser, under this name."""
    return (
        f'<div class="fm-kept" role="group" aria-label="{_text(name)}" data-keep="{_text(name)}">'
        f"{inside}</div>"
    )


def _map() -> str:
    """The map of lesson 00: every party's sliders at once, which are its picture, too."""
    parties = []
    for actor in ACTORS:
        rows = "".join(
            _range(
                f"fm-map-{next(_number)}",
                aspect,
                10,
                5,
                5,
                f'data-label="{_text(actor)}, {aspect}"',
            )
            for aspect in ASPECTS
        )
        parties.append(f"<fieldset><legend>{_text(actor)}</legend>{rows}</fieldset>")
    return f'<div class="fm-map">{"".join(parties)}</div><p class="fm-note">All parties at once, from none (0) to most (10).</p>'


def _vote(widget: votes.Vote) -> str:
    """The four answers and the reason; the second time with what was chosen the first time."""
    first, now = (f"vote, {time}" for time in votes.TIMES)
    if widget.time == votes.TIMES[0]:
        return _kept(first, _still(widget))
    before = f'<p>Your first vote: <span data-shows="{first}: ">not cast in this browser</span></p>'
    after = '<p class="fm-note">In the notebook, the next cells show both votes side by side.</p>'
    return _kept(now, before + _still(widget) + after)


def _still(widget: widgets.Widget) -> str:
    if isinstance(widget, widgets.HTML):
        return widget.value
    if isinstance(widget, widgets.Box):
        return "".join(map(_still, widget.children))
    if isinstance(widget, widgets.Button):
        return f'<button type="button">{_text(widget.description)}</button>'
    if isinstance(widget, widgets.RadioButtons):
        name = f"fm-choice-{next(_number)}"
        return "".join(
            f'<div><label><input type="radio" name="{name}" value="{_text(text)}" '
            f'data-label="{_text(widget.description)}"> {_text(text)}</label></div>'
            for text, _ in _choices(widget)
        )
    if isinstance(widget, widgets.Text | widgets.Textarea):
        name = f"fm-text-{next(_number)}"
        about = (
            f'id="{name}" placeholder="{_text(widget.placeholder)}" '
            f'data-label="{_text(widget.description)}"'
        )
        box = (
            f"<textarea {about}></textarea>"
            if isinstance(widget, widgets.Textarea)
            else f'<input type="text" {about}>'
        )
        return f'<div class="fm-control"><label for="{name}">{_text(widget.description)}</label>{box}</div>'
    texts = [_label(widget, value) for value in _values(widget)]
    return _input(widget, texts, _nearest(_values(widget), widget.value))


def _text(text: object) -> str:
    return html.escape(str(text), quote=True)
