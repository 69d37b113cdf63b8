"""Take out of the notebooks what running and saving them left: ``make tidy``.

Outputs, counts and what a program noted for itself go; the text, and the names of cells, by which
grades are kept, stay. A notebook that is tidy is written as it was, byte for byte.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbstripout import strip_output

ROOT = Path(__file__).resolve().parent.parent
#: Noted by the program that saved a notebook, and different from one to the next.
NOTED = [f"metadata.language_info.{key}" for key in (
    "codemirror_mode", "file_extension", "mimetype", "nbconvert_exporter", "pygments_lexer", "version",
)] + ["cell.metadata.execution", "cell.metadata.scrolled", "cell.metadata.collapsed"]  # fmt: skip


def tidied(text: str) -> str:
    """Return a notebook's text without what running and saving it left."""
    notebook = nbformat.reads(text, as_version=4)
    notebook = strip_output(
        notebook, keep_output=False, keep_count=False, keep_id=True, extra_keys=NOTED
    )
    return nbformat.writes(notebook) + "\n"


def main() -> None:
    for path in sorted([*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")]):
        before = path.read_text(encoding="utf-8")
        after = tidied(before)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            print(f"tidied {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
