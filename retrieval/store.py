"""The vectors, in Chroma: embedded beside the catalogue, or on a server by one setting.

The only file that names chromadb. Ours are the only vectors: Chroma computes none, downloads nothing, and its
telemetry is off. The collection remembers which embedding and which chunking made it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np
from chromadb import HttpClient, PersistentClient
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from retrieval.errors import IbidError

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api import ClientAPI

Vectors = NDArray[np.float32]


class StoreUnavailable(IbidError):
    """Chroma cannot be reached or opened."""


class IndexMismatch(IbidError):
    """The vectors were made by another embedding or another chunking than the settings ask for."""


class VectorStore:
    """One collection of unit vectors, each with the id of its Passage and of its Source; distance is cosine."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """Opens Chroma in ``folder``, or at ``url`` where one is given."""
        settings = ChromaSettings(anonymized_telemetry=False)
        try:
            self._client = cast("Client", _connect(url, settings) if url else PersistentClient(str(folder), settings))
        except (ChromaError, ValueError, OSError, RuntimeError) as error:
            where = f"the Chroma server at {url}" if url else f"the Chroma database in {folder}"
            raise StoreUnavailable(f"Cannot open {where}. Is it running, and may this user write there?") from error
        self._batch = self._client.get_max_batch_size()

    def open(self, name: str, made_by: Mapping[str, str]) -> None:
        """Serves from the collection ``name``, creating it if need be; raises ``IndexMismatch`` if others made it."""
        try:
            self._collection = self._client.get_collection(name, embedding_function=None)
        except NotFoundError:
            self._collection = _create(self._client, name, made_by)
            return
        metadata = self._collection.metadata or {}
        for key, wanted in made_by.items():
            if metadata.get(key) != wanted:
                raise IndexMismatch(
                    f"The library was made with {key} {metadata.get(key)!r}, the settings ask for {wanted!r}. "
                    "Run `ibid reindex` to make it anew from the stored sources, or set it back."
                )

    def drop(self, name: str) -> None:
        """Deletes a collection, if it is there."""
        if name in {one.name for one in self._client.list_collections()}:
            self._client.delete_collection(name)

    def add(self, ids: Sequence[str], source_ids: Sequence[str], vectors: Vectors) -> None:
        """Puts in unit vectors of shape (n, dimensions); an id that is there already is replaced."""
        for i in range(0, len(ids), self._batch):
            part = slice(i, i + self._batch)
            self._collection.upsert(
                ids=list(ids[part]),
                embeddings=vectors[part],
                metadatas=[{"source_id": one} for one in source_ids[part]],
            )

    def get(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of these ids, each of shape (dimensions,); an id that is not there is missing."""
        found: dict[str, Vectors] = {}
        for i in range(0, len(ids), self._batch):
            part = self._collection.get(ids=list(ids[i : i + self._batch]), include=["embeddings"])
            rows = np.asarray(part["embeddings"], dtype=np.float32)
            found.update(zip(part["ids"], rows, strict=True))
        return found

    def remove(self, ids: Collection[str]) -> None:
        """Takes out these ids; unknown ones are no error."""
        listed = list(ids)
        for i in range(0, len(listed), self._batch):
            self._collection.delete(ids=listed[i : i + self._batch])

    def search(self, vector: Vectors, limit: int, source_ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The nearest Passages to one unit vector of shape (dimensions,): (id, cosine similarity), best first."""
        where: Any = {"source_id": {"$in": list(source_ids)}} if source_ids is not None else None
        found = self._collection.query(
            query_embeddings=vector[np.newaxis, :], n_results=limit, where=where, include=["distances"]
        )
        distances = found["distances"] or [[]]
        return [(one, 1.0 - distance) for one, distance in zip(found["ids"][0], distances[0], strict=True)]

    def close(self) -> None:
        """Releases the database."""
        self._client.close()

    def count(self) -> int:
        """How many vectors there are, those of no Passage included."""
        return self._collection.count()


def _connect(url: str, settings: ChromaSettings) -> ClientAPI:
    parts = urlsplit(url)
    ssl = parts.scheme == "https"
    return HttpClient(
        host=parts.hostname or "localhost", port=parts.port or (443 if ssl else 8000), ssl=ssl, settings=settings
    )


def _create(client: ClientAPI, name: str, made_by: Mapping[str, str]) -> ChromaCollection:
    return client.create_collection(
        name, metadata=dict(made_by), configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
