"""What is measured once for the tests of several rooms: score tables, rates, linked files.

Fixtures for all tests; `tests/conftest.py` names this module as a plugin. No test changes them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from falsematch.measures import (
    deployments,
    galleries,
    identification,
    linkage,
    rates,
    replays,
    scores,
)
from falsematch.measures.linkage import names, people


@pytest.fixture(scope="session")
def london():
    return scores.load("london")


@pytest.fixture(scope="session")
def congress_search():
    return scores.load("congress_search")


@pytest.fixture(scope="session")
def search_table(congress_search):
    return identification.table(congress_search)


@pytest.fixture(scope="session")
def cloud(congress_search):
    return identification.cloud_like(congress_search["distance"])


@pytest.fixture(scope="session")
def grown_crowd(cloud):
    """100 synthetic people searched for in longer and longer lists, as in the lesson."""
    probes = np.vstack(list(cloud.draw(100, seed=1)))
    return identification.grow(cloud, probes, [1_000, 10_000, 100_000, 1_000_000], k=5)


@pytest.fixture(scope="session")
def closest_candidates(congress_search):
    return replays.closest(congress_search)


@pytest.fixture(scope="session")
def searches_by_group(congress_search):
    return galleries.searches(congress_search, "black", scores.BLACK_MEMBERS)


@pytest.fixture(scope="session")
def rates_by_composition(searches_by_group):
    return galleries.fpir_by_composition(searches_by_group, range(51), 50, 0.6)


@pytest.fixture(scope="session")
def equalized_rates(searches_by_group):
    return galleries.fpir_by_composition(galleries.equalized(searches_by_group), range(51), 50, 0.6)


@pytest.fixture(scope="session")
def street_rates(searches_by_group, london):
    """The lesson's rates: FPIR for 5 Black members on a list of 50, and FNMR, at 0.50."""
    fpir = galleries.fpir_by_composition(searches_by_group, [5], 50, 0.50)
    return fpir, rates.fnmr_by_group(london, 0.50)


@pytest.fixture(scope="session")
def police_uses():
    trials = deployments.trials()
    return trials[~trials["trial"].str.contains("Laboratory|as a share")]


@pytest.fixture(scope="session")
def linked_files():
    """The files and links of the lesson, as its cells make them."""
    population = people.generate(30_000)
    register, agency = people.two_files(population)
    return {
        "population": population, "register": register, "agency": agency,
        "alike": linkage.link(agency, register, term_frequencies=False),
        "rare": linkage.link(agency, register, term_frequencies=True),
    }  # fmt: skip


@pytest.fixture(scope="session")
def small_files():
    """A register and an agency's file of a few thousand made-up people."""
    register, agency = people.two_files(people.generate(2000))
    return register, agency


@pytest.fixture(scope="session")
def counted_namesakes():
    """Pairs of one name and birthday among generated people, beside what the law expects."""
    rows = []
    for group in names.LARGEST:
        crowd = people.draw_names(group, 1_000_000)
        for n in (100_000, 1_000_000):
            law = names.expected_pairs(n, names.full_name_concentration(group))
            rows.append([group, n, people.namesakes(crowd[:n]), law])
    return pd.DataFrame(rows, columns=["group", "people", "pairs", "expected"])
