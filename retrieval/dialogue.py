"""Leads a conversation: replies to small talk, answers several questions of one message, and grants wishes.

Everything else is one question, which ``retrieval.asker`` answers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from uuid import uuid4

from retrieval.answering.draft import Question
from retrieval.answering.short_answers import rival
from retrieval.asker import Asker
from retrieval.conversation.small_talk import reply_to
from retrieval.conversation.turns import Turn, turn_of
from retrieval.conversation.wishes import Wish, language_in
from retrieval.events import ClaimEvent, Event, ReplyEvent, SearchEvent, reply_of
from retrieval.joined_replies import joined
from retrieval.model import Citation
from retrieval.reply import Answer, Reason, Refusal, Reply

TALKER = "ibid"
"""Who replies to small talk."""
_NO_MORE = "The library says no more on this than what was quoted."
_NOTHING_AROUND = "Nothing around these words says more."

Understand = Callable[[str, Question, Sequence[Turn]], Question]
"""Understands one of the questions of a message, after the turns before it."""


class Dialogue:
    """Answers what was understood. Any number of threads may ask."""

    def __init__(self, asker: Asker, understand: Understand) -> None:
        self._asker = asker
        self._understand = understand
        self._grants: Mapping[Wish, Callable[[Question, Reply], Reply]] = {
            Wish.SOURCE: _with_its_source,
            Wish.MORE: self._with_more,
            Wish.EXPLAIN: self._explained,
            Wish.LANGUAGE: _in_its_language,
        }

    def events(self, question: Question) -> Generator[Event]:
        """Yields the events of replying to ``question``; the Reply comes last."""
        if question.talk:
            yield ReplyEvent(self._talked(question))
        elif question.wish:
            yield from self._granted(question, question.wish)
        elif question.parts:
            yield from self._answered_in_parts(question)
        else:
            yield from self._asker.answered(question)

    def _talked(self, question: Question) -> Refusal:
        """Returns the reply to small talk: nothing is searched for, and two questions are offered."""
        started = perf_counter()
        offered = () if self._asker.is_empty else self._asker.examples.offered(question.source_ids)
        says = reply_to(question.talk, offered, is_empty=self._asker.is_empty) if question.talk else ""
        return Refusal(
            id=uuid4().hex,
            question=question.text,
            standalone_question=question.standalone,
            reason=Reason.TALK,
            kind="talk",
            answerer=TALKER,
            conversation_id=question.conversation_id,
            timings_ms={"total": round((perf_counter() - started) * 1000, 1)},
            says=says,
            suggestions=offered,
        )

    def _granted(self, question: Question, wish: Wish) -> Generator[Event]:
        """Answers the question that the wish is about, and changes the Reply as wished."""
        inner = replace(question, wish=None, said=question.said if wish is Wish.MORE else ())
        reply = yield from _but_claims(self.events(inner))
        yield from _whole(self._grants[wish](question, reply))

    def _answered_in_parts(self, question: Question) -> Generator[Event]:
        """Answers each question of a message by itself, understood after those before it; the Reply holds them all."""
        replies: list[Reply] = []
        turns = list(question.before)
        for text in question.parts:
            part = self._understand(text, question, turns)
            reply = yield from _but_claims(self.events(replace(part, parts=())))
            replies.append(reply)
            turns.append(turn_of(reply, part.subject, datetime.now(UTC)))
        yield from _whole(joined(question, replies))

    def _explained(self, question: Question, reply: Reply) -> Reply:
        """Shows what stands around the first quote of an Answer."""
        if isinstance(reply, Refusal):
            return reply
        wider = self._asker.around(reply.citations[0], question)
        return _in_place_of(reply, wider) if wider else replace(reply, note=_noted(reply, _NOTHING_AROUND))

    def _with_more(self, question: Question, reply: Reply) -> Reply:
        """Keeps what else answers; else shows what stands around the quote and was not said; else says so."""
        asked = question.standalone
        if isinstance(reply, Answer) and not any(rival(asked, claim.text) for claim in reply.claims):
            return reply
        *_, last = self._asker.answered(replace(question, said=()))
        answer = reply_of(last)
        around = self._asker.around(answer.citations[0], question) if isinstance(answer, Answer) else None
        if around and not any(rival(asked, claim.text) for claim in around.claims):
            return _in_place_of(reply, around)
        return _no_more(reply)


def _in_place_of(reply: Reply, wider: Answer) -> Answer:
    """Returns ``wider`` with the id of ``reply`` and what it took to make it."""
    return replace(wider, id=reply.id, timings_ms=reply.timings_ms, confidence=reply.confidence, usage=reply.usage)


def _but_claims(events: Iterator[Event]) -> Generator[Event, None, Reply]:
    """Passes on what was searched for, and returns the Reply, whose Claims may still change."""
    last: Event | None = None
    for event in events:
        last = event
        if isinstance(event, SearchEvent):
            yield event
    return reply_of(last)


def _whole(reply: Reply) -> Iterator[Event]:
    """Yields each Claim of ``reply``, then the whole of it."""
    if isinstance(reply, Answer):
        cited = {citation.number: citation for citation in reply.citations}
        for claim in reply.claims:
            yield ClaimEvent(claim, tuple(cited[number] for number in claim.citations))
    yield ReplyEvent(reply)


def _with_its_source(_: Question, reply: Reply) -> Reply:
    """Names whoever says it, and the author's note behind it."""
    if isinstance(reply, Refusal):
        return reply
    with_note = next((citation for citation in reply.citations if citation.footnotes), reply.citations[0])
    return replace(reply, short_answer=None, note=_noted(reply, _attribution(with_note)))


def _no_more(reply: Reply) -> Refusal:
    """Returns the Refusal that says that all was said."""
    return Refusal(
        id=reply.id,
        question=reply.question,
        standalone_question=reply.standalone_question,
        reason=Reason.NOT_IN_LIBRARY,
        answerer=reply.answerer,
        conversation_id=reply.conversation_id,
        timings_ms=reply.timings_ms,
        usage=reply.usage,
        says=_NO_MORE,
    )


def _in_its_language(question: Question, reply: Reply) -> Reply:
    """Says that quotes keep the language of their Source."""
    language = language_in(question.text)
    into = f" into {language}" if language else ""
    says = f"Ibid quotes its sources in their own language and does not translate{into}."
    return replace(reply, note=_noted(reply, says))


def _attribution(citation: Citation) -> str:
    source = citation.source
    who = f"{source.author}, in “{source.title}”" if source.author else f"“{source.title}”"
    when = f" ({source.published})" if source.published else ""
    notes = ", ".join(note.label for note in citation.footnotes)
    behind = f", with note {notes} of the author's behind it" if notes else ", without a note behind it"
    return f"This is said by {who}{when}{behind}."


def _noted(reply: Reply, says: str) -> str:
    return " ".join(filter(None, (says, reply.note)))
