"""Links small enough to count by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from support.linkage import links_of


@pytest.fixture
def by_hand():
    """Four agency records p, q, r, s; the register has p, q, r and x."""
    agency = pd.DataFrame(
        {"person": list("pqrs"), "group": "Black"}, index=[f"a{name}" for name in "pqrs"]
    )
    register = pd.DataFrame({"person": list("pqrx")}, index=[f"r{name}" for name in "pqrx"])
    links = links_of(
        ("ap", "rp", 9.0), ("ap", "rx", 5.0), ("ap", "rq", 4.0),
        ("aq", "rq", 3.0), ("as", "rx", 2.0),
    )  # fmt: skip
    return links, agency, register
