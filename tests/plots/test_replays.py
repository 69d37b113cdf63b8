"""Pictures of the replay of the ACLU's test: what they say is what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from falsematch import plots
from falsematch.measures import replays, scores


def test_every_member_has_one_dot_in_the_block_of_their_group(closest_candidates):
    figure, (ax,) = plots.axes()
    flagged, places = plots.draw_people(ax, closest_candidates)
    assert len(np.unique(places, axis=0)) == len(closest_candidates)
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert labels == ["Black women\n20 members", "Black men\n31 members",
                      "other women\n91 members", "other men\n412 members"]  # fmt: skip
    women = places[
        (
            (closest_candidates["black"] == scores.BLACK_MEMBERS)
            & (closest_candidates["sex"] == "female")
        ).to_numpy()
    ]
    assert women[:, 1].max() < 5  # the first block
    assert not len(flagged.get_xdata())


def test_the_shares_picture_says_each_share_and_keeps_settings_without_one(closest_candidates):
    rows = replays.share_of_flagged(closest_candidates, [0.3, 0.5], "black").iloc[:2]
    picture = plots.shares_of_flagged(rows.assign(setting=["strict", "middle"]))
    assert "strict, Black members: nobody is flagged, so there is no share" in picture.description
    assert "middle, Black members: 7 of 121 flagged, 5.79 % (2." in picture.description
    with pytest.raises(ValueError, match="number of people and its interval"):
        plots.shares_of_flagged(rows.drop(columns="low").assign(setting="x"))


def test_the_picture_of_relatives_counts_by_blood_only(congress_search):
    found = replays.relatives(congress_search)
    text = plots.relatives(found).description
    blood = found[found["by_blood"]]
    assert f"{len(blood)} relations by blood, of {blood['member'].nunique()} members" in text
    nearer = plots.relatives(found.assign(rank=1)).description
    assert f"{len(blood)} relative" not in text and f"{len(blood)} relative" in nearer
