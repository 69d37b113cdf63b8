"""What the site's pages need beyond the theme: the API of the lessons, PDF files, lists of links."""

from __future__ import annotations

import inspect
import json
import os
import re
import shutil
from pathlib import Path

import executed
from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from playwright.sync_api import sync_playwright
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.display import status_iterator
from sphinx.util.parallel import make_chunks

import falsematch

#: Lessons call these to look at a learner's own code; there is nothing to look up.
NOT_LOOKED_UP = {"check"}
OUTSIDE = "outside-links.txt"
FACTS = "data/facts/README"


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("builder-inited", say_where_pictures_go)
    app.connect("env-before-read-docs", deal_out)
    app.connect("source-read", write_api)
    app.connect("doctree-read", shorten_contents, priority=400)  # before Sphinx notes them
    app.connect("doctree-read", link_to_repository)
    app.connect("html-page-context", add_buttons, priority=502)  # the theme's are there at 501
    app.connect("build-finished", take_pictures)
    app.connect("build-finished", list_outside_links)
    app.connect("build-finished", print_lessons)
    inline, block = (_math(as_block=one) for one in (False, True))
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def say_where_pictures_go(app: Sphinx) -> None:
    """Tell the kernels where `controls` puts its pictures: beside the executed pages."""
    folder = executed.pictures(Path(app.config.nb_execution_cache_path))
    os.environ["FALSEMATCH_PICTURES"] = str(folder)


def take_pictures(app: Sphinx, error: Exception | None) -> None:
    """Put the pictures of the executed pages into the site."""
    if not error and app.builder.format == "html":
        executed.copy_pictures(Path(app.config.nb_execution_cache_path), Path(app.outdir))


def deal_out(app: Sphinx, _env, docnames: list[str]) -> None:
    """Give each process its part of the lessons: they take longest, and would stand in a row."""
    processes = len(make_chunks(docnames, app.parallel))
    docnames[:] = [name for first in range(processes) for name in docnames[first::processes]]


# --- the API of what lessons use -------------------------------------------------------


def names_in_lessons(folder: Path) -> dict[str, list[str]]:
    """Names of the package that code in lessons uses, by module; ``""`` is the package itself."""
    code = "\n".join(
        "".join(cell["source"])
        for path in sorted(folder.glob("[0-9]*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    )
    names: dict[str, set[str]] = {}
    for first, second in re.findall(r"\bfm\.(\w+)(?:\.(\w+))?", code):
        module, name = (
            (first, second) if inspect.ismodule(getattr(falsematch, first)) else ("", first)
        )
        if name and module not in NOT_LOOKED_UP:
            names.setdefault(module, set()).add(name)
    return {module: sorted(names[module]) for module in sorted(names)}


def write_api(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the entries in the page of the API."""
    if docname != "book/api":
        return
    parts = []
    for module, names in names_in_lessons(Path(app.srcdir) / "lessons").items():
        place = f"falsematch.{module}" if module else "falsematch"
        owner = getattr(falsematch, module) if module else falsematch
        about = inspect.getdoc(owner).split("\n\n")[0].replace("\n", " ") if module else ""
        parts.append(f"## {'fm.' + module if module else 'fm'}\n\n{about}\n")
        for name in names:
            value = getattr(owner, name)
            kind = "class" if inspect.isclass(value) else "function" if callable(value) else "data"
            hidden = "   :no-value:\n" if kind == "data" else ""
            parts.append(f"```{{eval-rst}}\n.. auto{kind}:: {place}.{name}\n{hidden}```\n")
    source[0] += "\n" + "\n".join(parts)


def _math(as_block: bool):
    """Write a formula as MathML, which browsers draw themselves."""

    def visit(translator, node: nodes.Element) -> None:
        translator.body.append(tex2mathml(node.astext(), as_block=as_block))
        raise nodes.SkipNode

    return visit


# --- buttons, links, PDF ---------------------------------------------------------------


def shorten_contents(app: Sphinx, _doctree: nodes.document) -> None:
    """List the kinds of facts beside their page, not all thousand facts."""
    if app.env.docname == FACTS:
        app.env.metadata[FACTS]["tocdepth"] = 2


def link_to_repository(app: Sphinx, doctree: nodes.document) -> None:
    """Let links to notebooks that are no page of the site, the solutions, lead to the repository."""
    options = app.config.html_theme_options
    for link in list(doctree.findall(addnodes.pending_xref)):
        target = link.get("reftargetdoc") or link["reftarget"]
        if link["reftype"] in ("doc", "myst") and target.startswith("solutions/"):
            address = (
                f"{options['repository_url']}/blob/{options['repository_branch']}/{target}.ipynb"
            )
            link.replace_self(nodes.reference("", "", *link.children, refuri=address))


def pdf_of(pagename: str) -> str | None:
    """Where a lesson's PDF stands in the site; None for other pages."""
    return f"pdf/{Path(pagename).name}.pdf" if pagename.startswith("lessons/") else None


def add_buttons(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> None:
    """A lesson offers its PDF; the front page, which is no lesson, is not launched."""
    buttons = context.get("header_buttons", [])
    for group in buttons:
        if group.get("label") == "download-buttons" and (file := pdf_of(pagename)):
            for button in group["buttons"]:
                if button["label"] == "download-pdf-button":
                    del button["javascript"]
                    address = context["pathto"](file, 1)
                    button.update(type="link", url=address, tooltip="Download as PDF")
    if pagename == app.config.root_doc:
        buttons[:] = [group for group in buttons if group.get("label") != "launch-buttons"]


def list_outside_links(app: Sphinx, error: Exception | None) -> None:
    """Write every address outside of the site into one file, to be checked online."""
    if error:
        return
    addresses = {
        node["refuri"].split("#")[0]
        for name in app.env.found_docs
        for node in app.env.get_doctree(name).findall(nodes.reference)
        if re.match(r"https?://", node.get("refuri", ""))
    }
    (app.outdir / OUTSIDE).write_text("\n".join(sorted(addresses)) + "\n", encoding="utf-8")


def print_lessons(app: Sphinx, error: Exception | None) -> None:
    """Print each lesson into a PDF file, as a browser prints it."""
    if error or app.builder.format != "html":
        return
    chromium = shutil.which("chromium")
    if chromium is None:
        raise ExtensionError(
            "There is no chromium here to print the lessons. On Debian: sudo apt-get install chromium"
        )
    names = sorted(name for name in app.env.found_docs if pdf_of(name))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for name in status_iterator(names, "printing... ", "blue", len(names), app.verbosity):
            target = app.outdir / pdf_of(name)
            target.parent.mkdir(exist_ok=True)
            page.goto((app.outdir / f"{name}.html").as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            page.pdf(
                path=target,
                format="A4",
                margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"),
            )
        browser.close()
