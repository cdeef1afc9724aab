"""Changes the Library: one process at a time, and each change all or nothing.

The order ensures it: log the intent in the catalogue, write the vectors and the lexical index, commit with one
transaction of the catalogue, sweep what was replaced. After a crash at any point the next writer sweeps whatever was
logged and never committed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.embeddings import Embeddings

from retrieval.errors import IbidError
from retrieval.model import Passage, Source
from retrieval.near_duplicates import fingerprints
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.entries import Entry, Origin
from retrieval.storage.identity import collection_name, collections_of, library_id
from retrieval.storage.lexical import LexicalEntry, LexicalIndex
from retrieval.storage.vector_store import Vectors, VectorStore


class IndexIncomplete(IbidError):
    """The index lacks vectors of Passages that the catalogue has."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A Source with its Passages and the origins of its bytes."""

    source: Source
    passages: tuple[Passage, ...]
    origins: tuple[Origin, ...]

    def entry(self) -> Entry:
        """Returns the catalogue's entry. Notes are no evidence of a copy, so their Passages have no fingerprints."""
        prints = tuple(() if passage.note else fingerprints(passage.text) for passage in self.passages)
        return Entry(self.source, self.origins, self.passages, prints)


class Writer:
    """The writing side of a Library, held by one process at a time."""

    def __init__(
        self, catalogue: Catalogue, vectors: VectorStore, lexical: LexicalIndex, embedding: Embeddings
    ) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._lexical = lexical
        self._embedding = embedding

    def put(
        self,
        additions: Sequence[Addition],
        origins: Sequence[Origin] = (),
        drop: Collection[str] = (),
        vectors: Mapping[str, Vectors] | None = None,
    ) -> None:
        """Adds Sources, or replaces those of the same id. Unchanged text is not embedded again.

        The same commit adds or changes ``origins`` of other Sources and removes the Sources of ``drop`` (ids).
        ``vectors``: those already made, by Passage id, of shape (dimensions,).
        """
        titles = _titles(additions)
        new = self._new(additions)
        made = dict(vectors or {})
        made |= self._embed([passage for passage in new if passage.id not in made], titles)
        self._catalogue.expect(passage.id for passage in new)
        self._vectors.add([p.id for p in new], [p.source_id for p in new], _stacked([made[p.id] for p in new]))
        self._lexical.apply([_lexical_entry(passage, titles) for passage in new], ())
        self._catalogue.write([addition.entry() for addition in additions], drop, origins=origins)
        self.sweep()

    def embedded(self, additions: Sequence[Addition]) -> dict[str, Vectors]:
        """Returns the vectors that ``put`` would make, by Passage id; another thread may call it ahead of time."""
        return self._embed(self._new(additions), _titles(additions))

    def remove(self, source_ids: Collection[str], origins: Sequence[Origin] = (), forget: Sequence[str] = ()) -> None:
        """Removes Sources; of the others, ``origins`` change and those of ``forget`` (URIs) go."""
        self._catalogue.write((), source_ids, origins=origins, forget=forget)
        self.sweep()

    def held(self, source_id: str) -> tuple[tuple[Passage, ...], Mapping[str, Vectors]]:
        """Returns the Passages of a Source in order, and their vectors by id; raises ``IndexIncomplete``."""
        passages = sorted(
            self._catalogue.passages_of([source_id]), key=lambda passage: (passage.start, passage.end, passage.id)
        )
        vectors = self._vectors.get([passage.id for passage in passages])
        if len(vectors) < len(passages):
            missing = len(passages) - len(vectors)
            raise IndexIncomplete(f"{missing} passages of {source_id!r} have no vector. Run `ibid reindex` first.")
        return tuple(passages), vectors

    def sweep(self) -> None:
        """Removes from the indexes whatever is in the intent log and not in the Library."""
        expected = self._catalogue.expected()
        stored = self._catalogue.passages(expected)
        strays = [passage_id for passage_id in expected if passage_id not in stored]
        if strays:
            self._vectors.remove(strays)
            self._lexical.apply((), strays)
        if expected:
            self._catalogue.settle()

    def reindex(self, batches: Iterable[Sequence[Addition]], made: dict[str, str]) -> None:
        """Rebuilds all indexes; the old ones stay in use until the new ones are complete."""
        old = self._catalogue.fact("collection")
        library = library_id(self._catalogue.settled)
        name = collection_name(made, self._catalogue.generation + 1, library)
        self._vectors.drop(collections_of(library), but=[old] if old else [])  # a killed run's leftovers
        vectors = self._vectors.another(name, made)
        additions: list[Addition] = []
        for batch in batches:
            passages = {passage.id: passage for addition in batch for passage in addition.passages}
            made_anew = self._embed(list(passages.values()), _titles(batch))
            vectors.add(list(passages), [p.source_id for p in passages.values()], _stacked(list(made_anew.values())))
            additions += batch
        self._catalogue.write([addition.entry() for addition in additions], facts={"collection": name})
        self.rebuild_lexical()
        self._catalogue.settle()
        if old and old != name:
            self._vectors.drop(old)

    def rebuild_lexical(self) -> None:
        """Fills the lexical index from the catalogue alone."""
        titles = {source.id: source.title for source in self._catalogue.listed()}
        self._lexical.clear()
        self._lexical.apply((_lexical_entry(passage, titles) for passage in self._catalogue.all_passages()), ())

    def _new(self, additions: Sequence[Addition]) -> list[Passage]:
        everything = {passage.id: passage for addition in additions for passage in addition.passages}
        stored = self._catalogue.passages(everything)
        return [passage for passage in everything.values() if passage.id not in stored]

    def _embed(self, passages: Sequence[Passage], titles: Mapping[str, str]) -> dict[str, Vectors]:
        texts = [searched_text(titles[passage.source_id], passage) for passage in passages]
        rows = np.asarray(self._embedding.embed_documents(texts) if texts else [], dtype=np.float32)
        return {passage.id: row for passage, row in zip(passages, rows, strict=True)}


def _titles(additions: Sequence[Addition]) -> dict[str, str]:
    return {addition.source.id: addition.source.title for addition in additions}


def _stacked(rows: Sequence[Vectors]) -> Vectors:
    """Stacks vectors to shape (n, dimensions)."""
    return np.asarray(rows, dtype=np.float32)


def searched_text(title: str, passage: Passage) -> str:
    """Returns the text of a Passage that the embedding reads: its own words below its Source's title."""
    return f"{title}\n{passage.searched}"


def _lexical_entry(passage: Passage, titles: dict[str, str]) -> LexicalEntry:
    return LexicalEntry(passage.id, passage.source_id, titles[passage.source_id], passage.searched)
