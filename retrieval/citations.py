"""From a Draft to a Reply: places become numbered Citations, and claims that do not hold are dropped whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from retrieval.catalogue import Catalogue
from retrieval.copies import SAME, contained
from retrieval.draft import Draft, DraftClaim, Question, Quote
from retrieval.grounding import missing
from retrieval.model import Answer, Citation, Claim, Passage, Reason, Refusal, Reply, Source, Span, claim_text

NEAREST = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the words of a quote stand best, and which copies hold them too."""

    source: Source
    span: Span
    also_in: tuple[Source, ...]


class Citer:
    """Makes Citations; one piece of evidence, however many copies of it there are, becomes one Citation."""

    def __init__(self, catalogue: Catalogue, source: Callable[[str], Source | None]) -> None:
        self._catalogue = catalogue
        self._source = source

    def reply(self, draft: Draft, question: Question, reply_id: str, answerer: str) -> Reply:
        """The Answer that ``draft`` amounts to, or the Refusal where nothing of it holds."""
        numbered = _Numbered()
        claims = tuple(dict.fromkeys(self._claims(draft.claims, numbered)))
        if claims:
            return Answer(
                id=reply_id,
                question=question.text,
                standalone_question=question.standalone,
                claims=claims,
                citations=tuple(numbered.citations),
                confidence=draft.confidence,
                answerer=answerer,
                short_answer=draft.short_answer,
                conversation_id=question.conversation_id,
            )
        return Refusal(
            id=reply_id,
            question=question.text,
            standalone_question=question.standalone,
            reason=Reason.UNSUPPORTED if draft.claims else draft.reason,
            answerer=answerer,
            nearest=self._nearest(draft.nearest),
            confidence=draft.confidence,
            conversation_id=question.conversation_id,
        )

    def _claims(self, drafted: Iterable[DraftClaim], numbered: _Numbered) -> Iterator[Claim]:
        for one in drafted:
            cited = [citation for quote in one.quotes if (citation := self._cite(quote))]
            if cited and not missing(one.text, evidence(cited)):
                yield Claim(claim_text(one.text), tuple(dict.fromkeys(map(numbered.number, cited))))

    def _nearest(self, quotes: Iterable[Quote]) -> tuple[Citation, ...]:
        numbered = _Numbered()
        for quote in quotes:
            citation = self._cite(quote)
            if citation and len(numbered.citations) < NEAREST:
                numbered.number(citation)
        return tuple(numbered.citations)

    def _cite(self, quote: Quote) -> Citation | None:
        """The Citation of a quote, not numbered yet; None where its Source has left the Library meanwhile."""
        source = self._source(quote.source_id)
        if source is None or not source.text[quote.start : quote.end].strip():
            return None
        place = self._best_place(source, Span(quote.start, quote.end))
        return place.source.cite(1, place.span.start, place.span.end, place.also_in)

    def _best_place(self, source: Source, span: Span) -> _Place:
        """The longest Source among those that hold the same words: an excerpt points to what it excerpts."""
        found = {source.id: (source, span)}
        for other, where in self._copies(source, span):
            found.setdefault(other.id, (other, where))
        best, *others = sorted(found.values(), key=lambda pair: (-len(pair[0].text), pair[0].id))
        return _Place(best[0], best[1], tuple(other for other, _ in others))

    def _copies(self, source: Source, span: Span) -> Iterator[tuple[Source, Span]]:
        quote = source.text[span.start : span.end]
        sharing = self._catalogue.passages_sharing(source.id, span)
        for passage in self._catalogue.passages(sharing).values():
            where = _same_words(quote, passage)
            other = self._source(passage.source_id) if where else None
            if where and other:
                yield other, where


def evidence(citations: Iterable[Citation]) -> str:
    """All that a claim may rest on: the quotes, the Footnotes they carry, and the notes that those mean by "Ibid."."""
    return "\n".join(words for citation in citations for words in (citation.quote, *_notes(citation)))


def _notes(citation: Citation) -> Iterator[str]:
    for note in citation.footnotes:
        meant = citation.source.meant_by(note)
        yield from (note.text, meant.text) if meant else (note.text,)


def _same_words(quote: str, passage: Passage) -> Span | None:
    """The sentences of ``passage`` that hold the words of ``quote``, if they do."""
    if contained(quote, passage.text) < SAME:
        return None
    spans = [
        span
        for span in passage.sentences
        if contained(passage.text[span.start - passage.start : span.end - passage.start], quote) >= SAME
    ]
    return Span(spans[0].start, spans[-1].end) if spans else None


@dataclass(slots=True)
class _Numbered:
    """Citations in order of first use."""

    citations: list[Citation] = field(default_factory=list[Citation])

    def number(self, citation: Citation) -> int:
        """The number of ``citation``, a new one where its words have not been cited yet."""
        for known in self.citations:
            if (known.source.id, known.start, known.end) == (citation.source.id, citation.start, citation.end):
                return known.number
        self.citations.append(replace(citation, number=len(self.citations) + 1))
        return len(self.citations)
