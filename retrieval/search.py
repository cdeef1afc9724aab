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
"""How many Passages each of the two searches brings to the fusion, at least."""

DENSE_WEIGHT = 0.65
"""Share of the cosine in the fused score; the rest is BM25's. Chosen in docs/decisions/0006-fusion.md."""

Scored = Sequence[tuple[str, float]]


def fuse(dense: Scored, lexical: Scored) -> list[tuple[str, float]]:
    """A convex combination of the two scores, best first.

    Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023: cosines lie in [-1, 1] as
    they are, BM25 is divided by the best score of this search; a Passage that one search misses gets that search's
    lowest score, not zero, for it was merely cut off.
    """
    top = max((score for _, score in lexical), default=0.0) or 1.0
    cosines, words = dict(dense), {one: score / top for one, score in lexical}
    least_cosine, least_words = min(cosines.values(), default=0.0), min(words.values(), default=0.0)
    fused = {
        one: DENSE_WEIGHT * cosines.get(one, least_cosine) + (1 - DENSE_WEIGHT) * words.get(one, least_words)
        for one in [*cosines, *words]
    }
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))


class Search:
    """Searches the indexes and keeps of what they find only what the catalogue knows."""

    def __init__(
        self, catalogue: Catalogue, serving: CurrentIndex, lexical: LexicalIndex, embedding: Embeddings
    ) -> None:
        self._catalogue = catalogue
        self._serving = serving
        self._lexical = lexical
        self._embedding = embedding

    @step("search")
    def hits(
        self, question: str, limit: int, source_ids: Collection[str] | None = None, context: Sequence[str] = ()
    ) -> list[Hit]:
        """The best ``limit`` Hits; with ``source_ids``, among the Passages of those Sources alone.

        ``context``: questions that were asked before; they help to tell what ``question`` is about.
        """
        if source_ids is not None and not source_ids:
            return []
        wanted = max(CANDIDATES, 2 * limit)
        vector = self._vector(question, context)
        with self._serving.reading() as store:
            dense = store.search(vector, wanted, source_ids)
        lexical = self._lexical.search(question, wanted, source_ids, " ".join(context))
        fused = fuse(dense, lexical)
        known = list(islice(self._known(fused, limit), limit))
        titles = self._catalogue.titles({passage.source_id for passage, _ in known})
        return [
            Hit(passage, rank, score, titles.get(passage.source_id, ""))
            for rank, (passage, score) in enumerate(known, start=1)
        ]

    def _known(self, fused: Scored, at_once: int) -> Iterator[tuple[Passage, float]]:
        """Those that the catalogue knows, nearly all: so many are asked for ``at_once``, the rest only if need be."""
        for first in range(0, len(fused), at_once):
            part = fused[first : first + at_once]
            passages = self._catalogue.passages(one for one, _ in part)
            yield from ((passages[one], score) for one, score in part if one in passages)

    @step("embed")
    def _vector(self, question: str, context: Sequence[str]) -> NDArray[np.float32]:
        """Of length one; with ``context``, half-way between the question alone and behind what was asked before."""
        vector = np.asarray(self._embedding.embed_query(question), dtype=np.float32)
        if not context:
            return vector
        vector = vector + np.asarray(self._embedding.embed_query(" ".join([*context, question])), dtype=np.float32)
        return (vector / np.linalg.norm(vector)).astype(np.float32)
