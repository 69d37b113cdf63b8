"""An audit report from what the course measured, ready to read, print or save as PDF."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from falsematch import facts, plots
from falsematch.facts import regulation
from falsematch.files import write_whole
from falsematch.learners import predictions, votes
from falsematch.measures import rates, replays, scores
from falsematch.measures.linkage import names

#: Who writes the report, and what this seat can decide.
SEATS = {
    "vendor": "Sets the default, the terms and the price, and decides whom to sell to.",
    "worker at the vendor": "Builds it, knows it, can ask, can refuse, can leave.",
    "police chief": "Decides whether to buy, whom to put in the list, and what a match is good for.",
    "legislator": "Decides what is allowed, who must be told, and who checks.",
    "person searched": "Decides nothing here. Can ask what was done, complain, sue, vote, refuse.",
}
#: What the author of the report answers in their own words.
QUESTIONS = (
    "What should be done on Monday?",
    "Which finding weighs most, and how sure is it?",
    "What is the strongest argument against it?",
    "What would change my mind?",
)
#: Thresholds for which a report can be written.
THRESHOLDS = (0.45, 0.50, 0.55, 0.60, 0.65)


def findings(threshold: float) -> pd.DataFrame:
    """What the course measured at one threshold, each with interval and people.

    Parameters
    ----------
    threshold : float
        Largest distance that is a match.

    Returns
    -------
    pandas.DataFrame
        One row a finding, in the order of the lessons: ``what``, ``whom`` and ``result``, text.
    """
    london, _, closest, listed = _measured()
    by_ethnicity, by_list = _by_group(threshold)
    rows = []

    def add(what: str, table: pd.DataFrame) -> None:
        for row in table.to_dict("records"):
            rows.append((what, plots.group_in_words(row["group"]), plots.with_interval(row)))

    add("Two different people match (FMR), London Set", rates.fmr_by_group(london, threshold))
    add("Two photos of one person do not match (FNMR), London Set",
        rates.fnmr_by_group(london, threshold))  # fmt: skip
    add("Two people of one group match (FMR), London Set", by_ethnicity)
    add("Two people of one group match (FMR), 115th Congress",
        by_list)  # fmt: skip
    add(f"A search of {listed:,} former members names a member who is not in it (FPIR)",
        replays.fpir_by_group(closest, threshold, "black"))  # fmt: skip
    shared = names.by_group(names.LARGEST)
    for group, row in shared.iterrows():
        chance = plots.share(row["full_name"])
        rows.append(("Two people share first name and surname, US census of 2020", group,
                     f"{chance} (names of {row['people']:,} people; first name and surname taken "
                     "as independent)"))  # fmt: skip
    return pd.DataFrame(rows, columns=["what", "whom", "result"])


@functools.cache
def _measured() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, int]:
    """London's and Congress's pairs, each member's closest in the search, people in its list."""
    search = scores.load("congress_search")
    return (
        scores.load("london"), scores.load("congress_pairs"), replays.closest(search),
        search["person_b"].nunique(),
    )  # fmt: skip


@functools.cache
def _by_group(threshold: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """FMR within the groups of London (those with pairs) and of Congress."""
    london, congress, _, _ = _measured()
    by_ethnicity = rates.fmr_by_group(london, threshold, "ethnicity")
    return (
        by_ethnicity[by_ethnicity["pairs"] > 0],
        rates.fmr_by_group(congress, threshold, "black"),
    )


def write(
    path: str | Path,
    seat: str,
    threshold: float,
    answers: Mapping[str, str],
    today: str | pd.Timestamp | None = None,
) -> Path:
    """Write the report as one HTML file that needs nothing else; print it to get a PDF.

    Parameters
    ----------
    path : path
        The file, e.g. ``"my-audit-report.html"``. It is written whole or not at all.
    seat : str
        One of `SEATS`.
    threshold : float
        One of `THRESHOLDS`.
    answers : mapping of str to str
        The author's words for `QUESTIONS`; a missing one is shown as missing.
    today : str or pandas.Timestamp, optional
        The date on the report.

    Returns
    -------
    pathlib.Path
        The file, absolute.

    Raises
    ------
    ValueError
        When there is no such seat or threshold.
    """
    if seat not in SEATS:
        raise ValueError(f"There is no seat {seat!r}. Choose from: {', '.join(SEATS)}.")
    if threshold not in THRESHOLDS:
        raise ValueError(f"Choose a threshold from: {', '.join(map(str, THRESHOLDS))}.")
    today = pd.Timestamp.today() if today is None else pd.Timestamp(today)
    as_of = pd.Timestamp(facts.AS_OF)
    pictures = [plots.rates_by_group(table) for table in _by_group(threshold)]
    both = votes.both()["choice"]
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("falsematch.reports", ""), autoescape=True, trim_blocks=True
    )
    page = environment.get_template("audit.html.j2").render(
        seat=seat,
        seat_can=SEATS[seat],
        date=_written(today),
        as_of=_written(as_of),
        threshold=threshold,
        answers=[(question, answers.get(question, "").strip()) for question in QUESTIONS],
        findings=findings(threshold).to_dict("records"),
        # Made by this package, with every text in it escaped.
        pictures=[Markup(picture.to_html()) for picture in pictures],
        guesses=guesses(),
        vote_question=votes.QUESTION,
        votes=[
            (time, votes.POSITIONS[choice].text if choice else "no vote.")
            for time, choice in both.items()
        ],
        rules=[
            {"place": row.place, "rule": row.rule, "since": _written(row.start, row.id)}
            for row in regulation.in_force(regulation.rules(), as_of).itertuples()
        ],
    )
    path = Path(path).absolute()
    write_whole(path, page.encode())
    return path


def guesses() -> list[tuple[str, str, str]]:
    """The guesses that were kept on this machine: question, label, guess."""
    return [
        (question, label, guess)
        for question, labels in predictions.kept_predictions().items()
        # The votes, the map and the report itself are kept the same way.
        if not question.startswith(("vote, ", "map of ", "audit"))
        for label, guess in labels.items()
        if guess
    ]


def _written(day: pd.Timestamp, fact: str | None = None) -> str:
    """A date as the source has it, or else as ``23 November 2026``."""
    if fact is not None:
        return facts.fill(f"{{{fact}}}")
    return f"{day.day} {day:%B %Y}"
