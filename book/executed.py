"""Pages that were executed are kept between builds, as long as all that they come from is the same.

MyST-NB keeps an executed page by its code (jupyter-cache). What that code gives depends on more:
the package, the tables, the controls of this folder and the libraries. So each state of these has
a cache of its own, with the pictures that its pages refer to.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

from jupyter_cache import get_cache

ROOT = Path(__file__).resolve().parent.parent
#: Caches of so many states are kept, the latest ones.
_KEPT = 3


def cache() -> Path:
    """Return the folder of the present state's cache, made where there is none."""
    folder = ROOT / "build" / "executed" / _state()
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    get_cache(str(folder)).db  # noqa: B018, makes its tables before several processes would at once
    for old in sorted(folder.parent.iterdir(), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def pictures(folder: Path) -> Path:
    """Return where a cache keeps the pictures of its pages."""
    return folder / "pictures"


def copy_pictures(folder: Path, site: Path) -> None:
    """Copy the pictures that a site's pages refer to from a cache into the site."""
    for page in site.rglob("*.html"):
        for name in re.findall(r'data-pictures="(\w+)"', page.read_text(encoding="utf-8")):
            target = site / "_static" / "pictures" / name
            shutil.copytree(pictures(folder) / name, target, dirs_exist_ok=True)


def _state() -> str:
    """Return a digest of all but the pages themselves that an executed page comes from."""
    files = [
        *ROOT.glob("falsematch/**/*.py"),
        *ROOT.glob("falsematch/**/*.j2"),
        *(path for path in ROOT.glob("data/*/*") if path.suffix != ".md"),
        *ROOT.glob("book/*.py"),
        *ROOT.glob("requirements*.lock"),
    ]
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)} ".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
