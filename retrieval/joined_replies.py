"""Joins the Replies to the questions of one message into one Reply, with its Citations numbered anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from uuid import uuid4

from retrieval.answering.draft import Question, both
from retrieval.model import Citation
from retrieval.reply import Answer, Claim, Reason, Refusal, Reply

_Key = tuple[str, int, int]


def joined(question: Question, replies: Sequence[Reply]) -> Reply:
    """Returns the Answer to those questions that are answered, which says of the others that they are not.

    A Refusal where none is. Small talk among the questions is left out.
    """
    asked = [reply for reply in replies if not (isinstance(reply, Refusal) and reply.reason is Reason.TALK)]
    answers = [reply for reply in asked if isinstance(reply, Answer)]
    refusals = [reply for reply in asked if isinstance(reply, Refusal)]
    if not answers:
        return _refused(question, refusals or [reply for reply in replies if isinstance(reply, Refusal)])
    claims, citations = _numbered(answers)
    return Answer(
        id=uuid4().hex,
        question=question.text,
        standalone_question=_asked(asked),
        claims=claims,
        citations=citations,
        confidence=min(answer.confidence for answer in answers),
        answerer=answers[0].answerer,
        short_answer=_in_short(answers) if not refusals else None,
        conversation_id=question.conversation_id,
        timings_ms=_timings(asked),
        dropped=sum(reply.dropped for reply in asked),
        note=" ".join(filter(None, (*(_unanswered(refusal) for refusal in refusals), *(a.note for a in answers))))
        or None,
        usage=reduce(both, (reply.usage for reply in asked)),
    )


def _refused(question: Question, refusals: Sequence[Refusal]) -> Refusal:
    nearest = [citation for refusal in refusals for citation in refusal.nearest[:1]][:3]
    return replace(
        refusals[0],
        id=uuid4().hex,
        question=question.text,
        standalone_question=_asked(refusals),
        nearest=tuple(replace(citation, number=place) for place, citation in enumerate(nearest, 1)),
        confidence=max(refusal.confidence for refusal in refusals),
        timings_ms=_timings(refusals),
        says=" ".join(_unanswered(refusal) for refusal in refusals),
        missing=" ".join(filter(None, (refusal.missing for refusal in refusals))),
        related=tuple(dict.fromkeys(place for refusal in refusals for place in refusal.related))[:3],
        suggestions=tuple(dict.fromkeys(suggestion for refusal in refusals for suggestion in refusal.suggestions))[:2],
        usage=reduce(both, (refusal.usage for refusal in refusals)),
    )


def _numbered(answers: Sequence[Answer]) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """Returns all Claims once, with the Citations they use numbered in order of first use."""
    numbers: dict[_Key, int] = {}
    citations: list[Citation] = []
    claims: dict[Claim, None] = {}
    for answer in answers:
        cited: Mapping[int, Citation] = {citation.number: citation for citation in answer.citations}
        for claim in answer.claims:
            used: list[int] = []
            for citation in (cited[number] for number in claim.citations):
                key = (citation.source.id, citation.start, citation.end)
                if key not in numbers:
                    numbers[key] = len(citations) + 1
                    citations.append(replace(citation, number=numbers[key]))
                used.append(numbers[key])
            claims.setdefault(Claim(claim.text, tuple(dict.fromkeys(used))))
    return tuple(claims), tuple(citations)


def _asked(replies: Sequence[Reply]) -> str:
    return " ".join(reply.standalone_question for reply in replies)


def _in_short(answers: Sequence[Answer]) -> str | None:
    """Returns the short answers in the order of the questions, where each has one."""
    shorts = [answer.short_answer for answer in answers]
    return "; ".join(short for short in shorts if short) if all(shorts) else None


def _unanswered(refusal: Refusal) -> str:
    more = f" {refusal.missing}" if refusal.missing else ""
    return f"The library does not answer “{refusal.standalone_question}”.{more}"


def _timings(replies: Sequence[Reply]) -> dict[str, float]:
    names = dict.fromkeys(name for reply in replies for name in reply.timings_ms)
    return {name: round(sum(reply.timings_ms.get(name, 0.0) for reply in replies), 1) for name in names}
