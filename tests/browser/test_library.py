"""The list of sources, and the changing of it by those who have the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opened
from tests.browser.service import ask

NOTED = "# Bells of Orvany\n\nThe great bell weighs 912 kilograms.[^1]\n\n[^1]: Weighed in 1931.\n"


@pytest.fixture
def bells(tmp_path: Path) -> Path:
    path = tmp_path / "bells.md"
    path.write_text(NOTED, encoding="utf-8")
    return path


def give_key(page: Page, key: str) -> None:
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Key").fill(key)
    page.keyboard.press("Enter")


def test_a_source_is_added_with_the_key_asked_about_and_removed(page: Page, bells: Path) -> None:
    page.locator("#side").get_by_role("link", name="Sources").click()
    expect(page.locator(".library")).to_contain_text("5 sources")
    page.get_by_label("Add files").set_input_files(bells)
    give_key(page, "wrong")
    expect(page.get_by_role("dialog")).to_contain_text("not accepted")
    give_key(page, "chief")
    expect(page.locator(".tasks")).to_contain_text("Added: 2 passages, 1 footnote.")
    expect(page.locator(".sources")).to_contain_text("Bells of Orvany")
    kept = page.evaluate("[sessionStorage.getItem('ibid.key'), JSON.stringify(localStorage)]")
    assert kept[0] == "chief"
    assert "chief" not in kept[1]
    ask(page, "How heavy is the great bell?")
    expect(page.locator(".card")).to_contain_text("Weighed in 1931.")
    page.get_by_role("button", name="Citation 1").click()
    page.get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#source mark")).to_contain_text("912")
    page.go_back()
    expect(page.locator("#source")).to_be_hidden()
    page.go_back()
    expect(page.locator(".library")).to_be_visible()
    page.locator(".sources li").filter(has_text="Bells").hover()
    page.get_by_role("button", name="Remove “Bells of Orvany”").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator(".library")).to_contain_text("5 sources")
    page.go_forward()
    page.get_by_role("button", name="Citation 1").click()
    page.get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#source .problem")).to_have_text("This source is not in the library any more.")


def test_a_quote_is_found_again_in_a_source_that_has_changed(page: Page, bells: Path) -> None:
    page.evaluate("sessionStorage.setItem('ibid.key', 'chief')")
    answer = ""
    for text, added in ((NOTED, "Added"), (NOTED.replace("# Bells", "Chimes before all.\n\n# Bells"), "Replaced")):
        bells.write_text(text, encoding="utf-8")
        page.goto("#/sources")
        page.get_by_label("Add files").set_input_files(bells)
        expect(page.locator(".tasks").get_by_text(added)).to_be_visible()
        if added == "Added":
            ask(page, "How heavy is the great bell?")
            answer = page.url
    page.goto(answer)
    page.get_by_role("button", name="Citation 1").click()
    page.get_by_role("link", name="Read it in the source").click()
    expect(page.locator("#source mark")).to_have_text("The great bell weighs 912 kilograms.")
    page.evaluate("id => fetch('sources/bells', { method: 'DELETE', headers: { Authorization: 'Bearer chief' } })")


def test_what_cannot_be_added_is_said_in_a_sentence(page: Page, tmp_path: Path) -> None:
    page.evaluate("sessionStorage.setItem('ibid.key', 'chief')")
    page.goto("#/sources")
    page.get_by_label("Add a web page").fill("http://127.0.0.1/secret")
    page.keyboard.press("Enter")
    expect(page.locator(".tasks .wrong")).to_contain_text("IBID_ALLOW_PRIVATE_ADDRESSES")
    (tmp_path / "empty.md").write_text(" ", encoding="utf-8")
    page.get_by_label("Add files").set_input_files(tmp_path / "empty.md")
    expect(page.locator(".tasks .wrong").first).to_contain_text("empty")
    expect(page.locator(".library")).to_contain_text("5 sources")


def test_a_file_of_a_source_a_line_tells_what_became_of_each(page: Page, tmp_path: Path) -> None:
    page.evaluate("sessionStorage.setItem('ibid.key', 'chief')")
    page.goto("#/sources")
    path = tmp_path / "bells.jsonl"
    path.write_text('{"id": "bulk", "title": "Bulk", "text": "It rings at noon."}\nno json\n', encoding="utf-8")
    page.get_by_label("Add files").set_input_files(path)
    expect(page.locator(".tasks")).to_contain_text("1 added, 1 failed. Line 2: this is not JSON.")
    expect(page.locator(".sources")).to_contain_text("Bulk")
    page.evaluate("id => fetch('sources/bulk', { method: 'DELETE', headers: { Authorization: 'Bearer chief' } })")


def test_an_upload_tells_how_much_of_it_is_sent(page: Page) -> None:
    """The service is near and the file small, so the request is made to tell of its way by itself."""
    page.goto("#/sources")
    page.evaluate("""
        XMLHttpRequest.prototype.send = function () { window.request = this; };
        const transfer = new DataTransfer();
        transfer.items.add(new File(["a"], "slow.md"));
        const drop = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector(".drop").dispatchEvent(drop);
    """)
    tell: Any = "share => window.request.upload.onprogress({ lengthComputable: true, loaded: share, total: 100 })"
    page.evaluate(tell, 37)
    expect(page.locator(".tasks")).to_contain_text("Sending, 37% …")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0.37")
    page.evaluate("window.request.upload.onload()")
    expect(page.locator(".tasks")).to_contain_text("Reading it …")
    page.evaluate("window.request.onerror()")
    expect(page.locator(".tasks .wrong")).to_contain_text("cannot be reached")


def test_an_empty_library_and_a_key_to_ask(opened: Opened, locked: str) -> None:
    page = opened(at=locked)
    give_key(page, "reader")
    expect(page.locator(".shelf")).to_contain_text("The library is empty")
    ask(page, "Anything?")
    expect(page.locator(".refusal")).to_contain_text("The library is empty")
    page.locator(".turn").get_by_role("link", name="Add a source").click()
    expect(page.locator(".library")).to_contain_text("The library is empty.")
    page.get_by_label("Add a web page").fill("https://a.example/")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("An admin key is needed")
    page.keyboard.press("Escape")
    expect(page.locator(".tasks .wrong")).to_contain_text("admin key")
