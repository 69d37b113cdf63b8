"""A notebook in JupyterLab, as a browser shows it."""

from __future__ import annotations

import re


def answer_dialog(dialog):
    """A slow start can make the lab ask, e.g., which kernel to use: take what it proposes.

    Where the lab is slow to hear it, the dialog is answered again: let Playwright not wait for it
    to go (``no_wait_after=True``).
    """
    print("the lab asked:", dialog.inner_text())
    dialog.locator("button.jp-mod-accept").last.click()


def prompts(page) -> str:
    """What stands before the code cells: ``[ ]``, ``[*]`` while one waits or runs, its number."""
    return " ".join(page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts())


def run_all_cells(page) -> None:
    """Run the notebook that is open from top to bottom, by the menu."""
    entry = page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$"))
    for _ in range(10):
        # While the lab starts, a menu may be drawn anew and a click be lost: ask again.
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.wait_for_timeout(500)
        if entry.is_visible():
            entry.click()
            page.wait_for_timeout(5000)
        if re.search(r"\[[\d*]+\]", prompts(page)):
            break
        page.keyboard.press("Escape")
    for _ in range(1200):
        if "[*]" not in prompts(page) and re.search(r"\[\d+\]", prompts(page)):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"still running after ten minutes: {prompts(page)}")
