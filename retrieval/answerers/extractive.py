"""The embedded answerer: the sentences that answer best, verbatim, or a refusal. No model writes anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from retrieval.answerers.evidence import Asked, Evidence, Kind, probability
from retrieval.copies import SAME, contained
from retrieval.draft import Draft, DraftClaim, Question, Quote
from retrieval.lexical import LexicalIndex
from retrieval.model import Hit, Span

THRESHOLD = 0.25
"""The least probability with which a sentence is given as an answer; see docs/decisions/0007-first-answerer.md."""

_READ = 8
"""Hits whose sentences are looked at."""
_MOST_CLAIMS = 3
_VECTORS_KEPT = 4096
"""Passages whose sentences' vectors stay in memory: about 6 kB each."""
_CLOSE = 0.75
"""A further claim is at least this share as probable as the first."""
_ONE_WILL_DO = frozenset((Kind.NUMBER, Kind.DATE))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may answer: its own words, and the body text that is quoted for it."""

    words: str
    around: str
    quote: Quote
    rank: int


@dataclass(frozen=True, slots=True)
class _Weighed:
    candidate: _Candidate
    probability: float


class Extractive:
    """Chooses sentences by features that need no reading; see ``retrieval.answerers.evidence``."""

    name = "extractive"

    def __init__(self, embedding: Embeddings, lexical: LexicalIndex) -> None:
        self._embedding = embedding
        self._evidence = Evidence(lexical)
        self._vectors = lru_cache(_VECTORS_KEPT)(self._embed)

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The sentences of the first Hits that most probably answer, best first."""
        candidates = list(_candidates(hits[:_READ]))
        if not candidates:
            return Draft((), 0.0)
        asked = self._evidence.look_at(question.standalone)
        ordered = self._ordered(asked, candidates)
        best = ordered[0].probability
        if best < THRESHOLD:
            nearest = islice(_distinct(ordered), _MOST_CLAIMS)
            return Draft((), best, nearest=tuple(one.candidate.quote for one in nearest))
        good = _distinct(one for one in ordered if one.probability >= max(THRESHOLD, _CLOSE * best))
        most = 1 if asked.kind in _ONE_WILL_DO else _MOST_CLAIMS
        chosen = [one.candidate for one in islice(good, most)]
        return Draft(tuple(DraftClaim(one.words, (one.quote,)) for one in chosen), best)

    def _embed(self, words: tuple[str, ...]) -> NDArray[np.float32]:
        """The vectors of one Passage's sentences, of shape (sentences, dimensions)."""
        return np.asarray(self._embedding.embed_documents(list(words)), dtype=np.float32)

    def _ordered(self, asked: Asked, candidates: Sequence[_Candidate]) -> list[_Weighed]:
        question = np.asarray(self._embedding.embed_query(asked.text))
        likeness = np.concatenate([self._vectors(words) for words in _by_hit(candidates)]) @ question
        weighed = [
            _Weighed(one, probability(self._evidence.features(asked, one.words, one.around, float(like), one.rank)))
            for one, like in zip(candidates, likeness, strict=True)
        ]
        return sorted(weighed, key=lambda one: -one.probability)


def _candidates(hits: Sequence[Hit]) -> Iterator[_Candidate]:
    for hit in hits:
        passage = hit.passage
        around = f"{passage.section}\n{passage.text}\n{passage.searched}"
        for span in passage.sentences:
            words = passage.note.text if passage.note else passage.text[_within(passage.start, span)]
            yield _Candidate(words, around, Quote(passage.source_id, passage.id, span.start, span.end), hit.rank)


def _by_hit(candidates: Sequence[_Candidate]) -> Iterator[tuple[str, ...]]:
    """The words of the candidates, those of one Hit together."""
    for _, group in groupby(candidates, key=lambda one: one.rank):
        yield tuple(one.words for one in group)


def _within(start: int, span: Span) -> slice:
    return slice(span.start - start, span.end - start)


def _distinct(ordered: Iterable[_Weighed]) -> Iterator[_Weighed]:
    """The candidates whose words have not come before: a copy adds nothing."""
    seen: list[str] = []
    for one in ordered:
        if not any(contained(one.candidate.words, words) >= SAME for words in seen):
            seen.append(one.candidate.words)
            yield one
