"""A feedback loop: who is on the list is flagged, who is flagged is photographed, and so listed.

A made-up town with two groups, A and B. Nothing in it is a fact about a place. It shows what
follows from assumptions, and every assumption is a field of `Town`. `LEFT_OUT` says what it
does not know.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from falsematch import constants

GROUPS = ("A", "B")

#: What the model leaves out. Each may make the loop stronger or weaker.
LEFT_OUT = (
    "A person is one photo. Real lists hold several photos of some people, and old ones.",
    "All people of a group are alike. Lesson 05 shows that a few carry many of the false matches.",
    "Each comparison is a toss of a coin of its own. Lesson 05 shows where that law fails.",
    "A check of somebody who is on the list changes nothing: no warrant, no second photo.",
    "Nobody moves, learns, protests, hides, or stays at home to avoid a check.",
    "Police learn nothing from the false matches, and no court, rule or budget stops them.",
    "Offending does not change with checks, and what a check finds is found without error.",
    "Two groups, and everybody is in exactly one.",
)


@dataclass(frozen=True)
class Town:
    """Every assumption of the loop. A round is a month, say.

    Attributes
    ----------
    people : int
        Who lives in the town.
    share_a : float
        Share of them in group A, from 0 to 1.
    listed : int
        Photos on the list before the first round, at most one a person.
    listed_a : float
        Share of those in group A, from 0 to 1.
    match_a, match_b : float
        False matches per comparison of two people of group A, of two of group B.
    match_across : float
        False matches per comparison of one person of each group.
    checks : float
        People checked per round: photographed on the street and searched in the list.
    follow : float
        Share of the checks, from 0 to 1, that go where the listed people live: to each group by
        its share of the list. The rest goes to everybody alike.
    offending : float
        Share of the people, the same in both groups, of whom a check finds an offense; their
        photos are put on the list.
    accepted : float
        Share of the false matches that a human reviewer lets through; 1 is no reviewer.
    photographed : float
        Share of the wrongful stops after which the person's photo is put on the list.
    removed : float
        Share of the list that is removed in a round.
    """

    people: int = 10_000
    share_a: float = 0.3
    listed: int = 200
    listed_a: float = 0.5
    match_a: float = 0.001
    match_b: float = 0.001
    match_across: float = 0.0001
    checks: float = 200
    follow: float = 1.0
    offending: float = 0.005
    accepted: float = 1.0
    photographed: float = 0.5
    removed: float = 0.01

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("people", "listed", "checks"):
                if not value >= 0:
                    raise ValueError(f"{field.name} counts people; {value!r} is no such count.")
            elif not 0 <= value <= 1:
                raise ValueError(f"{field.name} is a share from 0 to 1, not {value!r}.")
        if self.checks > self.people:
            raise ValueError("In one round not more people can be checked than live in the town.")
        if not 0 < self.share_a < 1:
            raise ValueError("Both groups need people: share_a lies between 0 and 1.")
        if (self.on_list() > self.population()).any():
            raise ValueError(
                "A group cannot have more photos on the list than people in the town. Make the "
                "list shorter, the town larger, or change listed_a."
            )

    def population(self) -> np.ndarray:
        """People of A and of B, shape (2,)."""
        return self.people * np.array([self.share_a, 1 - self.share_a])

    def on_list(self) -> np.ndarray:
        """Photos of A and of B on the first list, shape (2,)."""
        return self.listed * np.array([self.listed_a, 1 - self.listed_a])


def chance_of_stop(town: Town, listed: np.ndarray) -> np.ndarray:
    """How likely an innocent person who is checked is stopped: matched wrongly, and let through.

    accepted * (1 - (1 - own)^(listed of the own group) (1 - across)^(listed of the other)), with
    the rates of a comparison: the simple law of lesson 05, once for each part of the list.

    Parameters
    ----------
    town : Town
    listed : array of float, shape (..., 2)
        Photos of A and of B on the list.

    Returns
    -------
    array of float, shape (..., 2)

    Examples
    --------
    One photo of each group, one comparison in ten matches within a group, none across:

    >>> town = Town(match_a=0.1, match_b=0.1, match_across=0)
    >>> chance_of_stop(town, np.array([1, 1])).round(3).tolist()
    [0.1, 0.1]
    """
    within = 1 - np.array([town.match_a, town.match_b])
    missed = within**listed * (1 - town.match_across) ** listed[..., ::-1]
    return town.accepted * (1 - missed)


def people_checked(town: Town, listed: np.ndarray) -> np.ndarray:
    """How many of each group are checked in a round, shape (..., 2).

    No group is checked more often than it has people.
    """
    even = town.population() / town.people
    total = listed.sum(axis=-1, keepdims=True)
    # An empty list leads nowhere: then all checks go to everybody alike.
    share = np.where(total > 0, listed / np.where(total > 0, total, 1), even)
    return np.minimum(
        town.checks * ((1 - town.follow) * even + town.follow * share), town.population()
    )


def next_list(town: Town, listed: np.ndarray) -> np.ndarray:
    """The list after one more round, in expectation, shape (..., 2).

    listed - removed * listed + checks * (1 - listed / people)
           * (offending + (1 - offending) * chance_of_stop * photographed)

    The part in brackets is the share of those checked who are not on the list yet.

    Examples
    --------
    200 people, half of each group, 20 of each on the list. 40 checks: 20 of A and 20 of B. Of
    those, 16 each are not listed. One in two offends, and 2 photos of each group are removed:
    20 - 2 + 8 = 26.

    >>> town = Town(people=200, share_a=0.5, listed=40, checks=40, follow=0, offending=0.5,
    ...             match_a=0, match_b=0, match_across=0, removed=0.1)
    >>> next_list(town, np.array([20, 20])).tolist()
    [26.0, 26.0]
    """
    unlisted = people_checked(town, listed) * (1 - listed / town.population())
    stopped = chance_of_stop(town, listed)
    found = town.offending + (1 - town.offending) * stopped * town.photographed
    return np.minimum(listed * (1 - town.removed) + unlisted * found, town.population())


def run(town: Town, rounds: int = 60) -> pd.DataFrame:
    """The loop in expectation, round by round.

    Returns
    -------
    pandas.DataFrame
        One row a round and group: ``round`` (0 is the start), ``group``, ``people`` (of the
        group in the town), ``listed`` (photos), ``share`` (of the list; NaN for an empty list),
        ``people_checked`` and ``stops`` (in the next round; wrongful stops), ``stops_per_1000``
        (wrongful stops per 1,000 innocent people of the group).
    """
    history = [town.on_list()]
    for _ in range(rounds):
        history.append(next_list(town, history[-1]))
    return _table(town, np.array(history))


def simulate(
    town: Town, rounds: int = 60, runs: int = 200, seed: int = constants.SEED
) -> np.ndarray:
    """The loop by chance: whole people, drawn, many times.

    Each round the photos that stay, the offenders found and the people photographed are drawn
    (binomial) with the chances of `next_list`.

    Returns
    -------
    array of float, shape (runs, rounds + 1, 2)
        Photos of A and of B on the list. `band_of_runs` makes bands of it.
    """
    random = np.random.default_rng(seed)
    population = np.round(town.population())
    listed = np.tile(np.round(town.on_list()), (runs, 1))
    history = [listed]
    for _ in range(rounds):
        found = town.offending + (
            (1 - town.offending) * chance_of_stop(town, listed) * town.photographed
        )
        unlisted = np.clip(1 - listed / population, 0, 1)
        new = random.binomial(np.round(people_checked(town, listed)).astype(int), unlisted * found)
        listed = listed - random.binomial(listed.astype(int), town.removed) + new
        listed = np.minimum(listed, population)
        history.append(listed)
    return np.stack(history, axis=1)


def band_of_runs(town: Town, lists: np.ndarray, coverage: float = constants.COVERAGE) -> dict:
    """Where the middle share `coverage` of the runs lies, round by round.

    Returns
    -------
    dict of str to array, shape (2, rounds + 1, 2)
        ``share`` (NaN where the list is empty in every run) and ``stops_per_1000``: lower and
        upper end, by round and group.
    """
    tails = [(1 - coverage) / 2, (1 + coverage) / 2]
    shares, stops = _shares(lists), _stops_per_1000(town, lists)
    with warnings.catch_warnings():
        # A list that is empty in every run has no shares: NaN is the answer.
        warnings.filterwarnings("ignore", "All-NaN slice encountered")
        ends = np.nanquantile(shares, tails, axis=0)
    return {
        "share": ends,
        "stops_per_1000": np.quantile(stops, tails, axis=0),
    }


def _table(town: Town, lists: np.ndarray) -> pd.DataFrame:
    rounds = len(lists)
    going, stops, share = people_checked(town, lists), _stops_per_1000(town, lists), _shares(lists)
    innocent = town.population() * (1 - town.offending)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "round": np.arange(rounds), "group": group,
                    "people": town.population()[number], "listed": lists[:, number],
                    "share": share[:, number], "checked": going[:, number],
                    "stops": stops[:, number] * innocent[number] / 1000,
                    "stops_per_1000": stops[:, number],
                }
            )
            for number, group in enumerate(GROUPS)
        ],
        ignore_index=True,
    )  # fmt: skip


def _shares(lists: np.ndarray) -> np.ndarray:
    total = lists.sum(axis=-1, keepdims=True)
    return np.where(total > 0, lists / np.where(total > 0, total, 1), np.nan)


def _stops_per_1000(town: Town, lists: np.ndarray) -> np.ndarray:
    """Of 1,000 innocent people of a group, how many are stopped in a round."""
    return 1000 * people_checked(town, lists) / town.population() * chance_of_stop(town, lists)
