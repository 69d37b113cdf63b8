"""Executed pages are kept while nothing changes that they come from, and only then."""

from __future__ import annotations

import os
import shutil

import pytest
from support import ROOT


@pytest.fixture
def executed(tmp_path, monkeypatch):
    """The module, on a copy of what it looks at."""
    monkeypatch.syspath_prepend(str(ROOT / "book"))
    import executed

    for name in ("falsematch/constants.py", "data/case/map.csv", "data/case/README.md",
                 "book/controls.py", "requirements.lock"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setattr(executed, "ROOT", tmp_path)
    return executed


@pytest.mark.parametrize(
    "name, another",
    [
        ("falsematch/constants.py", True),
        ("data/case/map.csv", True),
        ("book/controls.py", True),
        ("requirements.lock", True),
        ("data/case/README.md", False),
    ],
)
def test_a_change_has_a_cache_of_its_own(executed, tmp_path, name, another):
    before = executed.cache()
    assert executed.cache() == before
    with open(tmp_path / name, "a", encoding="utf-8") as file:
        file.write("\n")
    assert (executed.cache() != before) == another


def test_only_the_latest_caches_are_kept(executed, tmp_path):
    made = []
    for number in range(5):
        (tmp_path / "requirements.lock").write_text(str(number))
        made.append(executed.cache())
        os.utime(made[-1], (number, number))  # the clock of the disk may be coarse
    assert [folder.is_dir() for folder in made] == [False, False, True, True, True]


def test_a_site_gets_the_pictures_of_its_pages_only(executed, tmp_path):
    cache, site = executed.cache(), tmp_path / "site"
    for name in ("aaa", "bbb"):
        (executed.pictures(cache) / name).mkdir(parents=True)
        (executed.pictures(cache) / name / "0.webp").write_bytes(name.encode())
    site.mkdir()
    (site / "page.html").write_text('<div class="fm-live" data-pictures="bbb">', encoding="utf-8")
    executed.copy_pictures(cache, site)
    copied = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.webp"))
    assert copied == ["_static/pictures/bbb/0.webp"]
