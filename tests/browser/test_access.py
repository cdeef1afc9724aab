"""For everyone: by keyboard, by ear, on a phone, in the dark, on paper."""

from __future__ import annotations

import re
from importlib.resources import files

import pypdfium2 as pdfium  # pyright: ignore[reportMissingTypeStubs]
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.browser.service import ask

TRADE = "How much of North Korea's trade was with China in 2022?"
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """async (options) => (await axe.run(document, options)).violations
    .map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 200))])"""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessible(page: Page, what: str) -> None:
    """No rule is broken in the light, nor any of contrast in the dark."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    for scheme, rules in (("light", STANDARDS), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # pyright: ignore[reportArgumentType]
        broken = page.evaluate(RUN, {"runOnly": rules, "resultTypes": ["violations"]})
        assert broken == [], f"{what}, in the {scheme}"


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_no_violation(opened: Opened, width: int) -> None:
    page = opened(width=width, height=900)
    expect(page.locator(".shelf li").first).to_be_visible()
    accessible(page, "the start")
    ask(page, TRADE)
    page.get_by_role("button", name="Citation 1").click()
    page.get_by_role("button", name="Good answer").click()
    expect(page.get_by_label("Why, in your own words")).to_be_visible()
    accessible(page, "an answer")
    page.get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#source mark")).to_be_visible()
    accessible(page, "an open source")
    page.get_by_role("button", name="Close").click()
    ask(page, "What does a violin bow cost in Cremona?")
    accessible(page, "a refusal")
    page.goto("#/sources")
    expect(page.locator(".sources li")).to_have_count(5)
    page.keyboard.press("Tab")
    accessible(page, "the sources")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    accessible(page, "a dialog")


def test_a_question_and_its_citations_by_keyboard(page: Page) -> None:
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("How many North Koreans")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("reached South Korea in 2022?")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_be_visible()
    expect(page.locator("#status p").last).to_have_text("Answered, with 1 citation.")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#question")).to_have_value("How many North Koreans\nreached South Korea in 2022?")
    page.locator("#question").fill("What risks does North Korea avoid?")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_count(2)
    numbers = page.locator(".turn").last.locator(".cite")
    assert numbers.count() > 1
    numbers.first.focus()
    page.keyboard.press("ArrowRight")
    expect(numbers.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".card.open blockquote")).to_be_visible()


def test_a_source_by_keyboard(page: Page) -> None:
    ask(page, TRADE)
    page.get_by_role("button", name="Citation 1").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.locator(".card.open").get_by_role("link", name="Read it in the source").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source .page")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#source mark")).to_be_in_viewport()
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator("#question")).to_be_focused()


def test_skipping_to_the_question_leaves_everything_as_it_is(page: Page, opened: Opened) -> None:
    ask(page, TRADE)
    before = page.url
    page.locator(".cite").focus()
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    assert page.url == before
    expect(page.locator(".verdict")).to_have_count(1)
    phone = opened(width=390)
    phone.get_by_role("button", name="Menu").click()
    phone.locator("a.skip").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#side")).to_be_hidden()
    expect(phone.locator("#question")).to_be_focused()


def test_conversations_by_keyboard(page: Page) -> None:
    ask(page, "How many North Koreans reached South Korea in 2023?")
    page.locator("#side .new").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, TRADE)
    links = page.locator(".conversations a")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "who goes by keyboard must see where they are"
    page.keyboard.press("Enter")
    expect(page.locator(".question").first).to_contain_text("How many North Koreans")
    expect(links.nth(1)).to_be_focused()


def test_a_phone_shows_one_thing_at_a_time(opened: Opened) -> None:
    page = opened(width=390, height=844, reduced_motion="reduce")
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#side .wordmark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    ask(page, TRADE)
    expect(page.locator(".card .notes")).to_contain_text("KOTRA")
    expect(page.locator(".card .notes")).to_be_visible()
    expect(page.locator(".card blockquote")).to_be_hidden()
    page.get_by_role("button", name="Citation 1").click()
    expect(page.locator(".card blockquote")).to_be_visible()
    page.get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    assert page.locator("#source").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.locator("#main").evaluate("one => one.inert")
    expect(page.locator("#source .note.open")).to_be_visible()
    expect(page.locator("#source .note:not(.open)").first).to_be_hidden()
    page.locator("#source .mark").first.click()
    expect(page.locator("#source .note").first).to_be_visible()
    page.go_back()
    expect(page.locator("#source")).to_be_hidden()
    assert not page.locator("#main").evaluate("one => one.inert")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_light_and_dark(opened: Opened) -> None:
    page = opened(color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    page.get_by_label("Theme").select_option("Light")
    light = page.evaluate(paper)
    assert light != dark
    page.reload()
    assert page.evaluate(paper) == light
    page.get_by_label("Theme").select_option("System")
    assert page.evaluate(paper) == dark
    page.emulate_media(color_scheme="light")
    assert page.evaluate(paper) == light


def test_on_paper_every_quote_and_note_is_there_and_nothing_to_press(page: Page) -> None:
    ask(page, TRADE)
    ask(page, "Why did North Korea close embassies?")
    document = pdfium.PdfDocument(page.pdf())
    text = " ".join(item.get_textpage().get_text_range() for item in document)  # pyright: ignore[reportUnknownMemberType]
    words = re.sub(r"\s+", " ", text)
    assert words.count("in 2022 was trade with China.") == 2, "once as the claim, once as the quote"
    assert "KOTRA (2023)" in words
    assert "https://dream.kotra.or.kr/" in words
    assert not re.search("Copy|New question|Theme|Ask the library", words)
    document.close()
