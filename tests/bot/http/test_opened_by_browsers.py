"""Whoever opens the address of a source in a browser comes to the page; programs get the source."""

from __future__ import annotations

import httpx
import pytest

from tests.bot.conftest import Opened, Serving

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_browser_is_sent_to_the_page(client: httpx.Client) -> None:
    sent = client.get("/sources/de-risking-briefing", headers={"Accept": BROWSER})
    assert sent.status_code == 303
    assert sent.headers["Location"] == f"{client.base_url}/#/sources?source=de-risking-briefing"
    assert sent.headers["Vary"] == "Accept"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.1", ""])
def test_programs_get_the_source(client: httpx.Client, accept: str) -> None:
    source = client.get("/sources/de-risking-briefing", headers={"Accept": accept})
    assert source.json()["footnotes"]
    assert "Accept" in source.headers["Vary"]


def test_a_browser_needs_no_key_to_come_to_the_page_which_asks_for_one(opened: Opened, serving: Serving) -> None:
    with serving(opened(api_keys="secret")) as client:
        sent = client.get("/sources/a/b?c", headers={"Accept": BROWSER})
        assert sent.headers["Location"].endswith("/#/sources?source=a%2Fb")
        assert client.get("/sources/a").status_code == 401
