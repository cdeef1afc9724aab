"""What comes from a source, or from someone who made one with care, does no harm in the page."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Opened
from tests.browser.service import ask
from tests.browser.sources import HOSTILE_TITLE, OVERRIDE

EVIL = "javascript:window.hacked=1"


def harmless(page: Page) -> None:
    """Nothing ran, nothing leads to a script, nothing turns the direction, nothing sticks out of its place."""
    assert page.evaluate("window.hacked") is None
    assert page.locator("main script, aside script, img, iframe, [onclick], [onerror], style").count() == 0
    links = page.locator("a").evaluate_all(
        "all => all.map(one => [one.protocol, one.rel, one.origin === location.origin])"
    )
    assert all(own or (kind in ("http:", "https:") and rel == "noopener noreferrer") for kind, rel, own in links)
    assert OVERRIDE not in page.locator("body").inner_text()
    sticking_out = """() => [...document.querySelectorAll("html, .scroll, .page, #side, .conversations")]
        .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className || one.tagName)"""
    assert page.evaluate(sticking_out) == []


def test_a_hostile_source_is_words(opened: Opened) -> None:
    for width in (1440, 390):
        page = opened(width=width, height=800)
        ask(page, "How many berths does the harbor of Zunder have?")
        page.get_by_role("button", name="Citation 1").click()
        expect(page.locator(".card")).to_contain_text("<script>window.hacked = 1</script>")
        expect(page.locator(".card")).to_contain_text("4711 berths")
        harmless(page)
        page.get_by_role("link", name="Read it in the source").click()
        expect(page.locator("#source h2")).to_have_text(HOSTILE_TITLE)
        expect(page.locator("#source mark")).to_contain_text("4711")
        expect(page.locator("#source .text")).to_contain_text("MudMudMud")
        harmless(page)
    page.goto("#/sources")
    expect(page.locator(".sources")).to_contain_text(HOSTILE_TITLE)
    harmless(page)
    page.locator("#question").fill(f"<img src=x onerror=window.hacked=1> {OVERRIDE}{'Mud' * 300}")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_be_visible()
    expect(page.locator(".question")).to_contain_text("<img src=x onerror=window.hacked=1> Mud")
    harmless(page)
    assert OVERRIDE not in page.title()


def test_addresses_that_are_no_web_addresses_are_words(page: Page) -> None:
    note = {
        "label": "1",
        "text": f"See {EVIL} and https://ok.example/.",
        "urls": [EVIL, "https://ok.example/", "https://user@bank.example/", "data:text/html,x", "//a.example", "x"],
        "markers": [1, 99, -3],
        "refers_to": None,
    }
    source = {
        "id": "x",
        "title": EVIL,
        "author": "<b>",
        "published": "2023-99-99",
        "url": EVIL,
        "format": "text",
        "text": "One.\n\nTwo 🦊.",
        "sections": [{"title": "<i>", "start": 0, "end": 4}],
        "footnotes": [note],
        "unresolved": [{"label": "<u>", "offset": 2}],
        "also_in": [{"id": "../../ask", "title": "<s>", "url": EVIL, "shared": 0.5}],
    }

    def answer(route: Route) -> None:
        route.fulfill(body=json.dumps(source), content_type="application/json")

    page.route("**/sources/x", answer)
    page.goto("#/?source=x&start=6&end=12")
    expect(page.locator("#source mark")).to_have_text("Two 🦊.")
    expect(page.locator("#source")).to_contain_text("2023-99-99")
    assert (
        page.locator("#source a.outside").evaluate_all("all => all.map(one => one.href)") == ["https://ok.example/"] * 3
    )
    harmless(page)


def test_the_browser_itself_lets_nothing_through_that_slipped_in(browser: Browser, address: str) -> None:
    """The policy is the second wall: what no code here does would not work either."""
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto("")
        attempts = (
            "document.body.innerHTML = '<b>'",
            "document.createElement('script').text = 'window.hacked = 1'",
            "document.body.setAttribute('onclick', 'window.hacked = 1')",
        )
        for attempt in attempts:
            assert (
                page.evaluate(f"() => {{ try {{ {attempt}; }} catch (error) {{ return error.name; }} }}") == "TypeError"
            )
        page.evaluate("document.body.setAttribute('style', 'color: rgb(1, 2, 3)')")
        assert page.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)"
