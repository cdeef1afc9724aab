"""Hybrid search: nearest vectors and matching words, fused into one ranking of Hits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from retrieval.model import Hit, Passage
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.current_index import CurrentIndex
from retrieval.storage.lexical import LexicalIndex
from retrieval.tracing import step

CANDIDATES = 60
"""Least number of Passages that each of the two searches contributes to the fusion."""

DENSE_WEIGHT = 0.65
"""Share of the cosine in the fused score; the rest is BM25's. Chosen in docs/decisions/0006-fusion.md."""

Scored = Sequence[tuple[str, float]]


def fuse(dense: Scored, lexical: Scored) -> list[tuple[str, float]]:
    """Returns a convex combination of the two scores, best first.

    Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023: cosines lie in [-1, 1] as
    they are, BM25 is divided by the best score of this search. A Passage that one search misses gets that search's
    lowest score instead of zero, because it was merely cut off.
    """
    top = max((score for _, score in lexical), default=0.0) or 1.0
    cosines, words = dict(dense), {passage_id: score / top for passage_id, score in lexical}
    least_cosine, least_words = min(cosines.values(), default=0.0), min(words.values(), default=0.0)
    fused = {
        passage_id: DENSE_WEIGHT * cosines.get(passage_id, least_cosine)
        + (1 - DENSE_WEIGHT) * words.get(passage_id, least_words)
        for passage_id in [*cosines, *words]
    }
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))


class Search:
    """Searches both indexes and returns those Passages that the catalogue holds."""

    def __init__(
        self, catalogue: Catalogue, current_index: CurrentIndex, lexical: LexicalIndex, embedding: Embeddings
    ) -> None:
        self._catalogue = catalogue
        self._current_index = current_index
        self._lexical = lexical
        self._embedding = embedding

    @step("search")
    def hits(
        self, question: str, limit: int, source_ids: Collection[str] | None = None, context: Sequence[str] = ()
    ) -> list[Hit]:
        """Returns the best ``limit`` Hits; with ``source_ids``, among the Passages of those Sources alone.

        ``context``: earlier questions, which help to tell what ``question`` is about.
        """
        if source_ids is not None and not source_ids:
            return []
        wanted = max(CANDIDATES, 2 * limit)
        vector = self._vector(question, context)
        with self._current_index.reading() as store:
            dense = store.search(vector, wanted, source_ids)
        lexical = self._lexical.search(question, wanted, source_ids, " ".join(context))
        fused = fuse(dense, lexical)
        best = list(islice(self._known(fused, limit), limit))
        titles = self._catalogue.titles({passage.source_id for passage, _ in best})
        return [
            Hit(passage, rank, score, titles.get(passage.source_id, ""))
            for rank, (passage, score) in enumerate(best, start=1)
        ]

    def mentions(self, word: str, source_ids: Collection[str] | None = None) -> bool:
        """Whether any Passage, or one of ``source_ids``, has ``word`` or a form of it."""
        return bool(self._lexical.search(word, 1, source_ids))

    def _known(self, fused: Scored, at_once: int) -> Iterator[tuple[Passage, float]]:
        """Yields the Passages that the catalogue holds, nearly all: reads ``at_once`` at a time, the rest only if need
        be.
        """
        for first in range(0, len(fused), at_once):
            part = fused[first : first + at_once]
            passages = self._catalogue.passages(passage_id for passage_id, _ in part)
            yield from ((passages[passage_id], score) for passage_id, score in part if passage_id in passages)

    @step("embed")
    def _vector(self, question: str, context: Sequence[str]) -> NDArray[np.float32]:
        """Returns a vector of length one; with ``context``, half-way between the question alone and the question behind
        it.
        """
        vector = np.asarray(self._embedding.embed_query(question), dtype=np.float32)
        if not context:
            return vector
        vector = vector + np.asarray(self._embedding.embed_query(" ".join([*context, question])), dtype=np.float32)
        return (vector / np.linalg.norm(vector)).astype(np.float32)
