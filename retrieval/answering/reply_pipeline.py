"""From Hits to a Reply: who answers, what passes the gate, and who answers when the first cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from retrieval.answering.by_kind import ByKind
from retrieval.answering.citations import Citer, Citing
from retrieval.answering.context_of_quotes import around
from retrieval.answering.draft import Draft, DraftClaim, Question, Quote, Rewriting
from retrieval.conversation.unsaid import is_said
from retrieval.conversation.wishes import Wish
from retrieval.events import ClaimEvent, Event, ReplyEvent
from retrieval.model import Citation, Hit, Passage
from retrieval.reply import Answer, Reason, Refusal, Reply
from retrieval.settings import Settings

if TYPE_CHECKING:  # LangChain's messages take half a second, which extractive answers need not wait for
    from langchain_core.language_models import BaseChatModel

    from retrieval.answering.generative import Generative

_NOTHING_HELD = "What the chat model wrote was not supported by the sources; this answer was made without it."
_SURE = 0.5
"""Confidence from which a question is offered as one that is answered."""
_BROKEN_OFF = "The chat model broke off; what it had written was checked and stands."


class ReplyPipeline:
    """Answers by a chat model where there is one, and by the extractive answerer where there is none or it fails."""

    def __init__(self, extractive: ByKind, citer: Citer, generative: Generative | None = None) -> None:
        self._extractive = extractive
        self._generative = generative
        self._citer = citer

    @property
    def name(self) -> str:
        """Who answers first."""
        return self._generative.name if self._generative else self._extractive.name

    def events(self, question: Question, hits: Sequence[Hit], *, empty: bool = False) -> Iterator[Event]:
        """Each Claim as it passes the gate, then the Reply. What has been given out is never taken back.

        ``empty``: whether there is nothing in the Library that could have been found.
        """
        citing = Citing(self._citer.within(question.source_ids), hits)
        if empty:
            yield ReplyEvent(self._without_sources(question))
        elif self._generative is None or self._extractive.is_on_record(question, hits):
            yield from self._extracted(citing, question, hits, Draft((), 0.0))
        else:
            yield from self._generated(self._generative, citing, question, self._extractive.to_read(question, hits))

    def is_answered(self, question: Question, hits: Sequence[Hit]) -> bool:
        """Whether ``hits`` answer with confidence, by the answerer that costs nothing."""
        draft = self._extractive.draft(question, hits)
        return bool(draft.claims) and draft.confidence >= _SURE and draft.note is None

    def around(self, citation: Citation, passages: Iterable[Passage], question: Question) -> Answer | None:
        """Returns the Answer of the sentences around ``citation`` that were not said; None where there are none."""
        told = " ".join(question.said) if question.wish is Wish.MORE else ""
        quotes = [quote for quote in around(citation, passages) if not is_said(_words(citation, quote), told)]
        if all((quote.start, quote.end) == (citation.start, citation.end) for quote in quotes):
            return None
        claims = (DraftClaim(_words(citation, quote), (quote,)) for quote in quotes)
        citer = self._citer.within(question.source_ids)
        reply = citer.reply(Draft(tuple(claims), 1.0), question, uuid4().hex, self._extractive.name)
        return reply if isinstance(reply, Answer) else None

    def rewrite(self, question: str, history: Sequence[tuple[str, str]]) -> Rewriting:
        """``question`` without need of its conversation, if there is a chat model to say it so."""
        return self._generative.rewrite(question, history) if self._generative else Rewriting(question)

    def _generated(
        self, answerer: Generative, citing: Citing, question: Question, hits: Sequence[Hit]
    ) -> Iterator[Event]:
        """The chat model's answer, or the extractive one where nothing it wrote held."""
        draft = Draft((), 0.0, failed=True)
        for written in answerer.write(question, hits):
            if isinstance(written, DraftClaim):
                yield from _added(citing, written)
            else:
                draft = written
        if not citing.empty:
            note = _BROKEN_OFF if draft.note else None
            whole = replace(draft, confidence=citing.confidence, note=note)
            yield ReplyEvent(citing.reply(whole, question, uuid4().hex, answerer.name))
        elif draft.failed:
            note = draft.note or _NOTHING_HELD
            yield from self._extracted(citing, question, hits, replace(draft, note=note))
        else:
            yield ReplyEvent(self._refused(citing, question, hits, draft))

    def _without_sources(self, question: Question) -> Refusal:
        return Refusal(
            id=uuid4().hex,
            question=question.text,
            standalone_question=question.standalone,
            reason=Reason.LIBRARY_EMPTY,
            answerer=self.name,
            conversation_id=question.conversation_id,
        )

    def _extracted(self, citing: Citing, question: Question, hits: Sequence[Hit], before: Draft) -> Iterator[Event]:
        """The extractive answer; ``before`` is what a chat model left: its note and its usage."""
        found = self._extractive.draft(question, hits)
        note = " ".join(filter(None, (before.note, found.note))) or None
        draft = replace(found, note=note, usage=before.usage)
        for claim in draft.claims:
            yield from _added(citing, claim)
        yield ReplyEvent(citing.reply(draft, question, uuid4().hex, self._extractive.name))

    def _refused(self, citing: Citing, question: Question, hits: Sequence[Hit], draft: Draft) -> Reply:
        """The chat model's Refusal, with what the extractive answerer finds nearest."""
        found = self._extractive.draft(question, hits)
        nearest = found.nearest or tuple(quote for claim in found.claims for quote in claim.quotes)
        refusing = replace(draft, nearest=nearest)
        return citing.reply(refusing, question, uuid4().hex, self.name)


def _words(citation: Citation, quote: Quote) -> str:
    return citation.source.text[quote.start : quote.end]


def _added(citing: Citing, written: DraftClaim) -> Iterator[ClaimEvent]:
    claim = citing.add(written)
    if claim:
        by_number = {citation.number: citation for citation in citing.citations}
        yield ClaimEvent(claim, tuple(by_number[number] for number in claim.citations))


def generative(settings: Settings, chat_model: BaseChatModel | None) -> Generative | None:
    """The chat model's answerer, if there is to be one."""
    if chat_model is None and not settings.has_chat_model:
        return None
    from retrieval.answering.generative import Generative  # noqa: PLC0415 - 0.7 s that extractive answers need not wait

    return Generative(settings, chat_model)
