"""The reading site: Sphinx, MyST-NB and sphinx-book-theme, as Jupyter's own books have it.

The source folder is the repository itself, so that a page is the file that everybody else reads,
and a link between two files works here as it does there.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

from falsematch import constants

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

import executed  # noqa: E402, in this folder

project = "False Match"
author = "The False Match authors"
copyright = "The False Match authors. Text CC BY 4.0, code MIT"
repository = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Repository"]

extensions = [
    "myst_nb",
    "sphinx_design",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "pages",
]
root_doc = "index"
include_patterns = [
    "index.md",
    "README.md",
    "CONTRIBUTING.md",
    "lessons/*.ipynb",
    "exercises/*/*.ipynb",
    "guide/*.md",
    "hub/README.md",
    "falsematch/grading/README.md",
    "book/*.md",
    "data/*/*.md",
]
# Folders in which nothing is looked for.
exclude_patterns = [
    ".*",
    "build",
    "grading",
    "tests",
    "solutions",
    "hub/node_modules",
    "**.ipynb_checkpoints",
]

# --- pages -----------------------------------------------------------------------------

myst_enable_extensions = ["attrs_block", "colon_fence", "dollarmath"]
smartquotes_action = "qe"  # quotes and dots; "--workers" stays as it is typed
myst_dmath_allow_space = False  # "$20 ... $30" is money
myst_dmath_allow_digits = False
myst_heading_anchors = 4
html_math_renderer = "mathml"  # pages.py; browsers read it without a script from elsewhere
# A title in bold that opens a part is not a heading; pages of data begin deeper.
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type"]
autodoc_typehints = "none"  # docstrings give them, with units
napoleon_google_docstring = False
napoleon_use_rtype = False

# --- notebooks -------------------------------------------------------------------------

nb_execution_mode = "cache"
nb_execution_cache_path = str(executed.cache())
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_execution_excludepatterns = ["exercises/*/*"]  # to be filled in by students
nb_execution_show_tb = True
nb_merge_streams = True
nb_ipywidgets_js = {}  # controls are shown by controls.py, without a server elsewhere
# The text of a widget says nothing to a reader: HTML or a picture before it.
nb_mime_priority_overrides = [("html", "text/html", 0)]


_aside = Path(tempfile.mkdtemp(prefix="falsematch-book-"))
atexit.register(shutil.rmtree, _aside, ignore_errors=True)


def _home_of_a_reader() -> str:
    """What this machine has prepared, without what its owner has typed as a guess."""
    home = _aside / "home"
    home.mkdir()
    for one in constants.HOME.iterdir() if constants.HOME.is_dir() else ():
        if one.is_dir():
            (home / one.name).symlink_to(one)
    return str(home)


def _settings_of_kernels() -> str:
    """A folder of settings for IPython, with nothing of this machine's owner."""
    profile = _aside / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    shutil.copy(HERE / "ipython_kernel_config.py", profile)
    return str(profile.parent)


os.environ |= {
    "FALSEMATCH_HOME": _home_of_a_reader(),
    "IPYTHONDIR": _settings_of_kernels(),
    "PYTHONPATH": str(HERE),
}

# --- looks -----------------------------------------------------------------------------

html_theme = "sphinx_book_theme"
html_title = "False Match"
html_static_path = ["static"]
html_css_files = ["book.css"]
html_js_files = [("live.js", {"defer": "defer"})]
html_favicon = "static/favicon.svg"
html_sourcelink_suffix = ""
html_last_updated_fmt = ""
html_theme_options = {
    "repository_url": repository,
    "repository_branch": "main",
    "use_repository_button": True,
    "show_toc_level": 2,
    "navbar_persistent": [],  # the sidebar has the search already
    "launch_buttons": {
        "binderhub_url": "https://mybinder.org",
        # `make book HUB=https://hub.example.edu` adds the class's own.
        "jupyterhub_url": os.environ.get("HUB", ""),
        "notebook_interface": "jupyterlab",
    },
}

# --- `make links` ----------------------------------------------------------------------

linkcheck_timeout = 20
linkcheck_workers = 8
linkcheck_anchors = False  # many sources write their anchors with a script
linkcheck_ignore = [re.escape(repository)]  # not public before it has an owner
