"""The command line: clear errors, and nothing done before the whole command is understood."""

from __future__ import annotations

import builtins
import shutil
import subprocess
import sys

import pytest
from support import ROOT

from falsematch.__main__ import main


def told(capsys, *arguments):
    """What a command that ends the program prints, and its exit status."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    out, err = capsys.readouterr()
    return out + err, ended.value.code


def test_help_lists_what_learners_and_teachers_use(capsys):
    text, status = told(capsys, "--help")
    assert status == 0
    for command in ("lab", "grade", "grades", "class"):
        assert f"\n    {command} " in text
        assert f"falsematch {command}" in text.partition("examples:")[2]
    assert "python -m falsematch.build" in text


def test_help_comes_without_loading_the_course():
    code = (
        "import sys; from falsematch.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print({'pandas', 'nbgrader', 'jupyterlab'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "set()", done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["debias"], "choose from"),
        ([], "COMMAND"),
        (["class"], "STEP"),
        (["grade", "--workers", "0"], "not a number of at least 1"),
        (["lab", "--port", "70000"], "not a port"),
        (["lab", "--port", "eight"], "not a port"),
        (["lab", "--no-brower"], "unrecognized"),
        (["grades", "--for", "excel"], "invalid choice"),
    ],
    ids=" ".join,
)
def test_what_is_no_command_ends_with_2_and_does_nothing(
    capsys, tmp_path, monkeypatch, arguments, words
):
    monkeypatch.chdir(tmp_path)
    text, status = told(capsys, *arguments)
    assert status == 2
    assert words in text
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_problem_set_makes_nothing_up(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "solutions" / "ps3").mkdir(parents=True)
    (tmp_path / "solutions" / "ps3" / "ps3.ipynb").touch()
    assert main(["grade", "ps99"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "There is no problem set ps99. There are: ps3." in line
    assert not (tmp_path / "grading").exists()


def test_a_folder_without_a_class_is_told_before_anything_is_graded(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").touch()
    assert main(["grade", "--class", "nowhere"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "There is no class in nowhere" in line
    assert not (tmp_path / "grading").exists()


@pytest.mark.parametrize("command", ["grade", "grades"])
def test_a_learners_installation_says_how_to_get_the_grader(capsys, monkeypatch, command):
    real = builtins.__import__

    def no_nbgrader(name, *arguments, **options):
        if name.partition(".")[0] == "nbgrader":
            raise ModuleNotFoundError("No module named 'nbgrader'", name="nbgrader")
        return real(name, *arguments, **options)

    for name in [*sys.modules]:
        if name.startswith(("nbgrader", "falsematch.grading")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", no_nbgrader)
    assert main([command]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "pip install 'falsematch[teach]'" in line and "make grade" in line


def test_an_interrupted_command_ends_with_130(monkeypatch):
    from falsematch import lab

    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(lab, "open_course", interrupted)
    assert main(["lab"]) == 130
