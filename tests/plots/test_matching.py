"""Pictures of matching two faces: what they say is what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from falsematch import photos, plots


def pixels(picture):
    picture.figure.canvas.draw()
    return np.asarray(picture.figure.canvas.buffer_rgba())


def test_photos_are_shown_with_their_captions(prepared_people):
    people, _ = prepared_people
    names = list(people.table.index[:2])
    picture = plots.faces(people, names, ["one", "two"])
    assert picture.description == "2 photos: one; two."
    assert pixels(picture).std() > 10  # not a blank sheet
    with pytest.raises(photos.PhotoError, match="no photo 'nobody.png'"):
        plots.faces(people, ["nobody.png"], ["x"])
