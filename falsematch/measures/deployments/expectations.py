"""What to expect of cameras, a crowd, a list and an officer: alarms, people stopped, found, missed.

All counts are expectations: averages over many such days, not a forecast of one. Left out: a
listed person who is taken for somebody else on the list, and what happens after a stop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

#: The two bounds of how alarms repeat from camera to camera.
SAME, ANEW = "same look-alike", "a new draw"
EVERYONE = "everyone"


@dataclass(frozen=True)
class Deployment:
    """Who passes, and what looks at them.

    Attributes
    ----------
    crowd : mapping of str to int
        People who pass and are not on the list, by group.
    targets : int
        People who pass and are on the list.
    cameras : int
        Places that everybody passes.
    seen : float
        Probability that one camera gets a usable picture of somebody who passes it.
    acts_on_right, acts_on_wrong : float
        Share of right and of wrong alarms on which the officer stops the person.
    times_worse : float
        Factor on both error rates, at most up to 1: an assumption about the street.

    Raises
    ------
    ValueError
        When a number of people is negative, there is no camera, or a share is not from 0 to 1.
    """

    crowd: Mapping[str, int]
    targets: int = 0
    cameras: int = 1
    seen: float = 1.0
    acts_on_right: float = 1.0
    acts_on_wrong: float = 1.0
    times_worse: float = 1.0

    def __post_init__(self):
        if EVERYONE in self.crowd or min(*self.crowd.values(), self.targets, 0) < 0:
            raise ValueError(
                "A crowd is a number of people for each group, none negative, for example "
                '{"Black members": 1000, "other members": 9000}.'
            )
        if not sum(self.crowd.values()):
            raise ValueError("Nobody is in the crowd. Give it at least one person.")
        if self.cameras < 1 or self.cameras != int(self.cameras):
            raise ValueError(f"A deployment has 1, 2, 3 ... cameras, not {self.cameras!r}.")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.startswith(("seen", "acts")) and not 0 <= value <= 1:
                raise ValueError(f"{field.name} is a share from 0 to 1, not {value!r}.")
        if self.times_worse < 0:
            raise ValueError(f"times_worse is a factor of at least 0, not {self.times_worse!r}.")


def at_least_once(p: float, cameras: int, seen: float = 1.0) -> tuple[float, float]:
    """Probability of at least one alarm at several cameras: two bounds.

    - *same look-alike*: whether a person is taken for somebody on the list is settled once, and
      repeats at each camera: p (1 - (1 - seen)^cameras).
    - *a new draw*: each sighting is independent of the others: 1 - (1 - seen p)^cameras.

    With any mixture of the two the truth lies between: among sightings that are never less
    likely to alarm because an earlier one did, independence makes "at least once" most likely.

    Parameters
    ----------
    p : float or array
        Probability of an alarm at one sighting.
    cameras : int
    seen : float
        Probability that a camera gets a usable picture.

    Returns
    -------
    (float, float)
        The bound for the same look-alike, and for a new draw.

    Examples
    --------
    1 alarm in 10 sightings, 2 cameras: 0.1 stays 0.1, or 1 - 0.9 x 0.9 = 0.19.

    >>> [round(bound, 2) for bound in at_least_once(0.1, cameras=2)]
    [0.1, 0.19]

    If each camera sees half of the people: 0.1 x (1 - 0.5²) = 0.075, or 1 - 0.95² = 0.0975.

    >>> [round(bound, 4) for bound in at_least_once(0.1, cameras=2, seen=0.5)]
    [0.075, 0.0975]
    """
    return p * (1 - (1 - seen) ** cameras), 1 - (1 - seen * p) ** cameras


def expect(deployment: Deployment, fpir: pd.DataFrame, fnmr: pd.DataFrame) -> pd.DataFrame:
    """What to expect: alarms, people wrongly stopped by group, people found and missed.

    With N people in a group, k cameras and s = ``seen``: N k s FPIR wrong alarms, and
    N times `at_least_once` of (``acts_on_wrong`` FPIR) people stopped wrongly. For T targets:
    T k s (1 - FNMR) right alarms, T times `at_least_once` of (``acts_on_right`` (1 - FNMR))
    people found. By linearity of expectation these hold whoever walks together.

    With the same look-alike the officer, too, decides once about a face and stays with it.

    The ends of the intervals are those of the rates, carried through. Ends of groups are added:
    their rates share one list, so they may be wrong in the same direction, and adding the ends
    is the widest case. An interval says how sure the rates are. It does not hold the chance of a
    single day.

    Parameters
    ----------
    deployment : Deployment
    fpir : pandas.DataFrame
        One row a group of the crowd: ``group``, ``rate``, ``low``, ``high``.
    fnmr : pandas.DataFrame
        One row: ``rate``, ``low``, ``high``.

    Returns
    -------
    pandas.DataFrame
        Columns ``outcome``, ``repeats``, ``group``, ``expected``, ``low``, ``high``. Outcomes:
        ``wrong alarms`` and ``right alarms`` (counted, a person may raise several), ``wrongly
        stopped``, ``found`` and ``missed`` (people). `SAME` and `ANEW` in ``repeats`` are the
        two bounds; they are the same for alarms, whose row says ``-``.

    Raises
    ------
    ValueError
        When a group of the crowd has no rate, or more than one.

    Examples
    --------
    1,000 people, 5 targets, 2 cameras that see everybody. At one sighting 1 % of strangers raise
    an alarm and 1 in 10 targets is missed. So 1,000 x 2 x 0.01 = 20 wrong alarms, by 10 people
    (the same each time) or 1,000 x (1 - 0.99²) = 19.9 people.

    >>> fpir = pd.DataFrame({"group": ["all"], "rate": 0.01, "low": 0.005, "high": 0.02})
    >>> fnmr = pd.DataFrame({"rate": [0.1], "low": 0.0, "high": 0.2})
    >>> table = expect(Deployment({"all": 1000}, targets=5, cameras=2), fpir, fnmr)
    >>> table[table["group"] == "everyone"][["outcome", "repeats", "expected"]].round(2)
               outcome          repeats  expected
    0     wrong alarms                -     20.00
    1  wrongly stopped  same look-alike     10.00
    2  wrongly stopped       a new draw     19.90
    3     right alarms                -      9.00
    4            found  same look-alike      4.50
    5            found       a new draw      4.95
    6           missed  same look-alike      0.50
    7           missed       a new draw      0.05
    """
    rates = fpir[fpir["group"].isin(list(deployment.crowd))]
    if sorted(rates["group"]) != sorted(deployment.crowd):
        raise ValueError(
            f"The crowd has {', '.join(deployment.crowd)}; the rates are for "
            f"{', '.join(map(str, fpir['group']))}. Give one row a group, at one threshold."
        )
    if len(fnmr) != 1:
        raise ValueError(f"Give the FNMR at one threshold: one row, not {len(fnmr)}.")
    cameras, seen = deployment.cameras, deployment.seen
    labels = list(rates["group"])
    people = np.array([[deployment.crowd[label]] for label in labels], dtype=float)
    wrong = _worse(deployment, rates)
    right = 1 - _worse(deployment, fnmr)[:, [0, 2, 1]]  # the highest FNMR finds fewest

    found = at_least_once(deployment.acts_on_right * right, cameras, seen)
    stopped = at_least_once(deployment.acts_on_wrong * wrong, cameras, seen)
    everyone, by_group = [], []
    for outcome, repeats, counts in (
        ("wrong alarms", "-", people * cameras * seen * wrong),
        ("wrongly stopped", SAME, people * stopped[0]),
        ("wrongly stopped", ANEW, people * stopped[1]),
    ):
        everyone.append((outcome, repeats, EVERYONE, *counts.sum(axis=0)))
        by_group += [(outcome, repeats, *row) for row in zip(labels, *counts.T, strict=True)]
    targets = deployment.targets
    for outcome, repeats, counts in (
        ("right alarms", "-", targets * cameras * seen * right),
        ("found", SAME, targets * found[0]),
        ("found", ANEW, targets * found[1]),
        ("missed", SAME, (targets - targets * found[0])[:, [0, 2, 1]]),
        ("missed", ANEW, (targets - targets * found[1])[:, [0, 2, 1]]),
    ):
        everyone.append((outcome, repeats, EVERYONE, *counts[0]))
    columns = ["outcome", "repeats", "group", "expected", "low", "high"]
    return pd.DataFrame(everyone + by_group, columns=columns)


def _worse(deployment: Deployment, rates: pd.DataFrame) -> np.ndarray:
    """Rate, low and high of each row, times the assumed factor; shape (rows, 3)."""
    values = rates[["rate", "low", "high"]].to_numpy(dtype=float)
    return np.minimum(1.0, values * deployment.times_worse)


def share_right(expected: pd.DataFrame) -> pd.DataFrame:
    """Of the alarms, and of the people stopped, the share that is right (precision).

    The ends of an interval are the widest that the counts allow: fewest right with most wrong,
    and the reverse. FPIR and FNMR come from different people, so both are seldom so far off at
    once.

    Parameters
    ----------
    expected : pandas.DataFrame
        From `expect`.

    Returns
    -------
    pandas.DataFrame
        Three rows: ``of`` (``alarms``, ``people stopped``), ``repeats``, ``rate``, ``low``,
        ``high``. NaN where there is nobody to count.

    Examples
    --------
    In the example of `expect`, 9 of 29 alarms are right, 4.5 of 14.5 or 4.95 of 24.85 people:

    >>> fpir = pd.DataFrame({"group": ["all"], "rate": 0.01, "low": 0.005, "high": 0.02})
    >>> fnmr = pd.DataFrame({"rate": [0.1], "low": 0.0, "high": 0.2})
    >>> table = expect(Deployment({"all": 1000}, targets=5, cameras=2), fpir, fnmr)
    >>> share_right(table)[["of", "repeats", "rate"]].round(3)
                   of          repeats   rate
    0          alarms                -  0.310
    1  people stopped  same look-alike  0.310
    2  people stopped       a new draw  0.199
    """
    known = as_dict(expected)
    rows = []
    for of, repeats, right, wrong in (
        ("alarms", "-", "right alarms", "wrong alarms"),
        ("people stopped", SAME, "found", "wrongly stopped"),
        ("people stopped", ANEW, "found", "wrongly stopped"),
    ):
        good = known[right, repeats, EVERYONE]
        bad = known[wrong, repeats, EVERYONE]
        shares = (
            part / (part + rest) if part + rest else float("nan")
            for part, rest in ((good[0], bad[0]), (good[1], bad[2]), (good[2], bad[1]))
        )
        rows.append((of, repeats, *shares))
    return pd.DataFrame(rows, columns=["of", "repeats", "rate", "low", "high"])


def as_dict(table: pd.DataFrame) -> dict[tuple, tuple[float, float, float]]:
    """A result of `expect` or `share_right` to look things up in: names to the three numbers.

    Looking up dozens of numbers in the table itself would be most of a control's step.
    """
    *names, value, low, high = (table[column].tolist() for column in table.columns)
    return dict(zip(zip(*names, strict=True), zip(value, low, high, strict=True), strict=True))
