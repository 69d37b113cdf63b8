"""A deployment in the street: what to expect of it, beside what police have published.

A *sighting* is one camera that gets one usable picture of one person. Each sighting is a
search in the list, so a passer-by who is not on it raises an alarm with the probability FPIR,
and somebody who is on it raises none with the probability FNMR. `expect` counts what follows
for a crowd; `trials` holds what police have published beside it.
"""

from falsematch.measures.deployments.expectations import (
    ANEW,
    EVERYONE,
    SAME,
    Deployment,
    as_dict,
    at_least_once,
    expect,
    share_right,
)
from falsematch.measures.deployments.published import passport_officers, trials
from falsematch.measures.deployments.repeated_matches import repeated_matches, repeats_by_pair
from falsematch.measures.deployments.turnout import events_needed
