"""The picture in the README: ``python -m tests.browser.picture``. An answer, and its words in the Source beside it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import expect, sync_playwright

from tests.browser.service import CORPUS, ask, chromium, launched, serving
from tests.processes import ROOT

PICTURE = ROOT / "docs" / "images" / "page.png"


def main() -> None:
    """Draws it anew."""
    with TemporaryDirectory() as home, serving(Path(home), CORPUS) as address, sync_playwright() as playwright:
        browser = launched(playwright, chromium() or "chromium")
        page = browser.new_page(viewport={"width": 1400, "height": 830}, reduced_motion="reduce")
        page.goto(address)
        ask(page, "How much of North Korea's trade was with China in 2022?")
        page.get_by_role("button", name="Citation 1").click()
        page.get_by_role("link", name="Read it in the source").click()
        expect(page.locator("#source mark")).to_be_in_viewport()
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
