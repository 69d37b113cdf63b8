"""Photo sets: their tables, the synthetic faces, downloads and folders."""

import re
import shutil

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from falsematch import constants, files
from falsematch.photos import faces
from falsematch.photos import sets as photos

COUNTS = {"openpeople": (240, 10), "london": (204, 102), "congress": (3338, 3338)}

# --- tables -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", photos.NAMES)
def test_a_table_has_every_photo_once(name):
    table = photos.table(name)
    assert (len(table), table["person"].nunique()) == COUNTS[name]
    assert table.index.name == "photo" and table.index.is_unique
    # A name is a path below the set's folder, and never leads out of it.
    assert all(re.fullmatch(r"(\w+/)+\w+\.(jpg|png)", photo) for photo in table.index)


@pytest.mark.parametrize("name", ["london", "congress"])
def test_a_table_equals_that_of_the_photos(name, shared_photos):
    committed = constants.DATA / "photos" / f"{name}.csv"
    assert committed.read_bytes() == (shared_photos / name / "photos.csv").read_bytes()


@pytest.mark.parametrize("name", ["london", "congress"])
def test_every_photo_has_a_fixed_address(name):
    table = photos.table(name)
    assert table["sha256"].str.fullmatch("[0-9a-f]{64}").all()
    # The address names a commit, so what it serves does not change.
    pattern = r"https://raw\.githubusercontent\.com/[\w.]+/[\w.]+/[0-9a-f]{40}/.+"
    assert table["url"].str.fullmatch(pattern).all()
    assert all(row.url.endswith(row.Index) for row in table.itertuples())


def test_an_unknown_set_is_named():
    with pytest.raises(photos.PhotoError, match="'faces'.*openpeople, london, congress"):
        photos.table("faces")


def line(text, number, new):
    lines = text.split("\n")
    lines[number] = new
    return "\n".join(lines)


DAMAGES = {
    "empty": lambda text: "",
    "other text": lambda text: "<html>\n<body>An error</body>\n",
    "cut off in a line": lambda text: text[: len(text) // 2],
    "cut off between lines": lambda text: text[: text.rindex("\n", 0, len(text) // 2)],
    "no column": lambda text: text.replace("sex", "gender", 1),
    "no number": lambda text: line(text, 1, text.split("\n")[1].replace(",24,", ",old,")),
    "no name": lambda text: line(text, 1, "," + text.split("\n")[1].partition(",")[2]),
    "a photo twice": lambda text: line(text, 1, text.split("\n")[2]),
    "not text": lambda text: text.replace("female", "\ud800", 1),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_table_is_refused(damage, tmp_path, monkeypatch):
    text = (constants.DATA / "photos" / "london.csv").read_text()
    (tmp_path / "photos").mkdir()
    damaged = DAMAGES[damage](text).encode(errors="surrogatepass")
    (tmp_path / "photos" / "london.csv").write_bytes(damaged)
    monkeypatch.setattr(constants, "DATA", tmp_path)
    with pytest.raises(photos.PhotoError, match=r"london.csv is damaged: .*Restore it"):
        photos.table("london")


def test_a_missing_table_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "DATA", tmp_path)
    with pytest.raises(photos.PhotoError, match="london.csv is missing. Restore it"):
        photos.table("london")


# --- the synthetic people ----------------------------------------------------------------


@pytest.fixture
def few(monkeypatch):
    """The synthetic people with three photos only, which are cut out in a moment."""
    table = photos.table("openpeople")
    table = table.loc[["P001/happy.png", "P001/sad.png", "P002/front.png"]]
    monkeypatch.setattr(photos, "table", lambda name: table)
    return table


def test_every_person_is_shown_in_24_ways(openpeople):
    table = openpeople.table
    assert set(table.groupby("person")["shot"].nunique()) == {24}
    for photo in table.index:
        with Image.open(openpeople.path(photo)) as image:
            assert max(image.size) <= constants.LONGEST_SIDE and min(image.size) >= 200


def test_a_crop_holds_one_picture_and_no_frame(openpeople):
    framed = openpeople.table["shot"].str.endswith(("(emotion)", "(angle)"))
    for photo in openpeople.table.index[framed]:
        grey = np.asarray(openpeople.open(photo).convert("L"), dtype=float)
        # The frames are white lines around pictures with a grey background. They are not quite
        # straight: up to five pixels of a line may stay. Clothes, which may be white, stand at
        # the bottom only.
        inside = grey[5:, 5:-5]
        third = len(inside) // 3
        edges = [inside[0], inside[:third, 0], inside[:third, -1]]
        assert max(edge.mean() for edge in edges) < 200, photo
        assert grey.std() > 20, photo


def test_the_crops_show_who_and_what_the_table_says(openpeople):
    shots = ["neutral (emotion)", "front (angle)", "back (angle)"]
    table = openpeople.table[openpeople.table["shot"].isin(shots)]
    found = faces.embed(openpeople.path(photo) for photo in table.index)
    back = (table["shot"] == "back (angle)").to_numpy()
    assert set(found["status"][back]) == {"no face"}
    assert set(found["status"][~back]) == {"ok"}
    person = table["person"].to_numpy()[~back]
    apart = faces.distances(np.stack(found["embedding"][~back]))
    np.fill_diagonal(apart, np.inf)
    # Different people may match here too, but the nearest crop is of the same person.
    assert (person[apart.argmin(axis=1)] == person).all()
    assert apart.min(axis=1).max() < constants.DEFAULT_THRESHOLD


def test_crops_are_cut_once(home, few, monkeypatch):
    first = photos.load("openpeople")
    made = {photo: first.path(photo).stat().st_mtime_ns for photo in few.index}
    monkeypatch.setattr(photos, "openpeople_sheets", lambda: pytest.fail("cut again"))
    second = photos.load("openpeople")
    assert second.folder == first.folder and first.folder.is_relative_to(home)
    assert {photo: second.path(photo).stat().st_mtime_ns for photo in few.index} == made


@pytest.mark.parametrize("keep", [0, 100, 0.5, 0.999])
def test_a_half_written_crop_is_never_used(home, few, keep):
    path = photos.load("openpeople").path(few.index[0])
    whole = path.read_bytes()
    path.write_bytes(whole[: keep if isinstance(keep, int) else int(len(whole) * keep)])
    assert photos.load("openpeople").path(few.index[0]).read_bytes() == whole


def test_an_interrupted_write_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(photos.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(tmp_path / "folder" / "photo.png", b"data")
    assert list((tmp_path / "folder").iterdir()) == []


def test_another_table_does_not_find_the_old_crops(home, few, monkeypatch):
    old = photos.load("openpeople")
    moved = few.assign(left=few["left"] + 10)
    monkeypatch.setattr(photos, "table", lambda name: moved)
    new = photos.load("openpeople")
    assert new.path(few.index[0]).read_bytes() != old.path(few.index[0]).read_bytes()


def test_another_version_of_the_package_is_refused(home, few, tmp_path, monkeypatch):
    sheet = tmp_path / "sheets" / few["source"].iloc[0]
    sheet.parent.mkdir(parents=True)
    Image.new("RGB", (2048, 2048)).save(sheet)
    monkeypatch.setattr(photos, "openpeople_sheets", lambda: tmp_path / "sheets")
    with pytest.raises(photos.PhotoError, match="emotions_sheet.jpg.*SHA-256.*reinstall"):
        photos.load("openpeople")
    sheet.unlink()
    with pytest.raises(photos.PhotoError, match="emotions_sheet.jpg is missing.*reinstall"):
        photos.load("openpeople")


def test_without_the_package_it_says_how_to_get_it(home, few, monkeypatch):
    monkeypatch.setattr(photos.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        photos.PhotoError, match="openpeople is not installed. Install the course again"
    ):
        photos.load("openpeople")


def test_a_cache_that_cannot_be_written(few, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(constants, "HOME", tmp_path / "file")
    with pytest.raises(photos.PhotoError, match="could not be put.*FALSEMATCH_HOME"):
        photos.load("openpeople")


@pytest.mark.parametrize("option", ["folder", "mirror"])
def test_the_synthetic_people_need_no_place(option):
    with pytest.raises(photos.PhotoError, match="Leave the folder and the mirror out"):
        photos.load("openpeople", **{option: "somewhere"})


def test_a_photo_is_opened_by_its_name(openpeople):
    assert openpeople.open("P001/happy.png").mode == "RGB"
    for name in ("P001/joyful.png", "../P001/happy.png"):
        with pytest.raises(photos.PhotoError, match=re.escape(name)):
            openpeople.open(name)


def test_a_photo_that_is_gone_is_named(home, few):
    people = photos.load("openpeople")
    people.path(few.index[0]).unlink()
    with pytest.raises(photos.PhotoError, match=r"happy.png cannot be opened.*photos.load"):
        people.open(few.index[0])


# --- photos of real people ---------------------------------------------------------------


@pytest.fixture
def part(shared_photos, monkeypatch):
    """The London set with six photos only."""
    table = photos.table("london").iloc[:6]
    monkeypatch.setattr(photos, "table", lambda name: table)
    return table


@pytest.fixture
def copied(part, shared_photos, tmp_path):
    """A folder that a teacher might hand out."""
    for photo in part.index:
        (tmp_path / "copied" / photo).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shared_photos / "london" / photo, tmp_path / "copied" / photo)
    return tmp_path / "copied"


def test_a_set_is_downloaded_once(home, part, server, shared_photos):
    server.folder = shared_photos / "london"
    for _ in range(2):
        loaded = photos.load("london", mirror=server.address + "/")
        assert server.requests == dict.fromkeys(part.index, 1)
    for photo in part.index:
        assert loaded.path(photo).read_bytes() == (shared_photos / "london" / photo).read_bytes()
    assert loaded.open(part.index[0]).size == (1350, 1350)


def test_a_download_that_fails_names_the_photo(home, part, server, shared_photos):
    server.folder = shared_photos / "london"
    server.faults[part.index[2]] = ["wrong"]
    with pytest.raises(photos.PhotoError, match=f"Could not get the photo {part.index[2]}"):
        photos.load("london", mirror=server.address)
    server.server_close()
    with pytest.raises(photos.PhotoError, match="could not be reached"):
        photos.load("london", mirror=server.address)


def test_a_whole_set_comes_from_a_folder(home, shared_photos):
    loaded = photos.load("london", shared_photos / "london")
    assert len(loaded.table) == 204 and loaded.folder == shared_photos / "london"
    assert not home.exists()  # nothing is copied


def test_a_folder_that_is_not_there():
    with pytest.raises(photos.PhotoError, match="There is no folder /nowhere/at/all. Check"):
        photos.load("london", "/nowhere/at/all")
    with pytest.raises(photos.PhotoError, match="not both"):
        photos.load("london", "/nowhere/at/all", "http://127.0.0.1/")


def test_a_folder_that_lacks_a_photo(part, copied):
    (copied / part.index[3]).unlink()
    with pytest.raises(photos.PhotoError, match=f"{part.index[3]} is missing. Give a folder"):
        photos.load("london", copied)
    (copied / part.index[3]).mkdir()
    with pytest.raises(photos.PhotoError, match=f"{part.index[3]} is missing. Give a folder"):
        photos.load("london", copied)


@pytest.mark.parametrize("damage", ["cut off", "swapped", "made smaller"])
def test_a_folder_with_a_wrong_photo(part, copied, damage):
    path = copied / part.index[3]
    if damage == "cut off":
        path.write_bytes(path.read_bytes()[:-10])
    elif damage == "swapped":
        shutil.copy(copied / part.index[2], path)
    else:
        with Image.open(path) as image:
            image.resize((600, 600)).save(path)
    with pytest.raises(photos.PhotoError, match=f"{part.index[3]} is not the one that was meas"):
        photos.load("london", copied)


def test_missing_ages_are_known_as_missing():
    table = photos.table("london")
    assert table["age"].isna().sum() == 4
    assert pd.api.types.is_float_dtype(table["age"])
    assert photos.table("congress")["born"].isna().sum() == 2
