"""The builders: a sample of the tables, made anew from the photos."""

import time

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from falsematch import constants, photos
from falsematch.build import tables
from falsematch.measures import scores
from falsematch.photos import faces


def sample(name, folder, chosen):
    table = photos.table(name)
    return photos.PhotoSet(name, table[chosen(table)], folder / name)


def assert_agrees(rebuilt, name):
    key = rebuilt.columns[0].removesuffix("_a")
    committed = scores.load(name)[[f"{key}_a", f"{key}_b", "distance"]]
    codes = {f"{key}_{side}": str for side in "ab"}
    both = rebuilt.astype(codes).merge(
        committed.astype(codes), on=list(codes), suffixes=("", "_committed"), validate="1:1"
    )
    assert len(both) == len(rebuilt) > 0  # the same pairs, in the same order
    difference = (both["distance"] - both["distance_committed"]).abs()
    assert difference.max() <= constants.REBUILD_TOLERANCE


def assert_same_outcome(found, name):
    committed = pd.read_csv(
        constants.DATA / "scores" / f"{name}_photos.csv", dtype={"person": "str"}
    ).set_index("photo")
    columns = ["person", "status", "faces"]
    now = found.set_index("photo")[columns]
    assert now.to_dict() == committed.loc[now.index, columns].to_dict()


def test_a_sample_of_london_agrees(shared_photos):
    people = ["001", "003", "011", "017", "033", "099"]  # both photos of each
    some = sample("london", shared_photos, lambda table: table["person"].isin(people))
    began = time.monotonic()
    found = tables.embed_checked(some)
    assert time.monotonic() - began < 120
    assert_same_outcome(found, "london")
    rebuilt = tables.london_scores(found)
    assert len(rebuilt) == 12 * 11 // 2
    assert_agrees(rebuilt, "london")


def test_a_sample_of_congress_agrees_and_leaves_out_shared_files(shared_photos):
    whole = photos.table("congress")
    no_face = pd.read_csv(constants.DATA / "scores" / "congress_photos.csv")
    no_face = no_face["photo"][no_face["status"] == "no face"].iloc[0]

    def chosen(table):
        former = table.index[table["cohort"] == "former"][[5, 700]]
        shared = table.index[table["sha256"].duplicated(keep=False)]
        return table.index.isin([*table.index[:4], *former, *shared, no_face])

    found = tables.embed_checked(sample("congress", shared_photos, chosen))
    assert_same_outcome(found, "congress")
    pairs, search = tables.congress_scores(found)
    assert (len(pairs), len(search)) == (4 * 3 // 2, 4 * 2)
    assert_agrees(pairs, "congress_pairs")
    assert_agrees(search, "congress_search")
    shared = whole["person"][whole["sha256"].duplicated(keep=False)]
    assert not search["person_b"].isin(shared).any()


# --- label errors ------------------------------------------------------------------------


def test_two_father_and_son_pairs_share_a_file():
    table = photos.table("congress")
    errors = tables.label_errors(table)
    wrong = table[errors.notna()]
    assert set(errors.dropna()) == {"shared file"} and len(wrong) == 4
    assert wrong["sha256"].nunique() == 2
    assert {name.split(",")[0] for name in wrong["name"]} == {"ROBSION", "WHITE"}
    # They are in no score table, and the datasheets say so.
    committed = scores.load("congress_search")
    for side in "ab":
        assert not set(wrong["person"]) & set(committed[f"person_{side}"].cat.categories)
    for sheet in ("photos/congress", "scores/congress_search"):
        assert "share" in (constants.DATA / f"{sheet}.md").read_text()


def test_nobody_stands_under_two_ids():
    assert photos.table("congress")["person"].is_unique
    assert tables.label_errors(photos.table("london")).isna().all()


def test_no_photo_stands_under_two_ids_at_another_size(shared_photos):
    table = photos.table("congress")
    small = []
    for photo in table.index:
        with Image.open(shared_photos / "congress" / photo) as image:
            image.draft("L", (48, 60))  # decode no more than is needed
            grey = np.asarray(image.convert("L").resize((24, 30)), dtype=np.float32).ravel()
        small.append((grey - grey.mean()) / np.linalg.norm(grey - grey.mean()))
    alike = np.tril(np.stack(small) @ np.stack(small).T, k=-1)
    # A copy at another size correlates above 0.999, two photos of different people do not.
    found = {frozenset(table["sha256"].iloc[list(pair)]) for pair in np.argwhere(alike > 0.96)}
    shared = table["sha256"][table["sha256"].duplicated()]
    assert found == {frozenset([sha256]) for sha256 in shared}


def test_a_person_under_two_ids_would_be_found():
    table = photos.table("congress").iloc[:6].copy()
    table.loc[table.index[3], ["name", "born"]] = [
        table["name"].iloc[1].lower().replace(",", ""), table["born"].iloc[1],
    ]  # fmt: skip
    errors = tables.label_errors(table)
    assert errors.dropna().to_dict() == dict.fromkeys(table.index[[1, 3]], "same person")
    table["sha256"] = [*"abcdef"]
    table.loc[table.index[5], "sha256"] = "a"
    assert tables.label_errors(table).tolist() == [
        "shared file", "same person", pd.NA, "same person", pd.NA, "shared file",
    ]  # fmt: skip


# --- writing ---------------------------------------------------------------------------------


def made_up(name, count):
    """Photos of the set with made-up embeddings, as `embed_checked` gives them."""
    table = photos.table(name).reset_index()
    random = np.random.default_rng(1)
    both_ends = [table[:count], table[-count:]]  # members of both cohorts
    table = pd.concat(both_ends) if name == "congress" else table[:count]
    found = table[["photo", "person"]].reset_index(drop=True)
    found["status"] = ["no face", "several faces", *["ok"] * (len(found) - 2)]
    found["note"], found["faces"] = "", [0, 2, *[1] * (len(found) - 2)]
    found["embedding"] = [None, *random.normal(0, 0.05, (len(found) - 1, 128))]
    return found


def test_what_is_written_can_be_read(data):
    found = made_up("london", 10)
    tables.write_outcome("london", found)
    tables.write_scores("london", tables.london_scores(found), found, faces.versions())
    table = scores.load("london")
    assert len(table) == 9 * 8 // 2  # the photo without a face is left out
    one = table.iloc[0]
    vectors = found.set_index("photo")["embedding"]
    apart = np.linalg.norm(vectors[one["photo_a"]] - vectors[one["photo_b"]])
    assert one["distance"] == pytest.approx(apart, abs=0.00006)
    made = scores.provenance("london")
    assert made["photos_by_status"] == {"no face": 1, "ok": 8, "several faces": 1}
    outcome = pd.read_csv(data / "scores" / "london_photos.csv", dtype={"person": "str"})
    assert outcome["status"].tolist() == found["status"].tolist()


def test_the_same_scores_give_the_same_bytes(data):
    found = made_up("congress", 6)
    pairs, search = tables.congress_scores(found)
    assert (len(pairs), len(search)) == (5 * 4 // 2, 5 * 6)
    written = []
    for _ in range(2):
        tables.write_outcome("congress", found)
        tables.write_scores("congress_pairs", pairs, found, faces.versions())
        tables.write_scores("congress_search", search, found, faces.versions())
        written.append({path.name: path.read_bytes() for path in (data / "scores").iterdir()})
        time.sleep(1.1)  # an archive would hold the second in which it was made
    assert written[0] == written[1]
    assert len(scores.load("congress_search")) == 30
