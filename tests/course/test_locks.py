"""What is locked for whom: the lock files, pyproject.toml and the imports of lessons agree."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, distributions
from importlib.util import find_spec, resolve_name
from itertools import chain, product
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from packaging.dependency_groups import resolve_dependency_groups
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import ROOT

import falsematch

FILES = sorted(path.name for path in ROOT.glob("requirements*.lock"))
#: The file from which pip installs each group. The last is no group: it makes the course's package.
GROUPS = {
    "learner": "requirements.lock",
    "teach": "requirements-teach.lock",
    "dev": "requirements-dev.lock",
    "build": "requirements-build.lock",
}

# --- the files ----------------------------------------------------------------------------


def entries(file):
    """The packages that a file holds itself, as requirements."""
    found = re.findall(r"^([a-z0-9-]+==[^\\\n]+)", (ROOT / file).read_text(), re.MULTILINE)
    return [Requirement(text) for text in found]


def all_entries(file):
    """The packages that pip installs from a file: its own, and those of the files it names."""
    others = re.findall(r"^-r (\S+)$", (ROOT / file).read_text(), re.MULTILINE)
    return entries(file) + [entry for other in others for entry in all_entries(other)]


def names(group):
    return {entry.name for entry in all_entries(GROUPS[group])}


def test_every_file_is_of_a_group():
    assert sorted(GROUPS.values()) == FILES


@pytest.mark.parametrize("file", FILES)
def test_the_lock_holds_names_versions_and_hashes_only(file):
    line = re.compile(
        r"[a-z0-9-]+==[\w.+!]+( ; [\w '\".=!<>()]+)? \\"  # a name, a version, perhaps a condition
        r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
        r"|-r requirements[a-z-]*\.lock"  # the packages of a smaller group
    )
    lines = (ROOT / file).read_text().splitlines()
    assert [text for text in lines if not line.fullmatch(text)] == []


def test_every_locked_package_stands_in_one_file_with_a_hash():
    whole = "".join((ROOT / file).read_text() for file in FILES)
    found = re.findall(r"^([a-z0-9-]+)==.*\\\n    --hash=sha256:", whole, re.MULTILINE)
    assert len(found) == len(re.findall("==", re.sub(" ;.*", "", whole)))
    assert len(found) == len(set(found))
    assert set(found) == names("dev"), "all that is locked is tested"


def test_a_larger_group_has_all_of_a_smaller_one():
    assert names("learner") < names("teach") < names("dev")
    assert names("build") < names("dev")


def test_what_learners_install_stays_small():
    """The README states the number: with the course's own package and pip, two more."""
    assert len(names("learner")) <= 145


# --- pyproject.toml -----------------------------------------------------------------------


def asked_for(group):
    """What pyproject.toml asks for: the requirements of a group and those of the smaller ones."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    learner = told["project"]["dependencies"]
    teach = told["project"]["optional-dependencies"]["teach"]
    tools = resolve_dependency_groups(told["dependency-groups"], "build")
    dev = resolve_dependency_groups(told["dependency-groups"], "dev")
    asked = {
        "learner": learner,
        "teach": [*learner, *teach],
        "dev": [*learner, *teach, *dev],
        # Learners' packages are there when it is installed.
        "build": tools,
    }
    return [Requirement(text) for text in asked[group]]


def needed(requirements, **machine):
    """Whatever packages ask for, and what that asks for, and so on: (name, requirement)."""
    found, to_see = {}, [(one, "") for one in requirements]
    while to_see:
        requirement, extra = to_see.pop()
        environment = default_environment() | machine | {"extra": extra}
        if requirement.marker and not requirement.marker.evaluate(environment):
            continue
        name = canonicalize_name(requirement.name)
        if (name, str(requirement)) in found:
            continue
        found[name, str(requirement)] = requirement
        try:
            asks = distribution(name).requires or []
        except PackageNotFoundError:  # of another system
            continue
        to_see += [
            (Requirement(text), one) for text in asks for one in ["", *sorted(requirement.extras)]
        ]
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_all_that_its_packages_ask_for_in_a_version_they_allow(group):
    locked = {entry.name: entry for entry in all_entries(GROUPS[group])}
    if group == "build":
        locked |= {entry.name: entry for entry in all_entries(GROUPS["learner"])}
    asked = needed(asked_for(group))
    assert len(asked) >= len(asked_for(group))
    for (name, _), requirement in asked.items():
        assert name in locked, f"{requirement}: run `make lock`"
        (version,) = locked[name].specifier
        assert requirement.specifier.contains(version.version, prereleases=True), requirement


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_nothing_that_none_of_its_packages_ask_for(group):
    systems = [("linux", "posix"), ("darwin", "posix"), ("win32", "nt")]
    asked = chain.from_iterable(
        needed(
            asked_for(group),
            sys_platform=system, os_name=name, platform_system=system.title(),
            python_version=python, python_full_version=f"{python}.5",
        )
        for (system, name), python in product(systems, ["3.11", "3.12", "3.13"])
    )  # fmt: skip
    assert names(group) - {name for name, _ in asked} == set()


#: What a file must end with to be imported. (importlib's own list reads another file, which dlib-bin
#: does not fill in.)
CODE = {".py", ".so", ".pyd"}

# --- the imports --------------------------------------------------------------------------


def imports(source, package=""):
    """The modules that a source names, those inside of functions too: (module, name or None)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package)
            yield from ((module, alias.name) for alias in node.names)


def is_ours(module):
    return module.split(".")[0] == "falsematch"


def reached(found):
    """Our modules behind these imports, and behind theirs, with the source of each."""
    sources, to_see = {}, [one for one in found if is_ours(one[0])]
    while to_see:
        module, name = to_see.pop()
        if name and find_spec(f"{module}.{name}") if _is_package(module) else False:
            to_see.append((f"{module}.{name}", None))
        elif name:  # a function, or a module that `__getattr__` loads
            value = getattr(importlib.import_module(module), name)
            home = getattr(value, "__module__", None) or getattr(value, "__name__", module)
            if isinstance(home, str) and is_ours(home):
                to_see.append((home, None))
        if module in sources:
            continue
        spec = find_spec(module)
        sources[module] = Path(spec.origin).read_text()
        package = module if _is_package(module) else spec.parent
        to_see += [one for one in imports(sources[module], package) if is_ours(one[0])]
        if spec.parent and spec.parent != module:
            to_see.append((spec.parent, None))
        loaded = importlib.import_module(module)
        if _is_package(module) and "__getattr__" in vars(loaded):  # it loads what it names later
            to_see += [(module, name) for name in loaded.__all__]
    return sources


def _is_package(module):
    return find_spec(module).submodule_search_locations is not None


@cache
def who_brings():
    """The packages that bring each module, from their lists of files."""
    brought = {}
    for package in distributions():
        tops = {file.parts[0].split(".")[0] for file in package.files or [] if file.suffix in CODE}
        for module in tops:
            brought.setdefault(module, set()).add(canonicalize_name(package.name))
    return brought


def outside(found, allowed):
    """The imports that none of these packages brings."""
    brought_by = who_brings()
    return {
        module
        for module in {name.split(".")[0] for name, _ in found}
        if not is_ours(module)
        and module not in sys.stdlib_module_names
        and not brought_by.get(module, set()) & allowed
    }


def code_of(notebook):
    to_python = TransformerManager().transform_cell  # a line may begin with % or !
    cells = nbformat.read(notebook, as_version=4).cells
    return "\n".join(to_python(cell.source) for cell in cells if cell.cell_type == "code")


def imports_of_learners():
    notebooks = [*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")]
    assert notebooks
    return [one for notebook in notebooks for one in imports(code_of(notebook))]


def test_an_import_that_a_group_lacks_is_found():
    found = list(imports("import numpy, json\ndef later():\n    from sphinx.util import logging\n"))
    assert outside(found, names("learner")) == {"sphinx"}
    assert outside(found, names("dev")) == set()
    assert outside([("not_a_package", None)], names("dev")) == {"not_a_package"}


def test_the_imports_of_lessons_are_followed_to_the_end():
    modules = reached(imports_of_learners())
    for name in falsematch.__all__:
        value = getattr(falsematch, name)
        assert getattr(value, "__module__", None) or value.__name__ in modules
    # Lessons ask for it, it asks for a module inside of a function, and that one for a package.
    assert {"splink", "deepface", "ipywidgets"} <= {
        module.split(".")[0] for source in modules.values() for module, _ in imports(source)
    }


def test_learners_have_what_lessons_and_exercises_import():
    found = imports_of_learners()
    assert outside(found, names("learner")) == set()
    for module, source in reached(found).items():
        lacks = outside(imports(source), names("learner"))
        assert not lacks, f"{module} is loaded by lessons, and learners have no {lacks}"


def test_teachers_have_what_the_course_imports():
    for path in ROOT.glob("falsematch/**/*.py"):
        if path.relative_to(ROOT).with_suffix("").parts[1] == "build":
            continue  # what makes data/ is run where the tests are
        lacks = outside(imports(path.read_text()), names("teach"))
        assert not lacks, f"{path} is loaded by teachers, and they have no {lacks}"


#: Loads what a learner's JupyterLab loads, where the packages of larger groups cannot be imported.
_AS_A_LEARNER = """
import importlib.util, sys
from traitlets.config.loader import PyFileConfigLoader

lacking = set(sys.argv[1:])

class Learners:
    def __init__(self, finder):
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.finder, name)

    def find_spec(self, name, path=None, target=None):
        if name in lacking and path is None:
            # setuptools carries copies of some, which a learner has.
            path = [place for place in sys.path if place.endswith("_vendor")]
        return self.finder.find_spec(name, path, target)

sys.meta_path[:] = map(Learners, sys.meta_path)
assert importlib.util.find_spec("sphinx") is None, "the check does not check"
importlib.import_module("nbgrader.server_extensions.validate_assignment")
config = PyFileConfigLoader("nbgrader_config.py", path=".").load_config()
print(config.CourseDirectory.course_id)
"""


def test_the_validate_button_works_with_what_learners_have():
    """In the course's folder it reads nbgrader_config.py, which names steps of grading."""
    learners = names("learner")
    lacking = {
        module
        for module, packages in who_brings().items()
        if not packages & (learners | {"falsematch"}) and module not in sys.stdlib_module_names
    }
    assert {"sphinx", "distributed", "jupyterhub"} <= lacking
    done = subprocess.run(
        [sys.executable, "-c", _AS_A_LEARNER, *sorted(lacking)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "falsematch\n"), done.stderr
