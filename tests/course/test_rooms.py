"""A stranger finds the way: lesson, topic, modules and tests have the same name in every room."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import ROOT

from falsematch.build import module_map
from falsematch.lesson_topics import SHARED, TOPICS

PACKAGE, TESTS = ROOT / "falsematch", ROOT / "tests"
#: What a written lesson has no module for, and why.
NEEDS_NONE = {
    ("story", "measures"): "the letter's story is told by facts/story.py",
    ("story", "checks"): "the lesson asks for no function",
    ("matching", "measures"): "distances are those of photos/faces.py",
    ("thresholds", "measures"): "the rates are those of measures/rates.py",
    ("groups", "measures"): "the rates are those of measures/rates.py",
}
#: Modules without a test file of their own, and where they are tested instead.
TESTED_ELSEWHERE = {
    "__main__.py": "tests/test_main.py, and each command in the test of what it calls",
    "constants.py": "settings alone: whoever uses one tests it",
    "lesson_topics.py": "here",
    "build/module_map.py": "here",
    "lab.py": "tests/course/test_wheel.py opens it in a browser",
    "widgets/base.py": "each control's own test moves it",
}
#: The grader's tests follow a hand-in through several modules: tests/grading.
OF_THE_GRADER = "grading/"


def modules(folder: Path) -> list[str]:
    """Modules below a folder, as paths below the package."""
    return sorted(
        str(path.relative_to(PACKAGE))
        for path in folder.rglob("*.py")
        if path.name != "__init__.py"
    )


def written() -> dict[str, str]:
    return {number: topic for number, topic in TOPICS.items() if module_map.lesson_of(number)}


def test_each_topic_belongs_to_one_lesson_and_each_lesson_has_a_topic():
    assert len(set(TOPICS.values())) == len(TOPICS)
    numbers = [path.name[:2] for path in (ROOT / "lessons").glob("[0-9]*.ipynb")]
    assert len(set(numbers)) == len(numbers) and set(numbers) == set(written())


@pytest.mark.parametrize("room", module_map.ROOMS)
def test_each_module_of_a_room_is_named_by_a_topic_or_shared(room):
    named = {
        Path(name).relative_to(room).parts[0].removesuffix(".py")
        for name in modules(PACKAGE / room)
    }
    shared = {Path(name).stem for name in SHARED if name.startswith(f"{room}/")}
    assert shared <= named, "falsematch/lesson_topics.py names a module that is not there"
    strange = named - shared - set(TOPICS.values())
    assert not strange, (
        "name it by a topic of falsematch/lesson_topics.py, or say in SHARED who needs it"
    )


@pytest.mark.parametrize("topic", written().values())
def test_a_written_lesson_has_its_modules(topic):
    for room in module_map.ROOMS:
        there = module_map.module_of(room, topic) is not None
        assert there != ((topic, room) in NEEDS_NONE), f"falsematch/{room}/{topic}.py"


def test_a_written_lesson_has_its_sentences_held():
    held = {
        path.stem.removeprefix("test_sentences_")
        for path in TESTS.glob("lessons/test_sentences_*.py")
    }
    assert held <= set(TOPICS.values())
    # Lesson 12's sentences are all facts; tests/facts/test_tables.py holds them.
    assert set(written().values()) - held <= {"decisions"}


def mirror(module: str) -> Path:
    path = Path(module)
    return TESTS / path.parent / f"test_{path.name}"


def test_each_module_has_its_test_at_the_same_path():
    without = {
        module
        for module in modules(PACKAGE)
        if not module.startswith(OF_THE_GRADER) and not mirror(module).is_file()
    }
    missing = without - set(TESTED_ELSEWHERE)
    assert not missing, f"write {[str(mirror(m).relative_to(ROOT)) for m in sorted(missing)]}"
    assert set(TESTED_ELSEWHERE) <= without, "these have a test now: take them out of the list"


def test_each_test_of_a_room_lies_where_its_module_lies():
    tested = {mirror(module) for module in modules(PACKAGE)}
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    for room in sorted(folders - {"grading"}):
        for path in (TESTS / room).rglob("test_*.py"):
            assert path in tested, f"{path.relative_to(ROOT)} tests no module of that path"


def test_the_table_of_rooms_is_in_step():
    assert module_map.PAGE.read_text(encoding="utf-8") == module_map.page(), (
        "Run: python -m falsematch.build rooms"
    )


def test_the_table_names_every_lesson_and_what_there_is_of_it():
    rows = [row for row in module_map.table().splitlines() if re.match(r"\| \[?\d\d", row)]
    assert len(rows) == len(TOPICS)
    for row, (number, topic) in zip(rows, TOPICS.items(), strict=True):
        assert topic in row and ("not written yet" in row) == (number not in written())
        for name in re.findall(r"`(\w+/[\w/.]+)`", row):
            assert (PACKAGE / name).exists(), name
