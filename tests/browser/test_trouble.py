"""What the page says when something is not as it should be."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opened
from tests.browser.service import ask


def problem(status: int, detail: str, **headers: str) -> dict[str, Any]:
    body = json.dumps({"type": "/problems/x", "title": "X", "status": status, "detail": detail})
    return {"status": status, "body": body, "headers": {"Content-Type": "application/problem+json", **headers}}


def refuse(answer: dict[str, Any], route: Route) -> None:
    route.fulfill(**answer)


def test_a_server_that_has_enough_to_do_says_when_to_come_back(page: Page) -> None:
    for status in (429, 503):
        answer = problem(status, "You have asked too often.", **{"Retry-After": "1"})
        page.route("**/ask", partial(refuse, answer))
        page.locator("#question").fill("Why?")
        page.keyboard.press("Enter")
        alert = page.locator(".turn").last.get_by_role("alert")
        expect(alert).to_contain_text("You have asked too often. Please wait 1 second.")
        page.unroute("**/ask")
        alert.get_by_role("button", name="Ask again").click()
        expect(page.locator(".turn").last.locator(".verdict")).to_be_visible()


def test_without_a_network_or_a_server(page: Page, opened: Opened) -> None:
    ask(page, "How many diplomatic missions does North Korea have left?")
    page.route("**/ask", lambda route: route.abort())
    page.locator("#question").fill("Why?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("alert")).to_contain_text("You are offline.")
    expect(page.locator(".claim")).to_contain_text("46")
    page.get_by_role("button", name="Citation 1").click()
    page.get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#source .problem")).to_contain_text("You are offline.")


def test_an_error_on_the_way_keeps_what_came(page: Page) -> None:
    claim: dict[str, Any] = {"text": "One.", "citations": []}
    error = {"type": "/problems/unavailable", "title": "X", "status": 503, "detail": "The library cannot answer now."}
    body = f"event: claim\ndata: {json.dumps(claim)}\n\nevent: error\ndata: {json.dumps(error)}\n\n"
    page.route("**/ask", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
    page.locator("#question").fill("Why?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The library cannot answer now.")
    expect(page.locator(".claim")).to_have_text("One.")


def test_addresses_that_lead_nowhere(page: Page) -> None:
    for address, says in (
        ("#/c/nobody", "no longer has this conversation"),
        ("#/r/%F0%9F", "This answer was deleted"),
        ("#/?source=nothing/at%20all", "not in the library any more"),
        ("#/nonsense/x?y", re.compile("Ask the library")),
    ):
        page.goto(address)
        expect(page.locator("body")).to_contain_text(says)


def test_a_browser_that_forgets_everything_and_lets_nothing_be_copied(page: Page) -> None:
    page.evaluate("""() => {
        Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); };
        navigator.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
    }""")
    ask(page, "How many diplomatic missions does North Korea have left?")
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_label("What to copy")).to_have_value(re.compile(r"46\.\[\^1\]"))
    page.keyboard.press("Escape")
    page.get_by_label("Theme").select_option("Dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
