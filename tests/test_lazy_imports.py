"""What a first plot does not wait for, and that nothing is lost by it."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import subprocess
import sys

import pytest

PACKAGES = ("falsematch.plots", "falsematch.widgets", "falsematch.checks")

#: What a kernel needs that draws a plot with a slider, with all that these load themselves.
_LOADED = """
import json, sys
{first}
print(json.dumps(sorted(sys.modules)))
"""
NEEDED = "import pandas, seaborn, ipywidgets"
FIRST_PLOT = 'import falsematch as fm\nfm.widgets.threshold(fm.scores.load("london"))'
#: For embedding, downloads, long searches, graphs, reports, joined records and tests of facts.
HEAVY = {
    "cv2", "deepface", "dlib", "duckdb", "jinja2", "networkx", "onnxruntime", "pooch", "requests",
    "sklearn", "splink", "urllib3",
}  # fmt: skip


def loaded(first):
    """Names of the modules that a fresh process has loaded after these lines."""
    ran = subprocess.run(
        [sys.executable, "-c", _LOADED.format(first=first)], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def after_first_plot():
    return loaded(FIRST_PLOT)


def test_a_first_plot_loads_nothing_heavy(after_first_plot):
    assert not HEAVY & after_first_plot


def test_a_first_plot_loads_little_more_than_it_must(after_first_plot):
    more = after_first_plot - loaded(NEEDED)
    beside = {name.partition(".")[0] for name in more if not name.startswith("__")}
    beside -= sys.stdlib_module_names
    # tqdm shows progress, platformdirs knows the cache; the others are needed by the baseline,
    # which loads fewer of their parts as it draws nothing.
    assert beside <= {"falsematch", "platformdirs", "tqdm", "PIL", "matplotlib", "pyarrow"}
    topics = {name for name in more if name.startswith(tuple(f"{one}." for one in PACKAGES))}
    assert topics == {
        "falsematch.plots.base", "falsematch.plots.matching",
        "falsematch.widgets.base", "falsematch.widgets.thresholds",
    }  # fmt: skip


@pytest.mark.parametrize("heavy", ["networkx", "jinja2", "deepface"])
def test_what_is_left_out_is_loaded_where_it_is_used(heavy):
    """The test above can fail."""
    uses = {
        "networkx": "import falsematch as fm\nfm.plots.draw_links",
        "jinja2": "import falsematch as fm\nfm.widgets.audit",
        "deepface": "import falsematch as fm\nfm.faces.percentage_shown(0.5)",
    }
    assert heavy in loaded(uses[heavy])


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_offered_and_found(package):
    package = importlib.import_module(package)
    assert dir(package) == sorted(package.__all__)
    for name in package.__all__:
        assert getattr(package, name) is not None
        assert name in vars(package)  # found once, it is there like any other
    with pytest.raises(AttributeError, match=f"'{package.__name__}' has no attribute 'debias'"):
        package.debias  # noqa: B018


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_has_the_name_of_something_it_gives(package):
    """A module that is loaded becomes a name of its package, and would hide what has that name."""
    package = importlib.import_module(package)
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert not modules & set(package.__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_module_gives_what_it_defines(package):
    package = importlib.import_module(package)
    for name in package.__all__:
        given = getattr(package, name)
        if inspect.isfunction(given) or inspect.isclass(given):
            assert given.__module__.startswith(package.__name__ + "."), name
