"""What failed can be tried again, from where one is; and what is asked for again is shown again."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.browser.conftest import Opened
from tests.browser.service import ask
from tests.browser.test_trouble import problem, refuse

TRADE = "How much of North Korea's trade was with China in 2022?"


def asked(page: Page) -> Locator:
    """The link from an answer into its source."""
    ask(page, TRADE)
    page.get_by_role("button", name="Citation 1").click()
    return page.get_by_role("link", name="Read it in the source")


def try_again(page: Page, failing: str, alert: Locator) -> None:
    """Waits until the service, which now copes again, wants to hear from us."""
    expect(alert).to_contain_text("Too much to do. Please wait 1 second.")
    page.unroute(failing)
    alert.get_by_role("button", name="Try again").click()


def fail(page: Page, failing: str, status: int) -> None:
    page.route(failing, partial(refuse, problem(status, "Too much to do.", **{"Retry-After": "1"})))


def test_a_conversation_that_could_not_be_opened_is_opened_again(page: Page) -> None:
    ask(page, TRADE)
    page.locator("#side .new").click()
    fail(page, "**/conversations/*", 429)
    page.locator(".conversations a").click()
    try_again(page, "**/conversations/*", page.locator(".thread").get_by_role("alert"))
    expect(page.locator(".verdict")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page).to_have_title(re.compile(f"^{re.escape(TRADE)}"))


@pytest.mark.parametrize("is_known", [True, False], ids=["the server has it by then", "the server has it not"])
def test_what_is_asked_while_a_conversation_is_opened_stays(page: Page, is_known: bool) -> None:
    ask(page, TRADE)
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        held.append((route, route.fetch()))

    page.route("**/conversations/*", hold)
    page.reload()
    expect(page.locator(".waiting")).to_be_visible()
    page.locator("#question").fill("How many missions does North Korea have left?")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_count(1)
    route, before = held[0]
    route.fulfill(response=route.fetch() if is_known else before)
    expect(page.locator(".question")).to_have_text([TRADE, "How many missions does North Korea have left?"])
    expect(page.locator(".verdict")).to_have_count(2)


def test_a_source_that_could_not_be_opened_is_opened_again(page: Page) -> None:
    link = asked(page)
    alert = page.locator("#source").get_by_role("alert")
    for by in ("button", "link"):
        fail(page, "**/sources/*", 503)
        link.click()
        if by == "button":
            try_again(page, "**/sources/*", alert)
        else:
            expect(alert).to_be_visible()
            page.unroute("**/sources/*")
            link.click()
        expect(page.locator("#source mark")).to_be_in_viewport()
        page.get_by_role("button", name="Close").click()
        expect(page.locator("#source")).to_be_hidden()


def test_the_same_link_returns_to_the_quote(page: Page) -> None:
    link = asked(page)
    link.click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.locator("#source .page").evaluate("one => one.scrollTo(0, one.scrollHeight)")
    expect(page.locator("#source mark")).not_to_be_in_viewport()
    link.click()
    expect(page.locator("#source mark")).to_be_in_viewport()


def test_an_older_question_is_asked_again_when_the_one_under_way_is_through(page: Page) -> None:
    page.route("**/ask", lambda route: route.abort())
    page.locator("#question").fill("Which embassies did it close?")
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Ask again")
    expect(again).to_be_visible()
    page.unroute("**/ask")
    page.route("**/ask", lambda _: None)
    page.locator("#question").fill(TRADE)
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_count(2)
    expect(again).to_be_hidden()
    page.keyboard.press("Escape")
    expect(again).to_have_count(2)
    page.unroute("**/ask")
    again.first.click()
    expect(page.locator(".verdict")).to_have_count(1)
    assert page.locator(".question").all_inner_texts() == [TRADE, "Which embassies did it close?"]
    page.locator("#question").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#question")).to_have_value("Which embassies did it close?")


def test_a_conversation_that_could_not_be_deleted_stays(opened: Opened) -> None:
    for width in (1440, 390):
        page = opened(width=width)
        ask(page, TRADE)
        page.route("**/conversations/*", partial(refuse, problem(503, "The library cannot answer now.")))
        if width == 390:
            page.get_by_role("button", name="Menu").click()
        page.locator(".conversations li").hover()
        page.get_by_role("button", name="Delete “How much").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        alert = page.locator("#side").get_by_role("alert")
        expect(alert).to_have_text(f"“{TRADE}” is not deleted. The library cannot answer now.")
        expect(alert).to_be_in_viewport()
        expect(page.locator(".conversations a")).to_have_count(1)
        expect(page.locator(".verdict")).to_have_count(1)
        page.unroute("**/conversations/*")
        page.get_by_role("button", name="Delete “How much").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.locator(".conversations")).to_contain_text("None yet")
        expect(alert).to_have_count(0)
