"""The worked examples of the API's description, from the demo corpus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retrieval.wire import AnswerJson, CitationJson, HitJson, ListedJson, RefusalJson, SourceHeadJson, SourceJson

_QUESTION = "How much of North Korea's trade was with China in 2022?"
_QUOTE = (
    "When sanctions were tightened because of the nuclear weapons program, the dependency on many partners became a "
    "dependency on a single one: China's share in all North Korean trade stood at over 96 percent in 2022."
)
_NOTE = "KOTRA (2023). 2022년 북한의 대외무역 동향 (Trends in North Korean Trade 2022). KOTRA 자료 23-052, https://dream.kotra.or.kr/."
_URLS = ["https://dream.kotra.or.kr/"]
_SECTION = "What Pyongyang Had Put at Risk"
_START, _END = 3455, 3667

_HEAD: SourceHeadJson = {
    "id": "de-risking-briefing",
    "title": "Why North Korea Is Closing Embassies: A Briefing on De-risking",
    "author": "Ibid project",
    "published": "2026-11-22",
    "url": None,
}
_CITATION: CitationJson = {
    "number": 1,
    "quote": _QUOTE,
    "start": _START,
    "end": _END,
    "section": _SECTION,
    "source": _HEAD,
    "footnotes": [{"label": "4", "text": _NOTE, "urls": _URLS, "refers_to": None}],
    "also_in": [],
}

ASK: dict[str, Any] = {"question": _QUESTION}
SEARCH: dict[str, Any] = {"question": _QUESTION, "limit": 1}

ANSWER: AnswerJson = {
    "id": "0b7e2f0d5c1f4c7e9a3d6b8e1f2a4c5d",
    "status": "answered",
    "question": _QUESTION,
    "standalone_question": _QUESTION,
    "text": f"{_QUOTE} [1]",
    "short_answer": "over 96 percent",
    "claims": [{"text": _QUOTE, "citations": [1]}],
    "citations": [_CITATION],
    "confidence": 0.93,
    "answerer": "extractive",
    "conversation_id": None,
    "timings_ms": {"search": 4.1, "answer": 38.0, "total": 43.2},
}
REFUSAL: RefusalJson = {
    "id": "5c4b3a2f1e0d4f6a8b7c9d0e1f2a3b4c",
    "status": "refused",
    "reason": "not_in_library",
    "question": "Who won the chess championship in 1972?",
    "standalone_question": "Who won the chess championship in 1972?",
    "text": "The library does not say.",
    "nearest": [],
    "confidence": 0.04,
    "answerer": "extractive",
    "conversation_id": None,
    "timings_ms": {"search": 4.0, "answer": 12.5, "total": 16.6},
}
HIT: HitJson = {
    "source_id": _HEAD["id"],
    "passage_id": "de-risking-briefing:3455-3667",
    "start": _START,
    "end": _END,
    "text": _QUOTE,
    "score": 0.8312,
    "rank": 1,
    "section": _SECTION,
    "footnote": None,
}
LISTED: ListedJson = {**_HEAD, "format": "markdown", "passages": 40}
SOURCE: SourceJson = {
    "id": "missions",
    "title": "Missions",
    "author": None,
    "published": None,
    "url": None,
    "format": "markdown",
    "text": "Missions\n\nIn 2023 the number fell to 46.",
    "sections": [{"title": "Missions", "start": 0, "end": 40}],
    "footnotes": [{"label": "1", "text": "Own count.", "urls": [], "refers_to": None, "markers": [40]}],
    "unresolved": [],
}
ADDED: dict[str, Any] = {
    "source_id": "missions",
    "title": "Missions",
    "state": "added",
    "passages": 2,
    "footnotes": 1,
    "unresolved": [],
}
READY: dict[str, Any] = {"status": "ready", "counts": {"sources": 3, "passages": 118, "vectors": 118, "lexical": 118}}


def ok(description: str, status: int = 200, **values: object) -> dict[int | str, dict[str, Any]]:
    """A good response with its examples, by name, as the ``responses`` of a route."""
    named: Mapping[str, Any] = {name: {"value": value} for name, value in values.items()}
    return {status: {"description": description, "content": {"application/json": {"examples": named}}}}
