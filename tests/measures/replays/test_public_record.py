"""What is on record of the ACLU's test and of the members' relatives."""

from __future__ import annotations

import pytest

from falsematch import facts
from falsematch.measures import replays
from falsematch.measures.replays import public_record
from falsematch.measures.resampling import binomial_interval


def test_the_published_result_is_that_of_the_facts():
    found = replays.published().set_index("group")
    assert found.loc["members", ["flagged", "people"]].tolist() == [28, 535]
    color = found.loc["people of color"]
    assert color[["flagged", "people", "share_of_all"]].tolist() == [11, 28, 0.2]
    assert (color["low"], color["high"]) == pytest.approx(binomial_interval(11, 28))


def test_relatives_are_those_of_the_facts(congress_search):
    found = replays.relatives(congress_search)
    # Two fathers have no photo on which a face is found.
    missing = {fact for fact, *_ in public_record.RELATIONS} - set(found["fact"])
    assert missing == {"kin-clay", "kin-shuster"}
    said = facts.load("members").set_index("id")
    for row, (fact, *_) in zip(found.sort_values("fact").itertuples(),
                               sorted(r for r in public_record.RELATIONS if r[0] not in missing), strict=True):  # fmt: skip
        # The surnames of both stand in the fact that states the relation.
        for who in (row.member, row.relative):
            surname = who.split(",")[0].split("-")[0].casefold().removeprefix("moore ")
            assert surname in said.loc[fact, "person"].casefold()
        assert row.by_blood == (row.relation != "husband and wife")
        assert 1 <= row.rank <= row.list == 2689 and row.rank_alike <= row.rank


def test_names_are_words():
    assert replays.names(["B001290"]) == ["BRAT, David A. (Virginia)"]
