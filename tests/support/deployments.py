"""Made-up rates and a crowd, for tests of a deployment."""

from __future__ import annotations

import pandas as pd

from falsematch.measures import deployments

CROWD = {"other members": 9000, "Black members": 1000}


def one_rate(**rate):
    """A table of rates: the group's FPIR, with an interval from half of it to twice it."""
    return pd.DataFrame(
        [(g, p, p / 2, min(1, 2 * p)) for g, p in rate.items()],
        columns=["group", "rate", "low", "high"],
    )


def missed(rate, low=0.0, high=1.0):
    return pd.DataFrame({"rate": [rate], "low": [low], "high": [high]})


def numbers(deployment, fpir, fnmr):
    return deployments.as_dict(deployments.expect(deployment, fpir, fnmr))
