"""The table of rooms in CONTRIBUTING: each lesson, its topic and the modules that belong to it."""

from __future__ import annotations

from pathlib import Path

from falsematch import constants
from falsematch.lesson_topics import SHARED, TOPICS

COURSE = constants.DATA.parent
PAGE = COURSE / "CONTRIBUTING.md"
BEGIN, END = "<!-- made by falsematch/build/module_map.py -->\n", "<!-- end -->\n"
#: The rooms that have a module for a topic, and what each is called in the table.
ROOMS = {"measures": "measures", "plots": "pictures", "widgets": "controls", "checks": "checks"}


def lesson_of(number: str) -> Path | None:
    """Return the notebook of a lesson, or None while it is not written."""
    return next((COURSE / "lessons").glob(f"{number}-*.ipynb"), None)


def module_of(room: str, topic: str) -> str | None:
    """Return a topic's module in a room as a path below ``falsematch/``, or None without one."""
    for name in (f"{room}/{topic}.py", f"{room}/{topic}/"):
        if (COURSE / "falsematch" / name).exists():
            return name
    return None


def table() -> str:
    """Return the table as Markdown, with the modules that belong to no topic below it."""
    lines = [
        f"| lesson | topic | {' | '.join(ROOMS.values())} | problem set |",
        "|---|---|" + "---|" * len(ROOMS) + "---|",
    ]
    for number, topic in TOPICS.items():
        lesson = lesson_of(number)
        cells = [
            f"[{lesson.stem}](lessons/{lesson.name})" if lesson else f"{number}, not written yet",
            topic,
            _code(module_of("measures", topic) or module_of("facts", topic)),
            *(_code(module_of(room, topic)) for room in ("plots", "widgets", "checks")),
            _code(f"ps{int(number)}" if (COURSE / f"solutions/ps{int(number)}").is_dir() else None),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    shared = [f"- `{module}`: {what}" for module, what in SHARED.items()]
    return "\n".join([*lines, "", "Shared by several lessons:", "", *shared])


def _code(name: str | None) -> str:
    return f"`{name}`" if name else ""


def page() -> str:
    """Return CONTRIBUTING with the table as the tree has it now."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n\n{END}{after}"


def write() -> None:
    """Write the table into CONTRIBUTING."""
    PAGE.write_text(page(), encoding="utf-8")
