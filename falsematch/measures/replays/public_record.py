"""What is on record: the members' names, their relatives on the list, and the ACLU's own result."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from falsematch import facts, photos
from falsematch.measures import intervals

#: Relations between a member of the 115th Congress and a former member: the fact that states
#: it, the two ids in the Biographical Directory, and whether they are kin by blood.
RELATIONS = (
    ("kin-payne", "P000604", "P000149", True),
    ("kin-clay", "C001049", "C000488", True),
    ("kin-murkowski", "M001153", "M001085", True),
    ("kin-frelinghuysen", "F000372", "F000371", True),
    ("kin-shuster", "S001154", "S000394", True),
    ("kin-roybal", "R000486", "R000485", True),
    ("kin-carson", "C001072", "C000191", True),
    ("kin-kennedy", "K000379", "K000110", True),
    ("kin-lipinski", "L000563", "L000342", True),
    ("kin-bilirakis", "B001257", "B000463", True),
    ("kin-hunter", "H001048", "H000981", True),
    ("kin-sarbanes", "S001168", "S000064", True),
    ("kin-paul", "P000603", "P000583", True),
    ("kin-capito", "C001047", "M000892", True),
    ("kin-udall-father", "U000039", "U000002", True),
    ("kin-udall-uncle", "U000039", "U000001", True),
    ("kin-sanchez", "S001156", "S000030", True),
    ("kin-diaz-balart", "D000600", "D000299", True),
    ("kin-matsui", "M001163", "M000249", False),
    ("kin-dingell-marriage", "D000624", "D000355", False),
)


def names(people: Sequence[str]) -> list[str]:
    """Members as words: surname, first names and state, from the photo set's table."""
    table = photos.table("congress").set_index("person").loc[list(people)]
    return [f"{who} ({state})" for who, state in zip(table["name"], table["state"], strict=True)]


def relatives(pairs: pd.DataFrame) -> pd.DataFrame:
    """Members of the 115th Congress and relatives among the former members.

    Parameters
    ----------
    pairs : pandas.DataFrame
        The score table ``congress_search``.

    Returns
    -------
    pandas.DataFrame
        One row a relation whose two photos both show a face, closest first: ``fact`` (id of
        the fact that states it), ``relation`` (its words), ``by_blood`` (bool), ``member``,
        ``relative`` (words), ``distance``, ``rank`` (1: nobody in the list is closer),
        ``list`` (people in it); ``rank_alike`` and ``alike`` count only people in the list of
        the relative's sex and listing, since the matcher tells those apart best.
    """
    stated = facts.load("members").set_index("id")["value"]
    rows = []
    for fact, member, relative, by_blood in RELATIONS:
        row = pairs[pairs["person_a"] == member]
        found = row[row["person_b"] == relative]
        if found.empty:  # no face was found on one of the two photos
            continue
        found, both = found.iloc[0], names([member, relative])
        alike = row[(row["sex_b"] == found["sex_b"]) & (row["black_b"] == found["black_b"])]
        rows.append(
            {
                "fact": fact, "relation": stated[fact], "by_blood": by_blood,
                "member": both[0], "relative": both[1], "distance": found["distance"],
                "rank": int((row["distance"] < found["distance"]).sum()) + 1, "list": len(row),
                "rank_alike": int((alike["distance"] < found["distance"]).sum()) + 1,
                "alike": len(alike),
            }
        )  # fmt: skip
    return pd.DataFrame(rows).sort_values("distance").reset_index(drop=True)


def published() -> pd.DataFrame:
    """The ACLU's published result as the same kind of table, with exact binomial intervals.

    The figures come from the facts ``aclu-...``. Two rows: ``members`` (members flagged, of
    all compared) and ``people of color`` (of the flagged), with ``people``, ``flagged``,
    ``rate``, ``low``, ``high`` and ``share_of_all`` (NaN in the first row). The intervals
    take the members as independent: who in the list was matched was not published.
    """
    said = facts.load("claims").set_index("id")["value"]
    flagged = int(said["aclu-false-matches"])
    rows = []
    for label, count, of, share in (
        ("members", flagged, int(said["aclu-members-compared"]), float("nan")),
        ("people of color", int(said["aclu-people-of-color"]), flagged,
         float(said["aclu-share-congress"].removesuffix("%")) / 100),
    ):  # fmt: skip
        low, high = intervals.binomial_interval(count, of)
        rows.append([label, of, count, count / of, low, high, share])
    columns = ["group", "people", "flagged", "rate", "low", "high", "share_of_all"]
    return pd.DataFrame(rows, columns=columns)
