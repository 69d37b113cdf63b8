"""The ACLU's test of 2018, replayed: who is flagged, at which setting, and who they are.

Members of the 115th Congress are the probes, former members are the gallery. Nobody is in
both, so every member who is flagged is flagged falsely: the share of probes with at least one
candidate at or below the threshold is the false positive identification rate (FPIR).
"""

from falsematch.measures.drawn_by_lot import chance_of_at_least
from falsematch.measures.replays.flagged import (
    closest,
    fpir_by_group,
    matches_by_list,
    share_of_flagged,
)
from falsematch.measures.replays.public_record import names, published, relatives
from falsematch.measures.replays.thresholds import (
    settings,
    threshold_for,
    threshold_for_percentage,
)
