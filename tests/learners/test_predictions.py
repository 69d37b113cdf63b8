"""A learner's guess is kept and shown again."""

from __future__ import annotations

from falsematch.learners import predictions


def test_a_guess_is_kept_and_shown_again(tmp_path, monkeypatch):
    monkeypatch.setattr(predictions.constants, "HOME", tmp_path)
    first = predictions.predict("how many?", ["white", "black"])
    assert first.answers == {"white": None, "black": None}
    first.children[1].value = "1,200"
    first.children[2].value = "many"
    again = predictions.predict("how many?", ["white", "black"])
    assert again.answers == {"white": 1200.0, "black": None}
    table = again.compare({"white": "5 <b>"}).value
    assert "1,200" in table and "5 &lt;b&gt;" in table
    (tmp_path / "predictions.json").write_text("{ damaged")
    assert predictions.kept_predictions() == {}
