"""A town's first and last round, for tests of its loop."""

from __future__ import annotations

from falsematch.measures import loops


def last(town, rounds=60):
    return loops.run(town, rounds).query("round == @rounds").set_index("group")


def first(town):
    return loops.run(town, 0).set_index("group")
