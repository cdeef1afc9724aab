"""Replies and Hits as the JSON of the contract: HTTP sends it and ``--json`` prints it.

The TypedDicts are the one definition of those shapes; OpenAPI is generated from them. Adding fields is safe; renaming
or dropping one breaks clients.
"""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from retrieval.model import Citation, Footnote, Hit, Page, Source
from retrieval.reply import Answer, Claim, Refusal, Reply, Usage
from retrieval.storage.entries import Listed


class OnPageJson(TypedDict):
    """Where something begins: ``page`` counts from 1, ``page_label`` is what is printed on the page.

    Both are always sent, null where the source has no pages; replies that were kept from before do without them.
    """

    page: NotRequired[int | None]
    page_label: NotRequired[str | None]


class NoteJson(OnPageJson):
    """A Footnote by itself."""

    label: str
    text: str
    urls: list[str]


class FootnoteJson(NoteJson):
    """A Footnote of a Citation. ``refers_to``: the note that it refers to by "Ibid." or the like.

    It is always sent; replies stored by an earlier version lack it.
    """

    refers_to: NotRequired[NoteJson | None]


class SourceHeadJson(TypedDict):
    """The bibliographic data of a Source. ``footnote_count``: how many notes it has, where it is cited."""

    id: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    footnote_count: NotRequired[int]


class CopyJson(TypedDict):
    """A copy that holds the same words."""

    id: str
    title: str
    url: str | None


class CitationJson(OnPageJson):
    """Verbatim words: ``source.text[start:end] == quote``."""

    number: int
    quote: str
    start: int
    end: int
    section: str
    source: SourceHeadJson
    footnotes: list[FootnoteJson]
    also_in: list[CopyJson]


class ClaimJson(TypedDict):
    """A sentence of an Answer and the numbers of its Citations."""

    text: str
    citations: list[int]


class UsageJson(TypedDict):
    """A chat model's tokens, read and written, as it counts them; ``cost`` is in US dollars, null where unknown."""

    model: str
    input_tokens: int
    output_tokens: int
    cost: float | None


class _ReplyJson(TypedDict):
    id: str
    question: str
    standalone_question: str
    text: str
    confidence: float
    answerer: str
    conversation_id: str | None
    timings_ms: dict[str, float]
    dropped: NotRequired[int]
    note: NotRequired[str | None]
    usage: NotRequired[UsageJson | None]
    kind: NotRequired[str]


class AnswerJson(_ReplyJson):
    """A Reply with an answer."""

    status: Literal["answered"]
    short_answer: str | None
    claims: list[ClaimJson]
    citations: list[CitationJson]


class RelatedJson(TypedDict):
    """A section of a Source on the subject of a question."""

    source_id: str
    title: str
    section: str


class RefusalJson(_ReplyJson):
    """A Reply that plainly declines to answer. ``missing``: what the library lacks, as a sentence, or empty.

    ``kind`` is ``talk`` where nothing was asked of the library. ``related`` are sections on the subject,
    ``suggestions`` questions that the library answers. They are always sent; replies stored by an earlier version lack
    them.
    """

    status: Literal["refused"]
    reason: str
    nearest: list[CitationJson]
    missing: NotRequired[str]
    related: NotRequired[list[RelatedJson]]
    suggestions: NotRequired[list[str]]


ReplyJson = AnswerJson | RefusalJson


class HitJson(OnPageJson):
    """A Passage that search returned. Where ``footnote`` is set, that note matched, and the text is the sentence it
    hangs on.
    """

    source_id: str
    passage_id: str
    start: int
    end: int
    text: str
    score: float
    rank: int
    section: str
    footnote: NoteJson | None


def reply_json(reply: Reply) -> ReplyJson:
    """Converts a Reply to JSON."""
    return _answer_json(reply) if isinstance(reply, Answer) else _refusal_json(reply)


def _answer_json(answer: Answer) -> AnswerJson:
    return {
        **_common_json(answer),
        "status": "answered",
        "short_answer": answer.short_answer,
        "claims": [claim_json(claim) for claim in answer.claims],
        "citations": [citation_json(citation) for citation in answer.citations],
    }


def _refusal_json(refusal: Refusal) -> RefusalJson:
    return {
        **_common_json(refusal),
        "status": "refused",
        "reason": refusal.reason.value,
        "nearest": [citation_json(citation) for citation in refusal.nearest],
        "missing": refusal.missing,
        "related": [
            {"source_id": place.source_id, "title": place.title, "section": place.section} for place in refusal.related
        ],
        "suggestions": list(refusal.suggestions),
    }


def _common_json(reply: Reply) -> _ReplyJson:
    return {
        "id": reply.id,
        "question": reply.question,
        "standalone_question": reply.standalone_question,
        "text": reply.text,
        "confidence": round(reply.confidence, 3),
        "answerer": reply.answerer,
        "conversation_id": reply.conversation_id,
        "timings_ms": dict(reply.timings_ms),
        "dropped": reply.dropped,
        "note": reply.note,
        "usage": _usage_json(reply.usage),
        "kind": reply.kind,
    }


def _usage_json(usage: Usage | None) -> UsageJson | None:
    if usage is None:
        return None
    return {
        "model": usage.model,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost": usage.cost,
    }


def citation_json(citation: Citation) -> CitationJson:
    """Converts a Citation to JSON."""
    return {
        "number": citation.number,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "section": citation.section,
        **page_json(citation.page),
        "source": {**head_json(citation.source), "footnote_count": len(citation.source.footnotes)},
        "footnotes": [footnote_json(note, citation.source) for note in citation.footnotes],
        "also_in": [{"id": source.id, "title": source.title, "url": source.url} for source in citation.also_in],
    }


def claim_json(claim: Claim) -> ClaimJson:
    """Converts a Claim to JSON."""
    return {"text": claim.text, "citations": list(claim.citations)}


def hit_json(hit: Hit) -> HitJson:
    """Converts a Hit to JSON."""
    passage = hit.passage
    return {
        "source_id": passage.source_id,
        "passage_id": passage.id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(hit.score, 4),
        "rank": hit.rank,
        "section": passage.section,
        **page_json(passage.page),
        "footnote": _note_json(passage.note) if passage.note else None,
    }


def head_json(source: Source | Listed) -> SourceHeadJson:
    """Converts the bibliographic data of a Source to JSON."""
    return {
        "id": source.id,
        "title": source.title,
        "author": source.author,
        "published": source.published,
        "url": source.url,
    }


def footnote_json(note: Footnote, source: Source) -> FootnoteJson:
    """Converts a Footnote of ``source`` to JSON, with the note that it refers to."""
    meant = source.meant_by(note)
    return {**_note_json(note), "refers_to": _note_json(meant) if meant else None}


def _note_json(note: Footnote) -> NoteJson:
    return {"label": note.label, "text": note.text, "urls": list(note.urls), **page_json(note.page)}


def page_json(page: Page | None) -> OnPageJson:
    """Number and label of a page."""
    return {"page": page.number if page else None, "page_label": (page.label or None) if page else None}
