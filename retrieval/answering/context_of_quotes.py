"""The sentences around a quote, which explain it: the one before it and those that go on from it."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.answering.draft import Quote
from retrieval.model import Citation, Passage

_BEFORE, _AFTER = 1, 2
"""Sentences before a quote and after it."""


def around(citation: Citation, passages: Iterable[Passage]) -> list[Quote]:
    """Returns the quote and its neighbours in the Passage that holds it best, in the order of the text."""
    holding = [
        passage
        for passage in passages
        if passage.note is None and passage.start <= citation.start and citation.end <= passage.end
    ]
    if not holding:
        return []
    passage = max(holding, key=lambda held: len(held.sentences))
    first = next(place for place, span in enumerate(passage.sentences) if span.end > citation.start)
    spans = passage.sentences[max(0, first - _BEFORE) : first + _AFTER + 1]
    return [Quote(passage.source_id, passage.id, span.start, span.end) for span in spans]
