"""Generated people and their records: nobody here is real.

Names follow the census (`falsematch.measures.linkage.names`); everything else is drawn evenly, so that groups
differ in nothing but their names unless you say otherwise. Each record is made from a person by
a clerk who errs at the rates of `Errors`. The rates are *assumptions* of this course, not
measurements: change them and look.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from falsematch import constants
from falsematch.measures.linkage import names

#: Areas of the generated country. Their codes begin with 000, as no ZIP code in use does.
AREAS = 200
#: Share of households of one to five adults and grown children: an assumption.
HOUSEHOLDS = (0.28, 0.34, 0.16, 0.13, 0.09)
#: People at one workplace: an assumption.
WORKPLACE = 12


@dataclass(frozen=True)
class Errors:
    """How often a record differs from the person: each a share of records, from 0 to 1.

    Every default is an assumption.

    Attributes
    ----------
    misspelled : float
        A first name, and likewise a surname, is written in another way: a doubled letter,
        y for i, ph for f, two letters swapped, one left out.
    second_surname : float
        A second surname stands beside the first (half of the time hyphenated, half of the
        time apart), as in Hispanic naming customs.
    name_order : float
        First name and surname change places, as when a name is written family name first.
    day_month : float
        Day and month of birth change places, where that gives a date.
    first_january : float
        The day of birth is not known and recorded as 1 January of the year.
    no_birthday : float
        No date of birth at all.
    moved : float
        Another area: the person has moved.
    """

    misspelled: float = 0.03
    second_surname: float = 0.0
    name_order: float = 0.0
    day_month: float = 0.01
    first_january: float = 0.03
    no_birthday: float = 0.10
    moved: float = 0.15

    def __post_init__(self):
        for name, value in vars(self).items():
            if not 0 <= value <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, not {value!r}.")


#: The same errors for everyone: what then differs between groups comes from names alone.
EQUAL_ERRORS = {group: Errors() for group in names.GROUPS}
#: Errors that follow from forms made for one naming custom. Sizes are assumptions.
BY_CUSTOM = EQUAL_ERRORS | {
    "Hispanic": Errors(misspelled=0.06, second_surname=0.20, first_january=0.06),
    "Asian and Pacific Islander": Errors(misspelled=0.08, name_order=0.08, first_january=0.10),
}


def draw_names(group: str, people: int, seed: int = constants.SEED) -> pd.DataFrame:
    """Names and birthdays of generated people of one group.

    Parameters
    ----------
    group : str
        One of `names.GROUPS`.
    people : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        One row a person: ``first_name``, ``surname`` (category, capitals), ``female`` (bool,
        half of the people), ``born`` (int, days since 1 January 1940; adults, each day equally
        likely).
    """
    if people < 0:
        raise ValueError("Give a number of people from 0.")
    random = np.random.default_rng([seed, names.GROUPS.index(_group(group))])
    surname = _drawn(names.shares("surnames", group), people, random)
    female = random.random(people) < 0.5
    # Both lists of first names in one, so that a name has one code.
    by_sex = [names.shares("first_names", group, sex) for sex in names.SEXES]
    every = by_sex[0].index.union(by_sex[1].index, sort=False)
    codes = np.empty(people, dtype=np.int32)
    for share, chosen in zip(by_sex, (female, ~female), strict=True):
        known = every.get_indexer(share.index)
        drawn = _drawn(share, int(chosen.sum()), random)
        codes[chosen] = known[drawn.codes]
    born = random.integers(0, names.BIRTHDAYS, people)
    first = pd.Categorical.from_codes(codes, every)
    return pd.DataFrame({"first_name": first, "surname": surname, "female": female, "born": born})


def _drawn(share: pd.Series, people: int, random: np.random.Generator) -> pd.Categorical:
    # By bisection of the summed shares: random.choice would build a table at each call.
    codes = np.searchsorted(np.cumsum(share.to_numpy()), random.random(people), side="right")
    return pd.Categorical.from_codes(np.minimum(codes, len(share) - 1), share.index)


def namesakes(people: pd.DataFrame, birthdays: bool = True) -> int:
    """Pairs of different people who agree on first name and surname (and birthday).

    Parameters
    ----------
    people : pandas.DataFrame
        From `draw_names`: one row a person.

    Examples
    --------
    >>> table = pd.DataFrame({"first_name": pd.Categorical(["A", "A", "A"]),
    ...     "surname": pd.Categorical(["B", "B", "B"]), "born": [7, 7, 8]})
    >>> namesakes(table), namesakes(table, birthdays=False)
    (1, 3)
    """
    key = people["first_name"].cat.codes.to_numpy(dtype=np.int64)
    key = key * len(people["surname"].cat.categories) + people["surname"].cat.codes.to_numpy()
    if birthdays:
        key = key * names.BIRTHDAYS + people["born"].to_numpy()
    together = np.unique(key, return_counts=True)[1].astype(np.int64)
    return int((together * (together - 1) // 2).sum())


def generate(per_group: int | Mapping[str, int], seed: int = constants.SEED) -> pd.DataFrame:
    """A generated population: people with names, homes and workplaces.

    Parameters
    ----------
    per_group : int or mapping of str to int
        How many people; one number for each of the four groups of `names.LARGEST`.
    seed : int

    Returns
    -------
    pandas.DataFrame
        Indexed by ``person`` (int): ``group``, ``first_name``, ``surname``,
        ``second_surname``, ``female`` (bool), ``born`` (datetime.date), ``area`` (str),
        ``household`` and ``workplace`` (int). A household is of one group and shares a surname
        and an area; workplaces are drawn from everybody. Both are assumptions.
    """
    if not isinstance(per_group, Mapping):
        per_group = dict.fromkeys(names.LARGEST, per_group)
    parts, households = [], 0
    for group, people in per_group.items():
        part = draw_names(group, people, seed)
        part.insert(0, "group", group)
        random = np.random.default_rng([seed, 1, names.GROUPS.index(group)])
        sizes = random.choice(np.arange(1, 6), size=people, p=HOUSEHOLDS)
        part["household"] = np.repeat(np.arange(people), sizes)[:people]
        head = part.groupby("household")["surname"].transform("first")
        part["first_name"], part["surname"] = part["first_name"].astype(str), head.astype(str)
        part["second_surname"] = draw_names(group, people, seed + 1)["surname"].astype(str)
        areas = np.array([f"{number:05d}" for number in range(1, AREAS + 1)])
        part["area"] = random.choice(areas, people)[part["household"]]
        part["household"] += households
        households = part["household"].max() + 1 if people else households
        parts.append(part)
    everyone = pd.concat(parts, ignore_index=True).rename_axis("person")
    random = np.random.default_rng([seed, 2])
    everyone["workplace"] = random.permutation(len(everyone)) // WORKPLACE
    first = np.datetime64(f"{names.BIRTH_YEARS[0]}-01-01")
    everyone["born"] = (first + everyone["born"].to_numpy().astype("timedelta64[D]")).tolist()
    return everyone


def records(
    people: pd.DataFrame,
    errors: Mapping[str, Errors],
    source: str,
    seed: int = constants.SEED,
) -> pd.DataFrame:
    """One record of each person, with a clerk's errors.

    Parameters
    ----------
    people : pandas.DataFrame
        From `generate`.
    errors : mapping of group to `Errors`
        `EQUAL_ERRORS`, `BY_CUSTOM`, or your own.
    source : str
        Names the file, and begins each record's number: ``register-17``.
    seed : int

    Returns
    -------
    pandas.DataFrame
        Indexed by ``record`` (str): ``first_name``, ``surname`` (str), ``born`` (str such as
        1970-12-31; missing where not recorded), ``area`` (str), and, which no linkage may look
        at, ``person`` and ``group``.
    """
    missing = set(people["group"]) - set(errors)
    if missing:
        raise ValueError(f"There are no error rates for {', '.join(sorted(missing))}.")
    # The file's name is part of the seed: two files err independently of each other.
    random = np.random.default_rng([seed, *source.encode()])

    def happens(kind: str) -> np.ndarray:
        rate = people["group"].map({group: getattr(errors[group], kind) for group in errors})
        return random.random(len(people)) < rate.to_numpy(dtype=float)

    table = people[["first_name", "surname", "area", "group"]].copy()
    for column in ("first_name", "surname"):
        where = np.flatnonzero(happens("misspelled"))
        spelled = [misspell(name, random) for name in table[column].iloc[where]]
        table.iloc[where, table.columns.get_loc(column)] = spelled
    joint = np.where(random.random(len(people)) < 0.5, "-", " ")
    both = table["surname"] + joint + people["second_surname"]
    table["surname"] = np.where(happens("second_surname"), both, table["surname"])
    swapped = happens("name_order")
    table.loc[swapped, ["first_name", "surname"]] = table.loc[
        swapped, ["surname", "first_name"]
    ].to_numpy()
    slips = (happens(kind) for kind in ("day_month", "first_january", "no_birthday"))
    table["born"] = [_recorded(*row) for row in zip(people["born"], *slips, strict=True)]
    elsewhere = random.integers(1, AREAS + 1, len(people))
    table["area"] = [
        f"{new:05d}" if moves else old
        for old, new, moves in zip(table["area"], elsewhere, happens("moved"), strict=True)
    ]
    table["person"] = people.index
    table["record"] = [f"{source}-{person}" for person in people.index]
    return table.set_index("record")[["first_name", "surname", "born", "area", "person", "group"]]


#: Spellings that a clerk, or another alphabet, takes for each other.
_ALIKE = (("PH", "F"), ("F", "PH"), ("Y", "I"), ("I", "Y"), ("CK", "K"), ("Z", "S"), ("EE", "I"))


def misspell(name: str, random: np.random.Generator) -> str:
    """The name with one slip: always another spelling, drawn evenly from those that fit.

    Examples
    --------
    >>> misspell("O", np.random.default_rng(1))
    'OO'
    """
    slips = {name.replace(written, meant, 1) for written, meant in _ALIKE}
    place = int(random.integers(len(name)))
    slips.add(name[: place + 1] + name[place:])  # doubled
    if len(name) > 3:
        slips.add(name[:place] + name[place + 1 :])  # left out
        slips.add(name[:place] + name[place : place + 2][::-1] + name[place + 2 :])  # swapped
    slips = sorted(slips - {name})
    return slips[int(random.integers(len(slips)))]


def _recorded(
    born: datetime.date, day_month: bool, first_january: bool, no_birthday: bool
) -> str | None:
    if no_birthday:
        return None
    if first_january:
        return f"{born.year}-01-01"
    if day_month and born.day <= 12:
        born = born.replace(month=born.day, day=born.month)
    return born.isoformat()


def two_files(
    population: pd.DataFrame,
    errors: Mapping[str, Errors] = EQUAL_ERRORS,
    register_share: float = 0.8,
    agency_share: float = 0.25,
    seed: int = constants.SEED,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two files about overlapping people: a register, such as of driver licenses, and an agency's.

    Who is in which file is drawn evenly in each group, so the agency also has records of people
    who are not in the register at all. An agency that knows whom it looks for still does not
    know whether they are in the other file.

    Parameters
    ----------
    register_share, agency_share : float
        Share of the population in each file, drawn independently: assumptions.

    Returns
    -------
    register, agency : pandas.DataFrame
        As from `records`.
    """
    for share in (register_share, agency_share):
        if not 0 < share <= 1:
            raise ValueError(f"A share of the population is above 0 and at most 1, not {share!r}.")
    random = np.random.default_rng([seed, 3])
    in_register = random.random(len(population)) < register_share
    in_agency = random.random(len(population)) < agency_share
    return (
        records(population[in_register], errors, "register", seed),
        records(population[in_agency], errors, "agency", seed),
    )


def _group(group: str) -> str:
    if group not in names.GROUPS:
        raise ValueError(f"There is no group {group!r}. Choose one of {', '.join(names.GROUPS)}.")
    return group
