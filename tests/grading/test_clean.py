"""What a submission printed is safe to look at, and still says what it said."""

from __future__ import annotations

import base64
import io

import nbformat
import pandas as pd
from nbconvert import HTMLExporter
from PIL import Image

from falsematch.grading import clean


def data(**kinds):
    named = {name.replace("_", "/"): value for name, value in kinds.items()}
    return {"output_type": "display_data", "data": named, "metadata": {"image/png": {"width": "x"}}}


def test_a_table_and_a_picture_stay():
    table = pd.DataFrame({"rate": [0.25, 0.5]}, index=["a", "b"])
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "png")
    picture = base64.b64encode(file.getvalue()).decode()
    (kept,) = clean.clean(
        [data(text_plain=str(table), text_html=table._repr_html_(), image_png=picture + "\n")]
    )
    assert kept["data"]["text/plain"] == str(table)
    assert kept["data"]["image/png"] == picture
    html = kept["data"]["text/html"]
    assert "<td>0.25</td>" in html and "<th>rate</th>" in html
    assert "style" not in html and ".dataframe" not in html
    assert kept["metadata"] == {}


def test_what_is_active_goes():
    gone = [
        data(application_javascript="alert(1)"),
        data(image_png='"><script>alert(1)</script>'),
        data(image_png=base64.b64encode(b"<svg onload=alert(1)>").decode()),
        data(text_latex=r"\href{javascript:alert(1)}{x}"),
        data(text_markdown="[x](javascript:alert(1))"),
        {"output_type": "update_display_data", "data": {"text/plain": "x"}},
        {"output_type": "display_data", "data": "no mapping"},
        {},
    ]
    assert clean.clean(gone) == []
    (kept,) = clean.clean([data(text_html="<b onclick='x'>b</b><script>x</script><iframe src=x>")])
    assert kept["data"]["text/html"] == "<b>b</b>"


def test_types_that_lie_do_no_harm():
    stream, error = clean.clean(
        [
            {"output_type": "stream", "name": 'x"><script>', "text": ["a"]},
            {"output_type": "error", "ename": None, "evalue": {}, "traceback": "a" * 10},
        ]
    )
    assert (stream["name"], stream["text"]) == ("stdout", "")
    assert (error["ename"], error["evalue"], error["traceback"]) == ("", "", [])


def test_signs_that_steer_a_terminal_go_and_letters_stay():
    text = "\x1b]0;title\x07\x1b[31mred\x1b[0m\ttab\nline \u202eturned\u202c é 中 \x08\x00\x9b"
    assert clean.plain(text) == "red\ttab\nline turned é 中 "


def test_an_answer_says_what_it_said_and_runs_nothing():
    typed = (
        "At 0.5 < 0.6, **two** of $a_1 < b$.\n\n- <script>alert(1)</script>\n"
        "- [a](javascript:alert(1)) ![b](x) [c][d] <javascript:alert(1)>\n\n[d]: javascript:alert(1)\n\n"
        "$\\href{javascript:alert(1)}{x} \\frac{1}{2}$"
    )
    cell = nbformat.v4.new_markdown_cell(clean.answer(typed))
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    body = page.partition("<body")[2]
    assert "<strong>two</strong>" in body and "0.5 &lt; 0.6" in body and r"\frac{1}{2}" in body
    for active in ("<script>alert", "<img", "href=", r"\href"):
        assert active not in body, active
