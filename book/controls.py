"""A lesson's controls on a page without a kernel.

Three kinds:

- A picture with a few controls is drawn beforehand at every stop, by the lesson's own code; the
  page's script shows the one that is asked for. No number is worked out a second time.
- A guess can be typed; the script puts it beside the measurement.
- What needs Python to answer is shown as it stands, disabled, with a sentence that says so.
"""

from __future__ import annotations

import hashlib
import html
import io
import itertools
import json
import math
import os
from pathlib import Path

import ipywidgets as widgets
from IPython import get_ipython
from PIL import Image

from falsematch.predictions import Prediction
from falsematch.widgets.base import Live

#: At most so many pictures for one control, and at least so many stops for one slider.
MOST_PICTURES, FEWEST_STOPS = 400, 7
NEEDS_PYTHON = (
    "These controls need Python. Open the lesson on Binder or on your machine to use them."
)

_number = itertools.count()


def register() -> None:
    """Show controls as standing HTML in this kernel."""
    bundles = get_ipython().display_formatter.mimebundle_formatter
    bundles.for_type(widgets.Widget, lambda widget: ({"text/html": page(widget)}, {}))


def page(widget: widgets.Widget) -> str:
    """A control as HTML that works without a kernel."""
    if isinstance(widget, Live) and (stops := pictures_for(widget.controls)):
        return _moving(widget, stops)
    if isinstance(widget, Prediction):
        return (
            f'<div class="fm-guess" data-question="{_text(widget.question)}">{_still(widget)}</div>'
        )
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


def pictures_for(controls: list[widgets.Widget]) -> list[list]:
    """The values at which each control stops, so that all together are at most `MOST_PICTURES`.

    Sliders stop less often where there would be too many pictures; they keep their ends and the
    value at which they stand. Empty where a slider would have fewer than `FEWEST_STOPS`.
    """
    every = [_values(control) for control in controls]
    strides = [1] * len(every)
    while True:
        stops = [
            _thinned(values, control.value, stride)
            for values, control, stride in zip(every, controls, strides, strict=True)
        ]
        if math.prod(map(len, stops)) <= MOST_PICTURES:
            return stops
        thinner = [
            (len(stop), place)
            for place, (stop, control) in enumerate(zip(stops, controls, strict=True))
            if _is_slider(control) and len(stop) > FEWEST_STOPS
        ]
        if not thinner:
            return []
        strides[max(thinner)[1]] += 1


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
    at = min(range(len(values)), key=lambda place: abs(values[place] - here))
    kept = set(range(at % stride, len(values), stride)) | {0, len(values) - 1}
    return [values[place] for place in sorted(kept)]


def _moving(live: Live, stops: list[list]) -> str:
    """The control, and a picture file for every stop."""
    labels = [
        [_label(control, value) for value in values]
        for control, values in zip(live.controls, stops, strict=True)
    ]
    for control in live.controls:
        control.unobserve_all("value")  # it would draw a second time
    start = [control.value for control in live.controls]
    words, drawn = [], []
    for combination in itertools.product(*stops):
        for control, value in zip(live.controls, combination, strict=True):
            control.value = value
        picture = live.draw()
        words.append(picture.description)
        drawn.append(_small(picture.to_png()))
    for control, value in zip(live.controls, start, strict=True):
        control.value = value
    first = live.draw()

    name = hashlib.sha256(b"".join(drawn)).hexdigest()[:12]
    folder = Path(os.environ["FALSEMATCH_PICTURES"]) / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(drawn):
        (folder / f"{number}.webp").write_bytes(data)
    inputs = "".join(
        _input(control, texts, _nearest(values, control.value))
        for control, values, texts in zip(live.controls, stops, labels, strict=True)
    )
    told = json.dumps({"labels": labels, "words": words}).replace("</", "<\\/")
    return (
        f'<div class="fm-live" data-pictures="{name}">{inputs}'
        f'<div aria-live="polite">{first.to_html()}</div>'
        f'<script type="application/json">{told}</script></div>'
    )


def _small(png: bytes) -> bytes:
    data = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
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
    label = f'<label for="{name}">{_text(control.description)}</label>'
    if isinstance(control, widgets.Dropdown):
        options = "".join(
            f'<option value="{place}"{" selected" * (place == at)}>{_text(text)}</option>'
            for place, text in enumerate(texts)
        )
        return f'<div class="fm-control">{label}<select id="{name}">{options}</select></div>'
    return (
        f'<div class="fm-control">{label}<input id="{name}" type="range" min="0" '
        f'max="{len(texts) - 1}" value="{at}" aria-valuetext="{_text(texts[at])}">'
        f'<output for="{name}">{_text(texts[at])}</output></div>'
    )


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
            f'<div><label><input type="radio" name="{name}"> {_text(text)}</label></div>'
            for text, _ in _choices(widget)
        )
    if isinstance(widget, widgets.Text | widgets.Textarea):
        name = f"fm-text-{next(_number)}"
        hint = f'id="{name}" placeholder="{_text(widget.placeholder)}"'
        box = (
            f"<textarea {hint}></textarea>"
            if isinstance(widget, widgets.Textarea)
            else f'<input type="text" {hint} data-label="{_text(widget.description)}">'
        )
        return f'<div class="fm-control"><label for="{name}">{_text(widget.description)}</label>{box}</div>'
    texts = [_label(widget, value) for value in _values(widget)]
    return _input(widget, texts, _nearest(_values(widget), widget.value))


def _text(text: object) -> str:
    return html.escape(str(text), quote=True)
