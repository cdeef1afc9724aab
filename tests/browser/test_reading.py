"""Reading on: the quoted words in a Source that has changed, long labels, two directions, a citation used twice."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.browser.made import citation, footnote, reply, serve_reply, serve_source, source
from tests.browser.service import ask

QUOTE = "The clock of Ondry, which strikes every hour, was cast in 1783 🔔 by Peder Holm."
LABEL = "ministry-of-transport-annual-report-2019-p45"
GONE = "no longer has the quoted words"


def link(page: Page) -> str:
    """Where an answer's link to the words in the source leads, in a tab of its own."""
    serve_reply(page, reply([(QUOTE, [1])], citation(1, QUOTE)))
    ask(page, "Why?")
    return page.locator(".card .where a").get_attribute("href") or ""


def test_a_link_into_a_source_finds_its_words_or_says_that_they_are_gone(page: Page, opened: Opened) -> None:
    there = link(page)
    assert len(there) < 160
    other = opened()
    for text in (QUOTE, f"The church 🔥 burned twice. {QUOTE} It stopped.", f"One.\n\nThe clock. {QUOTE}"):
        serve_source(other, source(text))
        other.goto(there)
        other.reload()
        expect(other.locator("#source mark")).to_have_text(QUOTE)
        expect(other.locator("#status p").last).to_have_text("X, at the quoted words.")
    for changed in (QUOTE.replace("1783", "1784"), "It burned twice, in 1655 and in 1690, and was rebuilt in the end."):
        serve_source(other, source(changed))
        other.reload()
        expect(other.locator("#source").get_by_role("alert")).to_contain_text(GONE)
        expect(other.locator("#source mark")).to_have_count(0)
        expect(other.locator("#status p").last).to_have_text("X.")


def test_an_address_that_holds_no_words_claims_none(page: Page) -> None:
    serve_source(page, source(QUOTE))
    page.goto("#/?source=x&start=4&end=9")
    expect(page.locator("#source mark")).to_have_text("clock")
    expect(page.locator("#status p").last).to_have_text("X.")


def is_readable(page: Page, note: str) -> None:
    """The note's words have room, and nothing has to be scrolled sideways for them."""
    body = page.locator(f"{note} .body").bounding_box()
    assert body is not None
    assert body["width"] > 100
    sideways = "[...document.querySelectorAll('html, .scroll, .page')].some(one => one.scrollWidth > one.clientWidth)"
    assert not page.evaluate(sideways)


@pytest.mark.parametrize("width", [1440, 360])
def test_a_note_with_a_long_label_can_be_read(opened: Opened, width: int) -> None:
    page = opened(width=width)
    note = footnote(LABEL, "Ministry of Transport, Annual Report 2019, page 45.", 10)
    serve_reply(page, reply([("It opened.", [1])], citation(1, "It opened.", note)))
    serve_source(page, source("It opened. It has seven arches.", note))
    ask(page, "Why?")
    page.get_by_role("button", name="Citation 1").click()
    is_readable(page, ".card .note")
    page.get_by_role("link", name="Read it in the source").click()
    expect(page.get_by_role("button", name=f"Note {LABEL}")).to_be_visible()
    is_readable(page, "#source .note")


def test_each_paragraph_has_its_own_direction(page: Page) -> None:
    titles = [{"title": "UN Habitat", "start": 0, "end": 10}]
    serve_source(page, source("UN Habitat\n\nافتتح ميناء زمردة.\n\nIt opened.", sections=titles))
    page.goto("#/?source=x")
    expect(page.locator(".para")).to_have_count(3)
    directions = "all => all.map(one => getComputedStyle(one).direction)"
    assert page.locator(".para > :first-child").evaluate_all(directions) == ["ltr", "rtl", "ltr"]


def test_on_a_phone_a_citation_used_twice_opens_below_the_claim_whose_number_was_pressed(opened: Opened) -> None:
    page = opened(width=360, height=740)
    claims = [(f"Claim {number}. {'Words go on for a while. ' * 12}", [1]) for number in range(1, 5)]
    serve_reply(page, reply(claims, citation(1, "Words go on.")))
    ask(page, "Why?")
    numbers, card = page.get_by_role("button", name="Citation 1"), page.locator(".card")
    for which in (0, 3):
        numbers.nth(which).click()
        expect(page.locator(".claim").nth(which).locator(".card")).to_be_visible()
        expect(numbers.nth(which)).to_have_attribute("aria-expanded", "true")
        expect(card).to_be_in_viewport()
    numbers.nth(3).click()
    expect(card.locator("blockquote")).to_be_hidden()
    numbers.nth(3).click()
    expect(card).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    numbers.nth(0).click()
    expect(numbers.nth(0)).to_have_attribute("aria-expanded", "false")
    expect(card.locator("blockquote")).to_be_hidden()


def test_a_link_of_a_chat_client_opens_the_quoted_words(opened: Opened, address: str) -> None:
    question = {"role": "user", "content": "How much of North Korea's trade was with China in 2022?"}
    done = httpx.post(f"{address}v1/chat/completions", json={"messages": [question]}, timeout=60).json()
    [cited] = done["ibid"]["citations"]
    link = done["choices"][0]["message"]["annotations"][0]["url_citation"]["url"]
    page = opened(link)
    expect(page.locator("#source mark")).to_have_text(cited["quote"])
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.goto(f"{address}sources/{cited['source']['id']}")
    expect(page.locator("#source h2")).to_have_text(cited["source"]["title"])
