"""From a Draft to a Reply: places become numbered Citations, and claims that do not hold are dropped whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from retrieval.answering.cells import above_row
from retrieval.answering.draft import Draft, DraftClaim, Question, Quote
from retrieval.grounding import Gate, GateVerdict, Problem, ProblemKind, missing
from retrieval.model import Citation, Hit, Passage, Source, Span
from retrieval.near_duplicates import ShingledText, lookup_fingerprints
from retrieval.reply import Answer, Claim, Reason, Refusal, Reply, claim_text
from retrieval.storage.catalogue import Catalogue
from retrieval.tracing import step

logger = logging.getLogger(__name__)

NEAREST = 3
_BESIDE = 3
"""Characters between two sentences that follow one another: a space or a new line."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the words of a quote stand best, and which copies hold them too."""

    source: Source
    span: Span
    also_in: tuple[Source, ...]


class Citer:
    """Makes Citations; one piece of evidence, however many copies of it there are, becomes one Citation."""

    def __init__(
        self,
        catalogue: Catalogue,
        source: Callable[[str], Source | None],
        gate: Gate | None = None,
        asked: Collection[str] | None = None,
    ) -> None:
        """``asked``: the Sources that may be cited, where that is not any; a copy elsewhere is only named."""
        self._catalogue = catalogue
        self._source = source
        self.gate = gate or Gate()
        self._asked = asked

    def within(self, asked: Collection[str] | None) -> Citer:
        """The same, for a question that is put to some Sources alone."""
        return Citer(self._catalogue, self._source, self.gate, asked)

    def reply(self, draft: Draft, question: Question, reply_id: str, answerer: str, hits: Sequence[Hit] = ()) -> Reply:
        """The Answer that ``draft`` amounts to, or the Refusal where nothing of it holds.

        A claim that its own quotes do not support may rest on other sentences of ``hits``.
        """
        citing = Citing(self, hits)
        for claim in draft.claims:
            citing.add(claim)
        return citing.reply(draft, question, reply_id, answerer)

    def nearest(self, quotes: Iterable[Quote]) -> tuple[Citation, ...]:
        """The first Citations of ``quotes``, as many as a Refusal may show."""
        numbered = _Numbered()
        for quote in quotes:
            citation = self.cite(quote)
            if citation and len(numbered.citations) < NEAREST:
                numbered.number(citation)
        return tuple(numbered.citations)

    def check(self, claim: str, quotes: Iterable[Quote], record_of: str = "") -> Checked:
        """What the gate says of ``claim`` by ``quotes`` and the Footnotes that they carry.

        ``record_of``: the Source that the claim is about, whose own data then is evidence, too: all numbers, dates and
        names of the claim have to be in either.
        """
        cited = tuple(citation for quote in quotes if (citation := self.cite(quote)))
        if record_of and (source := self._source(record_of)):
            absent = missing(claim, "\n".join((record_words(source), evidence(cited))))
            problems = tuple(Problem(ProblemKind.NAME, words) for words in absent)
            return Checked(GateVerdict(not absent, 0.0 if absent else 1.0, problems), cited)
        verdict = self.gate.check(claim, [evidence([citation]) for citation in cited], _apart(cited))
        return Checked(verdict, cited)

    def find(self, claim: str, hits: Sequence[Hit], *, together: bool = True) -> Checked:
        """What the sentences of ``hits`` say of ``claim``: by one of them, or ``together`` by as few as support it."""
        quotes = [
            Quote(hit.passage.source_id, hit.passage.id, span.start, span.end)
            for hit in hits
            for span in hit.passage.sentences
        ]
        found = list(dict.fromkeys(one for quote in quotes if (one := self._words(quote))))
        apart = {place for place, ((item, _), (other, _)) in enumerate(pairwise(found), 1) if not _follows(item, other)}
        used = self.gate.check(claim, [words for _, words in found], apart).used
        best = self.check(claim, ())
        for chosen in [*([i] for i in used), *([list(used)] if together else [])]:
            checked = self.check(claim, (found[i][0] for i in chosen))
            if checked.rank > best.rank:
                best = checked
        return best

    def _words(self, quote: Quote) -> tuple[Quote, str] | None:
        """A quote with what it and its Footnotes say."""
        source = self._source(quote.source_id)
        if source is None or not source.text[quote.start : quote.end].strip():
            return None
        return quote, evidence([source.cite(1, quote.start, quote.end)])

    def cite(self, quote: Quote) -> Citation | None:
        """The Citation of a quote, not numbered yet; None where its Source has left the Library meanwhile."""
        source = self._source(quote.source_id)
        if source is None or not source.text[quote.start : quote.end].strip():
            return None
        place = self._best_place(source, Span(quote.start, quote.end))
        return place.source.cite(1, place.span.start, place.span.end, place.also_in)

    def _best_place(self, source: Source, span: Span) -> _Place:
        """The longest asked Source among those that hold the same words: an excerpt points to what it excerpts."""
        found = {source.id: (source, span)}
        for other, where in self._copies(source, span):
            found.setdefault(other.id, (other, where))
        asked = found.keys() if self._asked is None else self._asked
        best, *others = sorted(found.values(), key=lambda one: (one[0].id not in asked, -len(one[0].text), one[0].id))
        return _Place(best[0], best[1], tuple(other for other, _ in others))

    def _copies(self, source: Source, span: Span) -> Iterator[tuple[Source, Span]]:
        quote = source.text[span.start : span.end]
        sharing = self._catalogue.texts_sharing(*lookup_fingerprints(source.text, span.start, span.end), source.id)
        words = ShingledText(quote)
        same = [passage for passage, text in sharing.items() if ShingledText(text).repeats(words)]
        for passage in self._catalogue.passages(same).values():
            where = _same_words(words, passage)
            other = self._source(passage.source_id) if where else None
            if where and other and self._agree(quote, other.text[where.start : where.end]):
                yield other, where

    def _agree(self, quote: str, other: str) -> bool:
        """Whether each supports the other: an edition in which a number, a name or a "not" has changed is no copy."""
        return self.gate.check(quote, [other]).supported and self.gate.check(other, [quote]).supported


class Citing:
    """One Reply in the making: claims are numbered as they come, and what was given out once stays."""

    def __init__(self, citer: Citer, hits: Sequence[Hit] = ()) -> None:
        self._citer = citer
        self._hits = hits
        self._numbered = _Numbered()
        self._claims: dict[Claim, None] = {}
        self._scores: list[float] = []
        self.dropped = 0

    @step("check")
    def add(self, drafted: DraftClaim) -> Claim | None:
        """The Claim that ``drafted`` becomes; None where it does not hold, or was made before."""
        checked = self._citer.check(drafted.text, drafted.quotes, drafted.record_of)
        if not checked.holds and self._hits and not drafted.record_of:
            checked = self._citer.find(drafted.text, self._hits, together=False)
        if not checked.holds:
            self.dropped += 1
            logger.info(
                "A claim was dropped: %s",
                ", ".join(problem.kind for problem in checked.verdict.problems) or "no source",
            )
            return None
        numbers = tuple(dict.fromkeys(map(self._numbered.number, checked.citations)))
        claim = Claim(claim_text(drafted.text), numbers)
        if claim in self._claims:
            return None
        self._claims[claim] = None
        self._scores.append(checked.verdict.score)
        return claim

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The Citations so far."""
        return tuple(self._numbered.citations)

    @property
    def confidence(self) -> float:
        """The mean of what the gate scored the claims with."""
        return sum(self._scores) / len(self._scores) if self._scores else 0.0

    @property
    def empty(self) -> bool:
        """Whether no claim has held yet."""
        return not self._claims

    def reply(self, draft: Draft, question: Question, reply_id: str, answerer: str) -> Reply:
        """The Answer of the claims that held, or the Refusal where there is none."""
        if self._claims:
            return Answer(
                id=reply_id,
                question=question.text,
                standalone_question=question.standalone,
                claims=tuple(self._claims),
                citations=self.citations,
                confidence=draft.confidence,
                answerer=answerer,
                short_answer=draft.short_answer,
                conversation_id=question.conversation_id,
                dropped=self.dropped + draft.withheld,
                note=draft.note,
                usage=draft.usage,
                kind=draft.kind.value,
            )
        return Refusal(
            id=reply_id,
            question=question.text,
            standalone_question=question.standalone,
            reason=Reason.UNSUPPORTED if draft.claims or self.dropped else draft.reason,
            answerer=answerer,
            nearest=self._citer.nearest(draft.nearest),
            confidence=draft.confidence,
            conversation_id=question.conversation_id,
            dropped=self.dropped + draft.withheld,
            note=draft.note,
            usage=draft.usage,
            kind=draft.kind.value,
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """What the gate says of a claim, and the Citations that it was checked by, not numbered yet."""

    verdict: GateVerdict
    citations: tuple[Citation, ...]

    @property
    def holds(self) -> bool:
        """Whether the claim may be shown."""
        return bool(self.citations) and self.verdict.supported

    @property
    def rank(self) -> tuple[bool, float]:
        """To compare by: what holds goes first, then what is supported best."""
        return self.holds, self.verdict.score


def evidence(citations: Iterable[Citation]) -> str:
    """All that a claim may rest on: the quotes, the Footnotes they carry, and the notes that those mean by "Ibid.".

    A row of a table has the table's first row above it, and the sentence that leads in to the table.
    """
    return "\n".join(
        words
        for citation in citations
        for words in (*above_row(citation.source.text, citation.start), citation.quote, *_notes(citation))
    )


def record_words(source: Source) -> str:
    """Returns what is known of ``source`` itself, as evidence for a claim on it."""
    count = len(source.footnotes)
    known = (source.title, source.author, source.published, source.url)
    return "\n".join((*(value for value in known if value), f"{count} footnote{'' if count == 1 else 's'}"))


def _apart(cited: Sequence[Citation]) -> set[int]:
    """The places of those Citations that do not follow on from the one before, in the same Source."""
    return {
        place
        for place, (item, other) in enumerate(pairwise(cited), 1)
        if item.source.id != other.source.id or not 0 <= other.start - item.end <= _BESIDE
    }


def _follows(one: Quote, other: Quote) -> bool:
    return one.source_id == other.source_id and 0 <= other.start - one.end <= _BESIDE


def _notes(citation: Citation) -> Iterator[str]:
    for note in citation.footnotes:
        meant = citation.source.meant_by(note)
        yield from (note.text, meant.text) if meant else (note.text,)


def _same_words(quote: ShingledText, passage: Passage) -> Span | None:
    """The sentences of ``passage`` whose words stand in ``quote``; None where it takes more than whole sentences."""
    spans = [
        span
        for span in passage.sentences
        if quote.repeats(ShingledText(passage.text[span.start - passage.start : span.end - passage.start]))
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
