"""What keeps people from using a page, as axe-core finds it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

# Without "preload" axe-core reads the style sheets that are there, and asks for none again.
_OPTIONS = {"resultTypes": ["violations"], "preload": False}
#: What keeps somebody out, or nearly; lesser findings are advice.
_IMPACTS = ("serious", "critical")


def serious_findings(page, within: str | None = None) -> list[str]:
    """Each finding with its element and what to do about it.

    Parameters
    ----------
    page : playwright.sync_api.Page
    within : str, optional
        Look only at what this CSS selector chooses.
    """
    return [
        f"{rule['id']}: {rule['help']} | {element['html'][:200]} | {element['failureSummary']}"
        for rule in Axe().run(page, context=within, options=_OPTIONS).response["violations"]
        if rule["impact"] in _IMPACTS
        for element in rule["nodes"]
    ]
