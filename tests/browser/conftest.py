from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.service import CORPUS, chromium, launched, serving
from tests.browser.sources import ASTRAL, HOSTILE

HERE = Path(__file__).parent
Opened = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These take the machine for themselves, so they run for ``make browser`` alone, and where there is a browser."""
    reason = "" if os.environ.get("IBID_BROWSER") else "takes a browser: make browser"
    reason = reason if chromium() else "there is no browser on this machine: install chromium"
    for one in (item for item in items if item.path.is_relative_to(HERE)):
        one.add_marker(pytest.mark.timeout(300))  # the first one starts the browser and the services
        if reason:
            one.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real one."""
    executable = chromium()
    assert executable is not None
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        yield launched(playwright, executable)


@pytest.fixture(scope="session")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """A service with the demo corpus and two awkward sources, which takes an admin key to change."""
    folder = tmp_path_factory.mktemp("awkward")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "foxes.md").write_text(ASTRAL, encoding="utf-8")
    with serving(tmp_path_factory.mktemp("home"), CORPUS, folder, admin_keys="chief") as found:
        yield found


@pytest.fixture(scope="session")
def locked(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """A service with nothing in its library, which takes a key to ask too."""
    with serving(tmp_path_factory.mktemp("empty"), api_keys="reader,lecteur-é-🦊", admin_keys="chief") as found:
        yield found


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """Opens the page as someone does who was never here; what goes wrong in it unforeseen fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(path: str = "", at: str = address, width: int = 1440, height: int = 900, **stated: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=at, **stated)  # pyright: ignore[reportArgumentType]
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_trouble(said.text, said.type) else None)
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


def _is_trouble(text: str, kind: str) -> bool:
    """The browser itself logs each answer with a status of 400 or more; the page is meant to cope with those."""
    return kind in ("error", "warning") and "Failed to load resource" not in text


@pytest.fixture
def page(opened: Opened) -> Page:
    """The page on a desk."""
    return opened()
