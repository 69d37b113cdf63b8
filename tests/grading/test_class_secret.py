"""A class's secret, its codes, and the command that makes one."""

from __future__ import annotations

import io
import stat

import pytest

from falsematch.__main__ import main
from falsematch.grading import class_secret
from falsematch.learners import variants


def test_a_class_is_for_its_teacher_only_and_keeps_its_secret(tmp_path, capsys):
    assert main(["class", "new", str(tmp_path / "autumn")]) == 0
    path = tmp_path / "autumn" / class_secret.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    its = class_secret.load(tmp_path / "autumn")
    assert its.secret not in capsys.readouterr().out and its.secret not in repr(its)


def test_each_student_has_a_code_of_their_own_that_stays(tmp_path):
    class_secret.new(tmp_path)
    its, names = class_secret.load(tmp_path), [f"student {n}" for n in range(500)]
    codes = [its.code(name) for name in names]
    assert len(set(codes)) == 500 and codes == [class_secret.load(tmp_path).code(n) for n in names]
    assert all(variants.read_code(code) == code for code in codes)
    other = class_secret.Class("another secret, long enough to be one")
    assert not set(codes) & {other.code(name) for name in names}
    assert its.hidden_seed("ada", "ps1") != its.hidden_seed("ada", "ps2")
    assert its.hidden_seed("ada", "ps1") != other.hidden_seed("ada", "ps1")


def test_codes_are_printed_as_a_table(tmp_path, capsys):
    class_secret.new(tmp_path / "class")
    (tmp_path / "students.txt").write_text("ada\n\nben\n")
    assert main(["class", "codes", str(tmp_path / "class"), str(tmp_path / "students.txt")]) == 0
    its = class_secret.load(tmp_path / "class")
    expected = f"student,code\nada,{its.code('ada')}\nben,{its.code('ben')}\n"
    assert capsys.readouterr().out == expected


def test_a_secret_is_not_put_into_a_repository_nor_over_another(tmp_path, capsys):
    (tmp_path / "course" / ".git").mkdir(parents=True)
    assert main(["class", "new", str(tmp_path / "course" / "mine")]) == 1
    assert "inside the repository" in capsys.readouterr().err
    assert not (tmp_path / "course" / "mine").exists()
    path = class_secret.new(tmp_path / "class")
    before = path.read_bytes()
    assert main(["class", "new", str(tmp_path / "class")]) == 1
    assert "already" in capsys.readouterr().err and path.read_bytes() == before


@pytest.mark.parametrize("text", [None, "", "[]", '{"secret": "short"}', '{"made": 1}'])
def test_a_damaged_class_stops_before_anything_is_graded(tmp_path, capsys, text):
    if text is not None:
        (tmp_path / class_secret.FILE).write_text(text)
    assert main(["grade", "--class", str(tmp_path)]) == 1
    assert "falsematch class new" in capsys.readouterr().err


def test_without_a_class_there_is_none(monkeypatch):
    monkeypatch.delenv(class_secret.VARIABLE, raising=False)
    assert class_secret.current() is None


def test_students_may_come_from_the_keyboard(tmp_path, capsys, monkeypatch):
    class_secret.new(tmp_path / "class")
    monkeypatch.setattr("sys.stdin", io.StringIO("ada\n"))
    assert main(["class", "codes", str(tmp_path / "class"), "-"]) == 0
    assert capsys.readouterr().out.count("\n") == 2
