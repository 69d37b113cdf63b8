"""Tables of the lesson on searches, for their tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from falsematch.measures import identification


def lesson_tables(grown_crowd):
    named, missed = [], []
    for size, found in grown_crowd[1].items():
        named.append(identification.fpir(found[:, :1], [0.45, 0.5, 0.55]).assign(gallery_size=size))
        for away in (0.40, 0.45, 0.50, 0.55):
            rows = identification.fnir(found, np.full(100, away), 5)
            missed.append(rows.assign(gallery_size=size, distance=away))
    return pd.concat(named), pd.concat(missed)
