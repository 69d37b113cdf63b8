"""Where a built site's links lead."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup

#: What a page loads or leads to, by element.
_ADDRESSES = {"a": "href", "link": "href", "img": "src", "script": "src"}


def parsed(page: Path) -> BeautifulSoup:
    """A page of the site, to look for elements in."""
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def addresses(soup: BeautifulSoup) -> list[tuple[str, str]]:
    """Name of the element and address, for everything that a page loads or leads to."""
    return [
        (name, element[attribute])
        for name, attribute in _ADDRESSES.items()
        for element in soup.find_all(name)
        if element.get(attribute)
    ]


def is_outside(address: str) -> bool:
    return address.startswith(("http://", "https://", "//"))


def broken(folder: Path) -> list[str]:
    """Links inside a site that lead to no file, or to no place in it."""
    # What begins with an underscore is the theme's own.
    found_pages = (path for path in sorted(folder.rglob("*.html")) if "/_" not in str(path))
    pages = {path.resolve(): parsed(path) for path in found_pages}
    places = {path: {e["id"] for e in soup.find_all(id=True)} for path, soup in pages.items()}
    found = []
    for path, soup in pages.items():
        for _, address in addresses(soup):
            if is_outside(address) or address.startswith(("data:", "mailto:", "javascript:")):
                continue
            file, place = urldefrag(address)
            target = (path.parent / unquote(file.split("?")[0])).resolve() if file else path
            where = f"{path.relative_to(folder.resolve())}: {address}"
            if not target.is_file():
                found.append(f"{where} leads to no file")
            elif place and target in places and unquote(place) not in places[target]:
                found.append(f"{where} leads to no place on its page")
    return found
