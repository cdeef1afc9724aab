"""A running ``ibid serve`` with something in its library, and a browser to look at it with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from bot.settings import ServiceSettings
from ingest.build import ingest
from ingest.collect import inputs
from retrieval.library import open_library
from tests.processes import ROOT, running, said

CORPUS = ROOT / "corpus"

_SERVE = """
    import json, logging, sys
    from bot.serve import serve
    from bot.settings import ServiceSettings
    logging.basicConfig(stream=sys.stdout, format="%(message)s")
    logging.getLogger("bot.serve").setLevel(logging.INFO)
    serve(ServiceSettings.model_validate(json.loads(sys.argv[1])))
"""
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def chromium() -> str | None:
    """Where a browser is that Playwright can drive; None where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def launched(playwright: Playwright, executable: str) -> Browser:
    """That browser, running."""
    return playwright.chromium.launch(executable_path=executable, args=_FLAGS.split())


@contextmanager
def serving(home: Path, *sources: Path, **stated: str | int) -> Generator[str]:
    """The address of a server, in a process of its own, whose library in ``home`` holds ``sources``."""
    settings = ServiceSettings.model_validate({"home": home, "port": 0, **stated})
    with open_library(settings) as library:
        named = [str(source) for source in sources]
        assert not [outcome.error for outcome in ingest(library, inputs(named, settings.upload_limit)) if outcome.error]
    with running(_SERVE, json.dumps({"home": str(home), "port": 0, **stated})) as process:
        line = said(process)
        while not line.startswith("listening"):  # before it, a line says who may ask
            line = said(process)
        listening = dict(part.split("=") for part in line.split()[1:])
        yield f"http://{listening['address']}:{listening['port']}/"


def ask(page: Page, question: str) -> None:
    """Asks with the keyboard, and waits for the whole answer."""
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn:last-of-type").filter(has_text=question).locator(".verdict")).to_be_visible()
