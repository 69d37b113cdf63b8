"""What was handed in, put back into the shape of what was given out."""

from __future__ import annotations

import copy

import nbformat
import pytest
from support import ROOT

from falsematch.grading import rebuild
from falsematch.grading.feedback import for_the_student
from falsematch.learners import variants

MINE = "def cosine_distance(a, b):\n    return 0.5  # mine"
CODE = variants.write_code("k7qf2m9x")


def read(folder):
    return nbformat.read(ROOT / folder / "ps1" / "ps1.ipynb", as_version=4)


@pytest.fixture
def handed_in():
    notebook = read("exercises")
    cell_of(notebook, "cosine-distance")["source"] = MINE
    return notebook


def cell_of(notebook, id):
    return next(cell for cell in notebook["cells"] if cell["id"] == id)


def rebuilt(submission, code=None):
    return rebuild.rebuild(submission, read("solutions"), read("exercises"), code)


def test_honest_work_gets_the_teachers_tests_and_no_note(handed_in):
    made = rebuilt(handed_in)
    assert cell_of(made, "cosine-distance")["source"] == MINE
    assert "BEGIN HIDDEN TESTS" in cell_of(made, "cosine-distance-test")["source"]
    assert rebuild.what_was_noticed(made) == []
    nbformat.validate(made)


def test_no_answer_of_the_teacher_is_handed_to_a_student(handed_in):
    made = rebuilt(handed_in)
    for cell in made["cells"]:
        assert "BEGIN SOLUTION" not in cell["source"]
    assert cell_of(made, "all-pairs")["source"] == cell_of(handed_in, "all-pairs")["source"]


def test_the_rubric_stands_before_the_answer_and_students_get_it_without_samples(handed_in):
    cell_of(handed_in, "guard")["source"] = "My answer."
    made = rebuilt(handed_in)
    ids = [cell["id"] for cell in made["cells"]]
    assert ids[ids.index("guard") - 1] == "guard-rubric"
    rubric = cell_of(made, "guard-rubric")["source"]
    assert rubric.startswith("**Rubric**") and "**Level 3.**" in rubric
    theirs = for_the_student(made)
    rubric = cell_of(theirs, "guard-rubric")["source"]
    assert "| 3 |" in rubric and "**Level" not in rubric
    assert cell_of(theirs, "guard")["source"] == "My answer."


def edit_test(notebook):
    cell_of(notebook, "cosine-distance-test")["source"] = "pass"


def delete_test(notebook):
    notebook["cells"].remove(cell_of(notebook, "cosine-distance-test"))


def repeat_test(notebook):
    twin = copy.deepcopy(cell_of(notebook, "cosine-distance-test"))
    notebook["cells"].append(nbformat.from_dict({**twin, "id": "twin", "source": "pass"}))


def raise_points(notebook):
    cell_of(notebook, "cosine-distance-test")["metadata"]["nbgrader"]["points"] = 100


def turn_into_text(notebook):
    cell_of(notebook, "cosine-distance-test")["cell_type"] = "markdown"


@pytest.mark.parametrize(
    ("change", "note"),
    [(edit_test, "the read-only cell `cosine-distance-test` is not as it was given; ours is used"),
     (delete_test, "the cell `cosine-distance-test` was missing and was put back"),
     (repeat_test, "the cell `cosine-distance-test` stands there more than once"),
     (raise_points, "the points or the kind of the cell `cosine-distance-test` were changed"),
     (turn_into_text, "the cell `cosine-distance-test` was turned into markdown; turned back")],
)  # fmt: skip
def test_what_happened_to_a_test_is_undone_and_noted(handed_in, change, note):
    change(handed_in)
    made = rebuilt(handed_in)
    assert cell_of(made, "cosine-distance-test") == cell_of(
        rebuilt(read("exercises")), "cosine-distance-test"
    )
    assert any(line.startswith(note) for line in rebuild.what_was_noticed(made))
    assert cell_of(made, "cosine-distance")["source"] == MINE
    assert rebuild.NOTICED not in [c["id"] for c in for_the_student(made)["cells"]]


def test_cells_that_a_student_added_stay_where_they_were_and_bear_no_marks(handed_in):
    place = [cell["id"] for cell in handed_in["cells"]].index("cosine-distance") + 1
    own = nbformat.v4.new_code_cell("helper = 3")
    own["metadata"]["nbgrader"] = {"grade_id": "free-points", "grade": True, "points": 50}
    handed_in["cells"].insert(place, own)
    made = rebuilt(handed_in)
    ids = [cell["id"] for cell in made["cells"]]
    added = made["cells"][ids.index("cosine-distance") + 1]
    assert added["source"] == "helper = 3" and not added["metadata"]


@pytest.mark.parametrize(
    ("typed", "note"),
    [(f'my_code = "{CODE}"', None),
     (f'my_code = "{CODE.upper()}"  # mine', None),
     ('my_code = "self-study"', "`my_code` was left as it was given"),
     (f'my_code = "{variants.write_code("22222222")}"', "`my_code` is another student's code"),
     ("my_code = input()", "`my_code` holds no code"), ("my_code = (", "`my_code` holds no code")],
)  # fmt: skip
def test_another_code_than_ones_own_is_noted_in_a_class(handed_in, typed, note):
    cell_of(handed_in, "my-code")["source"] = typed
    assert rebuild.what_was_noticed(rebuilt(handed_in)) == []
    noticed = rebuild.what_was_noticed(rebuilt(handed_in, CODE))
    assert [line.startswith(note) for line in noticed] == ([True] if note else [])


def test_cells_are_found_again_without_their_ids(handed_in):
    """Older programs drop the ids of cells that bear no marks."""
    for number, cell in enumerate(handed_in["cells"]):
        cell["id"] = f"lost-{number}"
    made = rebuilt(handed_in)
    assert [c["id"] for c in made["cells"]] == [
        c["id"] for c in rebuilt(read("exercises"))["cells"]
    ]
    assert cell_of(made, "cosine-distance")["source"] == MINE
