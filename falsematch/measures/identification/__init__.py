"""Searching a list: one face against many (1:N), and how often a stranger is named.

Scores are distances: smaller is more alike, and a match is ``distance <= threshold``. The terms
are those in use for ISO/IEC 19795-1:2021, whose own text was not read. The person searched for is
the *probe*, the list is the *gallery*. A probe is *mated* when the person is in the gallery, *non-mated* when not.
"""

from falsematch.measures.identification.error_rates import (
    expected_fpir,
    fnir,
    fpir,
    refuse_mated,
    table,
)
from falsematch.measures.identification.nearest import closest
from falsematch.measures.identification.synthetic_crowd import Cloud, cloud_like, grow
