"""The controls of decisions: an audit report, and a class's votes."""

from __future__ import annotations

import functools
import html

import ipywidgets as widgets

from falsematch import constants, plots
from falsematch.learners import predictions, votes
from falsematch.reports.audit import QUESTIONS, SEATS, THRESHOLDS, findings
from falsematch.reports.audit import write as write_report

#: Under this name the answers are kept on the learner's machine.
KEPT_UNDER = "audit report"


def audit(path: str = "my-audit-report.html") -> widgets.VBox:
    """Write an audit report: a seat, a threshold, four answers, and the findings below.

    What is typed is kept on this machine. The button writes the report to `path`.
    """
    kept = predictions.kept_predictions().get(KEPT_UNDER, {})
    wide = {"style": {"description_width": "initial"}, "layout": {"width": "40em"}}
    seat = widgets.Dropdown(
        options=list(SEATS), description="I write from the seat of",
        value=kept["seat"] if kept.get("seat") in SEATS else "legislator", **wide,
    )  # fmt: skip
    threshold = widgets.SelectionSlider(
        options=[(f"{value:.2f}", value) for value in THRESHOLDS],
        value=constants.DEFAULT_THRESHOLD, description="threshold", **wide,
    )  # fmt: skip
    texts = {
        question: widgets.Textarea(value=kept.get(question, ""), description=question, **wide)
        for question in QUESTIONS
    }
    button = widgets.Button(description="Write my report", button_style="primary")
    said, shown = widgets.HTML(), widgets.HTML()
    # Measured once for each threshold, so that moving the control only shows it.
    tables = {value: _as_html(value) for value in THRESHOLDS}

    def show(_change=None) -> None:
        shown.value = (
            f'<div aria-live="polite"><p>{html.escape(SEATS[seat.value])}</p>'
            f"{tables[threshold.value]}</div>"
        )

    def keep(_change) -> None:
        answers = {question: text.value for question, text in texts.items()}
        predictions.keep(KEPT_UNDER, {"seat": seat.value} | answers)

    def write(_button) -> None:
        answers = {question: text.value for question, text in texts.items()}
        try:
            written = write_report(path, seat.value, threshold.value, answers)
        except OSError as error:
            said.value = f"<p role='alert'>It could not be written: {html.escape(str(error))}.</p>"
            return
        missing = sum(not answer.strip() for answer in answers.values())
        still = f" {missing} of your {len(answers)} answers are still empty." if missing else ""
        said.value = (
            f"<p role='status'>Written to <code>{html.escape(str(written))}</code>. Open it in "
            f"the browser; print it to get a PDF.{still}</p>"
        )

    show()
    for control in (seat, threshold):
        control.observe(show, names="value")
    for control in (seat, *texts.values()):
        control.observe(keep, names="value")
    button.on_click(write)
    return widgets.VBox([seat, threshold, *texts.values(), button, said, shown])


@functools.cache
def _as_html(threshold: float) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(row.what)}</td><td>{html.escape(row.whom)}</td>"
        f"<td>{html.escape(row.result)}</td></tr>"
        for row in findings(threshold).itertuples()
    )
    return (
        f"<table style='text-align: left'><caption>Findings at threshold {threshold:.2f}</caption><thead><tr>"
        "<th scope='col'>what</th><th scope='col'>for whom</th><th scope='col'>result</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )


def class_vote() -> widgets.VBox:
    """Paste the lines of a class, one a person, and see how it voted. No account, no name."""
    lines = widgets.Textarea(
        placeholder="first A, now C\nfirst B, now B", description="lines",
        layout={"width": "30em", "height": "10em"},
    )  # fmt: skip
    shown = widgets.HTML()

    def show(_change=None) -> None:
        table, unread = votes.count(lines.value)
        if not table.to_numpy().sum() - table.loc["-", "-"]:
            shown.value = "<p>No line has been read yet. A line is: <code>first A, now C</code></p>"
        else:
            shown.value = f'<div aria-live="polite">{plots.class_vote(table).to_html()}</div>'
        if unread:
            listed = html.escape("; ".join(unread))
            shown.value += f"<p role='alert'>Not counted, as they cannot be read: {listed}</p>"

    show()
    lines.observe(show, names="value")
    return widgets.VBox([lines, shown])
