"""Names that are loaded when they are first used.

A kernel that draws one picture then does not wait for what other pictures need: drawing a graph
takes networkx, a report jinja2.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping


def attach(
    package: str, places: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Return what a package needs to offer names without loading what is behind them.

    Parameters
    ----------
    package : str
        Its ``__name__``.
    places : mapping of str to str
        Where each name comes from: a module below the package, or ``"module:name"`` for what is
        in one.

    Returns
    -------
    tuple
        To be called ``__getattr__``, ``__dir__`` and ``__all__`` in the package.

    Examples
    --------
    >>> find, _, everything = attach("falsematch", {"attach": "lazy_imports:attach", "slow": "lazy_imports"})
    >>> everything
    ['attach', 'slow']
    >>> find("attach") is attach
    True
    >>> find("detach")
    Traceback (most recent call last):
    AttributeError: module 'falsematch' has no attribute 'detach'
    """

    def find(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, inside = places[name].partition(":")
        found = importlib.import_module(f"{package}.{module}")
        found = getattr(found, inside) if inside else found
        setattr(sys.modules[package], name, found)  # the next use needs no look-up
        return found

    everything = sorted(places)
    return find, lambda: everything, everything


def by_module(names: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the places of names that are listed by module, for `attach`.

    Examples
    --------
    >>> by_module({"base": ["axes", "share"]})
    {'axes': 'base:axes', 'share': 'base:share'}
    """
    return {name: f"{module}:{name}" for module, given in names.items() for name in given}
