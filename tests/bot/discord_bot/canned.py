"""Replies to order: an answering service for tests that are about Discord, with the speed and the faults they need."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, cast

from bot.discord_bot.backend import CannotAdd, OnClaims
from bot.discord_bot.render import ReplyJson
from bot.http.outcomes import AddedJson
from retrieval.questions import UnknownSource
from retrieval.wire.gaps_json import GapsJson
from retrieval.wire.replies import CitationJson, ClaimJson
from retrieval.wire.sources import ListedJson

QUOTE = "By the end of 2023 the number of missions had gone down to 46."


def citation(number: int = 1, **stated: Any) -> CitationJson:
    """A Citation with one footnote."""
    source = {
        "id": "briefing",
        "title": "A Briefing",
        "author": "R. Frank",
        "published": "2023-12",
        "url": "https://example.org/briefing",
        **stated.pop("source", {}),
    }
    made: dict[str, Any] = {
        "number": number,
        "quote": QUOTE,
        "start": 0,
        "end": len(QUOTE),
        "section": "Missions",
        "source": source,
        "footnotes": [
            {"label": "4", "text": "Own count of 2023.", "urls": ["https://example.org/n4"], "refers_to": None}
        ],
        "also_in": [],
        **stated,
    }
    return cast("CitationJson", made)


def answer(
    claims: Sequence[str] = (QUOTE,), citations: Sequence[CitationJson] | None = None, **stated: Any
) -> ReplyJson:
    """An Answer with a claim for each citation, or all citations under the last claim."""
    cited = list(citations) if citations is not None else [citation(i) for i in range(1, len(claims) + 1)]
    numbers = [[item["number"]] for item in cited[: len(claims)]]
    numbers[-1] += [item["number"] for item in cited[len(claims) :]]
    made: dict[str, Any] = {
        "id": "0" * 32,
        "status": "answered",
        "question": "How many?",
        "standalone_question": "How many?",
        "text": " ".join(claims),
        "short_answer": None,
        "claims": [{"text": text, "citations": n} for text, n in zip(claims, numbers, strict=True)],
        "citations": cited,
        "confidence": 0.9,
        "answerer": "extractive",
        "conversation_id": None,
        "timings_ms": {},
        "note": None,
        **stated,
    }
    return cast("ReplyJson", made)


def refusal(reason: str = "not_in_library", nearest: Sequence[CitationJson] = (), **stated: Any) -> ReplyJson:
    """A Refusal."""
    made: dict[str, Any] = {
        "id": "0" * 32,
        "status": "refused",
        "reason": reason,
        "question": "Who?",
        "standalone_question": "Who?",
        "text": "The library does not say.",
        "nearest": list(nearest),
        "confidence": 0.1,
        "answerer": "extractive",
        "conversation_id": None,
        "timings_ms": {},
        "note": None,
        **stated,
    }
    return cast("ReplyJson", made)


class Canned:
    """Answers with ``reply`` after ``seconds``; ``error`` is raised instead. ``gate``: waits until it is set.

    ``listing_seconds``: how long it takes to say what Sources there are.
    """

    def __init__(self) -> None:
        self.reply = answer()
        self.seconds = self.listing_seconds = 0.0
        self.error: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.claims_every = 0.0
        self.asked: list[tuple[str, str, list[str] | None]] = []
        self.as_typed: list[str] = []
        self.judged: list[tuple[str, str, str, int | None]] = []
        self.lacking: GapsJson = {"groups": []}
        self.forgotten: list[str] = []
        self.known = {"briefing": "A Briefing", "chronology": "A Chronology"}
        self.at_once = 0
        self.most_at_once = 0
        self.closed = False

    @property
    def questions(self) -> list[str]:
        return [question[0] for question in self.asked]

    async def ask(
        self,
        question: str,
        conversation_id: str,
        source_ids: Collection[str] | None,
        on_claims: OnClaims,
        *,
        as_typed: bool = False,
    ) -> ReplyJson:
        self.as_typed += [question] if as_typed else []
        self.asked.append((question, conversation_id, None if source_ids is None else sorted(source_ids)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._wait(on_claims)
        finally:
            self.at_once -= 1
        if self.error is not None:
            raise self.error
        return self.reply

    async def _wait(self, on_claims: OnClaims) -> None:
        if self.claims_every and self.reply["status"] == "answered":
            claims: list[ClaimJson] = []
            for claim in self.reply["claims"]:
                await asyncio.sleep(self.claims_every)
                claims.append(claim)
                on_claims(tuple(claims))
        await asyncio.sleep(self.seconds)
        if self.gate is not None:
            await self.gate.wait()

    async def judge(self, reply_id: str, verdict: str, comment: str = "", nearest: int | None = None) -> None:
        self.judged.append((reply_id, verdict, comment, nearest))

    async def gaps(self) -> GapsJson:
        return self.lacking

    async def forget(self, conversation_id: str) -> None:
        if self.error is not None:
            raise self.error
        self.forgotten.append(conversation_id)

    async def sources(self) -> list[ListedJson]:
        await asyncio.sleep(self.listing_seconds)
        made = [
            {"id": i, "title": t, "author": None, "published": None, "url": None, "format": "text", "passages": 1}
            for i, t in self.known.items()
        ]
        return cast("list[ListedJson]", made)

    async def add_file(self, name: str, data: bytes) -> AddedJson:
        if b"%broken%" in data:
            raise CannotAdd("This file is broken.")
        return self._added(name, 1)

    async def add_url(self, url: str) -> AddedJson:
        return self._added(url, 0)

    def _added(self, name: str, unresolved: int) -> AddedJson:
        self.known[name] = name
        return {
            "source_id": name,
            "title": name,
            "state": "added",
            "passages": 3,
            "footnotes": 2,
            "unresolved": [{"label": "7", "offset": 0}] * unresolved,
        }

    async def remove(self, source_id: str) -> None:
        if source_id not in self.known:
            raise UnknownSource(f"There is no source {source_id!r}.")
        del self.known[source_id]

    async def close(self) -> None:
        self.closed = True
