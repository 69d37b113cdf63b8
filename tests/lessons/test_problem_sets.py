"""The problem sets measure what they say, and the exercises give nothing away.

The bank in ``tests/answer_banks`` holds typical wrong answers, which must lose the points of the
idea that they miss and no others, and right answers written in another way, which must keep
all. They run here, without a kernel; three whole notebooks run in one as nbgrader does it.
"""

from __future__ import annotations

import ast
import logging
import re
import textwrap

import nbformat
import pytest
from nbgrader.validator import Validator
from support.problem_sets import (
    GRADED,
    NAMES,
    ROOT,
    autograded,
    bank,
    cells,
    code_of,
    failures,
    failures_of,
    notebook,
    written,
)

from falsematch.grading import release
from falsematch.learners import variants
from falsematch.measures import rates, scores


def test_running_a_part_finds_what_running_the_whole_finds():
    for solution, label in [("error-rates", "above only"), ("threshold-for", "quantile")]:
        code = bank("ps2")[solution]["wrong"][label][1]
        found = failures_of("ps2", solution, code)
        assert found == failures("ps2", {solution: textwrap.dedent(code)}) != {}


# --- the bank ------------------------------------------------------------------------


def each(kind):
    return [
        pytest.param(name, solution, label, id=f"{name}-{solution}-{label}")
        for name in GRADED
        for solution, answers in bank(name).items()
        for label in answers[kind]
    ]


def settings(label):
    """Alone, and in a class: hidden tests and tables are drawn from something else for each."""
    return [("public", variants.SELF_STUDY), (f"a class with {label}", code_of(label))]


@pytest.mark.parametrize(("name", "solution", "label"), each("right"))
def test_a_right_answer_written_in_another_way_keeps_all_points(name, solution, label):
    code = bank(name)[solution]["right"][label]
    for seed, my_code in settings(label):
        with variants.hidden_from(seed):
            assert failures_of(name, solution, code, my_code=my_code) == {}, (seed, my_code)


@pytest.mark.parametrize(("name", "solution", "label"), each("wrong"))
def test_a_typical_wrong_answer_loses_the_points_of_its_idea_only(name, solution, label):
    lost, code = bank(name)[solution]["wrong"][label]
    for seed, my_code in settings(label):
        with variants.hidden_from(seed):
            failed = failures_of(name, solution, code, my_code=my_code)
        assert set(failed) == set(lost.split()), (seed, my_code, failed)


@pytest.mark.parametrize("name", GRADED)
def test_each_test_cell_has_five_wrong_answers_and_three_right_ones(name):
    wrong = [lost for answers in bank(name).values() for lost, _ in answers["wrong"].values()]
    for id in autograded(name):
        assert sum(id in lost.split() for lost in wrong) >= 5, id
    for solution, answers in bank(name).items():
        assert len(answers["right"]) >= 3, solution
        assert cells(name)[solution][2]["solution"]


@pytest.mark.parametrize("name", NAMES)
def test_the_teachers_answers_keep_all_points_in_every_class(name):
    for label in ("", "ada", "ben", "cleo"):
        for seed, my_code in settings(label)[bool(label) :]:
            with variants.hidden_from(seed):
                assert failures(name, my_code=my_code) == {}, (seed, my_code)


@pytest.mark.parametrize("name", NAMES)
def test_the_untouched_exercise_earns_nothing(name):
    assert set(failures(name, folder="exercises")) == set(autograded(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_teachers_notebook_gets_full_marks_in_a_kernel(name, caplog):
    caplog.set_level(logging.ERROR)
    result = Validator().validate(str(ROOT / "solutions" / name / f"{name}.ipynb"))
    assert result == {}


# --- how a problem set is made ---------------------------------------------------------


@pytest.mark.parametrize("name", GRADED)
def test_about_two_thirds_of_the_points_are_autograded(name):
    machine, person = sum(autograded(name).values()), sum(written(name).values())
    assert machine + person == 20
    # The last one is the audit memo: half of it is read by a person.
    lowest, highest, texts = (0.45, 0.55, 2) if name == "ps12" else (0.6, 0.75, 1)
    assert lowest <= machine / (machine + person) <= highest
    assert len(written(name)) == texts


@pytest.mark.parametrize("name", GRADED)
def test_the_table_at_the_top_states_the_points(name):
    rows = re.findall(r"^\| (\d) \|.*\| ([\d +]+) \| (\d+) \|$", cells(name)["title"][0], re.M)
    together = re.search(r"\*\*(\d+)\*\* \| \*\*(\d+)\*\* \|$", cells(name)["title"][0], re.M)
    stated = [int(points) for _, entry, _ in rows for points in entry.split("+")]
    assert sorted(stated) == sorted([*autograded(name).values(), *written(name).values()])
    assert int(together[1]) == sum(stated)
    assert int(together[2]) == sum(int(minutes) for _, _, minutes in rows)
    assert 4 <= len(rows) <= 8


@pytest.mark.parametrize("name", NAMES)
def test_every_id_is_words_and_stands_once(name):
    found = [cell["id"] for cell in notebook("solutions", name)["cells"]]
    assert len(found) == len(set(found))
    for id, (_, _, marks) in cells(name).items():
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", id)
        assert not marks or (marks["grade_id"], marks["schema_version"]) == (id, 3)


@pytest.mark.parametrize("name", NAMES)
def test_every_test_cell_teaches_and_is_not_read_as_partial_credit(name):
    for id, points in autograded(name).items():
        source = cells(name)[id][0]
        visible, _, hidden = source.partition("### BEGIN HIDDEN TESTS")
        asserts = [node for node in ast.walk(ast.parse(visible)) if isinstance(node, ast.Assert)]
        assert asserts and all(node.msg is not None for node in asserts), f"{id}: a bare assert"
        asked = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
        for node in asked:
            assert node.msg is not None, f"{id}: a bare assert in the hidden tests"
            # What a hidden test says must hold no data: it stands in the feedback.
            if node not in asserts and node.lineno > visible.count("\n"):
                assert isinstance(node.msg, ast.Constant), f"{id}: {ast.unparse(node.msg)}"
        drawn = re.findall(r"default_rng|hidden_draws\(([^)]*)\)", source)
        assert all(one == f'"{id}"' for one in drawn), f"{id} draws from {drawn}"
        assert hidden.rstrip().endswith("### END HIDDEN TESTS"), id
        assert f"{points} points" in visible.splitlines()[0], id
        assert not isinstance(ast.parse(source).body[-1], ast.Expr), f"{id} ends in a value"


@pytest.mark.parametrize("name", GRADED)
def test_the_rubric_has_a_row_and_an_answer_for_each_level(name):
    for id, points in written(name).items():
        rubric = cells(name)[id][0]
        rows = re.findall(r"^\| (\d) \| (\d+) \|", rubric, re.M)
        assert [int(level) for level, _ in rows] == list(range(len(rows)))
        assert int(rows[-1][1]) == points
        assert all(f"**Level {level}.**" in rubric for level, _ in rows)
        assert "**Do not penalize** a stance" in rubric


def test_the_measured_numbers_in_a_rubric_are_those_of_the_table():
    rubric = cells("ps3")["vendor"][0]
    at = {
        threshold: rates.fmr_by_group(scores.load("congress_pairs"), threshold, "sex", resamples=2)
        .set_index("group")
        for threshold in (0.6, 0.55, 0.45)
    }  # fmt: skip
    people, rate = at[0.6]["people"], {threshold: at[threshold]["rate"] for threshold in at}
    assert f"{people['female']} women" in rubric and f"{people['male']} men" in rubric
    for threshold in (0.6, 0.55):
        assert round(rate[threshold]["female"] / rate[threshold]["male"]) == 2
    assert (rate[0.6] / rate[0.55]).round().eq(7).all()  # "both rates fall to a seventh"
    assert at[0.45]["matches"].eq(0).all()


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_carry_no_outputs(name):
    for folder in ("solutions", "exercises"):
        for cell in notebook(folder, name)["cells"]:
            assert not cell.get("outputs") and cell.get("execution_count") is None


# --- the exercises ---------------------------------------------------------------------


def test_exercises_are_in_step_with_the_solutions(tmp_path):
    made = release.make_exercises(ROOT, into=tmp_path)
    assert [path.stem for path in made] == NAMES
    for path in made:
        committed = ROOT / "exercises" / path.relative_to(tmp_path)
        assert committed.read_bytes() == path.read_bytes(), (
            f"exercises/{path.stem} is not what its solution makes. Run: make exercises"
        )


@pytest.mark.parametrize("name", NAMES)
def test_exercises_give_nothing_away(name):
    given = notebook("exercises", name)
    text = nbformat.writes(given)
    for word in ("HIDDEN", "SOLUTION", "Rubric", "MARK SCHEME", "penalize"):
        assert word not in text, word
    for id, (source, kind, marks) in cells(name).items():
        here = cells(name, "exercises")[id][0]
        if marks.get("grade") and kind == "code":
            visible, _, hidden = source.partition("### BEGIN HIDDEN TESTS")
            assert here == visible.rstrip()
            secret = hidden.splitlines()
        elif marks.get("solution"):
            secret = source.partition("### BEGIN SOLUTION")[2].splitlines() or source.splitlines()
        else:
            continue
        visible_lines = {line.strip() for line in here.splitlines()}
        for line in secret:
            line = line.strip()
            if len(line) > 20 and not line.startswith("### ") and line not in visible_lines:
                assert line not in here, f"{id}: {line}"


def test_no_solution_is_listed_twice_in_the_exercises_folder():
    assert {path.name for path in (ROOT / "exercises").iterdir()} == set(NAMES)
