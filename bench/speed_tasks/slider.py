"""A step of a slider: the course, and a notebook that counts and draws anew."""

from __future__ import annotations

import io

import numpy as np

from speed_tasks import timed


def slider_ours() -> tuple[float, float]:
    from falsematch import widgets
    from falsematch.measures import scores

    box = widgets.threshold_by_group(scores.load("london"), "ethnicity")
    values = np.round(np.linspace(0.31, 0.79, 30), 2)

    def move() -> None:
        for value in values:
            box.controls[0].value = value

    return timed(move), 1 / len(values)


def slider_redrawn() -> tuple[float, float]:
    """What a notebook does with ipywidgets.interact: count again, draw again."""
    import matplotlib.pyplot as plt

    from falsematch.measures import rates, scores

    plt.switch_backend("agg")
    pairs, values = scores.load("london"), np.round(np.linspace(0.31, 0.79, 6), 2)

    def move() -> None:
        for value in values:
            table = rates.fmr_by_group(pairs, value, "ethnicity").dropna()
            figure, ax = plt.subplots(figsize=(8, 3.4))
            ax.barh(table["group"], table["rate"] * 1000)
            ax.hlines(table["group"], table["low"] * 1000, table["high"] * 1000)
            ax.set_xlabel("false matches per 1,000 pairs")
            figure.savefig(io.BytesIO(), format="png", dpi=100)
            plt.close(figure)

    return timed(move), 1 / len(values)
