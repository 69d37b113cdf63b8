"""Made-up rules, for their tests."""

from __future__ import annotations

import pandas as pd


def made_rules():
    days = pd.to_datetime
    return pd.DataFrame(
        {
            "place": ["X", "Y", "Z"], "rule": ["ban", "pause", "act"],
            "start": days(["2019-05-14", "2020-01-01", "2027-12-02"]),
            "end": days(["NaT", "2023-01-01", "NaT"]),
        }
    )  # fmt: skip
