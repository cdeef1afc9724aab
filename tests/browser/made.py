"""Sources and Replies as the service would send them, for what is hard to bring it to send."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page


def source(text: str, *footnotes: dict[str, Any], **stated: Any) -> dict[str, Any]:
    """A Source."""
    about = {"id": "x", "title": "X", "author": None, "published": None, "url": None, "format": "text"}
    parts: dict[str, Any] = {"sections": [], "footnotes": list(footnotes), "unresolved": [], "also_in": []}
    return {**about, "text": text, **parts, **stated}


def footnote(label: str, text: str, *markers: int) -> dict[str, Any]:
    """A Footnote."""
    return {"label": label, "text": text, "urls": [], "markers": list(markers), "refers_to": None}


def citation(number: int, quote: str, *footnotes: dict[str, Any], start: int = 0) -> dict[str, Any]:
    """A Citation of that Source."""
    place: dict[str, Any] = {"start": start, "end": start + len(quote), "section": None, "also_in": []}
    return {"number": number, "quote": quote, **place, "source": source(""), "footnotes": list(footnotes)}


def reply(claims: list[tuple[str, list[int]]], *citations: dict[str, Any]) -> dict[str, Any]:
    """A Reply with these claims, each with the numbers that it cites."""
    asked = {"question": "Why?", "standalone_question": "Why?", "conversation_id": None}
    told = {"text": "", "short_answer": None, "confidence": 0.9, "answerer": "extractive", "timings_ms": {"total": 1}}
    said = [{"text": text, "citations": numbers} for text, numbers in claims]
    return {"id": "r", "status": "answered", **asked, **told, "claims": said, "citations": list(citations)}


def serve_source(page: Page, made: dict[str, Any]) -> None:
    """Has the service send ``made`` as the Source of its id."""
    page.unroute(f"**/sources/{made['id']}")
    page.route(f"**/sources/{made['id']}", lambda route: route.fulfill(json=made))


def serve_reply(page: Page, made: dict[str, Any]) -> None:
    """Has the service answer every question with ``made``."""
    body = f"event: reply\ndata: {json.dumps(made)}\n\n"
    page.route("**/ask", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
