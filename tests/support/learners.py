"""What several test files ask of check cells and of controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from falsematch import checks


def check_cell_tests(
    right: Mapping[str, Sequence[Callable]], wrong: Mapping[str, Sequence[tuple[Callable, str]]]
) -> tuple[Callable, Callable]:
    """Two tests for a module: right answers pass, wrong ones get the hint that fits.

    Both mappings are by the name of the check; a wrong answer comes with words of its hint.
    """

    @pytest.mark.parametrize(
        ("name", "function"), [(name, one) for name, every in right.items() for one in every]
    )
    def right_answers_pass(name, function):
        verdict = getattr(checks, name)(function)
        assert verdict.ok, verdict.message

    @pytest.mark.parametrize(
        ("name", "function", "hint"),
        [(name, *answer) for name, every in wrong.items() for answer in every],
    )
    def wrong_answers_get_their_hint(name, function, hint):
        verdict = getattr(checks, name)(function)
        assert not verdict.ok
        assert hint in verdict.message, verdict.message

    return right_answers_pass, wrong_answers_get_their_hint


def child(box, description):
    """The control of a box that has this label."""
    return next(c for c in box.children if getattr(c, "description", "") == description)


def shown(box):
    """The description under a control's picture."""
    return box.children[-1].value.split("<figcaption>")[1].split("</figcaption>")[0]
