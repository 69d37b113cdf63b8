"""A learner's first hour, in a browser: ``python offline_learner.py ORDERS``, the orders in JSON.

Starts the lab with a command, opens the address that the lab gives to the browser, runs lessons in
it, and prints what was seen as JSON. It is a program of its own, so that lab, kernels and browser
run together where nothing but the loopback address can be reached.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

from notebook_pages import answer_dialog, run_all_cells
from playwright.sync_api import sync_playwright

#: In a cell's output: what a learner would take for an error.
TROUBLE = [f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in ("error", "stderr")]


def main(orders: dict) -> dict:
    shown = Path(orders["shown"])
    with (
        open(orders["log"], "w", encoding="utf-8") as log,
        subprocess.Popen(
            orders["command"], cwd=orders["folder"], env=orders["environment"],
            stdout=log, stderr=subprocess.STDOUT,
        ) as lab,
    ):  # fmt: skip
        try:
            while not (shown.is_file() and shown.read_text(encoding="utf-8").strip()):
                if lab.poll() is not None:
                    sys.exit(f"the lab ended: {Path(orders['log']).read_text(encoding='utf-8')}")
                time.sleep(0.2)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=orders["chromium"], args=["--no-sandbox", "--disable-gpu"]
                )
                return walk(browser, shown.read_text(encoding="utf-8").strip(), orders)
        finally:
            lab.terminate()


def walk(browser, address: str, orders: dict) -> dict:
    """Open the first lesson as the lab does, then run the ones that are ordered."""
    asked_for = set()
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.set_default_timeout(300_000)
    page.on("request", lambda request: asked_for.add(request.url))
    page.goto(address)
    page.get_by_role("heading", name="00 The letter").wait_for()
    page.wait_for_url("**/lab/tree/lessons/00-the-letter.ipynb")
    page.wait_for_timeout(3000)  # time for the lab to ask whether news are wanted
    origin = page.url.partition("/lab/")[0]
    seen = {"notices": page.locator(".Toastify__toast").all_inner_texts(), "lessons": {}}
    page.screenshot(path=orders["screenshot"])
    page.add_locator_handler(page.locator(".jp-Dialog").first, answer_dialog, no_wait_after=True)
    for lesson in orders["lessons"]:
        page.goto(f"{origin}/lab/tree/lessons/{lesson}?reset")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        run_all_cells(page)
        trouble = [
            text for one in TROUBLE for text in page.locator(one).all_inner_texts() if text.strip()
        ]
        pictures = page.locator(".jp-OutputArea img, .jp-OutputArea svg").count()
        seen["lessons"][lesson] = {"trouble": trouble, "pictures": pictures}
    page.close()
    seen["elsewhere"] = sorted(
        url for url in asked_for if not url.startswith((origin, "file:", "data:", "blob:"))
    )
    try:
        socket.create_connection(("1.1.1.1", 80), 5)
        seen["network"] = True
    except OSError:
        seen["network"] = False
    return seen


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
