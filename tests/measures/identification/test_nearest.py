"""The exact search agrees with a loop, with a library, and with itself in pieces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from falsematch import constants
from falsematch.measures import identification
from falsematch.measures.identification import nearest
from falsematch.photos import faces


def by_hand(probes, gallery, k):
    """Every distance in a loop; of equals, the first."""
    rows = []
    for probe in probes:
        apart = [(faces.distance(probe, face), place) for place, face in enumerate(gallery)]
        rows.append(sorted(apart)[:k])
    return (
        [[place for _, place in row] for row in rows],
        np.array([[distance for distance, _ in row] for row in rows]).reshape(len(rows), k),
    )


@pytest.fixture(params=["NumPy", "scikit-learn"])
def way(request, monkeypatch):
    """Both ways through the fast step, whatever the size; more than one piece in each."""
    monkeypatch.setattr(nearest, "FACES_AT_ONCE", 7)
    monkeypatch.setattr(nearest, "PROBES_AT_ONCE", 3)
    monkeypatch.setattr(
        nearest, "NEIGHBOURS_FROM", 1 if request.param == "scikit-learn" else 10**12
    )
    return request.param


def test_closest_agrees_with_a_loop_and_with_scikit_learn(way):
    random = np.random.default_rng(constants.SEED)
    probes, gallery = random.normal(0, 0.07, (11, 128)), random.normal(0, 0.07, (400, 128))
    for k in (1, 5, 400):
        indices, distances = identification.closest(probes, gallery, k)
        expected, apart = by_hand(probes, gallery, k)
        assert indices.tolist() == expected
        np.testing.assert_allclose(distances, apart, rtol=0, atol=1e-12)
        others, places = NearestNeighbors(n_neighbors=k).fit(gallery).kneighbors(probes)
        np.testing.assert_allclose(distances, others, rtol=0, atol=1e-7)
        assert (indices == places).mean() > 0.99


# Points on a grid lie equally far apart again and again.
GRID = st.lists(st.lists(st.integers(-2, 2), min_size=2, max_size=2), min_size=1, max_size=30)


@given(GRID, GRID, st.data())
def test_of_equally_close_faces_the_first_is_named(probes, gallery, data):
    k = data.draw(st.integers(1, len(gallery)))
    expected, apart = by_hand(np.array(probes, float), np.array(gallery, float), k)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearest, "FACES_AT_ONCE", 7)
        for least in (1, 10**12):
            patch.setattr(nearest, "NEIGHBOURS_FROM", least)
            indices, distances = identification.closest(probes, gallery, k)
            assert indices.tolist() == expected
            np.testing.assert_allclose(distances, apart, rtol=0, atol=1e-12)


def test_more_equals_than_are_asked_for(way):
    """All of 60 copies are equally close; the first three are named, and the nearer one first."""
    gallery = np.ones((61, 4))
    gallery[40] = 0.5
    indices, distances = identification.closest(np.zeros((2, 4)), gallery, 4)
    assert indices.tolist() == [[40, 0, 1, 2]] * 2
    assert distances[0].tolist() == [1, 2, 2, 2]


def test_rounding_in_the_fast_step_does_not_change_the_answer(way):
    """Far from nought single precision cannot tell these apart; the exact step can."""
    random = np.random.default_rng(3)
    gallery = 50 + random.normal(0, 1e-3, (300, 8))
    probes = 50 + random.normal(0, 1e-3, (5, 8))
    assert identification.closest(probes, gallery, 3)[0].tolist() == by_hand(probes, gallery, 3)[0]


def test_a_gallery_in_pieces_is_the_same_as_a_whole(way):
    random = np.random.default_rng(4)
    probes, gallery = random.normal(size=(4, 6)), random.normal(size=(50, 6)).astype(np.float32)
    whole = identification.closest(probes, gallery, 5)
    pieces = identification.closest(probes, (gallery[n : n + 8] for n in range(0, 50, 8)), 5)
    listed = identification.closest(probes, [gallery[:2], gallery[2:]], 5)
    for other in (pieces, listed):
        np.testing.assert_array_equal(whole[0], other[0])
        np.testing.assert_array_equal(whole[1], other[1])


@pytest.mark.parametrize(
    ("probes", "gallery", "k", "words"),
    [
        ([[0.0, 1.0]], np.empty((0, 2)), 1, "gallery is empty"),
        ([[0.0, 1.0]], [], 1, "gallery is empty"),
        ([[0.0, 1.0]], iter(()), 1, "gallery is empty"),
        ([[0.0, 1.0]], [[0.0, 1.0]], 2, "gallery has 1 faces"),
        ([[0.0, 1.0]], [[0.0, 1.0]], 0, "at least 1"),
        ([[0.0, 1.0]], [[0.0, 1.0, 2.0]], 1, "2 numbers long, the faces in the gallery 3"),
        ([[0.0, np.nan]], [[0.0, 1.0]], 1, "Among the probes a number is missing"),
        ([[0.0, 1.0]], [[np.inf, 1.0]], 1, "Among the gallery a number is missing"),
        ([0.0, 1.0], [[0.0, 1.0]], 1, "one row a face"),
    ],
)
def test_what_cannot_be_searched_is_refused(probes, gallery, k, words):
    with pytest.raises(ValueError, match=words):
        identification.closest(probes, gallery, k)


def test_nobody_is_searched_for_in_a_list():
    indices, distances = identification.closest(np.empty((0, 2)), [[0.0, 1.0]], 1)
    assert indices.shape == distances.shape == (0, 1)


def test_short_searches_are_quiet_and_long_ones_show_how_far_they_are(capsys, monkeypatch):
    identification.closest([[0.0, 1.0]], [[0.0, 1.0]], 1)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(nearest, "_PATIENCE", 0)
    identification.closest([[0.0, 1.0]], [[0.0, 1.0]], 1)
    assert "searching" in capsys.readouterr().err
