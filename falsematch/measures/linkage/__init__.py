"""Records of the same person, joined: names, made-up people, and the links between files."""

from falsematch.measures.linkage.links import (
    FIELDS,
    around,
    at_least_one,
    clusters,
    exact_links,
    false_links_by_group,
    link,
    match_weight,
    missed_links_by_group,
    people_within,
    probability,
    right_by_group,
)
