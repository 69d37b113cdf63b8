"""The teacher's pages and the glossary name what exists, and each lesson leads to its words."""

from __future__ import annotations

import json
import re

import pytest
from support import ROOT
from support.quotes import misquotes, unsourced_years
from support.teachers_guide import section, table, workshop

from falsematch.__main__ import main
from falsematch.build.__main__ import DERIVED

GUIDE = ROOT / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
LESSONS = sorted((ROOT / "lessons").glob("[0-9]*.ipynb"))

#: Words of the glossary that a lesson links where it first uses them, by their heading's address.
#: The title's cell, headings, code, worked solutions and quotations are not searched.
LINKED = {
    "accuracy": r"accuracy",
    "automation-bias": r"automation bias",
    "base-rate": r"base rates?",
    "birthday-paradox": r"birthday paradox",
    "chilling-effect": r"chilling effects?",
    "confidence": r"confidence(?! interval)",
    "confidence-interval": r"(?:95 % |confidence )?intervals?",
    "demographic-differential": r"demographic differentials?",
    "det-curve": r"DET(?: curves?)?",
    "embedding": r"embeddings?",
    "feedback-loop": r"feedback loops?",
    "fmr": r"false match rates?(?: \(FMR\))?|FMRs?",
    "fnir": r"false negative identification rates?(?: \(FNIR\))?|FNIRs?",
    "fnmr": r"false non-match rates?(?: \(FNMR\))?|FNMRs?",
    "fpir": r"false positive identification rates?(?: \(FPIR\))?|FPIRs?",
    "gallery": r"galler(?:y|ies)",
    "hub": r"hubs?",
    "mated": r"(?<!non-)mated",
    "non-mated": r"non-mated",
    "precision": r"precision",
    "probe": r"probes?",
    "record-linkage": r"record linkages?",
    "template": r"face templates?",
    "term-frequency-adjustment": r"term frequenc(?:y|ies)(?: adjustments?)?",
    "threshold": r"thresholds?",
    "watchlist": r"watchlists?",
}
_GLOSSARY_LINK = re.compile(r"\[([^\[\]]*)\]\((?:\.\./)?(?:guide/)?glossary\.md#([^)\s]*)\)")
_NOT_PROSE = re.compile(
    r"```.*?```|<details>.*?</details>|^#.*?$|`[^`\n]*`"
    r"|\[[^\[\]]*\]\((?![^)]*glossary\.md#)[^)]*\)|\{[a-z0-9-]+\}",
    re.S | re.M,
)


def name(path):
    return str(path.relative_to(ROOT))


def markdown(path):
    """The Markdown cells of a lesson, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def headings(text, level=3):
    return re.findall(rf"^#{{{level}}} (.*)$", text, re.M)


def address(heading):
    """What GitHub makes of a heading: `### m and u` is `#m-and-u`."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def blanked(text):
    """A text of the same length with spaces where no prose stands."""
    text = _NOT_PROSE.sub(lambda found: " " * len(found[0]), text)
    # Of a link to the glossary only its words are prose.
    return _GLOSSARY_LINK.sub(
        lambda found: " " + found[1] + " " * (len(found[0]) - len(found[1]) - 1), text
    )


def first_uses(cells):
    """Where each of the words stands first: heading's address to cell number, start, end, linked.

    Linked is whether a link to its entry stands in that paragraph.
    """
    found = {}
    for number, text in enumerate(cells):
        prose = blanked(text)
        for word, pattern in LINKED.items():
            use = re.search(rf"\b(?:{pattern})\b", prose, 0 if "DET" in pattern else re.I)
            if use and word not in found:
                line = re.search(r"[^\n]*$", text[: use.start()])[0] + text[use.start() :]
                links = _GLOSSARY_LINK.findall(line.split("\n")[0])
                found[word] = (number, *use.span(), word in [to for _, to in links])
    return found


def unlinked(cells):
    """Words that are not linked to their entry at their first use, each with its surroundings."""
    return {
        word: " ".join(cells[number][max(start - 40, 0) : end + 20].split())
        for word, (number, start, end, linked) in first_uses(cells).items()
        if not linked
    }


# --- the glossary ----------------------------------------------------------------------


GLOSSARY = GUIDE / "glossary.md"
RATES = ["Accuracy", "FMR", "FNIR", "FNMR", "FPIR", "Precision", "Sensitivity", "Specificity"]


def entries():
    text = GLOSSARY.read_text(encoding="utf-8")
    return dict(re.findall(r"^### (.*?)\n(.*?)(?=^### |\Z)", text, re.M | re.S))


def test_the_glossary_is_in_the_order_of_the_alphabet():
    terms = headings(GLOSSARY.read_text(encoding="utf-8"))
    assert terms == sorted(terms, key=str.casefold)
    assert len(set(map(address, terms))) == len(terms) > 50


@pytest.mark.parametrize("term", entries())
def test_an_entry_has_its_parts(term):
    text = entries()[term]
    first = text.strip().split("\n")[0]
    assert re.fullmatch(r"[A-Z].*[.?]|.*\. Also written 1:[1N]\.", first), first
    parts = re.findall(r"^- \*(.*?):\* ", text, re.M)
    allowed = ["In the field", "Formula", "Stricter", "Built in", "Common mistake"]
    assert parts == [part for part in allowed if part in parts]
    assert {"In the field", "Built in", "Common mistake"} <= set(parts)
    assert re.search(r"Built in:\* \[lesson \d\d\]\(\.\./lessons/\d\d-[a-z-]+\.ipynb\)", text)
    for number, lesson in re.findall(r"\[lesson (\d\d)\]\(\.\./lessons/(\d\d)", text):
        assert number == lesson


@pytest.mark.parametrize("term", RATES)
def test_a_rate_has_a_formula_and_says_what_stricter_does(term):
    assert "*Formula:*" in entries()[term] and "*Stricter:*" in entries()[term]


def test_every_word_that_lessons_link_has_an_entry():
    assert set(LINKED) <= set(map(address, entries()))


# --- the lessons' links to it -----------------------------------------------------------


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_lesson_links_each_word_where_it_first_uses_it(path):
    missing = unlinked(markdown(path)[1:])
    assert not missing, f"{name(path)}: link to ../guide/glossary.md#… at the first use:\n" + (
        "\n".join(f"#{word}: …{where}…" for word, where in missing.items())
    )


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md", *LESSONS], ids=name)
def test_links_lead_to_existing_files_and_headings(path):
    text = "\n".join(markdown(path)) if path.suffix == ".ipynb" else path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if target.startswith("https://"):
            continue
        file, _, heading = target.partition("#")
        page = (path.parent / file).resolve() if file else path
        assert page.exists(), f"{name(path)}: {target}"
        if heading and page.suffix == ".md":
            found = re.findall(r"^#{1,6} (.*)$", page.read_text(encoding="utf-8"), re.M)
            assert heading in map(address, found), f"{name(path)}: {target} has no heading"


def test_a_first_use_without_its_link_is_found():
    right = "The [FMR](../guide/glossary.md#fmr) and the FMR again."
    assert unlinked([right]) == {}
    assert set(unlinked(["The FMR.\n\nThen: " + right])) == {"fmr"}
    assert set(unlinked(["A **[mated](../guide/glossary.md#non-mated)** pair."])) == {"mated"}
    assert set(unlinked(["non-mated pairs"])) == {"non-mated"}
    quoted = "[a threshold](../data/facts/README.md#x) `threshold` <details>\nthreshold</details>"
    assert unlinked(["## A threshold\n\n" + quoted]) == {}


# --- all pages --------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_quotes_facts_as_they_are_and_has_no_other_years_or_percentages(path):
    text = path.read_text(encoding="utf-8")
    assert misquotes(text, path.parent) == []
    if path.name != "model-card.md":  # made from the tables, and compared with them
        assert unsourced_years(text) == []


# --- the teacher's guide ----------------------------------------------------------------

TEACHING = GUIDE / "teachers-guide.md"


def code_cells(number):
    (path,) = (ROOT / "lessons").glob(f"{number}-*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_the_minutes_of_the_workshop_add_up_to_90():
    clock = 0
    for number, row in enumerate(workshop(), 1):
        clock += int(row[1])
        assert row[0] == str(number)
        assert row[2] == f"{clock // 60}:{clock % 60:02}", f"step {number}"
    assert clock == 90


def test_the_cells_of_the_workshop_exist_in_this_order():
    places = {}
    for step, _, _, cells, _ in workshop():
        if cells == "none":
            continue
        number = re.match(r"(\d\d): ", cells)[1]
        sources = code_cells(number)
        for code in re.findall(r"`([^`]+)`", cells):
            found = [place for place, source in enumerate(sources) if source.startswith(code)]
            assert found, f"step {step}: no cell of lesson {number} begins with {code}"
            assert len(found) == 1, f"step {step}: several cells begin with {code}"
            assert found[0] > places.get(number, -1), f"step {step}: {code} stands earlier"
            places[number] = found[0]
    assert list(places) == ["01", "02", "03"]


def test_the_sheets_on_paper_have_the_answers_that_are_given():
    text = section("The same workshop on paper")
    answers = text.split("**Answers.**")[1]
    mated, non_mated = (
        [float(one) for one in row[1].split(", ")] for row in table(text.split("**Sheet A.")[1])
    )
    from falsematch import checks
    from falsematch.measures import rates

    false = [10 * rates.false_match_rate(non_mated, t) for t in (0.6, 0.5, 0.4)]
    missed = [10 * rates.false_non_match_rate(mated, t) for t in (0.6, 0.5, 0.4)]
    assert "false matches {:.0f}, {:.0f}, {:.0f} of 10".format(*false) in answers
    assert "false non-matches {:.0f}, {:.0f}, {:.0f} of 10".format(*missed) in answers
    assert f"the one at {min(non_mated)} is named" in answers
    right, wrong = 1 * 0.99, 9_999 * 0.01
    share = 100 * right / (right + wrong)
    assert f"{right:.2f} right and {wrong:.2f} wrong, so about {share:.0f} of 100" in answers
    assert 100 * 0.99 == 9_900 * 0.01  # 99 right and 99 wrong
    six = checks.six_pairs()
    six["same_person"] = six["same_person"].map({True: "yes", False: "no"})
    order = ["person_a", "person_b", "group_a", "group_b", "same_person", "distance"]
    told = table(text.split("**Sheet C.")[1])
    assert told == [[*map(str, row[:5]), f"{row[5]:.2f}"] for row in six[order].to_numpy()]
    within = [row for row in told if row[2] == row[3] and row[4] == "no"]
    for group, answer in (("a", "group a 2 of 3"), ("b", "group b 0 of 1")):
        pairs = [float(row[5]) for row in within if row[2] == group]
        assert f"group {group} {sum(d <= 0.6 for d in pairs)} of {len(pairs)}" == answer
        assert answer in answers


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_the_guide_to_a_lesson_has_its_parts_and_its_time(path):
    number, text = path.name[:2], section(f"Lesson {path.name[:2]}: ", 3)
    for part in ("What it turns on", "**Prepare.**", "| what learners get wrong | why | what helps |",
                 "**Discussion.**", "**Shorten.**", "**Likely questions.**"):  # fmt: skip
        assert part in text, f"the guide to lesson {number} lacks {part!r}"
    assert len(table(text[text.index("| what learners get wrong") :])) >= 3
    (minutes,) = table(text)
    said = re.search(r"\*Time: about (\d+) minutes", markdown(path)[0])[1]
    assert sum(map(int, minutes)) == int(said), f"lesson {number} takes {said} minutes"
    assert f"(../lessons/{path.name})" in text


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_what_to_keep_of_a_lesson_exists(path):
    number = path.name[:2]
    shorten = re.search(r"\*\*Shorten\.\*\* (.*)", section(f"Lesson {number}: ", 3))[1]
    named = re.findall(r"`([^`]+)`", shorten)
    lines = [line for source in code_cells(number) for line in source.split("\n")]
    assert named
    for code in named:
        assert any(line.startswith(code) for line in lines), f"lesson {number}: no line {code}"


@pytest.mark.parametrize("path", [path for path in PAGES if path.name != "glossary.md"], ids=name)
def test_files_commands_and_functions_that_a_page_names_exist(path):
    import falsematch as fm

    text = path.read_text(encoding="utf-8")
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^```\n(.*?)\n```", text, re.M | re.S)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for one in code:
        for target in re.findall(r"^make ([a-z]+)", one):
            assert re.search(rf"^{target}:", makefile, re.M), one
        for command in re.findall(r"(?:^|-m |bin/)falsematch ([a-z]+)", one):
            with pytest.raises(SystemExit) as ended:
                main([command, "--help"])
            assert ended.value.code == 0, one
        assert set(re.findall(r"python -m falsematch\.build ([a-z][a-z_-]*)", one)) <= {*DERIVED}
        for file in re.findall(r"(?:lessons|solutions|exercises|guide|data|docs)/\S*", one):
            assert (ROOT / file).exists(), one
        for chain in re.findall(r"\bfm\.([a-z_.]+[a-z_])", one):
            thing = fm
            for part in chain.split("."):
                assert hasattr(thing, part), f"{path.name}: fm.{chain}"
                thing = getattr(thing, part)
        for line in re.findall(r"`?first [A-D-], now [A-D-]`?", one):
            assert fm.votes.count(line.strip("`"))[1] == []


def test_a_syllabus_fits_on_a_page_and_lists_every_lesson():
    text = (GUIDE / "syllabus.md").read_text(encoding="utf-8")
    assert len(text.split()) < 750
    rows = table(text)
    assert [row[1][:2] for row in rows] == [path.name[:2] for path in LESSONS]
    for path in LESSONS:
        first = markdown(path)[0]
        title = re.match(r"# (.*)", first)[1]
        question = re.search(r"\*\*The question: (.*?)\*\*", first)[1]
        (row,) = [row for row in rows if row[1][:2] == path.name[:2]]
        assert row[1] == title and row[2].lower() == question.lower(), path.name
        exercise = ROOT / "exercises" / f"ps{int(path.name[:2])}"
        assert (f"exercises/{exercise.name}/" in row[3]) == exercise.exists()


def test_the_points_of_the_guide_are_those_of_the_problem_sets():
    for path in sorted((ROOT / "solutions").glob("ps*/ps*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        points = {"code": 0, "markdown": 0}
        for cell in cells:
            graded = cell["metadata"].get("nbgrader", {})
            points[cell["cell_type"]] += graded.get("points", 0) if graded.get("grade") else 0
        expected = {"ps0": (0, 0), "ps12": (10, 10)}.get(path.stem, (14, 6))
        assert tuple(points.values()) == expected, path.name
        assert f"(../solutions/{path.parent.name}/{path.name})" in section("Grading")


def test_the_pages_are_reached_from_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in PAGES:
        assert f"(guide/{path.name})" in readme
