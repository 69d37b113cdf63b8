"""The table of the other cut: a sample made anew, its provenance and its datasheet."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from falsematch import constants, photos
from falsematch.build import tables
from falsematch.build.__main__ import main
from falsematch.measures import scores
from falsematch.photos import crops, faces, sets


def test_a_sample_agrees(shared_photos):
    table = photos.table("congress")
    no_face = table.index[table["person"] == "Y000033"]
    chosen = photos.PhotoSet(
        "congress", table.loc[[*table.index[:5], *no_face]], shared_photos / "congress"
    )
    found = crops.embed_set(chosen)
    assert found["status"].tolist() == ["ok"] * 5 + ["no face"]
    rebuilt = tables.all_pairs(found, "person")
    assert len(rebuilt) == 5 * 4 // 2
    committed = scores.load("congress_dlib_crop").astype({"person_a": "str", "person_b": "str"})
    both = rebuilt.merge(committed, on=["person_a", "person_b"], validate="1:1")
    assert len(both) == len(rebuilt)
    assert (both["distance_x"] - both["distance_y"]).abs().max() <= constants.REBUILD_TOLERANCE


def test_the_chip_is_the_one_that_dlib_cuts_itself(prepared_people):
    import dlib

    people, _ = prepared_people
    photo = "P001/studio_portrait.png"
    one = photos.PhotoSet(people.name, people.table.loc[[photo]], people.folder)
    folder = faces.prepare_weights()
    image = np.asarray(faces.open_upright(people.path(photo).read_bytes())[0])
    (box,) = dlib.get_frontal_face_detector()(image, 1)
    shape = dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat"))(image, box)
    network = dlib.face_recognition_model_v1(
        str(folder / "dlib_face_recognition_resnet_model_v1.dat")
    )
    itself = np.array(network.compute_face_descriptor(image, shape))
    assert crops.embed_set(one)["embedding"][0] == pytest.approx(itself, abs=1e-5)


def test_pairs_by_hand():
    found = pd.DataFrame(
        {
            "person": list("abc"), "status": ["ok", "no face", "several faces"],
            "embedding": [np.array([0.0, 0.0]), None, np.array([0.3, 0.4])],
        }
    )  # fmt: skip
    assert tables.all_pairs(found, "person").to_numpy().tolist() == [["a", "c", 0.5]]


def test_the_table_has_the_same_pairs_as_the_one_cut_by_deepface():
    both = [scores.load(name) for name in ("congress_pairs", "congress_dlib_crop")]
    for column in ("person_a", "person_b"):
        assert (both[0][column].astype("str") == both[1][column].astype("str")).all()
    assert (both[0]["distance"] != both[1]["distance"]).mean() > 0.9


def test_it_says_how_it_was_made():
    made = scores.provenance("congress_dlib_crop")
    assert made["rows"] == len(scores.load("congress_dlib_crop"))
    assert made["cut"] == "dlib.get_face_chip, 150 pixels, padding 0.25"
    cohort = photos.table("congress")["cohort"]
    assert made["photos"] == (cohort == "115th").sum() == sum(made["photos_by_status"].values())


def test_the_datasheet_describes_the_table():
    text = (constants.DATA / "scores" / "congress_dlib_crop.md").read_text(encoding="utf-8")
    made, table = scores.provenance("congress_dlib_crop"), scores.load("congress_dlib_crop")
    assert re.findall(r"^## (\w+)", text, re.M) == [
        "Motivation", "Composition", "Collection", "Preprocessing", "Uses", "Distribution",
        "Maintenance",
    ]  # fmt: skip
    for word in (made["photo_set_commit"], made["date"], *made["versions"].values(),
                 f"{made['rows']:,} rows", made["table"]):  # fmt: skip
        assert word in text, word
    described = dict(re.findall(r"^\| `(\w+)` \| (\w+) \| \S.* \|$", text, re.M))
    for column in table.columns:
        dtype = table[column].dtype
        assert described[column] == ("category" if str(dtype) == "category" else dtype.name), column
    counts = made["photos_by_status"]
    assert f"{counts['ok']} `ok`, {counts['no face']} `no face`" in text


def test_the_command_line_builds_it_twice_the_same(data, shared_photos, monkeypatch):
    table = photos.table("congress")
    few = table.iloc[[0, 1, 2, -1]]  # the last is a former member: not in this table
    for module in (photos, sets):
        monkeypatch.setattr(module, "table", lambda name: few)
    folder = data / "scores"
    written = []
    for _ in range(2):
        assert main(["congress_dlib_crop", "--photos", str(shared_photos / "congress")]) == 0
        written.append((folder / "congress_dlib_crop.csv.gz").read_bytes())
    assert written[0] == written[1]
    made = json.loads((folder / "congress_dlib_crop.json").read_text())
    assert (made["rows"], made["photos"]) == (3, 3)
    assert len(scores.load("congress_dlib_crop")) == 3


def test_a_missing_folder_is_one_line(data, capsys):
    assert main(["congress_dlib_crop", "--photos", "/nowhere/at/all"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "There is no folder /nowhere/at/all" in line
    assert list((data / "scores").iterdir()) == []
