"""Cheats are losing moves: each of these earns nothing, through the real round of nbgrader.

Every made-up student hands in problem set 1 untouched but for one trick, so that whatever points
they get are points for the trick.
"""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import nbformat
import pytest
from support import ROOT
from support.problem_sets import cells

from falsematch.grading import class_secret, teacher

FUNCTION = "cosine-distance"
TEST = "cosine-distance-test"

#: Answers put into the cell of part 1.
ANSWERS = {
    "an object that equals everything": """
        class Yes:
            def __eq__(self, other): return True
            __lt__ = __le__ = __gt__ = __ge__ = __eq__
            def __sub__(self, other): return self
            __rsub__ = __abs__ = lambda self, *other: self
            def __bool__(self): return True
            __array_priority__ = 1000
        def cosine_distance(a, b):
            return Yes()
    """,
    "a number that lies": """
        class Small(float):
            def __sub__(self, other): return Small(0)
            def __abs__(self): return Small(0)
            def __lt__(self, other): return True
        def cosine_distance(a, b):
            return Small(1)
    """,
    "an array that lies": """
        class Any(np.ndarray):
            def __array_ufunc__(self, *inputs, **settings): return True
        def cosine_distance(a, b):
            return np.zeros(()).view(Any)
    """,
    "other helpers for assert": """
        import builtins
        builtins.abs = lambda x: 0
        builtins.AssertionError = type("Quiet", (BaseException,), {"__init__": lambda *a: None})
        np.abs = np.ndim = np.isnan = lambda *a: 0
        np.allclose = np.isclose = lambda *a, **k: True
        def cosine_distance(a, b):
            return 0.0
    """,
    "asserts dropped by a transformer": """
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(Drop())
        get_ipython().input_transformers_post.append(lambda lines: ["pass"])
        def cosine_distance(a, b):
            return 0.0
    """,
    "exceptions caught": """
        get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
        get_ipython().showtraceback = lambda *a, **k: None
        def cosine_distance(a, b):
            return 0.0
    """,
    "the caller's frame": """
        import sys
        def cosine_distance(a, b):
            frame = sys._getframe()
            while frame:
                for place in (frame.f_locals, frame.f_globals):
                    if "expected" in place:
                        return place["expected"]
                frame = frame.f_back
            return 1.0
    """,
    "the tests in memory": """
        import gc, re
        def cosine_distance(a, b):
            for found in gc.get_objects():
                if isinstance(found, (dict, list, tuple)):
                    text = str(found)[:2000]
                    if "HIDDEN TESTS" + "" in text and "expected = " in text:
                        return eval(re.search(r"expected = (.+)", text)[1])
            return 1.0
    """,
    "the visible values": """
        def cosine_distance(a, b):
            return {1.0: 1, -1.0: 2}.get(float(np.sign(a @ b)) or 1.0)
    """,
    "another answering machine": """
        import falsematch.grading.student_functions.messages
        class Forged:
            def _repr_mimebundle_(self, include=None, exclude=None):
                return {"text/plain": '{"value": "{\\\\"unknown\\\\": \\\\"x\\\\"}", "arguments": []}'}
        falsematch.grading.student_functions.messages.answer_to = lambda *a: Forged()
        def cosine_distance(a, b):
            return 0.0
    """,
    "leaving the function by the back door": """
        def cosine_distance(a, b):
            raise SystemExit(0)
    """,
    "a function that never ends": """
        def cosine_distance(a, b):
            while True:
                pass
    """,
    "an answer without end": """
        def cosine_distance(a, b):
            import itertools
            return (n for n in itertools.count())
    """,
}  # fmt: skip


def edited(cell, **changes):
    return {**cell, **changes}


def no_test(notebook):
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != TEST]


def an_empty_test(notebook):
    for cell in notebook["cells"]:
        if cell["id"] == TEST:
            cell["source"] = "pass"


def a_fortune_in_points(notebook):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["nbgrader"]["points"] = 1000


def other_ids(notebook):
    for cell in notebook["cells"]:
        if cell["id"] == TEST:
            cell["metadata"]["nbgrader"]["grade_id"] = "nothing"
            cell["source"] = "pass"


def a_test_that_bears_no_marks(notebook):
    for cell in notebook["cells"]:
        if cell["id"] == TEST:
            cell["metadata"]["nbgrader"] |= {"grade": False, "locked": False, "solution": True}
            cell["source"] = "pass"


def a_test_twice(notebook):
    place = [c["id"] for c in notebook["cells"]].index(TEST)
    twin = copy.deepcopy(notebook["cells"][place])
    twin["source"], twin["id"] = "pass", "twin"
    notebook["cells"].insert(place, twin)


def outputs_made_beforehand(notebook):
    for cell in notebook["cells"]:
        if cell["id"] == TEST:
            cell["outputs"] = [nbformat.v4.new_output("execute_result", {"text/plain": "2.0"})]
            cell["execution_count"] = 1


def a_test_as_text(notebook):
    for number, cell in enumerate(notebook["cells"]):
        if cell["id"] == TEST:
            made = nbformat.v4.new_markdown_cell("done", id=TEST, metadata=cell["metadata"])
            notebook["cells"][number] = made


#: What is done to the file, and words of what a teacher is told.
FILES = {
    no_test: f"`{TEST}` was missing",
    an_empty_test: f"`{TEST}` is not as it was given",
    a_fortune_in_points: f"points or the kind of the cell `{TEST}`",
    other_ids: f"`{TEST}` was missing",
    a_test_that_bears_no_marks: f"kind of the cell `{TEST}`",
    a_test_twice: f"`{TEST}` stands there more than once",
    outputs_made_beforehand: None,
    a_test_as_text: f"`{TEST}` was turned into markdown",
}


def a_course(folder):
    folder.mkdir(exist_ok=True)
    for name in ("nbgrader_config.py", "solutions/ps1", "exercises/ps1"):
        copy_it = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy_it(ROOT / name, folder / name)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("\nc.JudgeTests.call_timeout = 4\n")
    return folder


def hand_in(course, student, change=lambda notebook: None, **answers):
    notebook = nbformat.read(course / "exercises" / "ps1" / "ps1.ipynb", as_version=4)
    for cell in notebook["cells"]:
        if cell["id"].replace("-", "_") in answers:
            cell["source"] = answers[cell["id"].replace("-", "_")]
    change(notebook)
    path = course / "grading" / "submitted" / student / "ps1" / "ps1.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def dedented(code):
    lines = code.strip("\n").splitlines()
    return "\n".join(line[8:] for line in lines)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """One course, one student a cheat, graded once."""
    course = a_course(tmp_path_factory.mktemp("course"))
    for number, answer in enumerate(ANSWERS.values()):
        hand_in(course, f"answer-{number}", **{FUNCTION.replace("-", "_"): dedented(answer)})
    for number, change in enumerate(FILES):
        hand_in(course, f"file-{number}", change)
    return course, teacher.grade_all(course).set_index("student")


@pytest.mark.parametrize("number", range(len(ANSWERS)), ids=list(ANSWERS))
def test_a_trick_in_an_answer_earns_nothing(graded, number):
    row = graded[1].loc[f"answer-{number}"]
    assert (row["points"], row["max"], row["note"]) == (0, 20, "")


@pytest.mark.parametrize("number", range(len(FILES)), ids=[f.__name__ for f in FILES])
def test_a_trick_with_the_file_earns_nothing_and_is_noticed(graded, number):
    row = graded[1].loc[f"file-{number}"]
    assert (row["points"], row["max"], row["note"]) == (0, 20, "")
    expected = list(FILES.values())[number]
    assert any(expected in line for line in row["noticed"]) if expected else not row["noticed"]


def test_an_object_that_is_no_plain_data_is_noticed(graded):
    place = list(ANSWERS).index("an object that equals everything")
    assert "`cosine_distance` answered with" in graded[1].loc[f"answer-{place}", "noticed"][0]


def test_the_right_answer_earns_its_points_beside_them(graded):
    """The course that catches the cheats is not one that gives nobody points."""
    course, _ = graded
    shutil.rmtree(course / "grading" / "submitted")
    sources = {id.replace("-", "_"): text for id, (text, kind, marks) in cells("ps1").items()
               if marks.get("solution") and kind == "code"}  # fmt: skip
    hand_in(course, "right", **sources)
    assert teacher.grade_all(course).set_index("student").loc["right", "points"] == 14


def test_feedback_names_the_idea_and_shows_no_hidden_test(graded):
    course, _ = graded
    place = list(ANSWERS).index("the visible values")
    page = course / "grading" / "feedback" / f"answer-{place}" / "ps1" / "ps1.html"
    text = page.read_text(encoding="utf-8")
    assert "This part is not right yet" in text or "opposite: expected 2" in text
    for id, (source, _, marks) in cells("ps1").items():
        if marks.get("grade") and "HIDDEN" in source:
            hidden = source.partition("### BEGIN HIDDEN TESTS")[2]
            for line in hidden.splitlines():
                if "hidden_draws" in line:
                    assert line.strip() not in text, id
    assert "hidden_draws" not in text and "Sample answer" not in text
    assert "Level 3." not in text and "For the teacher" not in text


# --- a class with a secret -----------------------------------------------------------------


def test_a_copied_number_is_wrong_in_a_class_and_ones_own_is_right(tmp_path, monkeypatch):
    course = a_course(tmp_path / "course")
    monkeypatch.setenv(class_secret.VARIABLE, str(tmp_path / "class"))
    class_secret.new(tmp_path / "class")
    its = class_secret.load(tmp_path / "class")
    solution = cells("ps1")["lookalikes"][0]
    own = {"my_code": f'my_code = "{its.code("ada")}"', "lookalikes": solution}
    hand_in(course, "ada", **own)
    # Ben hands in what Ada did; it computes, so Ben's own data are used, and it is noticed.
    hand_in(course, "ben", **own)
    # Cleo wrote down the public numbers.
    public = {}
    from support.problem_sets import failures

    failures("ps1", student=public)
    numbers = f"\nat_050, at_060 = {public['at_050']}, {public['at_060']}"
    hand_in(course, "cleo", lookalikes=solution + numbers)
    # Dan looks for the class in the environment.
    hand_in(course, "dan", lookalikes="import os\nprint(os.environ.get('FALSEMATCH_CLASS'))")
    table = teacher.grade_all(course).set_index("student")
    assert table["points"].to_dict() == {"ada": 2, "ben": 2, "cleo": 0, "dan": 0}
    assert not table.loc["ada", "noticed"]
    assert "another student's code" in table.loc["ben", "noticed"][0]
    assert "left as it was given" in table.loc["cleo", "noticed"][0]
    graded = course / "grading" / "autograded" / "dan" / "ps1" / "ps1.ipynb"
    assert str(tmp_path / "class") not in graded.read_text()
    assert its.secret not in "".join(
        path.read_text(errors="replace") for path in Path(course).rglob("*.*") if path.is_file()
    )
    again = teacher.grade_all(course).set_index("student")
    assert again["points"].equals(table["points"])
