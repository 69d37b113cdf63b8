"""A course is where nbgrader's settings say, and its cells can be told apart."""

from __future__ import annotations

import nbformat
import pytest

from falsematch.grading.course import Course, GradingError, named, settings


def test_settings_can_be_read_again_and_again(course):
    assert settings(course) == settings(course)
    assert sorted(path.name for path in course.iterdir()) == [
        "exercises", "nbgrader_config.py", "solutions",
    ]  # fmt: skip


def test_folders_are_where_nbgraders_own_settings_put_them(course):
    here = Course(course)
    assert here.submitted == course / "grading" / "submitted"
    assert here.graded("ada", "ps1") == course / "grading" / "autograded" / "ada" / "ps1"
    (course / "nbgrader_config.py").write_text("c = get_config()\n")
    plain = Course(course)
    assert plain.source_folder == course / "source" and plain.release("x") == course / "release/x"
    assert plain.submitted == course / "submitted" and plain.feedback() == course / "feedback"


def test_another_order_of_folders_is_refused(course):
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("\nc.CourseDirectory.directory_structure = "
                     "'{nbgrader_step}/{assignment_id}/{student_id}'\n")  # fmt: skip
    with pytest.raises(GradingError, match="Leave CourseDirectory.directory_structure"):
        Course(course)


def test_cells_of_old_notebooks_have_ids_that_stay():
    def cell(text, **metadata):
        made = nbformat.v4.new_markdown_cell(text)
        del made["id"]
        made["metadata"].update(metadata)
        return made

    marked = cell("changed", nbgrader={"grade_id": "part-a"})
    source = nbformat.v4.new_notebook(cells=[cell("---"), cell("text"), marked, cell("---")])
    source["nbformat_minor"] = 0
    ids = [one["id"] for one in named(source)["cells"]]
    assert len(set(ids)) == 4 and ids[2] == "part-a"
    release = nbformat.v4.new_notebook(cells=[cell("header"), *source["cells"]])
    assert [one["id"] for one in named(release)["cells"]][1:] == ids
    nbformat.validate(named(source))


def test_what_cannot_be_run_here_is_named(course):
    path = course / "solutions" / "ps1" / "ps1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook["cells"].append(nbformat.v4.new_code_cell("### AUTOTEST square(3)"))
    nbformat.write(notebook, path)
    with pytest.raises(GradingError, match="ps1/ps1.ipynb has tests that nbgrader is to write"):
        Course(course).check("ps1")
    notebook["metadata"]["kernelspec"] = {"language": "R", "name": "ir", "display_name": "R"}
    nbformat.write(notebook, path)
    with pytest.raises(GradingError, match="is in R: only Python"):
        Course(course).check("ps1")
    with (course / "solutions" / "ps2" / "data.bin").open("wb") as file:
        file.truncate(21_000_000)
    with pytest.raises(GradingError, match="more than 20 MB beside its notebooks"):
        Course(course).check("ps2")
