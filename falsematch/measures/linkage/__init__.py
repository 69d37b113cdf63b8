"""Records of the same person, joined: names, made-up people, and the links between files."""

from falsematch.measures.linkage.errors import (
    at_least_one,
    false_links_by_group,
    missed_links_by_group,
    right_by_group,
)
from falsematch.measures.linkage.links import (
    FIELDS,
    exact_links,
    link,
    match_weight,
    probability,
)
from falsematch.measures.linkage.network_spread import around, clusters, people_within
