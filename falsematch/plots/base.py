"""Pictures: each carries a text description that says what it shows.

Colours are seaborn's colour-blind palette; what a colour says, a marker, a position or a
word says too. Every rate is drawn with its interval and its number of people.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

_PALETTE = sns.color_palette("colorblind")
# Those of its colours that stand out from white paper by 3 to 1, as WCAG asks of pictures.
BLUE, GREEN, ORANGE, PURPLE = (_PALETTE[number] for number in (0, 2, 3, 4))
#: Colour of pairs of the same person and of different people, everywhere.
MATED, NON_MATED = GREEN, BLUE
#: First group and second: color, line and marker each tell them apart.
TWO_GROUPS = ((ORANGE, "-", "o"), (BLUE, "--", "s"))
_DOTS_PER_INCH = 100


@dataclass(frozen=True)
class Picture:
    """A figure and its description; a notebook shows both, a screen reader reads the text."""

    figure: Figure
    description: str
    png: bytes | None = None  #: where it was drawn already, as `MovingPicture` does

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.description}

    def to_html(self) -> str:
        """The picture with its description, as one piece of HTML."""
        image = base64.b64encode(self.to_png()).decode()
        text = html.escape(self.description, quote=True)
        return (
            f'<figure style="margin: 0"><img alt="{text}" style="max-width: 100%" '
            f'src="data:image/png;base64,{image}"><figcaption>{text}</figcaption></figure>'
        )

    def to_png(self) -> bytes:
        """The picture alone, as the bytes of a PNG file."""
        if self.png:
            return self.png
        data = io.BytesIO()
        self.figure.savefig(data, format="png")
        return data.getvalue()


class MovingPicture:
    """A figure of which only some parts move: the rest is drawn once and kept.

    Letters and grids are most of what drawing costs, and a control moves few of them. A figure
    that was given another size is drawn anew as a whole.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    *moving : matplotlib.artist.Artist
        What changes from picture to picture: lines, bars, texts. Not the labels of an axis.
    """

    def __init__(self, figure: Figure, *moving: Artist):
        self.figure, self._moving, self._still, self._size = figure, moving, None, None
        for artist in moving:
            artist.set_animated(True)  # left out when the rest is drawn

    def redraw_all(self) -> None:
        """Draw the still parts anew for the next picture: limits or labels have changed."""
        self._still = None

    def set_limit(self, ax: Axes, axis: str, largest: float) -> None:
        """Let an axis end at the next round number (1, 2 or 5 times a power of ten).

        In steps, so that most moves of a control leave the axis as it is.
        """
        limit = round_up(largest)
        low, high = getattr(ax, f"get_{axis}lim")()
        if high != limit:
            getattr(ax, f"set_{axis}lim")(low / high * limit if high else 0, limit)
            self.redraw_all()

    def picture(self, description: str) -> Picture:
        """The figure as it stands now."""
        canvas = self.figure.canvas
        if self._still is None or self._size != canvas.get_width_height():
            if self._size != canvas.get_width_height():
                self._size = canvas.get_width_height()
                self.figure.set_layout_engine("constrained")
            # Placed once: finding room for every label again would be most of a step.
            self.figure.get_layout_engine().execute(self.figure)
            self.figure.set_layout_engine("none")
            canvas.draw()
            self._still = canvas.copy_from_bbox(self.figure.bbox)
        canvas.restore_region(self._still)
        for artist in self._moving:
            self.figure.draw_artist(artist)
        data = io.BytesIO()
        # Fast rather than small: a slider draws many of these.
        Image.fromarray(np.asarray(canvas.buffer_rgba())).save(data, "png", compress_level=1)
        return Picture(self.figure, description, data.getvalue())


def round_up(value: float) -> float:
    """The next round number: 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> [round_up(value) for value in (0.7, 3, 50, 51, 0)]
    [1.0, 5.0, 50.0, 100.0, 1.0]
    """
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 2, 5, 10) if value <= step * power * 1.000001))


def axes(width: float = 7.0, height: float = 3.6, columns: int = 1) -> tuple[Figure, list[Axes]]:
    """An empty figure in the course's style, and its axes from left to right."""
    with sns.axes_style("whitegrid"), sns.plotting_context("notebook", font_scale=0.9):
        figure = Figure(figsize=(width, height), dpi=_DOTS_PER_INCH, layout="constrained")
        FigureCanvasAgg(figure)
        made = figure.subplots(1, columns, squeeze=False)[0]
    for ax in made:
        sns.despine(ax=ax)
    return figure, list(made)


def share(value: float) -> str:
    """A share as people read it: a percentage, or per 1,000 or 100,000 where it is small."""
    if np.isnan(value):
        return "no pairs"
    if value == 0:
        return "0"
    if value >= 0.01:
        return f"{value * 100:.3g} %"
    if value >= 0.0001:
        return f"{value * 1000:.2g} in 1,000"
    return f"{value * 100_000:.2g} in 100,000"


def per_1000(value: float) -> str:
    """A share as a count per 1,000, short."""
    return f"{value * 1000:.0f}" if value >= 0.01 else f"{value * 1000:.2g}"


def three_digits(value: float) -> str:
    """Three digits as people write them; what is less than a ten-thousandth is 0.

    Examples
    --------
    >>> [three_digits(value) for value in (2139.6, 999.7, 49.66, 5.008, 0.00152, 1.07e-08)]
    ['2,140', '1,000', '49.7', '5.01', '0.00152', '0']
    """
    if abs(value) >= 999.5:
        return f"{value:,.0f}"
    return "0" if abs(value) < 0.0001 else f"{value:.3g}"


def with_interval(row: Mapping, per: int | None = None) -> str:
    """A rate with its interval and its people, e.g. ``30.1 % (13 to 49.7 %; 13 people)``.

    With `per` as a count of so many, e.g. for 1,000: ``301 (130 to 497; 13 people)``.
    """
    people = f"{int(row['people']):,} people"
    if np.isnan(row["rate"]):
        return f"no pairs ({people})"
    # One unit for all three, chosen by the largest, so that they can be compared.
    times, unit = next(
        (times, unit)
        for least, times, unit in (
            (0.1, 100, " %"),
            (1e-3, 1e3, " in 1,000"),
            (1e-12, 1e5, " in 100,000"),
            (0, 100, " %"),
        )
        if row["high"] >= least
    )
    if per:
        times, unit = per, ""
    rate, low, high = (three_digits(row[key] * times) for key in ("rate", "low", "high"))
    return f"{rate}{unit} ({low} to {high}{unit}; {people})"


def group_in_words(label: object) -> str:
    """A group's label from a table, as words: ``east_asian/white`` is East Asian and White."""
    label = str(label)
    if label == label.lower() and "_" in label or label in ("white", "black"):
        label = " and ".join(part.replace("_", " ").title() for part in label.split("/"))
    return label


def refuse_without_interval(table: pd.DataFrame) -> None:
    """Raise `ValueError` for a table of rates that lacks people or interval."""
    missing = {"people", "rate", "low", "high"} - set(table.columns)
    if missing:
        raise ValueError(
            "A rate is not shown without its number of people and its interval; the table has "
            f"no {', '.join(sorted(missing))}. Take it from rates.fmr_by_group."
        )
    if table["threshold"].nunique() > 1:
        raise ValueError("Choose one threshold: the table has rows for several.")
