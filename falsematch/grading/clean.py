"""What a submission wrote and printed, made safe to look at.

A graded notebook is opened by the teacher, in the form grader beside everything the teacher may
do, and its feedback page by the student. So of outputs only plain texts, cleaned tables and
pictures are kept, and nothing in an answer is active.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any

import nbformat
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode

from falsematch.grading.rebuild import ADDED

#: What a table or a text in an output may be made of.
_TAGS = ["b", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4", "i", "li", "ol", "p",
         "pre", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
         "tr", "ul"]  # fmt: skip
_ATTRIBUTES = {"td": ["colspan", "rowspan"], "th": ["colspan", "rowspan"]}
_PICTURES = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff"}
#: Signs that steer a terminal, and others that cannot be seen.
_CONTROL = re.compile(
    r"\x1b\][^\x07\x1b]*(\x07|\x1b\\)?|\x1b\[[0-9;?]*[ -/]*[@-~]"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
#: Commands of formulas that make links or reach out of the formula.
_ACTIVE_MATH = re.compile(r"\\(?=(href|url|require|class|style|cssId|data|unicode|html\w*)\b)")


def notebook(ran: NotebookNode, release: NotebookNode, results: bool = False) -> NotebookNode:
    """A notebook that was run, with outputs and answers in words that are safe to look at.

    Parameters
    ----------
    ran : notebook
        As `falsematch.grading.rebuild.rebuild` made it, with its outputs.
    release : notebook
        What was given out. Where nobody answered, the text stays as it was given: nbgrader knows
        by it that there is no answer.
    results : bool
        Keep the result of a test for what it is, not for something shown: where tests are plain
        cells nbgrader reads partial points from it.
    """
    given = {cell["id"]: cell["source"] for cell in release["cells"]}
    cells = []
    for cell in ran["cells"]:
        id, marks = cell["id"], cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code":
            cell = {**cell, "outputs": clean(cell["outputs"], results and marks.get("grade"))}
        elif (marks.get("solution") or id.startswith(ADDED)) and cell["source"] != given.get(id):
            cell = {**cell, "source": answer(cell["source"])}
        cells.append(cell)
    return nbformat.from_dict({**ran, "cells": cells})


def clean(outputs: Iterable[Mapping[str, Any]], results: bool = False) -> list[NotebookNode]:
    """The outputs of a cell, made anew from what is safe in them.

    Parameters
    ----------
    outputs : iterable of mapping
        As they came from a kernel that may lie about them.
    results : bool
        Tell what a cell gave apart from what it displayed.

    Returns
    -------
    list of notebook outputs
        Streams, errors, and results with text, cleaned HTML and pictures; what else stood there
        is left out.
    """
    kept = []
    for output in outputs:
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            kept.append(nbformat.v4.new_output("stream", name=name, text=plain(output.get("text"))))
        elif kind == "error":
            lines = output.get("traceback")
            lines = [plain(line) for line in lines] if isinstance(lines, list) else []
            named = {key: plain(output.get(key)) for key in ("ename", "evalue")}
            kept.append(nbformat.v4.new_output("error", **named, traceback=lines))
        elif kind in ("execute_result", "display_data"):
            data = _data(output.get("data"))
            if data:
                kind = kind if results else "display_data"
                kept.append(nbformat.v4.new_output(kind, data=data))
    return kept


def _data(given: Any) -> dict[str, str]:
    given, kept = given if isinstance(given, Mapping) else {}, {}
    if "text/plain" in given:
        kept["text/plain"] = plain(given["text/plain"])
    if isinstance(given.get("text/html"), str):
        sanitizer = SanitizeHTML(tags=_TAGS, attributes=_ATTRIBUTES, strip=True)
        # A style sheet would be taken for text.
        html = re.sub(r"<(style|script)\b.*?</\1\s*>", "", given["text/html"], flags=re.S | re.I)
        kept["text/html"] = sanitizer.sanitize_html_tags(plain(html))
    for kind, start in _PICTURES.items():
        try:
            picture = base64.b64decode(str(given[kind]).replace("\n", ""), validate=True)
        except (KeyError, ValueError):
            continue
        if picture.startswith(start):
            kept[kind] = base64.b64encode(picture).decode("ascii")
    return kept


def plain(text: Any) -> str:
    """A text without signs that steer a terminal or turn the direction of what follows."""
    return _CONTROL.sub("", text if isinstance(text, str) else "")


def answer(text: str) -> str:
    """An answer in words: Markdown without HTML and links, which are shown as they were typed.

    Examples
    --------
    >>> answer("1 < 2, <b>bold</b>, [a link](javascript:run)")
    '1 < 2, &lt;b>bold&lt;/b>, [a link] (javascript:run)'
    """
    text = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", plain(text))
    return _ACTIVE_MATH.sub("", text.replace("](", "] (").replace("]:", "] :").replace("][", "] ["))
