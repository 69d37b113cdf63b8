"""The reading site: built once as `make book` builds it, then read in a real browser."""

from __future__ import annotations

import base64
import functools
import io
import itertools
import json
import os
import re
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import ipywidgets as widgets
import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from support import ROOT, web_links
from support.accessibility import serious_findings
from support.right_values import RIGHT

import falsematch as fm
from falsematch import constants
from falsematch.learners import votes
from falsematch.widgets.base import PictureWithControls

LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9]*.ipynb"))
HUB = "https://hub.example.edu"
DESKTOP, PHONE = {"width": 1300, "height": 900}, {"width": 390, "height": 844}
#: The page of the front control, and the numbers it starts from.
FRONT = "index.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory, prepared_people):
    """Folder of the built site; a warning while it is built is a failure."""
    folder = tmp_path_factory.mktemp("book") / "site"
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet",
               "--jobs", "auto", "-d", str(folder.parent / "doctrees"), "-c", "book", ".", str(folder)]  # fmt: skip
    path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    built = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"HUB": HUB, "PATH": path},
        capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr[-5000:]
    return folder


@pytest.fixture(scope="module")
def names(site):
    """The site's pages, but for those that only list words."""
    found = sorted(str(path.relative_to(site)) for path in site.rglob("*.html"))
    return [name for name in found if not name.startswith(("_", "genindex", "search"))]


@pytest.fixture(scope="module")
def address(site):
    """Where the site is served, on the loopback address."""
    handler = functools.partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def page(browser, address):
    """A page that fails the test when it asks for an address outside, or its script stumbles."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    outside, errors = [], []
    page.on("request", lambda asked: outside.append(asked.url)
            if not asked.url.startswith((address, "data:")) else None)  # fmt: skip
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("response", lambda got: errors.append(got.url) if got.status >= 400 else None)
    yield page
    context.close()
    assert outside == [] and errors == []


# --- pictures drawn beforehand -------------------------------------------------------------


@pytest.fixture
def controls(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "book"))
    import controls

    return controls


def test_a_slider_stops_everywhere_where_there_is_room(controls):
    slider = widgets.FloatSlider(value=0.6, min=0.3, max=0.8, step=0.01)
    (stops,) = controls.stops_together([slider])
    assert stops == [round(0.3 + 0.01 * step, 6) for step in range(51)]


def test_sliders_stop_less_often_but_keep_ends_and_value(controls):
    sliders = [widgets.FloatSlider(value=0.61, min=0.1, max=1, step=0.01),
               widgets.IntSlider(value=7, min=0, max=50),
               widgets.Dropdown(options=[("one", 1), ("two", 2)])]  # fmt: skip
    stops = controls.stops_together(sliders)
    assert len(stops[0]) * len(stops[1]) * 2 <= controls.MOST_PICTURES
    assert stops[2] == [1, 2]
    for slider, values in zip(sliders[:2], stops, strict=False):
        assert {slider.min, slider.max, slider.value} <= set(values) and values == sorted(values)
        assert len(values) >= controls.FEWEST_STOPS


def test_many_controls_move_one_at_a_time(controls):
    sliders = [widgets.IntSlider(value=5, min=0, max=200) for _ in range(4)]
    assert controls.stops_together(sliders) == []
    stops = controls.stops_alone(sliders)
    assert 100 < sum(map(len, stops)) <= controls.MOST_ALONE
    assert all({0, 5, 200} <= set(values) for values in stops)


def test_a_long_list_of_choices_is_cut_where_one_moves_at_a_time(controls):
    choice = widgets.Dropdown(options=[(f"photo {n}", n * 10) for n in range(900)], value=4000)
    (stops,) = controls.stops_alone([choice])
    assert controls.stops_together([choice]) == []
    assert {0, 4000, 8990} <= set(stops) and 100 < len(stops) <= controls.MOST_ALONE


@pytest.mark.parametrize("most", [100, 14])
def test_every_picture_is_that_of_its_values(controls, monkeypatch, tmp_path, most):
    """By hand: 3 x 8 combinations where there is room for them, else 3 + 8 with one moved."""
    monkeypatch.setenv("FALSEMATCH_PICTURES", str(tmp_path))
    monkeypatch.setattr(controls, "MOST_PICTURES", most)
    choice = widgets.Dropdown(options=["a", "b", "c"], value="b", description="choice")
    slider = widgets.IntSlider(value=1, min=0, max=7, description="slider")

    figure, (ax,) = fm.plots.axes(5, 3)
    (line,) = ax.plot([0, 0], [0, 7])
    stage = fm.plots.MovingPicture(figure, line)

    def draw():
        line.set_ydata([0, slider.value])
        return stage.picture(f"{choice.value} {slider.value} {'</script>'}")

    soup = BeautifulSoup(controls.page(PictureWithControls([choice, slider], draw)), "html.parser")
    told = json.loads(soup.find("script").string)
    assert told["labels"] == [["a", "b", "c"], [str(n) for n in range(8)]]
    if most == 100:
        wanted = [(one, n) for one in "abc" for n in range(8)]
    else:
        wanted = [("a", 1), ("b", 1), ("c", 1), *(("b", n) for n in range(8))]
    assert told["words"] == [f"{one} {n} </script>" for one, n in wanted]
    assert told["alone"] is (most == 14)
    assert ("one control moves at a time" in soup.find(class_="fm-note").text) is told["alone"]
    folder = tmp_path / soup.find(class_="fm-live")["data-pictures"]
    # One chart has room on a phone, and is drawn once more for it.
    assert {path.name for path in folder.iterdir()} == {
        f"{n}{narrow}.webp" for n in range(len(wanted)) for narrow in ("", "-narrow")
    }
    widths = [Image.open(folder / f"0{narrow}.webp").width for narrow in ("", "-narrow")]
    assert widths == [500, 2 * 100 * controls.PHONE]
    assert soup.find("figcaption").text == "b 1 </script>"


@pytest.mark.parametrize(
    "label, text, fits",
    [("distance", "", True), ("a " * 60, "", True), ("unbreakable" * 9, "", False),
     ("distance", "one label on another", False), ("distance", "no room " * 20, False)],
)  # fmt: skip
def test_a_chart_is_narrow_where_it_can_be_read(controls, label, text, fits):
    figure, (ax,) = fm.plots.axes(8, 3)
    ax.plot([1, 2])
    ax.set_xlabel(label)
    for x in (0.4, 0.41):
        ax.text(x, 1.5, text)
    shown = controls.still_picture(fm.plots.Picture(figure, "A line."))
    source = BeautifulSoup(shown, "html.parser").find("source")
    assert (source is not None) is fits
    assert tuple(figure.get_size_inches()) == ((controls.PHONE, 3) if fits else (8, 3))
    if fits:
        data = base64.b64decode(source["srcset"].split(",")[1])
        assert Image.open(io.BytesIO(data)).size == (2 * 100 * controls.PHONE, 600)
    else:
        assert ax.get_xlabel() == label and shown == fm.plots.Picture(figure, "A line.").to_html()


def test_two_charts_side_by_side_stay_wide(controls):
    figure, _ = fm.plots.axes(8, 3, columns=2)
    assert "<source" not in controls.still_picture(fm.plots.Picture(figure, "Two."))


def test_a_photo_keeps_its_colours_and_a_chart_its_lines(controls):
    random = np.random.default_rng(0)
    photo = random.integers(0, 256, (150, 150, 3), dtype=np.uint8)
    chart = np.full((150, 150, 3), 255, dtype=np.uint8)
    chart[70:72] = 0, 114, 178
    for pixels, worst in ((photo, None), (chart, 0)):
        png = io.BytesIO()
        Image.fromarray(pixels).save(png, "png")
        small = np.asarray(Image.open(io.BytesIO(controls._small(png.getvalue()))), dtype=int)
        if worst is None:
            assert len(np.unique(small.reshape(-1, 3), axis=0)) > 256
        else:
            assert np.abs(small - pixels).max() == worst


def test_what_a_page_shows_is_text_not_code(controls):
    shown = controls.page(fm.predict('<b>"how many"</b>', ["<i>a</i>"]))
    assert "&lt;i&gt;a&lt;/i&gt;" in shown and "<i>" not in shown
    assert 'data-keep="&lt;b&gt;&quot;how many&quot;&lt;/b&gt;"' in shown


# --- what is there -----------------------------------------------------------------------


def test_every_lesson_and_problem_set_has_its_page_and_every_part_its_place(names):
    for part in ("lessons", "exercises"):
        wanted = {path.stem for path in (ROOT / part).rglob("*.ipynb") if "/." not in str(path)}
        assert {os.path.basename(n)[:-5] for n in names if n.startswith(part)} == wanted
    for needed in ("guide/glossary", "guide/model-card", "guide/teachers-guide", "book/api",
                   "data/facts/README", "data/scores/london", "hub/README"):  # fmt: skip
        assert f"{needed}.html" in names
    assert not any(name.startswith("solutions") for name in names)


def test_every_link_inside_the_site_leads_somewhere(site):
    assert web_links.broken(site) == []


def test_a_broken_link_is_found(tmp_path):
    (tmp_path / "b.html").write_text('<h1 id="here">B</h1>')
    (tmp_path / "a.html").write_text(
        '<a href="b.html#here">1</a><a href="b.html#there">2</a><a href="c.html">3</a>'
        '<a href="https://example.org/x">4</a><a href="#top">5</a><img src="d.png">'
    )
    assert web_links.broken(tmp_path) == [
        "a.html: b.html#there leads to no place on its page",
        "a.html: c.html leads to no file",
        "a.html: #top leads to no place on its page",
        "a.html: d.png leads to no file",
    ]


def test_links_outside_are_listed_for_checking(site, names):
    listed = (site / "outside-links.txt").read_text(encoding="utf-8").split()
    on_pages = {
        address.split("#")[0]
        for name in names
        for _, address in web_links.addresses(
            BeautifulSoup(str(web_links.parsed(site / name).find("article")), "html.parser")
        )
        if web_links.is_outside(address)
    }
    assert on_pages <= set(listed) and len(listed) == len(set(listed)) > 300
    assert fm.facts.load()["link"].str.split("#").str[0].isin(listed).all()


def test_nothing_is_loaded_from_elsewhere(site, names):
    for name in names:
        loaded = [
            address
            for element, address in web_links.addresses(web_links.parsed(site / name))
            if element != "a" and web_links.is_outside(address)
        ]
        assert loaded == [], name


def test_every_image_has_a_description(site, names):
    for name in names:
        for image in web_links.parsed(site / name).find_all("img"):
            assert image.get("alt", "").strip(), f"{name}: {str(image)[:200]}"


def test_no_answer_and_no_path_of_this_machine_is_on_the_site(site):
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in site.rglob("*")
        if path.suffix in (".html", ".ipynb", ".md", ".js", ".txt")
    )
    for words in ("BEGIN SOLUTION", "BEGIN HIDDEN", str(ROOT), constants.HOME.parent.name):
        assert words not in text


def test_outputs_are_there_and_no_cell_failed(site):
    for name in LESSONS:
        soup = web_links.parsed(site / "lessons" / f"{name}.html")
        assert len(soup.select(".cell_output")) > 3, name
        assert "Traceback" not in soup.get_text()


def test_the_api_has_what_lessons_call(site):
    soup = web_links.parsed(site / "book" / "api.html")
    entries = soup.select("dt.sig[id]")
    described = {entry["id"] for entry in entries}
    for name in ("rates.fmr_by_group", "street.Deployment", "facts.AS_OF", "predict",
                 "widgets.threshold", "plots.with_interval"):  # fmt: skip
        assert f"falsematch.{name}" in described
    for entry in entries:
        assert entry.find_next_sibling("dd").get_text(strip=True), entry["id"]


def test_each_lesson_has_its_pdf(site):
    for name in LESSONS:
        data = (site / "pdf" / f"{name}.pdf").read_bytes()
        assert data.startswith(b"%PDF")
        assert len(re.findall(rb"/Type\s*/Page\b", data)) >= 3, name


# --- buttons ---------------------------------------------------------------------------


def test_a_lesson_is_launched_and_downloaded(page, address):
    lesson = f"lessons/{LESSONS[3]}"
    page.goto(f"{address}/{lesson}.html")
    page.get_by_role("button", name="Launch interactive content").click()
    binder, hub = (
        page.locator(".dropdown-launch-buttons a", has_text=name).get_attribute("href")
        for name in ("Binder", "JupyterHub")
    )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    badge = re.search(r"https://mybinder\.org/v2/gh/[^?)]*", readme).group()
    assert binder == f"{badge}?urlpath=lab/tree/{lesson}.ipynb"

    parts = urlsplit(hub)
    assert f"{parts.scheme}://{parts.netloc}" == HUB
    assert parts.path == "/hub/user-redirect/git-pull"
    repository = badge.replace("https://mybinder.org/v2/gh/", "https://github.com/")
    repository, branch = repository.rsplit("/", 1)
    folder = repository.rsplit("/", 1)[1]
    assert parse_qs(parts.query) == {
        "repo": [repository], "branch": [branch],
        "urlpath": [f"lab/tree/{folder}/{lesson}.ipynb"],
    }  # fmt: skip

    page.keyboard.press("Escape")
    page.get_by_role("button", name="Download this page").click()
    with page.expect_download() as notebook:
        page.locator(".dropdown-download-buttons a", has_text=".ipynb").click()
    original = (ROOT / f"{lesson}.ipynb").read_text(encoding="utf-8")
    assert json.loads(notebook.value.path().read_text(encoding="utf-8")) == json.loads(original)
    pdf = page.locator(".dropdown-download-buttons a", has_text=".pdf").get_attribute("href")
    assert page.request.get(f"{address}/lessons/{pdf}").body().startswith(b"%PDF")


def test_search_finds_a_word_and_leads_to_its_page(page, address):
    page.goto(f"{address}/{FRONT}")
    page.keyboard.press("Control+k")
    page.keyboard.type("demographic differential")
    page.keyboard.press("Enter")
    hit = page.locator("#search-results a", has_text="Glossary").first
    hit.wait_for()
    hit.click()
    assert page.get_by_role("heading", name="Glossary", level=1).is_visible()


def test_dark_mode_is_one_key_away_and_stays(page, address):
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/{FRONT}")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_label("Color mode").locator("visible=true").focus()
    page.keyboard.press("Enter")
    page.locator(".dropdown-menu.show").wait_for()
    for key in (*["Tab"] * 3, "Enter"):  # past "system" and "light"
        page.keyboard.press(key)
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(f"{address}/lessons/{LESSONS[0]}.html")
    assert page.evaluate(paper) == dark


# --- live parts ------------------------------------------------------------------------


def test_a_reader_with_a_phone_moves_the_threshold(browser, address):
    """The words and the picture are those of the lesson's own control at the same value."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}/{FRONT}")
    slider = page.locator(".fm-live input[type=range]")
    control = fm.widgets.threshold_by_group(fm.scores.load("london"), "ethnicity")
    caption, image = page.locator(".fm-live figcaption"), page.locator(".fm-live img")
    assert caption.inner_text() == control.draw().description
    assert page.locator(".fm-live output").inner_text() == "0.60"
    # The chart is drawn for this width: nothing of it has to be pushed into sight.
    assert image.get_attribute("src").endswith("-narrow.webp")
    place = image.bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= PHONE["width"]
    assert place["width"] > 0.7 * PHONE["width"]

    seen = {image.get_attribute("src")}
    box = slider.bounding_box()
    for part, value in ((0.0, 0.30), (1.0, 0.80)):
        page.touchscreen.tap(box["x"] + box["width"] * part, box["y"] + box["height"] / 2)
        control.controls[0].value = value
        assert page.locator(".fm-live output").inner_text() == f"{value:.2f}"
        assert caption.inner_text() == control.draw().description
        assert image.get_attribute("alt") == caption.inner_text()
        page.wait_for_function("document.querySelector('.fm-live img').naturalWidth > 0")
        seen.add(image.get_attribute("src"))
    assert len(seen) == 3
    context.close()


def test_the_picture_is_that_of_the_value(page, address):
    """Dot for dot as the lesson's control draws it, but for a few colors less."""
    page.goto(f"{address}/{FRONT}")
    page.locator(".fm-live input").focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    seen = page.request.get(page.locator(".fm-live img").evaluate("one => one.src")).body()
    control = fm.widgets.threshold_by_group(fm.scores.load("london"), "ethnicity")
    off = {}
    for value in (0.50, 0.51):
        control.controls[0].value = value
        drawn, shown = (np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)
                        for data in (control.draw().to_png(), seen))  # fmt: skip
        off[value] = (np.abs(drawn - shown).max(axis=2) > 64).sum()
    assert off[0.50] == 0 < off[0.51]


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_live_part_moves_by_keyboard_alone(page, address, lesson, screenshots):
    """To the sentence and the picture that belong to the values that are shown."""
    page.goto(f"{address}/lessons/{lesson}.html")
    for number, box in enumerate(page.locator(".fm-live").all()):
        image, caption = box.locator("img"), box.locator("figcaption")
        controls = box.locator("input, select").all()
        code = box.evaluate("one => one.closest('.cell').querySelector('.cell_input').innerText")
        told = json.loads(box.locator("script").text_content())
        labels, start = told["labels"], shown(controls)
        combinations = (
            [(*start[:place], label, *start[place + 1 :])
             for place, values in enumerate(labels) for label in values]
            if told["alone"] else list(itertools.product(*labels))
        )  # fmt: skip
        for place, control in enumerate(controls):
            control.focus()
            before = shown(controls)
            at_start = control.input_value() == "0"
            for _ in range(3):
                page.keyboard.press("ArrowRight" if at_start else "ArrowLeft")
            after = shown(controls)
            assert after[place] != before[place]
            still = start if told["alone"] else before
            assert [*after[:place], *after[place + 1 :]] == [*still[:place], *still[place + 1 :]]

            wanted = combinations.index(tuple(after))
            assert caption.inner_text() == image.get_attribute("alt") == told["words"][wanted]
            assert image.get_attribute("src").endswith(f"/{wanted}.webp")
            for name, holds in RIGHT.items():
                if name in code:
                    holds(caption.inner_text(), after)
            page.wait_for_function(
                "one => one.complete && one.naturalWidth > 0", arg=image.element_handle()
            )
        assert caption.inner_text() != told["words"][combinations.index(tuple(start))]
        box.screenshot(path=screenshots / f"site-{lesson}-{number}.png")


def shown(controls):
    """What stands beside each control."""
    return [
        control.evaluate("one => one.selectedOptions?.[0].text ?? one.nextElementSibling.value")
        for control in controls
    ]


def test_which_parts_are_alive(site):
    """A control that stops moving on the site shows here."""
    pages = [web_links.parsed(site / "lessons" / f"{name}.html") for name in LESSONS]
    assert [len(one.select(".fm-live")) for one in pages] == [0, 1, 2, 3, 1, 1, 3, 1, 1, 0]
    assert [len(one.select(".fm-map")) for one in pages] == [1, *[0] * 8, 1]
    # The audit report and the count of a class's votes.
    assert [len(one.select(".fm-still")) for one in pages] == [*[0] * 9, 2]


def test_what_needs_python_says_so_and_cannot_be_moved(page, address):
    page.goto(f"{address}/lessons/{LESSONS[9]}.html")
    still = page.locator(".fm-still").first
    assert "need Python" in still.locator("legend").inner_text()
    assert still.locator("select").first.is_disabled()


def test_vote_and_map_of_the_first_lesson_are_there_in_the_last(page, address):
    page.goto(f"{address}/lessons/{LESSONS[0]}.html")
    page.get_by_role("group", name="vote, first").get_by_role("radio").nth(2).focus()
    page.keyboard.press("Space")
    page.get_by_label("because").fill("a law can be asked for")
    police = page.get_by_role("group", name="Police")
    police.get_by_label("risk").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert police.locator("output").all_inner_texts() == ["5", "5", "2"]

    page.goto(f"{address}/lessons/{LESSONS[9]}.html")
    now = page.get_by_role("group", name="vote, now")
    assert f"Your first vote: C: {votes.POSITIONS['C'].text}" in now.inner_text()
    assert now.locator("input:checked").count() == 0
    assert police.locator("output").all_inner_texts() == ["5", "5", "2"]


def test_a_guess_stays_and_stands_beside_the_measurement(page, address):
    page.goto(f"{address}/lessons/{LESSONS[3]}.html")
    page.get_by_label("white").first.fill("7")
    row = page.locator("table", has_text="you guessed").locator("tbody tr", has_text="white").first
    assert row.locator("td").first.inner_text() == "7"
    page.reload()
    assert row.locator("td").all_inner_texts() == ["7", row.locator("td").nth(1).inner_text()]
    assert page.get_by_label("black").first.input_value() == ""


# --- for everybody -----------------------------------------------------------------------


def _is_lesson(name):
    return name.startswith("lessons/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(page, address, names, scheme):
    # Without motion: a color on its way from light to dark is neither.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    # The dark changes colours only, and lessons have every kind of part.
    looked_at = names if scheme == "light" else [FRONT, *filter(_is_lesson, names)]
    for name in looked_at:
        page.goto(f"{address}/{name}")
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        assert serious_findings(page) == [], name


def test_no_page_is_wider_than_a_phone(page, address, names, screenshots):
    for size, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
        page.set_viewport_size(viewport)
        for name in names:
            page.goto(f"{address}/{name}")
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], name
            picture = f"site-{size}-{name[:-5].replace('/', '-')}.png"
            page.screenshot(path=screenshots / picture)
