"""Changes the Library: one process at a time, and each change all or nothing.

The order makes it so. What is about to be written is announced in the catalogue, then the vectors and the lexical
index get it, then one transaction of the catalogue makes it part of the Library, then what lost its place is swept.
After a crash anywhere the next writer sweeps what was announced and is not part of the Library.
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
    """A Source with its Passages and the places its bytes came from."""

    source: Source
    passages: tuple[Passage, ...]
    origins: tuple[Origin, ...]

    def entry(self) -> Entry:
        """What the catalogue gets. A note is no evidence of a copy, so its Passage has no fingerprints."""
        prints = tuple(() if one.note else fingerprints(one.text) for one in self.passages)
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
        """Adds Sources, or replaces those of the same id. Text that was there before is not embedded again.

        At the same moment ``origins`` of other Sources are noted or change, and the Sources of ``drop`` (ids) go.
        ``vectors``: those of Passages by their ids, of shape (dimensions,), where they have been made already.
        """
        titles = _titles(additions)
        new = self._new(additions)
        made = dict(vectors or {})
        made |= self._embed([one for one in new if one.id not in made], titles)
        self._catalogue.expect(passage.id for passage in new)
        self._vectors.add([p.id for p in new], [p.source_id for p in new], _stacked([made[p.id] for p in new]))
        self._lexical.apply([_lexical_entry(one, titles) for one in new], ())
        self._catalogue.write([one.entry() for one in additions], drop, origins=origins)
        self.sweep()

    def embedded(self, additions: Sequence[Addition]) -> dict[str, Vectors]:
        """The vectors that ``put`` would make, by the ids of their Passages; another thread may do it ahead of time."""
        return self._embed(self._new(additions), _titles(additions))

    def remove(self, source_ids: Collection[str], origins: Sequence[Origin] = (), forget: Sequence[str] = ()) -> None:
        """Takes Sources out of the Library; of others, ``origins`` change and those of ``forget`` (URIs) go."""
        self._catalogue.write((), source_ids, origins=origins, forget=forget)
        self.sweep()

    def held(self, source_id: str) -> tuple[tuple[Passage, ...], Mapping[str, Vectors]]:
        """The Passages of a Source in their order, and their vectors by id; raises ``IndexIncomplete``."""
        found = sorted(self._catalogue.passages_of([source_id]), key=lambda one: (one.start, one.end, one.id))
        vectors = self._vectors.get([one.id for one in found])
        if len(vectors) < len(found):
            missing = len(found) - len(vectors)
            raise IndexIncomplete(f"{missing} passages of {source_id!r} have no vector. Run `ibid reindex` first.")
        return tuple(found), vectors

    def sweep(self) -> None:
        """Takes out of the indexes what was announced or lost its place and is no part of the Library."""
        expected = self._catalogue.expected()
        known = self._catalogue.passages(expected)
        strays = [one for one in expected if one not in known]
        if strays:
            self._vectors.remove(strays)
            self._lexical.apply((), strays)
        if expected:
            self._catalogue.settle()

    def reindex(self, batches: Iterable[Sequence[Addition]], made: dict[str, str]) -> None:
        """Makes all indexes anew; the old ones serve until the new are whole."""
        old = self._catalogue.fact("collection")
        library = library_id(self._catalogue.settled)
        name = collection_name(made, self._catalogue.generation + 1, library)
        self._vectors.drop(collections_of(library), but=[old] if old else [])  # what a killed run left behind
        vectors = self._vectors.another(name, made)
        additions: list[Addition] = []
        for batch in batches:
            found = {passage.id: passage for one in batch for passage in one.passages}
            made_anew = self._embed(list(found.values()), _titles(batch))
            vectors.add(list(found), [p.source_id for p in found.values()], _stacked(list(made_anew.values())))
            additions += batch
        self._catalogue.write([one.entry() for one in additions], facts={"collection": name})
        self.rebuild_lexical()
        self._catalogue.settle()
        if old and old != name:
            self._vectors.drop(old)

    def rebuild_lexical(self) -> None:
        """Fills the lexical index from the catalogue alone."""
        titles = {one.id: one.title for one in self._catalogue.listed()}
        self._lexical.clear()
        self._lexical.apply((_lexical_entry(one, titles) for one in self._catalogue.all_passages()), ())

    def _new(self, additions: Sequence[Addition]) -> list[Passage]:
        everything = {passage.id: passage for one in additions for passage in one.passages}
        known = self._catalogue.passages(everything)
        return [passage for passage in everything.values() if passage.id not in known]

    def _embed(self, passages: Sequence[Passage], titles: Mapping[str, str]) -> dict[str, Vectors]:
        texts = [searched_text(titles[one.source_id], one) for one in passages]
        rows = np.asarray(self._embedding.embed_documents(texts) if texts else [], dtype=np.float32)
        return {passage.id: row for passage, row in zip(passages, rows, strict=True)}


def _titles(additions: Sequence[Addition]) -> dict[str, str]:
    return {one.source.id: one.source.title for one in additions}


def _stacked(rows: Sequence[Vectors]) -> Vectors:
    """Vectors of shape (n, dimensions)."""
    return np.asarray(rows, dtype=np.float32)


def searched_text(title: str, passage: Passage) -> str:
    """What the embedding reads of a Passage: its own words behind the title they stand under."""
    return f"{title}\n{passage.searched}"


def _lexical_entry(passage: Passage, titles: dict[str, str]) -> LexicalEntry:
    return LexicalEntry(passage.id, passage.source_id, titles[passage.source_id], passage.searched)
