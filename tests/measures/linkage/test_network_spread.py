"""How far a wrong link spreads: clusters, and people within some steps."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from falsematch.measures import linkage
from falsematch.measures.linkage import people


def test_clusters_follow_chains(by_hand):
    links, _, _ = by_hand
    table = linkage.clusters(links, 2)
    # p - x and s - x and p - q: one file of p, q, s and x.
    assert table.to_dict("records") == [{"records": 6, "people": 4}]
    assert linkage.clusters(links, 4.5).to_dict("records") == [{"records": 3, "people": 2}]
    assert linkage.clusters(links, 99).empty


def test_clusters_agree_with_another_library(small_files):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    register, agency = small_files
    links = linkage.link(agency, register)
    kept = links[links["weight"] >= -4]
    codes, records = pd.factorize(pd.concat([kept["record_a"], kept["record_b"]]))
    edges = codes[: len(kept)], codes[len(kept) :]
    matrix = coo_matrix((np.ones(len(kept)), edges), shape=(len(records),) * 2)
    number, label = connected_components(matrix, directed=False)
    table = linkage.clusters(links, -4)
    assert len(table) == number
    assert sorted(table["records"]) == sorted(np.bincount(label))


@pytest.fixture
def village():
    """0 and 1 live together; 1, 2 and 3 work together; 3 and 4 live together; 5 is alone."""
    return pd.DataFrame({"household": [0, 0, 1, 2, 2, 3], "workplace": [7, 8, 8, 8, 9, 6]})


def test_people_within_steps_by_hand(village):
    graph = linkage.around(village, 0, 2)
    assert nx.get_node_attributes(graph, "steps") == {0: 0, 1: 1, 2: 2, 3: 2}
    assert graph.edges[0, 1]["shares"] == "home"
    assert graph.edges[1, 2]["shares"] == "workplace"
    table = linkage.people_within(village, [0, 2, 5], 3)
    assert table.to_dict("index") == {
        0: {1: 1, 2: 3, 3: 4}, 2: {1: 2, 2: 4, 3: 4}, 5: {1: 0, 2: 0, 3: 0},
    }  # fmt: skip


def test_steps_are_shortest_paths(small_files):
    """As networkx counts them on the whole graph of people and places."""
    population = people.generate(60)
    whole = nx.Graph()
    for column in ("household", "workplace"):
        whole.add_edges_from(
            (person, (column, place)) for person, place in population[column].items()
        )
    length = nx.single_source_shortest_path_length(whole, 5, cutoff=6)
    expected = {person: far // 2 for person, far in length.items() if isinstance(person, int)}
    assert nx.get_node_attributes(linkage.around(population, 5, 3), "steps") == expected


def test_a_walk_needs_a_known_start(village):
    for start, steps in ((77, 1), (0, -1)):
        with pytest.raises(ValueError, match="to start from"):
            linkage.around(village, start, steps)
