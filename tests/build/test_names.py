"""How the tables of names are built from the census's own."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pandas as pd
import pytest

from falsematch.build import names as building
from falsematch.build.__main__ import main
from falsematch.measures.linkage import names


def wheel_of(surnames, first_names):
    """A package that holds two tables such as the census's."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as wheel:
        for name, table in (("surnames", surnames), ("first_names", first_names)):
            parquet = io.BytesIO()
            table.to_parquet(parquet)
            wheel.writestr(building._IN_WHEEL[name], parquet.getvalue())
    return archive.getvalue()


def census(rows, **more):
    """Rows of name, bearers, and percent White and Hispanic."""
    table = pd.DataFrame(rows, columns=["name", "count", "pctwhite", "pcthispanic"])
    for column in ("pctblack", "pctapi", "pctaian", "pct2prace"):
        table[column] = 0.0
    return table.assign(**more)


@pytest.fixture
def fake(monkeypatch, server):
    """Two tables that can be counted by hand, served as if from the registry."""
    surnames = census([("SMITH", 900, 90.0, 10.0), ("RARE", 100, 50.0, 50.0)])
    # 900 bearers are 45 in 100 of everybody, so 2,000 people were counted.
    surnames["prop100k"] = surnames["count"] * 50.0
    first = census(
        [("ANA", 600, 20.0, 80.0), ("FEW", 200, 100.0, 0.0), ("ALL OTHER NAMES", 1200, 75.0, 25.0)],
        pctfemale=[99.96, 10.0, 50.0],
    )
    server.files["fake.whl"] = wheel_of(surnames, first)
    monkeypatch.setattr(building, "URL", f"{server.address}/fake.whl")
    monkeypatch.setattr(building, "SHA256", hashlib.sha256(server.files["fake.whl"]).hexdigest())
    return server


def test_tables_are_built_from_the_package(fake, name_folder, home):
    assert main(["names"]) == 0
    first = names.load("first_names")
    assert list(first.index) == ["ANA", "ALL OTHER NAMES"]
    assert list(first["White"]) == [120, 200 + 900]
    assert list(first["Hispanic"]) == [480, 300]
    # The unlisted, 200 of them 10 % and 1,200 of them 50 % female.
    assert list(first["female"]) == [100.0, 44.3]
    surnames = names.load("surnames")
    assert list(surnames.index) == ["SMITH", "ALL OTHER NAMES"]
    # 1,220 White and 780 Hispanic people, less those named Smith.
    assert list(surnames["White"]) == [810, 1220 - 810]
    assert list(surnames["Hispanic"]) == [90, 780 - 90]
    again = {path.name: path.read_bytes() for path in name_folder.iterdir()}
    assert main(["names"]) == 0
    assert again == {path.name: path.read_bytes() for path in name_folder.iterdir()}


def test_a_folder_with_the_package_needs_no_network(fake, name_folder, tmp_path, capsys):
    assert main(["names", "--photos", str(tmp_path)]) == 1
    assert "There is no fake.whl in" in capsys.readouterr().err
    (tmp_path / "fake.whl").write_bytes(fake.files["fake.whl"])
    assert main(["names", "--photos", str(tmp_path)]) == 0
    assert not fake.requests
    (tmp_path / "fake.whl").write_bytes(b"another")
    assert main(["names", "--photos", str(tmp_path)]) == 1
    assert "another SHA-256" in capsys.readouterr().err


@pytest.mark.parametrize("fault", [404, "wrong"])
def test_a_download_that_fails_says_what_to_do(fake, name_folder, home, capsys, fault):
    fake.faults["fake.whl"] = [fault]
    assert main(["names"]) == 1
    assert "pip download" in capsys.readouterr().err
    assert not (name_folder / "surnames.csv.gz").exists()
