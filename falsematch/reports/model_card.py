"""The model card of the course's matcher, made from the score tables and the facts.

Headings after Mitchell and others, "Model Cards for Model Reporting" (2019).
"""

from __future__ import annotations

import jinja2
import numpy as np
import pandas as pd

from falsematch import constants, facts, photos, plots
from falsematch.measures import rates, scores

#: Thresholds at which the card gives rates; the last one is the makers' own.
THRESHOLDS = (0.40, 0.50, 0.55, constants.DEFAULT_THRESHOLD)


def model_card() -> str:
    """The page ``guide/model-card.md``.

    Returns
    -------
    str
        Markdown. The same tables always give the same text.

    Raises
    ------
    ScoreError
        When a score table is damaged, or the tables do not come from one matcher.
    FactError
        When a fact that the card quotes is missing.
    """
    made = [scores.provenance(name) for name in ("london", "congress_pairs")]
    same = ("matcher", "detector", "longest_side_px", "versions")
    if any(made[0][key] != made[1][key] for key in same):
        raise scores.ScoreError(
            "The tables london and congress_pairs were made by different matchers, so one card "
            "cannot describe both. Build them anew: python -m falsematch.build london (congress)."
        )
    # A misspelled name in the template is an error instead of an empty place.
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("falsematch.reports", ""), undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )  # fmt: skip
    photos_of_congress = made[1]["photos_by_status"]
    return environment.get_template("model_card.md.j2").render(
        fact=_fact_link,
        made=made[0],
        versions=", ".join(f"{name} {version}" for name, version in made[0]["versions"].items()),
        fewest=constants.FEWEST_PEOPLE,
        sets=_photo_sets(),
        no_face=photos_of_congress["no face"],
        tried=f"{made[1]['photos']:,}",
        analyses=_analyses(),
    )


def _fact_link(name: str) -> str:
    values = facts.load().set_index("id")["value"]
    if name not in values.index:
        raise facts.FactError(f"There is no fact {name!r}, which the model card quotes.")
    return f"[{values[name]}](../data/facts/README.md#{name})"


def _photo_sets() -> list[tuple[str, ...]]:
    words = {
        "london": ("London Set", "one person twice, and two people", "self-reported"),
        "congress": ("115th Congress", "two people only", "official lists"),
        "openpeople": ("synthetic people", "not used for rates", "drawn"),
    }
    rows = []
    for name, (title, pairs, labels) in words.items():
        table = photos.table(name)
        if name == "congress":
            compared = scores.load("congress_pairs")
            people = pd.concat([compared["person_a"], compared["person_b"]]).nunique()
            table, of = table[table["cohort"] == "115th"], people
        else:
            of = table["person"].nunique()
        title = f"[{title}](../data/photos/{name}.md)"
        rows.append((title, f"{of:,}", f"{len(table):,}", pairs, labels))
    return rows


def _analyses() -> list[tuple[str, str, str]]:
    """Title, note and table of each analysis, in the order of the card."""
    london, congress = scores.load("london"), scores.load("congress_pairs")
    both = congress.assign(
        **{f"both_{side}": congress[f"black_{side}"].astype(str) + ", "
           + congress[f"sex_{side}"].astype(str) for side in "ab"}
    )  # fmt: skip
    within = "Both people of a pair belong to the group."
    return [
        ("FMR, London Set", "Everyone, then by ethnicity and by sex. " + within, _table(
            london, rates.fmr_by_group, [None, "ethnicity", "sex"])),
        ("FNMR, London Set", "A neutral and a smiling photo of each person.", _table(
            london, rates.fnmr_by_group, [None, "ethnicity", "sex"])),
        ("Ratio of FMR, London Set", "Black people to White people.", _ratios(
            london, "ethnicity", "black", "white")),
        ("FMR, 115th Congress", "Everyone, then by official list and by sex. " + within, _table(
            congress, rates.fmr_by_group, [None, "black", "sex"])),
        ("FMR, 115th Congress, list and sex together", within, _table(
            both, rates.fmr_by_group, ["both"])),
        ("Ratio of FMR, 115th Congress", "Black members to other members.", _ratios(
            congress, "black", scores.BLACK_MEMBERS, scores.OTHER_MEMBERS)),
    ]  # fmt: skip


def _table(pairs: pd.DataFrame, measure, groupings: list[str | None]) -> str:
    """Rates per 1,000 as Markdown: a row a group, a column a threshold."""
    lines = [_line("group", "people", "pairs", *(f"{t:.2f}" for t in THRESHOLDS)), _rule(7)]
    for group in groupings:
        table = measure(pairs, THRESHOLDS, group)
        for label, rows in table.groupby("group", sort=False):
            first = rows.iloc[0]
            if first["people"] < constants.FEWEST_PEOPLE:
                cells = ["too few people"] * len(THRESHOLDS)
            else:
                cells = [_per_1000(row) for row in rows.to_dict("records")]
            lines.append(
                _line(
                    plots.group_in_words(label),
                    f"{first['people']:,}",
                    f"{first['pairs']:,}",
                    *cells,
                )
            )
    return "\n".join(lines)


def _ratios(pairs: pd.DataFrame, group: str, of: str, to: str) -> str:
    table = rates.fmr_ratio(pairs, THRESHOLDS, group, of, to)
    lines = [_line("threshold", "ratio", "95 % interval", "people"), _rule(4)]
    for row in table.to_dict("records"):
        people = f"{row['people_of']} and {row['people_to']}"
        if np.isnan(row["ratio"]):
            lines.append(_line(f"{row['threshold']:.2f}", "no false match in either", "-", people))
            continue
        ratio = "the lower rate is 0" if np.isinf(row["ratio"]) else f"{row['ratio']:.3g}"
        high = "no upper end" if np.isinf(row["high"]) else f"{row['high']:.3g}"
        lines.append(_line(f"{row['threshold']:.2f}", ratio, f"{row['low']:.3g} to {high}", people))
    return "\n".join(lines)


def _per_1000(row: dict) -> str:
    rate, low, high = (plots.three_digits(row[key] * 1000) for key in ("rate", "low", "high"))
    return f"{rate} ({low} to {high})"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns
