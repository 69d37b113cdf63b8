"""Names by group: the committed tables, their builder, and the birthday paradox."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from falsematch import constants, plots
from falsematch.build.__main__ import main
from falsematch.measures.linkage import names


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A place to build into, instead of the committed tables."""
    for kept in (names.load, names.shares):
        kept.cache_clear()
    monkeypatch.setattr(constants, "DATA", tmp_path)
    yield tmp_path / "names"
    for kept in (names.load, names.shares):
        kept.cache_clear()


def wheel_of(surnames, first_names):
    """A package that holds two tables such as the census's."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as wheel:
        for name, table in (("surnames", surnames), ("first_names", first_names)):
            parquet = io.BytesIO()
            table.to_parquet(parquet)
            wheel.writestr(names._IN_WHEEL[name], parquet.getvalue())
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
    monkeypatch.setattr(names, "URL", f"{server.address}/fake.whl")
    monkeypatch.setattr(names, "SHA256", hashlib.sha256(server.files["fake.whl"]).hexdigest())
    return server


def test_tables_are_built_from_the_package(fake, data, home):
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
    again = {path.name: path.read_bytes() for path in data.iterdir()}
    assert main(["names"]) == 0
    assert again == {path.name: path.read_bytes() for path in data.iterdir()}


def test_a_folder_with_the_package_needs_no_network(fake, data, tmp_path, capsys):
    assert main(["names", "--photos", str(tmp_path)]) == 1
    assert "There is no fake.whl in" in capsys.readouterr().err
    (tmp_path / "fake.whl").write_bytes(fake.files["fake.whl"])
    assert main(["names", "--photos", str(tmp_path)]) == 0
    assert not fake.requests
    (tmp_path / "fake.whl").write_bytes(b"another")
    assert main(["names", "--photos", str(tmp_path)]) == 1
    assert "another SHA-256" in capsys.readouterr().err


@pytest.mark.parametrize("fault", [404, "wrong"])
def test_a_download_that_fails_says_what_to_do(fake, data, home, capsys, fault):
    fake.faults["fake.whl"] = [fault]
    assert main(["names"]) == 1
    assert "pip download" in capsys.readouterr().err
    assert not (data / "surnames.csv.gz").exists()


# --- the committed tables ------------------------------------------------------------------


def test_committed_tables_are_whole():
    for name in names.TABLES:
        table = names.load(name)
        assert table.index.is_unique and table.index[-1] == names.OTHERS
        counts = table[list(names.GROUPS)]
        assert (counts.to_numpy() >= 0).all()
        listed = counts.drop(names.OTHERS).sum(axis=1)
        # Each count is rounded by itself, so a sum can be off by a few.
        assert listed.min() >= names.FEWEST_BEARERS - 6
    assert names.load("first_names")["female"].between(0, 100).all()


def test_counts_of_known_names():
    """Smith is the most frequent surname, and most people named Garcia are Hispanic."""
    surnames = names.load("surnames")
    everyone = surnames[list(names.GROUPS)].drop(names.OTHERS)
    assert everyone.sum(axis=1).idxmax() == "SMITH"
    assert everyone["Hispanic"].idxmax() == "GARCIA"
    assert 0.85 < everyone.loc["GARCIA", "Hispanic"] / everyone.loc["GARCIA"].sum() < 1
    female = names.load("first_names")["female"]
    assert female["MARIA"] > 95 and female["JAMES"] < 5


def test_datasheet_says_what_is_listed():
    text = (constants.DATA / "names" / "names.md").read_text(encoding="utf-8")
    for name in names.TABLES:
        table = names.load(name)
        row = next(
            line for line in text.splitlines() if line.startswith(f"| {name.replace('_', ' ')} |")
        )
        assert f"{len(table) - 1:,}" in row
        listed = 1 - table.loc[names.OTHERS, list(names.GROUPS)] / table[list(names.GROUPS)].sum()
        for group in names.GROUPS:
            assert re.search(rf"{group} ([\d.]+) %", row).group(1) == f"{listed[group] * 100:.1f}"


def test_a_missing_or_damaged_table_is_named(data):
    with pytest.raises(names.NameTableError, match="git checkout"):
        names.load("surnames")
    data.mkdir()
    (data / "surnames.csv.gz").write_bytes(b"x")
    (data / "names.json").write_text(json.dumps({"tables": {"surnames": {"sha256": "0"}}}))
    with pytest.raises(names.NameTableError, match="SHA-256 differs"):
        names.load("surnames")


def test_an_unknown_table_group_or_sex_is_named():
    with pytest.raises(names.NameTableError, match="Choose one of surnames"):
        names.load("nicknames")
    with pytest.raises(ValueError, match="Choose one of White"):
        names.shares("surnames", "white")
    with pytest.raises(ValueError, match="Only first names have a sex"):
        names.shares("surnames", "White", "female")


# --- how often a name is shared -------------------------------------------------------------


def test_shares_add_up_and_fall():
    for group in names.GROUPS:
        for share in (
            names.shares("surnames", group),
            *(names.shares("first_names", group, sex) for sex in names.SEXES),
        ):
            assert np.isclose(share.sum(), 1) and (share > 0).all()
            assert share.is_monotonic_decreasing and names.OTHERS not in share


def test_unlisted_people_hardly_add_to_the_chance():
    """Even if unlisted people shared no name with anybody, the chance would be nearly the same."""
    for group in names.LARGEST:
        counted = names.load("surnames")[group]
        least = ((counted.drop(names.OTHERS) / counted.sum()) ** 2).sum()
        assert least <= names.concentration(names.shares("surnames", group)) < 1.01 * least


def test_concentration_refuses_what_is_not_a_share():
    with pytest.raises(ValueError, match="add up to 1"):
        names.concentration([0.5, 0.2])


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_concentration_counts_ordered_pairs(counts):
    """The same as drawing twice from everybody, with replacement, and counting."""
    people = np.repeat(np.arange(len(counts)), counts)
    alike = (people[:, None] == people).mean()
    assert np.isclose(names.concentration(np.array(counts) / sum(counts)), alike)


@settings(deadline=None)
@given(st.integers(2, 100), st.floats(0, 1), st.integers(1, 400))
def test_expected_pairs_grow_with_pairs(people, chance, days):
    one = names.expected_pairs(people, chance, days)
    assert np.isclose(one * days, people * (people - 1) / 2 * chance)
    assert names.expected_pairs(1, chance, days) == 0


def test_expected_pairs_refuses_nonsense():
    for wrong in ((-1, 0.1, 365), (10, 1.5, 365), (10, 0.1, 0)):
        with pytest.raises(ValueError, match="at least one birthday"):
            names.expected_pairs(*wrong)


def test_there_are_as_many_birthdays_as_days():
    assert names.BIRTHDAYS == 66 * 365 + 17  # 1940 to 2005, with 17 leap years


# --- what lesson 09 says -----------------------------------------------------------------


def test_lesson_09_surnames_and_full_names_order_the_groups_differently():
    table = names.by_group()
    by_surname = list(table["surname"].sort_values(ascending=False).index)
    by_full_name = list(table["full_name"].sort_values(ascending=False).index)
    assert by_surname[:2] == ["Hispanic", "Asian and Pacific Islander"]
    assert by_full_name[:3] == ["Hispanic", "Black", "White"]
    assert table["first_name"].idxmin() == "Asian and Pacific Islander"
    assert table.loc["Hispanic", "full_name"] > 3 * table["full_name"].drop("Hispanic").max()


def test_the_picture_of_shared_names_says_each_group():
    table = names.by_group()
    text = plots.shared_names(table).description
    for group, row in table.iterrows():
        assert f"{group}: surname 1 pair in {1 / row['surname']:,.0f}" in text
        assert f"full name 1 pair in {1 / row['full_name']:,.0f}" in text
    assert "most frequent: Garcia" in text
