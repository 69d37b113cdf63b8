"""Tables of lists of chosen composition, for their tests."""

from __future__ import annotations

import numpy as np
import pandas as pd


def at(table, listed):
    return table[table["listed"] == listed].set_index("group")


def crossing(first, second, width=0.0):
    rates = np.array([*first, *second])
    return pd.DataFrame(
        {
            "group": np.repeat(["a", "b"], len(first)), "listed": [*range(len(first))] * 2,
            "rate": rates, "low": rates - width, "high": rates + width,
        }
    )  # fmt: skip
