"""The tests of the problem sets notice small changes to the reference solutions.

Here a share of the mutants is tried; ``python tests/support/mutants.py`` tries all of them.
"""

from __future__ import annotations

import pytest
from support.mutants import judge_mutant, mutants, solutions
from support.problem_sets import GRADED, equivalent

#: Of so many mutants one is tried here.
ONE_OF = 8


def all_of(name):
    return [(id, *m) for id, source in solutions(name).items() for m in mutants(source)]


@pytest.mark.parametrize("name", GRADED)
def test_a_share_of_the_mutants_is_killed(name):
    survivors = [
        f"{id}: {label}"
        for id, label, text, inside in all_of(name)[::ONE_OF]
        if judge_mutant(name, id, text, inside) == "survives"
        and label not in equivalent(name).get(id, {})
    ]
    assert not survivors


@pytest.mark.parametrize("name", GRADED)
def test_what_is_called_equivalent_is_a_mutant_and_has_a_reason(name):
    labels = {(id, label) for id, label, *_ in all_of(name)}
    for id, listed in equivalent(name).items():
        for label, reason in listed.items():
            assert (id, label) in labels, f"{id}: {label} is no mutant any more"
            assert len(reason) > 20


def test_a_function_is_changed_in_every_place():
    source = "def share(d, t):\n    n = sum(x <= t for x in d)\n    return n / len(d)"
    found = {label for label, _, inside in mutants(source) if inside}
    assert found == {
        "n = sum((x <= t for x in d)) -> pass",
        "n = sum((x <= t for x in d)) -> n = sum((x < t for x in d))",
        "n = sum((x <= t for x in d)) -> n = sum((x >= t for x in d))",
        "n = sum((x <= t for x in d)) -> n = mean((x <= t for x in d))",
        "return n / len(d) -> return None",
        "return n / len(d) -> return n * len(d)",
    }


def test_a_mutant_that_changes_nothing_survives():
    id, source = "error-rates", solutions("ps2")["error-rates"]
    assert judge_mutant("ps2", id, source + "\n", True) == "survives"


def test_a_number_computed_otherwise_but_equal_counts_as_the_same():
    id, source = "congress-at-target", solutions("ps2")["congress-at-target"]
    assert judge_mutant("ps2", id, source + "\nunused = 1", False) == "same numbers"
    changed = source + "\ncongress_pairs = congress_pairs + 1"
    assert judge_mutant("ps2", id, changed, False) == "killed"
