"""What all check cells share: the verdict and its words."""

from __future__ import annotations

from falsematch import checks


def test_a_verdict_is_said_in_words_and_escaped():
    verdict = checks.distance(lambda a, b: (_ for _ in ()).throw(ValueError("<script>")))
    assert "<script>" not in verdict._repr_html_()
    assert "Not yet" in verdict._repr_html_()
    assert str(verdict).startswith("✗ Not yet:")


def test_brackets_after_the_name_are_explained():
    assert "without brackets" in checks.distance(5.0).message
