"""Claims that a reader understands: whole sentences, each with what it leans back on, and nothing said twice.

A sentence that begins with "This" or "However" is quoted together with the one before it, in one stretch of the Source.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from retrieval.answering.candidates import Weighed
from retrieval.answering.draft import DraftClaim, Quote
from retrieval.answering.evidence import Candidate, is_question
from retrieval.english.complete_sentences import is_boilerplate, is_fragment, leans_back
from retrieval.model import Passage, Span
from retrieval.storage.catalogue import Catalogue

Before = Callable[[Quote], tuple[Span, str] | None]
"""The place and the words of the sentence before a quote; None where there is none."""
_ON_PUBLISHING = re.compile(
    r"\b(?:publi\w+|appear\w*|(?:re)?print\w*|author\w*|wr(?:o|i)t\w+|retell\w*|copyright|licen[cs]e\w*|cookies|"
    r"subscri\w+|newsletter|privacy)\b",
    re.IGNORECASE,
)
"""What a question has that may be answered by a publishing note."""
_MOST_BACK = 2
"""Sentences that one may lean back over."""
_SOURCES_KEPT = 32
_FAR = 400
"""Characters of a sentence before that a reader is not to be asked to read for the sake of the one behind."""


class SentencesBefore:
    """Finds the sentence that stands before another in its Source, in whatever Passage it is."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._sentences = lru_cache(_SOURCES_KEPT)(self._read)

    def __call__(self, quote: Quote) -> tuple[Span, str] | None:
        """Returns the place and the words of that sentence; None at the beginning, and where the Source is gone."""
        sentences = self._sentences(quote.source_id, self._catalogue.generation)
        place = bisect_left(sentences, quote.start, key=lambda sentence: sentence[0].start)
        return sentences[place - 1] if 0 < place <= len(sentences) else None

    def _read(self, source_id: str, _generation: int) -> list[tuple[Span, str]]:
        passages = self._catalogue.passages_of([source_id])
        return sorted({sentence for passage in passages if passage.note is None for sentence in _in(passage)})


def _in(passage: Passage) -> Iterator[tuple[Span, str]]:
    for span in passage.sentences:
        yield span, passage.text[span.start - passage.start : span.end - passage.start]


def readable(question: str, ordered: Sequence[Weighed], threshold: float) -> list[Weighed]:
    """Returns ``ordered`` without publishing notes, unless ``question`` is on these, and headings.

    Other fragments, such as the items of a list, stay where no sentence reaches ``threshold``.
    """
    if not _ON_PUBLISHING.search(question):
        ordered = [weighed for weighed in ordered if not is_boilerplate(weighed.candidate.words)]
    whole = [weighed for weighed in ordered if not _is_fragment(weighed.candidate)]
    if whole and whole[0].probability >= threshold:
        return whole
    return [weighed for weighed in ordered if not weighed.candidate.is_heading]


def _is_fragment(candidate: Candidate) -> bool:
    return candidate.is_heading or is_fragment(candidate.words)


def complete(chosen: Sequence[tuple[DraftClaim, bool]], before: Before | None) -> Iterator[DraftClaim]:
    """Yields the claims in their order, each with what it leans back on, and none whose words came before.

    Each comes with whether it is the body's; a note begins anew.
    """
    said: set[tuple[str, int]] = set()
    for claim, is_body in chosen:
        quote, words = claim.quotes[0], claim.text
        if is_body and (quote.source_id, quote.start) in said:
            continue
        for _ in range(_MOST_BACK if is_body else 0):
            found = before(quote) if before and leans_back(words) else None
            if found is None or (quote.source_id, found[0].start) in said or not _may_lead(found[1]):
                break
            said.add((quote.source_id, quote.start))
            quote = Quote(quote.source_id, quote.passage_id, found[0].start, quote.end)
            words = f"{found[1]} {words}"
        if is_body:
            said.add((quote.source_id, quote.start))
        yield DraftClaim(words, (quote,))


def _may_lead(sentence: str) -> bool:
    """Whether a sentence may be read for the sake of the one behind it."""
    too_long = len(sentence) > _FAR
    return not (too_long or is_question(sentence) or is_boilerplate(sentence) or is_fragment(sentence))
