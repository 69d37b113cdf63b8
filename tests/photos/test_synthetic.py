"""The committed embeddings of the synthetic people: theirs alone, as the matcher makes them."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
from PIL import Image

from falsematch import constants, photos
from falsematch.build import tables
from falsematch.build.__main__ import main
from falsematch.photos import faces, synthetic


def alike(found, committed):
    """Whether two rows say the same of a photo; numbers may differ as processors do."""
    same = all(found[name] == committed[name] for name in ("status", "faces", *faces._BOX.values()))
    if found["embedding"] is None or committed["embedding"] is None:
        return same and found["embedding"] is committed["embedding"]
    apart = faces.distance(found["embedding"], committed["embedding"])
    return same and apart <= constants.REBUILD_TOLERANCE


def test_the_table_is_of_the_synthetic_photos_and_of_nothing_else():
    table = synthetic.load()
    assert table.index.tolist() == photos.table("openpeople").index.tolist()
    assert table["pixels_sha256"].is_unique  # so a photo has one embedding
    assert table["status"].value_counts().to_dict() == {"ok": 219, "no face": 21}
    has_face = table["status"] == "ok"
    assert (table["embedding"].notna() == has_face).all()
    assert {numbers.shape for numbers in table["embedding"][has_face]} == {(128,)}
    made = json.loads(synthetic.path().with_name("openpeople.json").read_text())
    assert (made["rows"], made["photos_by_status"]) == (240, {"no face": 21, "ok": 219})
    assert (made["matcher"], made["detector"]) == (constants.MATCHER, constants.DETECTOR)
    assert made["longest_side_px"] == constants.LONGEST_SIDE


def test_the_photos_are_those_that_were_measured(openpeople):
    table = synthetic.load()
    other = [
        photo
        for photo in table.index
        if synthetic.fingerprint(openpeople.open(photo)) != table.at[photo, "pixels_sha256"]
    ]
    assert not other, "python -m falsematch.build embeddings"


def test_a_sample_computed_afresh_agrees(home, openpeople):
    committed = synthetic.load()
    sample = committed.index[7::20]  # somebody of everybody
    assert openpeople.table.loc[sample, "person"].nunique() == 10
    assert set(committed.loc[sample, "status"]) == {"ok", "no face"}
    some = photos.PhotoSet(openpeople.name, openpeople.table.loc[sample], openpeople.folder)
    found = tables.embedded_afresh(some).set_index("photo")
    assert found.index.tolist() == sample.tolist()
    for photo, row in found.iterrows():
        assert alike(row, committed.loc[photo]), f"{photo}: python -m falsematch.build embeddings"
        if row["embedding"] is not None:  # more decimals: these did not come from the table
            assert not np.array_equal(row["embedding"], committed.at[photo, "embedding"])


def test_another_face_would_not_agree():
    """The comparison above can fail."""
    table = synthetic.load()
    one, other = table.loc["P001/happy.png"], table.loc["P001/sad.png"]
    assert alike(one, one) and not alike(one, other)
    assert not alike(one, table.loc["P001/back.png"]) and not alike(table.loc["P001/back.png"], one)
    assert not alike({**one, "left": one["left"] + 1}, one)
    assert not alike({**one, "embedding": one["embedding"] + 0.0001}, one)


# --- what `embed` does with it -----------------------------------------------------------


class Ran(Exception):
    """The matcher was asked."""


@pytest.fixture
def no_matcher(home, monkeypatch):
    def run(*arguments):
        raise Ran

    monkeypatch.setattr(faces, "_load_matcher", run)
    monkeypatch.setattr(faces, "_embed_one", run)


def test_the_synthetic_people_need_no_matcher(no_matcher, openpeople, home):
    found = faces.embed_set(openpeople)
    assert found["photo"].tolist() == openpeople.table.index.tolist()
    assert found["path"].tolist() == [str(openpeople.path(photo)) for photo in found["photo"]]
    committed = synthetic.load()
    assert all(alike(row, committed.loc[row["photo"]]) for _, row in found.iterrows())
    assert (found["note"] == "").all() and found["sha256"].str.len().eq(64).all()
    assert not (home / "deepface").exists()


def test_a_photo_is_known_by_its_pixels(no_matcher, openpeople, tmp_path):
    photo = openpeople.open("P003/happy.png")
    photo.save(tmp_path / "packed otherwise.png", compress_level=9)
    found = faces.embed([tmp_path / "packed otherwise.png"])
    assert alike(found.iloc[0], synthetic.load().loc["P003/happy.png"])
    photo.putpixel((0, 0), (1, 2, 3))
    photo.save(tmp_path / "one pixel changed.png")
    photo.rotate(90, expand=True).save(tmp_path / "turned.png")
    Image.new("RGB", photo.size).save(tmp_path / "black.png")
    for name in ("one pixel changed.png", "turned.png", "black.png"):
        with pytest.raises(Ran):
            faces.embed([tmp_path / name])


@pytest.mark.parametrize("how", [{"matcher": "Facenet"}, {"detector": "opencv"}, {"afresh": True}])
def test_otherwise_the_matcher_runs(no_matcher, openpeople, how):
    path = openpeople.path("P003/happy.png")
    assert faces.embed([path])["status"].tolist() == ["ok"]
    with pytest.raises(Ran):
        faces.embed([path], **how)


@pytest.mark.parametrize("damage", ["gone", "cut off", "edited", "no provenance"])
def test_a_damaged_table_is_refused(no_matcher, openpeople, tmp_path, monkeypatch, damage):
    folder = tmp_path / "data" / "embeddings"
    folder.mkdir(parents=True)
    table, made = synthetic.path(), synthetic.path().with_name("openpeople.json")
    whole = gzip.decompress(table.read_bytes())
    wrong = {
        "cut off": table.read_bytes()[:-50],
        "edited": gzip.compress(whole.replace(b"0.1", b"0.2", 1), mtime=0),
        "no provenance": table.read_bytes(),
    }
    if damage != "gone":
        (folder / table.name).write_bytes(wrong[damage])
    if damage != "no provenance":
        (folder / made.name).write_bytes(made.read_bytes())
    monkeypatch.setattr(constants, "DATA", tmp_path / "data")
    with pytest.raises(photos.PhotoError, match="openpeople.csv.gz cannot be read.*Restore it"):
        faces.embed([openpeople.path("P003/happy.png")])


# --- how it is made ----------------------------------------------------------------------


def test_what_is_written_is_what_was_found(data, openpeople, monkeypatch):
    committed, text = synthetic.load(), gzip.decompress(synthetic.path().read_bytes())
    monkeypatch.setattr(tables, "embedded_afresh", lambda photo_set: committed.reset_index())
    assert synthetic.path().is_relative_to(data)
    synthetic.path().unlink()
    assert main(["embeddings"]) == 0
    assert gzip.decompress(synthetic.path().read_bytes()) == text
    assert len(synthetic.load()) == 240  # its SHA-256 is the one beside it
