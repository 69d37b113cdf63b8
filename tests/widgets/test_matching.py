"""Controls of matching two faces: they move, and say in words what they show."""

from __future__ import annotations

from support.learners import child, shown

from falsematch import widgets


def test_two_faces_control(tmp_path, prepared_people):
    people, found = prepared_people
    box = widgets.two_faces(people, found)
    assert "They are two people" in shown(box)
    first = box.children[0].options
    box.children[0].value = box.children[1].value = first[0][1]
    assert "Distance 0.00" in shown(box)
    assert "They are the same person" in shown(box)
    child(box, "threshold").value = 0.25
    assert "threshold 0.25" in shown(box)
    assert all(photo.split("/")[0] in people.table["person"].unique() for _, photo in first)
