"""The worked examples of the API's description, from the demo corpus."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from retrieval.conversation.transcript import ConversationJson
from retrieval.wire.replies import AnswerJson, CitationJson, HitJson, OnPageJson, RefusalJson, SourceHeadJson
from retrieval.wire.sources import CopyOfJson, ListedJson, SourceJson
from retrieval.wire.stream_events import ClaimEventJson, SearchEventJson
from retrieval.wire.verdicts import VerificationJson

QUESTION = "How much of North Korea's trade was with China in 2022?"
QUOTE = (
    "When sanctions were tightened because of the nuclear weapons program, the dependency on many partners became a "
    "dependency on a single one: China's share in all North Korean trade stood at over 96 percent in 2022."
)
NOTE = "KOTRA (2023). 2022년 북한의 대외무역 동향 (Trends in North Korean Trade 2022). KOTRA 자료 23-052, https://dream.kotra.or.kr/."
_URLS = ["https://dream.kotra.or.kr/"]
_SECTION = "What Pyongyang Had Put at Risk"
_START, _END = 3455, 3667

HEAD: SourceHeadJson = {
    "id": "de-risking-briefing",
    "title": "Why North Korea Is Closing Embassies: A Briefing on De-risking",
    "author": "Ibid project",
    "published": "2026-11-22",
    "url": None,
}
_NO_PAGE: OnPageJson = {"page": None, "page_label": None}
CITATION: CitationJson = {
    **_NO_PAGE,
    "number": 1,
    "quote": QUOTE,
    "start": _START,
    "end": _END,
    "section": _SECTION,
    "source": HEAD,
    "footnotes": [{**_NO_PAGE, "label": "4", "text": NOTE, "urls": _URLS, "refers_to": None}],
    "also_in": [],
}

ASK: dict[str, Any] = {"question": QUESTION}
SEARCH: dict[str, Any] = {"question": QUESTION, "limit": 1}

ANSWER: AnswerJson = {
    "id": "0b7e2f0d5c1f4c7e9a3d6b8e1f2a4c5d",
    "status": "answered",
    "question": QUESTION,
    "standalone_question": QUESTION,
    "text": f"{QUOTE} [1]",
    "short_answer": "over 96 percent",
    "claims": [{"text": QUOTE, "citations": [1]}],
    "citations": [CITATION],
    "confidence": 0.93,
    "answerer": "extractive",
    "conversation_id": "pZ3kq8yXoHc1vW5tJmN0Rw",
    "timings_ms": {"search": 4.1, "answer": 38.0, "total": 43.2},
    "dropped": 0,
    "note": None,
    "usage": None,
    "kind": "fact",
}
REFUSAL: RefusalJson = {
    "id": "5c4b3a2f1e0d4f6a8b7c9d0e1f2a3b4c",
    "status": "refused",
    "reason": "not_in_library",
    "question": "Who won the chess championship in 1972?",
    "standalone_question": "Who won the chess championship in 1972?",
    "text": "The library does not say.",
    "nearest": [],
    "missing": "",
    "related": [],
    "suggestions": [],
    "confidence": 0.04,
    "answerer": "extractive",
    "conversation_id": "pZ3kq8yXoHc1vW5tJmN0Rw",
    "timings_ms": {"search": 4.0, "answer": 12.5, "total": 16.6},
    "dropped": 0,
    "note": None,
    "usage": None,
    "kind": "fact",
}
_CLAIM = "In 2022, China's share in North Korea's trade was over 96 %."
VERIFY: dict[str, Any] = {"claim": _CLAIM}
VERIFICATION: VerificationJson = {
    "claim": _CLAIM,
    "supported": True,
    "score": 0.81,
    "citations": [CITATION],
    "problems": [],
}
UNSUPPORTED: VerificationJson = {
    "claim": "In 2021, China's share in North Korea's trade was over 96 %.",
    "supported": False,
    "score": 0.2,
    "citations": [CITATION],
    "problems": [
        {
            "kind": "date",
            "slot": "in",
            "claim": "2021",
            "evidence": "2022",
            "words": "2021",
            "there": "2022",
            "says": "The evidence has “2022” where the claim has “2021”.",
        }
    ],
}
CONVERSATION: ConversationJson = {
    "id": "pZ3kq8yXoHc1vW5tJmN0Rw",
    "turns": [
        {
            "question": QUESTION,
            "standalone_question": QUESTION,
            "status": "answered",
            "answer": QUOTE,
            "reply_id": ANSWER["id"],
            "source_ids": [HEAD["id"]],
            "asked_at": "2026-11-22T08:00:00+00:00",
            "reply": ANSWER,
        }
    ],
}
HIT: HitJson = {
    **_NO_PAGE,
    "source_id": HEAD["id"],
    "passage_id": "de-risking-briefing:3455-3667",
    "start": _START,
    "end": _END,
    "text": QUOTE,
    "score": 0.8312,
    "rank": 1,
    "section": _SECTION,
    "footnote": None,
}
_COPY: CopyOfJson = {
    "id": "de-risking-reprint",
    "title": "De-risking in North Korea: A Briefing",
    "url": None,
    "shared": 0.88,
}
LISTED: ListedJson = {**HEAD, "format": "markdown", "passages": 40, "also_in": [_COPY]}
SOURCE: SourceJson = {
    "id": "missions",
    "title": "Missions",
    "author": None,
    "published": None,
    "url": None,
    "format": "markdown",
    "text": "Missions\n\nIn 2023 the number fell to 46.",
    "sections": [{"title": "Missions", "start": 0, "end": 40}],
    "footnotes": [{**_NO_PAGE, "label": "1", "text": "Own count.", "urls": [], "refers_to": None, "markers": [40]}],
    "unresolved": [],
    "pages": [],
    "warnings": [],
    "also_in": [],
}
URL = "https://www.38north.org/2023/12/north-koreas-de-risking-strategy-and-its-implications/"
ADDED: dict[str, Any] = {
    "source_id": "missions",
    "title": "Missions",
    "state": "added",
    "passages": 2,
    "footnotes": 1,
    "unresolved": [],
    "warnings": [],
}
JOB: dict[str, Any] = {
    "id": "5f0c1f2a9b7e4d3c8a6b1e0d9c8b7a6f",
    "state": "running",
    "name": "reports.jsonl",
    "bulk": True,
    "created": "2026-11-22T09:00:00Z",
    "finished": None,
    "done": 150,
    "total": 2000,
    "counts": {"added": 149, "failed": 1},
    "source": None,
    "errors": [{"origin": "upload:reports.jsonl#12", "error": "Line 12: this is not JSON."}],
    "problem": None,
}
GAPS: dict[str, Any] = {
    "groups": [
        {
            "subject": "South Korea",
            "count": 1,
            "refused": 1,
            "disliked": 0,
            "gaps": [
                {
                    "question": "How many North Koreans reached South Korea in 2015?",
                    "kind": "refused",
                    "asked_at": "2026-11-30T09:00:00+00:00",
                    "reply_id": "1b4e28ba2fa14d2ab6a5a1d2f0c3e4b5",
                    "comment": "",
                    "quote": "",
                    "source_id": "",
                }
            ],
        }
    ]
}
FEEDBACK: dict[str, Any] = {"reply_id": ANSWER["id"], "verdict": "up", "comment": "The note was what I needed."}
READY: dict[str, Any] = {"status": "ready", "counts": {"sources": 3, "passages": 118, "vectors": 118, "lexical": 118}}


def stream() -> str:
    """A short answer, event by event."""
    search: SearchEventJson = {"standalone_question": QUESTION, "hits": [HIT]}
    claim: ClaimEventJson = {"text": QUOTE, "citations": [CITATION]}
    events: tuple[tuple[str, object], ...] = (("search", search), ("claim", claim), ("reply", ANSWER))
    return "".join(f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n" for name, value in events)


def ok(description: str, status: int = 200, **values: object) -> dict[int | str, dict[str, Any]]:
    """A good response with its examples, by name, as the ``responses`` of a route."""
    named: Mapping[str, Any] = {name: {"value": value} for name, value in values.items()}
    return {status: {"description": description, "content": {"application/json": {"examples": named}}}}


def ok_page() -> dict[int | str, dict[str, Any]]:
    """The web page, or the word that the one which the browser holds is still right."""
    content = {"text/html": {"schema": {"type": "string"}, "examples": {"page": {"value": "<!doctype html>…"}}}}
    return {200: {"description": "The page", "content": content}, 304: {"description": "The page has not changed"}}


def ok_or_events(description: str, events: str, **values: object) -> dict[int | str, dict[str, Any]]:
    """The same, for what may come as server-sent ``events`` too, of which OpenAPI 3.1 cannot state the shapes."""
    responses = ok(description, 200, **values)
    responses[200]["content"]["text/event-stream"] = {"examples": {"stream": {"value": events}}}
    return responses
