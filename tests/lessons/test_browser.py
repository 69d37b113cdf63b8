"""A learner's first quarter of an hour, in a real browser: open, run, move, see it change."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid

import pytest
from support import PATIENCE, ROOT
from support.accessibility import serious_findings
from support.notebook_pages import answer_dialog, prompts, run_all_cells
from support.right_values import RIGHT
from support.teachers_guide import workshop

from falsematch.grading import teacher

# The control of each lesson, by the cell that makes it, and the words it begins with.
CONTROLS = {
    "00-the-letter.ipynb": [("fm.widgets.my_map", r"searched: power 5", r"searched: power 0")],
    "01-build-a-matcher.ipynb": [("fm.widgets.two_faces", r"threshold 0\.60", r"threshold 0\.5\d")],
    "02-set-a-threshold.ipynb": [
        ("fm.widgets.threshold(", r"At threshold 0\.60", r"At threshold 0\.5\d"),
        ("fm.widgets.crowd", r"[1-9][\d.]* wrong alarms", r"[\d.]+ wrong alarms"),
    ],
    "03-who-gets-falsely-matched.ipynb": [
        ("fm.widgets.threshold_by_group(pairs", r"threshold 0\.60", r"threshold 0\.5\d"),
        ("fm.widgets.false_matches_per_person", r"threshold 0\.60", r"threshold 0\.5\d"),
        ("fm.widgets.threshold_by_group(congress", r"threshold 0\.60", r"threshold 0\.5\d"),
    ],
    "05-search-a-crowd.ipynb": [
        (
            "fm.widgets.list_length",
            r"list of [\d,]+, threshold 0\.50",
            r"list of [\d,]+, threshold",
        ),
    ],
    "06-replay-the-aclu-test.ipynb": [
        ("fm.widgets.replayed", r"At threshold 0\.42", r"At threshold 0\.(3|40|41)"),
    ],
    "07-the-list-makes-the-suspect.ipynb": [
        ("fm.widgets.composition", r"hreshold 0\.60", r"hreshold 0\.5\d"),
        ("fm.widgets.reviewer", r"The reviewer lets", r"The reviewer lets"),
        ("fm.widgets.loop", r"A", r"A"),
    ],
    "09-join-the-records.ipynb": [
        ("fm.widgets.links", r"records in the register", r"records in the register"),
    ],
    "10-watch-a-protest.ipynb": [
        ("fm.widgets.deployment", r"Threshold 0\.50", r"Threshold"),
    ],
    "12-decide.ipynb": [
        ("fm.widgets.audit", r"Findings at threshold 0\.60", r"Findings at threshold 0\.45"),
        ("fm.widgets.my_map", r"searched: power \d", r"searched: power \d"),
    ],
}


#: What is JupyterLab's own: ipywidgets gives the handle of a slider no name, and a wide table is
#: pushed sideways in a box that the keyboard does not reach. On the reading site both are mended.
_OF_JUPYTERLAB = re.compile(
    r"aria-input-field-name: .*noUi-handle|scrollable-region-focusable: .*jp-OutputArea-output"
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory, prepared_people):
    """JupyterLab on the loopback address, on a copy of the lessons; yields address and folder."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "lessons", folder / "lessons", ignore=shutil.ignore_patterns(".*"))
    with serving(folder, folder) as address:
        yield address, folder / "lessons"


@contextlib.contextmanager
def serving(root, aside):
    """JupyterLab's address, for a folder; its settings and its log stand in another."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("config", "data", "runtime"):
        (aside / name).mkdir(parents=True)
    # Cells out of sight stay in the page, so that the test finds them; and no news is asked for.
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false"},
    }
    for name, values in settings.items():
        path = aside / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))
    environment = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(aside / "settings"),
        "JUPYTER_CONFIG_DIR": str(aside / "config"),
        "JUPYTER_DATA_DIR": str(aside / "data"),
        "JUPYTER_RUNTIME_DIR": str(aside / "runtime"),
    }
    log = (aside / "lab.log").open("w")
    running = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root",
         f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={root}"],
        cwd=root, env=environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(2 * PATIENCE):
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=2).read()
            break
        except OSError:
            time.sleep(0.5)
    else:
        running.kill()
        pytest.fail((aside / "lab.log").read_text()[-2000:])
    try:
        yield address
    finally:
        running.terminate()
        running.wait(PATIENCE)


def open_lesson(page, lab, lesson, source="lessons"):
    """Open a fresh copy of a notebook, so with a kernel of its own; returns its file."""
    address, folder = lab
    copy = f"{uuid.uuid4().hex}.ipynb"
    shutil.copy(ROOT / source / lesson, folder / copy)
    page.add_locator_handler(page.locator(".jp-Dialog").first, answer_dialog, no_wait_after=True)
    page.goto(f"{address}/lab/tree/lessons/{copy}?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    return folder / copy


def run_all(page, lab, lesson, source="lessons"):
    """Open a notebook and run it from top to bottom; returns its file."""
    file = open_lesson(page, lab, lesson, source)
    run_all_cells(page)
    return file


def cell_of(page, code):
    """The code cell that holds this text."""
    cell = page.locator(".jp-CodeCell", has=page.locator(".jp-InputArea", has_text=code)).first
    cell.scroll_into_view_if_needed()
    return cell


def settled(page, live):
    """What a control shows, once it stands still: its words, and its words and picture."""
    last = None
    for _ in range(120):
        page.wait_for_timeout(250)
        now = live.inner_html()
        if now == last:
            break
        last = now
    return live.inner_text(), last


def values_beside(cell):
    """What stands beside each slider and in each list of choices, from top to bottom."""
    return [
        one.evaluate("one => one.selectedOptions?.[0].text ?? one.textContent")
        for one in cell.locator("select, .widget-readout").all()
    ]


@pytest.mark.parametrize("lesson", CONTROLS)
def test_lesson_runs_and_its_controls_move(lab, browser, lesson, screenshots):
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.set_default_timeout(PATIENCE * 1000)
    run_all(page, lab, lesson)
    for code, before, after in CONTROLS[lesson]:
        cell = cell_of(page, code)
        live = cell.locator(".jp-OutputArea [aria-live=polite]").first
        live.wait_for()
        said, shown = settled(page, live)
        assert re.search(before, said), said
        # By keyboard alone: focus each slider, then arrow keys.
        for number, handle in enumerate(cell.locator(".noUi-handle").all()):
            at_start = handle.get_attribute("aria-valuenow") == handle.get_attribute(
                "aria-valuemin"
            )
            handle.focus()
            for _ in range(5):
                page.keyboard.press("ArrowRight" if at_start else "ArrowLeft")
            now, drawn = settled(page, live)
            assert drawn != shown, f"{lesson}, {code}: slider {number} changes nothing"
            if number == 0:
                assert re.search(after, now), now
            if code in RIGHT:
                RIGHT[code](now, values_beside(cell))
            shown = drawn
        for number, choice in enumerate(cell.locator("select").all()):
            # Arrow keys alone move through the notebook; with Alt they open the list.
            choice.focus()
            first = choice.input_value() == choice.locator("option").first.get_attribute("value")
            for key in ("Alt+ArrowDown", "ArrowDown" if first else "ArrowUp", "Enter"):
                page.keyboard.press(key)
            now, drawn = settled(page, live)
            assert drawn != shown, f"{lesson}, {code}: choice {number} changes nothing"
            if code in RIGHT:
                RIGHT[code](now, values_beside(cell))
            shown = drawn
        for image, caption in zip(
            cell.locator("figure img").all(), cell.locator("figcaption").all(), strict=True
        ):
            assert image.get_attribute("alt") == caption.inner_text()
        cell.screenshot(path=screenshots / f"{lesson}-{code[11:16]}.png")
    found = serious_findings(page, ".jp-Notebook .jp-OutputArea-output, .jp-RenderedMarkdown")
    assert [one for one in found if not _OF_JUPYTERLAB.match(one)] == []
    page.screenshot(path=screenshots / f"{lesson}.png")
    page.close()


def test_every_control_of_every_lesson_is_moved():
    """A new control needs its line in CONTROLS, or a test of its own below."""
    own_test = {"fm.widgets.class_vote"}  # below
    for path in sorted((ROOT / "lessons").glob("[0-9]*.ipynb")):
        code = "\n".join(
            "".join(cell["source"])
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if cell["cell_type"] == "code"
        )
        used = re.findall(r"fm\.widgets\.\w+", code)
        moved = [control for control, _, _ in CONTROLS.get(path.name, [])]
        for control in used:
            assert control in own_test or any(one.startswith(control) for one in moved), (
                f"{path.name}: {control} is moved by no test"
            )


def test_a_learner_votes_and_writes_a_report_that_opens(lab, browser):
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.set_default_timeout(PATIENCE * 1000)
    run_all(page, lab, "12-decide.ipynb")
    cell_of(page, 'fm.vote("now")').locator("input[type=radio]").nth(2).check()
    line = cell_of(page, "fm.votes.line()")
    line.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    line.get_by_text("now C").wait_for()

    lines = cell_of(page, "fm.widgets.class_vote()")
    lines.locator("textarea").fill("first A, now C\nfirst B, now C\nnonsense")
    lines.get_by_text("2 people voted", exact=False).first.wait_for()
    lines.get_by_text("cannot be read: nonsense", exact=False).wait_for()

    audit = cell_of(page, "fm.widgets.audit()")
    audit.locator("textarea").first.fill("Ask those who were searched.")
    audit.get_by_role("button", name="Write my report").click()
    audit.get_by_text("Written to", exact=False).wait_for()
    report = lab[1] / "my-audit-report.html"
    page.goto(report.as_uri())
    assert page.get_by_role("heading", name="Audit of a face matcher").is_visible()
    assert page.get_by_text("Ask those who were searched.").is_visible()
    page.close()


def test_a_wrong_answer_gets_a_hint_and_a_guess_comes_back(lab, browser):
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.set_default_timeout(PATIENCE * 1000)
    run_all(page, lab, "01-build-a-matcher.ipynb")
    stub = page.locator(
        ".jp-CodeCell", has=page.locator(".jp-InputArea", has_text="def is_match")
    ).first
    stub.scroll_into_view_if_needed()
    stub.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("def is_match(distance, threshold):\n    return distance < threshold")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.get_by_text("a distance equal to the threshold counts as a match.").wait_for()
    guess = page.get_by_placeholder("your guess").first
    guess.scroll_into_view_if_needed()
    guess.fill("7")
    guess.press("Enter")
    again = page.locator(
        ".jp-CodeCell", has=page.locator(".jp-InputArea", has_text="guess.compare")
    ).first
    again.scroll_into_view_if_needed()
    again.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    row = again.locator("tbody tr").first
    row.get_by_text("7", exact=True).wait_for()
    assert "of 45" in row.inner_text()
    page.close()


def one_problem_set(tmp_path, work):
    """A course with problem set 1, in which one student handed this in."""
    course = tmp_path / "course"
    for name in ("solutions/ps1", "exercises/ps1"):
        shutil.copytree(ROOT / name, course / name)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    handed_in = course / "grading" / "submitted" / "new" / "ps1" / "ps1.ipynb"
    handed_in.parent.mkdir(parents=True)
    shutil.copy(work, handed_in)
    return course


def test_a_student_goes_from_a_blank_cell_to_feedback(lab, browser, tmp_path, screenshots):
    """Problem set 1, part 1, as a new student: untouched, wrong, right, handed in, read again."""
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.set_default_timeout(PATIENCE * 1000)
    work = run_all(page, lab, "ps1.ipynb", source="exercises/ps1")

    def run(code):
        cell = cell_of(page, code)
        cell.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        idle(page)
        return cell.locator(".jp-OutputArea").inner_text()

    def write(code, text):
        cell_of(page, code).locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)
        page.keyboard.press("Shift+Enter")
        idle(page)

    test = "# Part 1: 2 points"
    assert "Replace this line with your own code." in run(test)
    head = "def cosine_distance(a, b):\n    return "
    likeness = "a @ b / np.linalg.norm(a) / np.linalg.norm(b)"
    write("def cosine_distance", head + likeness)
    assert "expected 1, got 0.0. What is 1 minus something that is 0?" in run(test)
    write("def cosine_distance", f"{head}1 - {likeness}")
    assert run(test) == ""
    # A test cell cannot be changed by accident.
    cell_of(page, test).locator(".cm-content").click()
    page.keyboard.insert_text("pass  # no test")
    assert page.get_by_text("pass  # no test").count() == 0
    page.keyboard.press("Control+s")
    for _ in range(4 * PATIENCE):
        if f"1 - {likeness}" in work.read_text(encoding="utf-8"):
            break
        page.wait_for_timeout(250)

    course = one_problem_set(tmp_path, work)
    (grade,) = teacher.grade_all(course).itertuples()
    assert (grade.points, grade.status, grade.noticed) == (2, "graded", [])

    page.goto((course / "grading" / "feedback" / "new" / "ps1" / "ps1.html").as_uri())
    told = page.locator("body").inner_text()
    assert "Replace this line with your own code." in told
    assert "More tests ran here, on other data." in told
    assert "HIDDEN" not in told and "hidden_draws" not in told
    assert serious_findings(page) == []
    page.screenshot(path=screenshots / "feedback.png", full_page=True)
    page.close()


def test_the_rubric_stands_beside_the_answer_and_points_by_hand_are_kept(
    browser, tmp_path, screenshots
):
    """In nbgrader's form grader, as a teacher meets it."""
    work = tmp_path / "ps1.ipynb"
    text = (ROOT / "exercises" / "ps1" / "ps1.ipynb").read_text(encoding="utf-8")
    work.write_text(text.replace("*Write your answer here.*", "The guard should ask."))
    course = one_problem_set(tmp_path, work)
    (grade,) = teacher.grade_all(course).itertuples()
    assert (grade.points, grade.by_hand) == (0, 6)
    with serving(course, tmp_path / "aside") as address:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.goto(f"{address}/formgrader/gradebook/ps1/ps1")
        page.get_by_role("link", name="Submission #1").click()
        answer = page.locator(".nbgrader_cell").last
        answer.wait_for()
        page.wait_for_load_state("networkidle")  # the fields are filled, and saved, by scripts
        told = page.locator("body").inner_text()
        assert told.index("Rubric (levels 0 to 3") < told.index("Level 3. ")
        assert told.index("Do not penalize a stance") < told.index("The guard should ask.")
        assert "BEGIN HIDDEN TESTS" in told  # a teacher sees all
        for field, text, kind in [
            ("input.score", "4", "grade"),
            ("textarea", "Who pays?", "comment"),
        ]:
            with page.expect_response(f"**/formgrader/api/{kind}/*") as saved:
                answer.locator(field).fill(text)
                answer.locator(field).blur()
            assert saved.value.ok
        page.screenshot(path=screenshots / "formgrader.png", full_page=True)
        page.close()
    (grade,) = teacher.grade_all(course).itertuples()
    assert (grade.points, grade.by_hand, grade.status) == (4, 0, "graded")
    told = (course / "grading/feedback/new/ps1/ps1.html").read_text(encoding="utf-8")
    assert "Who pays?" in told and "Level 3." not in told


def test_the_validate_button_names_what_still_fails(browser, tmp_path, prepared_people):
    """nbgrader's own button, as a student presses it before handing in."""
    course = tmp_path / "course"
    shutil.copytree(ROOT / "exercises" / "ps1", course / "ps1")
    with serving(course, tmp_path / "aside") as address:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{address}/lab/tree/ps1/ps1.ipynb?reset")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        page.get_by_role("button", name="Validate").click()
        told = page.locator(".jp-Dialog", has_text="Validation")
        told.wait_for()
        assert "Replace this line with your own code." in told.inner_text()
        page.close()


@pytest.mark.skipif(not (ROOT / ".venv").is_dir(), reason="make lab would install everything first")
def test_make_lab_opens_the_first_lesson(browser, tmp_path, prepared_people):
    """The address that `make lab` gives to the browser, opened in one."""
    shown = tmp_path / "shown"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" >{shown}\n')
    program.chmod(0o755)
    environment = os.environ | {
        "BROWSER": f"{program} %s",
        "JUPYTER_RUNTIME_DIR": str(tmp_path),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path),  # nothing is open from another time
    }
    with subprocess.Popen(
        ["make", "lab"], cwd=ROOT, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        try:
            for _ in range(2 * PATIENCE):
                if shown.exists() and shown.read_text().strip():
                    break
                time.sleep(0.5)
            page = browser.new_page()
            page.set_default_timeout(PATIENCE * 1000)
            page.goto(shown.read_text().strip())
            page.get_by_role("heading", name="00 The letter").wait_for()
            page.wait_for_url("**/lab/tree/lessons/00-the-letter.ipynb")
            page.close()
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            # The lab outlives make by some seconds, and sometimes does not hear that it should end.
            with contextlib.suppress(ProcessLookupError):
                for _ in range(40):
                    time.sleep(0.25)
                    os.killpg(running.pid, 0)
                os.killpg(running.pid, signal.SIGKILL)


def test_the_workshop_runs_as_the_guide_says(lab, browser):
    """Each cell that the teacher's guide names is run the way it says: jump, then Shift+Enter."""
    steps = [row[3] for row in workshop() if row[3] != "none"]
    for number in ("01", "02", "03"):
        (path,) = (ROOT / "lessons").glob(f"{number}-*.ipynb")
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.set_default_timeout(PATIENCE * 1000)
        open_lesson(page, lab, path.name)
        named = [
            code
            for row in steps
            if row.startswith(number)
            for code in re.findall(r"`([^`]+)`", row)
        ]
        for code in named:
            cell = page.locator(
                ".jp-CodeCell", has=page.locator(".cm-line:first-child", has_text=code)
            ).first
            cell.scroll_into_view_if_needed()
            cell.locator(".cm-content").click()
            page.get_by_role("menuitem", name="Run", exact=True).click()
            above = page.locator(".lm-Menu-itemLabel", has_text="Run All Above Selected Cell")
            above.click()
            idle(page)
            cell.locator(".cm-content").click()
            page.keyboard.press("Shift+Enter")
            idle(page)
            said = cell.locator(".jp-InputPrompt").inner_text()
            assert re.fullmatch(r"\[\d+\]:", said), f"lesson {number}: {code} did not run: {said}"
        errors = page.locator('[data-mime-type="application/vnd.jupyter.error"]')
        assert errors.count() == 0, errors.first.inner_text()
        page.close()


def idle(page):
    """Wait until no cell waits or runs."""
    page.wait_for_timeout(1000)
    for _ in range(4 * PATIENCE):
        if "[*]" not in prompts(page):
            return
        page.wait_for_timeout(250)
    pytest.fail(f"cells are still running: {prompts(page)}")
