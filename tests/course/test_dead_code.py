"""No name in the package is there for nobody: each is used by a lesson, a page or another module."""

from __future__ import annotations

import ast
import subprocess
import sys

import nbformat
from support import ROOT

#: Used by others than this course's own code, by name: a library looks them up, or the tests do
#: (ways to rebuild what is committed, and to check it).
LOOKED_UP = {
    "falsematch/checks/base.py": {"_repr_html_"},
    "falsematch/constants.py": {"REBUILD_TOLERANCE"},
    "falsematch/measures/differentials.py": {"garbe", "inequity_rate"},
    "falsematch/grading/exchange.py": {"init_src", "copy_files"},
    "falsematch/facts/tables.py": {"quoted_in"},
    "falsematch/grading/release.py": {"make_exercises", "no_database", "enabled"},
    "falsematch/grading/student_functions/stand_ins.py": {"LocalStudent"},
    "falsematch/grading/sandbox/kernels.py": {
        "transport", "_default_folder", "_default_ip", "_default_connection_file",
        "_default_context", "format_kernel_cmd", "interrupt_mode", "cleanup_resources",
        "_launch_kernel",
    },
    "falsematch/measures/linkage/people.py": {"misspelled", "second_surname", "name_order", "moved"},
    "falsematch/plots/base.py": {"_repr_mimebundle_", "include", "exclude"},
    "falsematch/grading/run_tests.py": {"shutdown_kernel", "create_kernel_manager"},
    "falsematch/grading/sandbox/warm_start.py": {"terminate"},
    "falsematch/widgets/deployments.py": {"description_width"},
    "falsematch/widgets/base.py": {"description_width"},
    "falsematch/widgets/linkage.py": {"readout_format"},
}  # fmt: skip


def test_every_name_is_used(tmp_path):
    cells = []
    for path in sorted([*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")]):
        for cell in nbformat.read(path, as_version=4)["cells"]:
            if cell["cell_type"] == "code" and _parses(cell["source"]):
                cells.append(cell["source"])
    (tmp_path / "notebooks.py").write_text("\n\n".join(cells), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "vulture", "falsematch", "bench", "hub", "scripts",
         "nbgrader_config.py", str(tmp_path / "notebooks.py"), "--min-confidence", "60"],
        cwd=ROOT, capture_output=True, text=True,
    ).stdout  # fmt: skip
    dead = []
    for line in told.splitlines():
        place, _, what = line.partition(" unused ")
        path = place.partition(":")[0]
        if path.startswith("falsematch/") and what.split("'")[1] not in LOOKED_UP.get(path, ()):
            dead.append(line)
    assert not dead, "delete it, or say in LOOKED_UP who uses it:\n" + "\n".join(dead)


def test_what_is_said_to_be_looked_up_is_there():
    for path, names in LOOKED_UP.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        assert all(name in text for name in names), path


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
