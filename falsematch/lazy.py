"""Packages that load a module of theirs when one of its names is first used.

A kernel that draws one picture then does not wait for what other pictures need: drawing a graph
takes networkx, a report jinja2.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence


def attach(
    package: str, names: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """What a package needs to offer names of its modules without loading them.

    Parameters
    ----------
    package : str
        Its ``__name__``.
    names : mapping of str to sequence of str
        The modules of the package, each with the names that it gives.

    Returns
    -------
    tuple
        To be called ``__getattr__``, ``__dir__`` and ``__all__`` in the package.

    Examples
    --------
    >>> find, _, everything = attach("falsematch", {"lazy": ["attach"]})
    >>> everything
    ['attach']
    >>> find("attach") is attach
    True
    >>> find("detach")
    Traceback (most recent call last):
    AttributeError: module 'falsematch' has no attribute 'detach'
    """
    module_of = {name: module for module, given in names.items() for name in given}

    def find(name: str) -> object:
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"{package}.{module_of[name]}"), name)
        setattr(sys.modules[package], name, found)  # the next use needs no look-up
        return found

    everything = sorted(module_of)
    return find, lambda: everything, everything
