"""The synthetic crowd: as far apart as measured faces, and never held at once."""

from __future__ import annotations

import numpy as np
import pytest

from falsematch.measures import identification
from falsematch.photos import faces


def test_the_cloud_has_the_measured_mean_and_spread(congress_search, cloud):
    drawn = np.vstack(list(cloud.draw(3243)))
    assert drawn.dtype == np.float32 and drawn.shape == (3243, 128)
    synthetic = faces.distances(drawn[:554], drawn[554:])
    assert synthetic.mean() == pytest.approx(congress_search["distance"].mean(), abs=0.01)
    assert synthetic.std() == pytest.approx(congress_search["distance"].std(), abs=0.01)
    # And exactly so by its formula.
    variances = cloud.spread**2
    squared = congress_search["distance"] ** 2
    assert 2 * variances.sum() == pytest.approx(squared.mean())
    assert 8 * (variances**2).sum() == pytest.approx(squared.var(ddof=0), rel=1e-6)


def test_a_longer_list_begins_with_the_shorter(cloud, monkeypatch):
    short = np.vstack(list(cloud.draw(5)))
    long = list(cloud.draw(120_000))
    assert [len(part) for part in long] == [50_000, 50_000, 20_000]
    np.testing.assert_array_equal(long[0][:5], short)
    assert not np.array_equal(next(cloud.draw(5, seed=1)), short)


def test_a_cloud_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="No cloud of width 8"):
        identification.cloud_like(np.random.default_rng(1).normal(0.8, 0.01, 1000), width=8)


def test_a_million_are_searched_exactly_and_never_held_at_once(cloud, grown_crowd):
    costs, found = grown_crowd
    assert costs["gallery_size"].tolist() == [1_000, 10_000, 100_000, 1_000_000]
    assert costs["whole"].iloc[-1] == 512
    assert costs["megabytes"].max() < 100
    assert (np.diff(found[1_000_000], axis=1) >= 0).all()
    # The lists hold each other, so a longer one is never farther.
    for shorter, longer in ((1_000, 10_000), (10_000, 100_000), (100_000, 1_000_000)):
        assert (found[longer] <= found[shorter]).all()
    probes, gallery = next(cloud.draw(100, seed=1)), next(cloud.draw(10_000))
    nearest = np.sort(faces.distances(probes, gallery), axis=1)[:, :5]
    np.testing.assert_allclose(found[10_000], nearest, rtol=0, atol=1e-6)
