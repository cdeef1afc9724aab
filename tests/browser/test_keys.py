"""A key: asked for once, kept once it has opened something, whatever it is made of and wherever it can be kept."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.browser.service import ask
from tests.browser.test_library import give_key

FORBIDDEN = """
    for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
"""


def kept(page: Page) -> str | None:
    return page.evaluate("sessionStorage.getItem('ibid.key')")


def test_a_key_with_a_character_that_nobody_sees_is_refused_and_not_kept(opened: Opened, locked: str) -> None:
    page = opened(at=locked)
    give_key(page, "reader\u200b")
    expect(page.get_by_role("dialog")).to_contain_text("That key was not accepted.")
    assert kept(page) is None
    give_key(page, "reader")
    expect(page.locator(".shelf")).to_contain_text("The library is empty")
    assert kept(page) == "reader"


def test_a_key_of_any_characters_opens_the_door(opened: Opened, locked: str) -> None:
    page = opened(at=locked)
    give_key(page, "lecteur-é-🦊")
    expect(page.locator(".shelf")).to_contain_text("The library is empty")


def test_a_wrong_admin_key_leaves_the_good_one_in_its_place(opened: Opened, locked: str) -> None:
    page = opened(at=locked)
    give_key(page, "reader")
    expect(page.locator(".shelf")).to_be_visible()
    page.goto("#/sources")
    page.get_by_label("Add a web page").fill("https://a.example/")
    page.keyboard.press("Enter")
    give_key(page, "wrong")
    expect(page.get_by_role("dialog")).to_contain_text("not accepted")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert kept(page) == "reader"
    ask(page, "Anything?")


def test_two_requests_ask_one_question(opened: Opened, locked: str) -> None:
    page = opened("#/c/nobody?source=nothing", at=locked)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("dialog")).to_have_count(1)
    give_key(page, "reader")
    expect(page.locator("#source .problem")).to_contain_text("not in the library any more")
    expect(page.locator(".thread .problem")).to_contain_text("no longer has")
    expect(page.locator("dialog")).to_have_count(0)


def test_where_the_browser_keeps_nothing_a_key_lasts_as_long_as_the_page(opened: Opened, locked: str) -> None:
    page = opened(at=locked)
    page.add_init_script(FORBIDDEN)
    page.reload()
    give_key(page, "reader")
    expect(page.locator(".shelf")).to_contain_text("The library is empty")
    ask(page, "Anything?")
    expect(page.locator("dialog")).to_have_count(0)
