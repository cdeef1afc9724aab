"""Asking and reading: from the question to the words in the Source."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import FloatRect, Page, expect

from tests.browser.conftest import Opened
from tests.browser.service import ask

MISSIONS = "How many diplomatic missions does North Korea have left?"
TRADE = "How much of North Korea's trade was with China in 2022?"
NOWHERE = "What does a violin bow cost in Cremona?"
NOT_THAT_YEAR = "How many North Koreans reached South Korea in 2015?"


def box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return found


def test_from_the_claim_to_the_quote_to_the_note_to_the_words_in_the_source(page: Page) -> None:
    ask(page, TRADE)
    expect(page.locator(".short")).to_contain_text("96")
    expect(page.locator(".remarks")).to_contain_text("confidence")
    number = page.get_by_role("button", name="Citation 1")
    card = page.locator(".card").first
    expect(card.locator("blockquote")).to_be_hidden()
    expect(card.get_by_role("link", name="dream.kotra.or.kr")).to_have_attribute("rel", "noopener noreferrer")
    assert box(page, ".card")["x"] > box(page, ".claim p")["x"] + box(page, ".claim p")["width"], "not in the margin"
    number.click()
    expect(number).to_have_attribute("aria-expanded", "true")
    quote = card.locator("blockquote").inner_text()
    assert "96 percent" in quote
    card.get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    assert page.locator("#source mark").inner_text() == quote
    note = page.locator("#source .note.open")
    expect(note).to_contain_text("KOTRA")
    assert box(page, "#source .note.open")["x"] > box(page, "#source mark")["x"] + box(page, "#source mark")["width"]
    assert abs(box(page, "#source .note.open")["y"] - box(page, "#source .mark[aria-expanded=true]")["y"]) < 40
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(card.get_by_role("link", name="Read it in the source")).to_be_focused()


def test_quotes_and_notes_stand_right_where_characters_are_two_units_long(page: Page) -> None:
    ask(page, "How tall is the lighthouse of Ulmar?")
    page.get_by_role("button", name="Citation 1").click()
    card = page.locator(".card").first
    quote = card.locator("blockquote").inner_text()
    assert "😀 is 88 meters" in quote
    expect(card.locator(".meant")).to_contain_text("that is, note 1: Fox census 🦊, 1999.")
    card.get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#source mark")).to_have_text(quote)
    hung = page.locator("#source .mark").evaluate_all("all => all.map(one => one.previousSibling.textContent)")
    assert [words.rpartition(" ")[2] for words in hung] == ["night.", "tall."]
    units = """async () => {
        const { unitsOf } = await import("/page/offsets.js");
        return [0, 2, 3, 4].map(unitsOf("a🦊b😀", [4, 0, 2, 3]));
    }"""
    assert page.evaluate(units) == [0, 3, 4, 6]


def test_copies_are_named_and_count_once(page: Page) -> None:
    ask(page, "How many diplomatic missions does North Korea keep around the world?")
    expect(page.locator(".cite")).to_have_count(1)
    page.get_by_role("button", name="Citation 1").click()
    expect(page.locator(".copies")).to_contain_text("The same words also appear in")
    page.locator(".copies a").click()
    expect(page.locator("#source .of-source")).to_contain_text("Web page")
    page.get_by_text("Also in 1 copy").click()
    expect(page.locator("#source li").first).to_contain_text("% of the words of the shorter text")


def test_a_refusal_says_why_and_shows_what_came_nearest(page: Page) -> None:
    ask(page, NOWHERE)
    expect(page.locator(".refusal")).to_contain_text("The library does not mention “Cremona”.")
    expect(page.locator(".card")).to_have_count(0)
    ask(page, NOT_THAT_YEAR)
    expect(page.locator(".claims").last).to_contain_text("they do not answer it")
    assert 1 <= page.locator(".card blockquote").count() <= 3
    page.locator(".card .to-source").first.click()
    expect(page.locator("#source mark").first).to_be_in_viewport()


def test_a_follow_up_is_understood_and_the_conversation_is_there_again(page: Page, opened: Opened) -> None:
    ask(page, "How many North Koreans reached South Korea in 2023?")
    expect(page).to_have_url(re.compile(r"#/c/[\w-]{22}$"))
    ask(page, "And in 2022?")
    expect(page.locator(".understood").last).to_contain_text("Understood as: How many North Koreans reached")
    texts = page.locator(".claim p").all_inner_texts()
    page.reload()
    expect(page.locator(".verdict")).to_have_count(2)
    assert page.locator(".claim p").all_inner_texts() == texts
    page.locator("#side").get_by_role("link", name="New question").click()
    expect(page.locator(".welcome")).to_be_visible()
    page.locator(".conversations a").click()
    expect(page.locator(".verdict")).to_have_count(2)
    page.locator(".conversations li").hover()
    page.get_by_role("button", name="Delete “How many").click()
    with page.expect_response(lambda response: response.request.method == "DELETE") as response:
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    assert response.value.status == 204
    expect(page.locator(".conversations")).to_contain_text("None yet")
    expect(page.locator(".welcome")).to_be_visible()


def test_a_link_leads_to_one_answer_until_its_conversation_is_deleted(page: Page, opened: Opened) -> None:
    ask(page, MISSIONS)
    ask(page, TRADE)
    conversation = page.url
    page.locator(".turn").last.get_by_role("button", name="Copy link").click()
    expect(page.locator(".turn").last.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "/r/" in link
    other = opened(link)
    expect(other.locator(".question")).to_have_text(TRADE)
    expect(other.locator(".verdict")).to_have_count(1)
    assert (
        other.locator(".claim p").all_inner_texts() == page.locator(".turn").last.locator(".claim p").all_inner_texts()
    )
    assert other.evaluate("localStorage.getItem('ibid.conversations')") is None
    ask(other, MISSIONS)
    assert other.url.split("#")[1] != conversation.split("#")[1], (
        "who was sent a link must not go on with the conversation"
    )
    page.evaluate("id => fetch('conversations/' + id, { method: 'DELETE' })", conversation.rpartition("/")[2])
    page.locator(".turn").last.get_by_role("button", name="Copy link").click()
    expect(page.locator(".verdict .problem").last).to_contain_text("a link would not work")
    other.goto(link)
    other.reload()
    expect(other.locator(".problem")).to_contain_text("This answer was deleted")
    page.reload()
    expect(page.locator(".problem")).to_contain_text("no longer has this conversation")


def test_an_answer_can_be_taken_along_as_markdown(page: Page) -> None:
    ask(page, TRADE)
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(f"**{TRADE}**\n\n")
    claim, footnote = text.split("\n\n")[1:3]
    assert claim.endswith("[^1]")
    assert footnote.startswith(f"[^1]: “{claim.removesuffix('[^1]')}” the Ibid project, *")
    assert re.search(r"\n\n    Note 7: The figure is taken from KOTRA \(2023\)\..*https://dream\.kotra\.or\.kr/", text)
    assert re.search(r"\n\n<http://127\.0\.0\.1:\d+/#/r/[0-9a-f]{32}>\n$", text)


def test_a_verdict_and_why_reach_the_service(page: Page) -> None:
    ask(page, MISSIONS)
    sent: list[Any] = []
    page.on("request", lambda one: sent.append(one.post_data_json) if one.url.endswith("/feedback") else None)
    page.get_by_role("button", name="Bad answer").click()
    expect(page.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Why, in your own words").fill("Too short.")
    page.keyboard.press("Enter")
    expect(page.locator(".why")).to_have_text("Thank you.")
    assert [(item["verdict"], item.get("comment")) for item in sent] == [("down", None), ("down", "Too short.")]


SLOW = """
    const real = window.fetch;
    window.fetch = (path, options) => path !== "ask" ? real(path, options) : Promise.resolve(new Response(
        new ReadableStream({
            start(stream) {
                window.send = (text) => stream.enqueue(new TextEncoder().encode(text));
                window.end = () => stream.close();
                options.signal.addEventListener("abort", () => stream.error(new DOMException("", "AbortError")));
            },
        })));
"""


def event(name: str, data: object) -> str:
    return f"event: {name}\r\ndata: {json.dumps(data)}\r\n\r\n"


def test_claims_appear_as_they_come_and_esc_stops(page: Page) -> None:
    hit = {"source_id": "a"}
    page.evaluate(SLOW)
    page.locator("#question").fill("Why?")
    page.keyboard.press("Enter")
    expect(page.locator(".progress")).to_have_text("Searching …")
    for character in event("search", {"standalone_question": "Why, then?", "hits": [hit, hit]}):
        page.evaluate("text => window.send(text)", character)
    expect(page.locator(".progress")).to_have_text("Reading 2 passages of 1 source …")
    expect(page.locator(".understood")).to_have_text("Understood as: Why, then? Ask as typed")
    page.evaluate("text => window.send(text)", ": ping\n\n" + event("claim", {"text": "One. 🦊", "citations": []}))
    expect(page.locator(".claim")).to_have_text("One. 🦊")
    expect(page.locator("#status p").last).to_have_text("One. 🦊")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".end")).to_contain_text("Stopped.")
    expect(page.locator(".claim")).to_have_text("One. 🦊")
    page.get_by_role("button", name="Ask again").click()
    page.evaluate("text => window.send(text)", event("claim", {"text": "Two.", "citations": []}))
    page.evaluate("window.end()")
    expect(page.locator(".problem")).to_contain_text("cut off")
    expect(page.locator(".claim")).to_have_text("Two.")
