"""How far a wrong link spreads: records that hang together, and the people around a person."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import pandas as pd


def clusters(links: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Records that are linked, directly or through others, and the people behind them.

    Connected components of the graph of links: a is b and b is c, so a is c.

    Parameters
    ----------
    links : pandas.DataFrame
        From `link`.
    threshold : float
        Match weight in bits.

    Returns
    -------
    pandas.DataFrame
        One row a cluster, the largest first: ``records``, ``people`` (int): how many of each
        it holds. A cluster with more than one person is a file about two people as one.
    """
    kept = links[links["weight"] >= threshold]
    graph = nx.from_pandas_edgelist(kept, "record_a", "record_b")
    person = dict(zip(kept["record_a"], kept["person_a"], strict=True))
    person |= dict(zip(kept["record_b"], kept["person_b"], strict=True))
    rows = [
        {"records": len(part), "people": len({person[record] for record in part})}
        for part in nx.connected_components(graph)
    ]
    table = pd.DataFrame(rows, columns=["records", "people"])
    return table.sort_values(["records", "people"], ascending=False, ignore_index=True)


def around(population: pd.DataFrame, person: int, steps: int) -> nx.Graph:
    """Everybody within some steps of a person: who shares a home or a workplace with whom.

    Parameters
    ----------
    population : pandas.DataFrame
        From `people.generate`.
    person : int
        Where to start: the person of the record that was linked.
    steps : int

    Returns
    -------
    networkx.Graph
        Nodes are people, each with ``steps`` from the start (0 for the start itself); edges
        are labeled ``shares``: ``home`` or ``workplace``.

    Raises
    ------
    ValueError
        When the person is not in the population, or `steps` is negative.
    """
    if person not in population.index or steps < 0:
        raise ValueError(f"There is no person {person!r} to start from, or steps are below 0.")
    return _around(_who_is_where(population), person, steps)


#: What two people can share, and the column that says so.
_PLACES = {"home": "household", "workplace": "workplace"}


def _who_is_where(population: pd.DataFrame) -> list[tuple[str, dict, dict]]:
    """For each kind of place: where everybody is, and who is there."""
    places = []
    for shares, column in _PLACES.items():
        place_of = population[column].to_dict()
        people_at = {}  # by hand: a hundred thousand groups of two cost pandas seconds
        for person, place in place_of.items():
            people_at.setdefault(place, []).append(person)
        places.append((shares, place_of, people_at))
    return places


def _around(places: list[tuple[str, dict, dict]], person: int, steps: int) -> nx.Graph:
    graph = nx.Graph()
    graph.add_node(person, steps=0)
    last = [person]
    for step in range(1, steps + 1):
        reached = []
        for one in last:
            for shares, place_of, people_at in places:
                for other in people_at[place_of[one]]:
                    if other == one:
                        continue
                    if other not in graph:
                        graph.add_node(other, steps=step)
                        reached.append(other)
                    if not graph.has_edge(one, other):
                        graph.add_edge(one, other, shares=shares)
        last = reached
    return graph


def people_within(population: pd.DataFrame, starts: Sequence[int], steps: int = 3) -> pd.DataFrame:
    """How many other people are within 1, 2, ... steps of each start.

    Returns
    -------
    pandas.DataFrame
        Indexed by start; columns 1 to `steps` (int): others within so many steps.
    """
    places = _who_is_where(population)
    rows = {}
    for start in starts:
        graph = _around(places, start, steps)
        distance = pd.Series(nx.get_node_attributes(graph, "steps"))
        rows[start] = [int(distance.between(1, step).sum()) for step in range(1, steps + 1)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=range(1, steps + 1))
