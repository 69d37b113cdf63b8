"""Record linkage: which records in two files are about the same person?

A face matcher measures one distance. A record linkage adds up evidence, field by field, and
calls the sum a match weight. What follows is the same as for faces: a threshold, false links
and missed links, and a share of each for every group.

`link` uses Splink (Linacre and others, "Splink: free software for probabilistic record linkage
at scale", International Journal of Population Data Science 7, 2022), which follows Fellegi and
Sunter, "A theory for record linkage", Journal of the American Statistical Association 64, 1969.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from falsematch import constants

#: What records are compared by.
FIELDS = ("first_name", "surname", "born", "area")
#: Links below this match weight are not kept.
LEAST_WEIGHT = -10.0
#: Pairs of records from which Splink learns how often strangers agree.
_SAMPLED_PAIRS = 2e6


def exact_links(
    agency: pd.DataFrame,
    register: pd.DataFrame,
    on: Sequence[str] = ("first_name", "surname", "born"),
) -> pd.DataFrame:
    """Every pair of records, one from each file, that agrees exactly.

    A missing value agrees with nothing, not even with another missing one.

    Parameters
    ----------
    agency, register : pandas.DataFrame
        From `people.two_files`.
    on : sequence of str
        The fields that must agree.

    Returns
    -------
    pandas.DataFrame
        As from `link`, without ``probability``; every ``weight`` is infinite, since an exact
        join knows no doubt.

    Raises
    ------
    ValueError
        When a field is in only one of the files, or none is named.
    """
    on = list(on)
    if not on:
        raise ValueError("Name at least one field that must agree.")
    _refuse_without(on, agency, register)
    sides = [
        file[on].dropna().rename_axis(f"record_{side}").reset_index()
        for file, side in ((agency, "a"), (register, "b"))
    ]
    links = sides[0].merge(sides[1], on=on)[["record_a", "record_b"]]
    return _with_people(links.assign(weight=np.inf), agency, register)


def _refuse_without(fields: Sequence[str], *files: pd.DataFrame) -> None:
    for file in files:
        missing = [field for field in fields if field not in file]
        if missing:
            raise ValueError(
                f"A file has no column {', '.join(missing)}; it has {', '.join(file.columns)}."
            )


def _with_people(links: pd.DataFrame, agency: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    for side, file in (("a", agency), ("b", register)):
        known = file.loc[links[f"record_{side}"]]
        links[f"person_{side}"] = known["person"].to_numpy()
        links[f"group_{side}"] = known["group"].to_numpy()
    return links.assign(same_person=links["person_a"] == links["person_b"])


def match_weight(
    agrees: Mapping[str, bool], m: Mapping[str, float], u: Mapping[str, float]
) -> float:
    """The evidence that two records are about one person, in bits.

    Each field adds log2(m / u) when it agrees and log2((1 - m) / (1 - u)) when it does not
    (Fellegi and Sunter, 1969). A field that is missing in a record adds nothing. Ten bits are
    evidence of about 1,000 to 1.

    Parameters
    ----------
    agrees : mapping of field to bool
        Fields that were compared, and whether they agree.
    m, u : mapping of field to float
        How often the field agrees in two records of one person (m) and of two people (u),
        above 0 and below 1.

    Examples
    --------
    The surname agrees nearly always for one person and for one in 1,000 strangers; the area
    differs, as for a tenth of the records of one person and nearly all strangers:

    >>> round(match_weight({"surname": True, "area": False},
    ...     m={"surname": 0.95, "area": 0.9}, u={"surname": 0.001, "area": 0.005}), 2)
    6.58
    """
    for chances in (m, u):
        for field in agrees:
            if not 0 < chances.get(field, 0) < 1:
                raise ValueError(f"Give m and u of {field!r}, above 0 and below 1.")
    return float(
        sum(
            np.log2(m[field] / u[field]) if same else np.log2((1 - m[field]) / (1 - u[field]))
            for field, same in agrees.items()
        )
    )


def probability(weight: np.ndarray | float) -> np.ndarray | float:
    """The match probability that a linkage shows for a weight: 2^w / (1 + 2^w).

    As Splink computes it. The weight holds the prior odds already. Like the percentage beside
    two faces, it is right only if the model's assumptions are.

    Examples
    --------
    >>> float(probability(0.0)), round(float(probability(10.0)), 4)
    (0.5, 0.999)
    """
    return 1 / (1 + np.exp2(-np.asarray(weight, dtype=float)))[()]


def link(
    agency: pd.DataFrame,
    register: pd.DataFrame,
    term_frequencies: bool = True,
    seed: int = constants.SEED,
) -> pd.DataFrame:
    """Score the pairs of records that could be about one person, with Splink on DuckDB.

    Splink learns m and u from the records alone; nobody tells it who is who. Only pairs that
    agree on a birthday, on the full name, or on one name and the area are compared at all
    (blocking).

    Parameters
    ----------
    agency, register : pandas.DataFrame
        From `people.two_files`. ``person`` and ``group`` are not shown to Splink; they are
        added to its result, so that links can be checked.
    term_frequencies : bool
        Whether agreement on a frequent name or birthday counts less than on a rare one.
    seed : int

    Returns
    -------
    pandas.DataFrame
        One row a pair, the heaviest first: ``record_a`` (agency), ``record_b`` (register),
        ``weight`` (match weight in bits, prior included), ``probability``, ``person_a``,
        ``person_b``, ``group_a``, ``group_b``, ``same_person`` (bool).

    Raises
    ------
    ValueError
        When a field is missing or there are too few records to learn from.
    """
    _refuse_without((*FIELDS, "person", "group"), agency, register)
    if min(len(agency), len(register)) < 200:
        raise ValueError(
            "Splink learns from the records; give at least 200 in each file, better 1,000."
        )
    # Loaded here: Splink and DuckDB take a second, and most of the course does without them.
    import duckdb

    settings = {
        # DuckDB would fetch an extension from the network when it thinks of one.
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": "400MB",
        "threads": 2,
    }
    # Closed at once: left to itself, each linkage would keep its memory.
    with duckdb.connect(config=settings) as connection:
        linker = _trained(connection, agency, register, term_frequencies, seed)
        scored = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT)
        scored = scored.as_pandas_dataframe()
    links = pd.DataFrame(
        {
            "record_a": scored["unique_id_l"].astype(str),
            "record_b": scored["unique_id_r"].astype(str),
            # Two cores add up in another order each time: rounded, two runs give one table.
            "weight": scored["match_weight"].astype(float).round(6),
        }
    )
    links["probability"] = probability(links["weight"].to_numpy())
    links = links.sort_values(
        ["weight", "record_a", "record_b"], ascending=[False, True, True], ignore_index=True
    )
    return _with_people(links, agency, register)


def _trained(
    connection, agency: pd.DataFrame, register: pd.DataFrame, term_frequencies: bool, seed: int
):
    """A Splink linker that has learned m and u from the records of both files."""
    import pyarrow as pa
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    database = DuckDBAPI(connection)
    files = [
        database.register(
            pa.Table.from_pandas(
                file[list(FIELDS)].rename_axis("unique_id").reset_index(), preserve_index=False
            ),
            dataset_display_name=name,
        )
        for name, file in (("agency", agency), ("register", register))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=_comparisons(term_frequencies),
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            block_on("first_name", "surname"),
            block_on("surname", "area"),
            block_on("first_name", "area"),
        ],
        # Before looking: every agency record has one record in the register.
        probability_two_random_records_match=1 / len(register),
        retain_matching_columns=False,
    )
    # Splink's progress goes to stderr, where a learner would take it for an error.
    linker = Linker(files, settings, log_level=None)
    training = linker.training
    training.estimate_u_using_random_sampling(
        _SAMPLED_PAIRS, seed=seed, min_count_per_level=None, num_chunks=1
    )
    for rule in (block_on("born"), block_on("first_name", "surname")):
        training.estimate_parameters_using_expectation_maximisation(rule)
    return linker


def _comparisons(term_frequencies: bool) -> list:
    import splink.comparison_level_library as levels
    import splink.comparison_library as library

    def compared(field, *between):
        exact = levels.ExactMatchLevel(field, term_frequency_adjustments=term_frequencies)
        return library.CustomComparison(
            output_column_name=field,
            comparison_levels=[levels.NullLevel(field), exact, *between, levels.ElseLevel()],
        )

    same_year = levels.CustomLevel(
        "substr(born_l, 1, 4) = substr(born_r, 1, 4)", label_for_charts="same year of birth"
    )
    return [
        compared("first_name", levels.JaroWinklerLevel("first_name", 0.9)),
        compared("surname", levels.JaroWinklerLevel("surname", 0.9)),
        compared("born", same_year),
        library.ExactMatch("area"),
    ]
