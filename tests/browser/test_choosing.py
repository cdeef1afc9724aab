"""Which sources are asked, and the author's note in sight at every width."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.browser.made import citation, footnote, reply, serve_reply
from tests.browser.service import ask
from tests.browser.test_access import accessible

TRADE = "How much of North Korea's trade was with China in 2022?"
REACHED = "How many North Koreans reached South Korea in 2023?"


def asked(page: Page) -> list[Any]:
    """What is sent to be answered from now on."""
    sent: list[Any] = []
    page.on("request", lambda one: sent.append(one.post_data_json) if one.url.endswith("/ask") else None)
    return sent


def test_a_question_is_asked_of_the_sources_that_are_ticked(page: Page) -> None:
    sent = asked(page)
    page.get_by_role("button", name="Asking all sources").click()
    dialog = page.get_by_role("dialog", name="Which sources to ask")
    expect(dialog.get_by_role("checkbox")).to_have_count(5)
    accessible(page, "the choice of sources")
    dialog.get_by_role("button", name="None").click()
    expect(dialog.get_by_role("status")).to_have_text("Tick at least one source.")
    dialog.get_by_role("button", name="Ask these").click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("Find a source").fill("chronology")
    dialog.get_by_role("button", name="All").click()
    expect(dialog.get_by_role("status")).to_have_text("1 of 5 sources")
    dialog.get_by_role("button", name="Ask these").click()
    expect(page.locator(".chooser")).to_have_text("Asking 1 source of 5")
    ask(page, REACHED)
    assert sent[-1]["source_ids"] == ["de-risking-chronology"]


def test_the_choice_is_kept_with_its_conversation(page: Page) -> None:
    page.get_by_role("button", name="Asking all sources").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="de-risking-reprint").uncheck()
    dialog.get_by_role("button", name="Ask these").click()
    ask(page, REACHED)
    page.reload()
    expect(page.locator(".chooser")).to_have_text("Asking 4 sources")
    sent = asked(page)
    ask(page, "And in 2022?")
    assert len(sent[-1]["source_ids"]) == 4
    page.locator("#side").get_by_role("link", name="New question").click()
    expect(page.locator(".chooser")).to_have_text("Asking all sources")
    ask(page, TRADE)
    assert "source_ids" not in sent[-1]


def test_two_sources_of_one_title_are_told_apart(page: Page) -> None:
    page.goto("#/sources")
    expect(page.locator(".sources")).to_contain_text("De-risking (de-risking-briefing)")
    expect(page.locator(".sources")).to_contain_text("De-risking (de-risking-reprint)")


@pytest.mark.parametrize("width", [1440, 1000, 390])
def test_the_authors_note_is_in_sight_beside_or_below_its_claim(opened: Opened, width: int) -> None:
    page = opened(width=width, height=900)
    ask(page, TRADE)
    note = page.locator(".card .note").first
    expect(note).to_be_in_viewport()
    expect(note.locator(".label")).to_have_text(re.compile(r"^Note \d+$"))
    expect(page.locator(".card blockquote")).to_be_hidden()
    if width > 390:
        page.locator(".card .to-source").first.click()
        expect(page.locator("#source mark").first).to_be_in_viewport()
        expect(note).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("confidence", "size"), [(0.95, 40), (0.6, 22)])
def test_the_short_answer_is_large_only_where_it_is_sure(page: Page, confidence: float, size: int) -> None:
    made = reply([("It was 96 percent.", [1])], citation(1, "It was 96 percent.", footnote("8", "KOTRA.")))
    serve_reply(page, {**made, "short_answer": "96 percent", "confidence": confidence})
    ask(page, "How much?")
    shown = page.locator(".short").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    root = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert shown * 16 / root == pytest.approx(size, abs=1)
    expect(page.locator(".remarks")).to_contain_text(f"{confidence:.0%}")


def test_without_scripts_the_page_says_so_in_the_middle(opened: Opened) -> None:
    page = opened(java_script_enabled=False)
    box = page.locator(".noscript").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1440, "height": 900}


def test_the_first_screen_offers_a_question_that_is_answered(page: Page) -> None:
    offered = page.locator(".welcome .offer").first
    question = offered.inner_text()
    offered.click()
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(page.locator(".turn .verdict")).to_be_visible()
