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
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd

from falsematch import constants

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
_RESTORE = "Restore it with `git checkout -- data/names`, or install the course again."


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


def _folder() -> Path:
    return constants.DATA / "names"
