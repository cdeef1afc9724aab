"""Stores the vectors in Chroma: embedded beside the catalogue, or on a server by one setting.

The only file that names chromadb. Chroma stores our vectors alone: it computes none, downloads nothing, and its
telemetry is off. A collection's metadata names the embedding and the chunking that made it.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import httpx
import numpy as np
from chromadb import HttpClient, PersistentClient
from chromadb.api.client import Client
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError
from numpy.typing import NDArray

from retrieval.errors import IbidError

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api import ClientAPI

Vectors = NDArray[np.float32]

_SEARCH_WIDTH = 400
"""Candidates that a search considers (HNSW's ef). Of the 60 nearest of 10,000 it finds .999; Chroma's default 100 finds
.961 and, since two threads build the index, not always the same ones. It takes half a millisecond more. An older
Library gets it by ``ibid reindex``."""


class StoreUnavailable(IbidError):
    """Chroma cannot be reached or opened, or fails."""


class IndexMismatch(IbidError):
    """The vectors were made by another embedding or another chunking than the settings ask for."""


class IndexMissing(IbidError):
    """The vectors of this Library are not at the place that the settings name."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """Chroma in this process, with its files in ``folder``."""

    folder: Path

    def __str__(self) -> str:
        return f"the Chroma database in {self.folder}"


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server. ``seconds``: how long to wait for it. The path of a ``url`` names tenant and database."""

    url: str
    token: str = ""
    seconds: float = 20.0

    def __str__(self) -> str:
        return f"the Chroma server at {urlsplit(self.url).hostname}"


class VectorStore:
    """One collection of unit vectors, each with the id of its Passage and of its Source; distance is cosine.

    A failure in Chroma raises ``StoreUnavailable``; a vanished collection raises ``IndexMissing``.
    """

    def __init__(self, chroma: Embedded | Server) -> None:
        """Opens Chroma, or connects to it."""
        self._chroma = chroma
        with self._reported():
            self._client = cast("Client", _client(chroma))
            self._batch = self._client.get_max_batch_size()

    def open(self, name: str, made_by: Mapping[str, str], *, create: bool = True, as_made: bool = False) -> None:
        """Opens the collection ``name``; raises ``IndexMismatch`` if it has another making, unless ``as_made``.

        A missing collection is created, or without ``create`` raises ``IndexMissing``.
        """
        with self._reported():
            try:
                self._collection = self._client.get_collection(name, embedding_function=None)
            except NotFoundError:
                if not create:
                    raise
                self._collection = _create(self._client, name, made_by)
            metadata = self._collection.metadata or {}
        for key, wanted in made_by.items():
            if metadata.get(key) != wanted and not as_made:
                raise IndexMismatch(
                    f"The library was made with {key} {metadata.get(key)!r}, the settings ask for {wanted!r}. "
                    "Run `ibid reindex` to rebuild it from the stored sources, or set it back."
                )

    def another(self, name: str, made_by: Mapping[str, str]) -> VectorStore:
        """Opens a collection beside this one, which stays open; both close together."""
        beside = copy(self)
        beside.open(name, made_by)
        return beside

    def drop(self, beginning: str, *, but: Collection[str] = ()) -> None:
        """Deletes the collections whose names start with ``beginning``, except for ``but``."""
        with self._reported():
            for name in [collection.name for collection in self._client.list_collections()]:
                if name.startswith(beginning) and name not in but:
                    self._client.delete_collection(name)

    def add(self, ids: Sequence[str], source_ids: Sequence[str], vectors: Vectors) -> None:
        """Stores unit vectors of shape (n, dimensions), replacing those with the same id."""
        for i in range(0, len(ids), self._batch):
            part = slice(i, i + self._batch)
            with self._reported():
                self._collection.upsert(
                    ids=list(ids[part]),
                    embeddings=vectors[part],
                    metadatas=[{"source_id": source_id} for source_id in source_ids[part]],
                )

    def get(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Returns the vectors of these ids, each of shape (dimensions,); unknown ids are missing."""
        vectors: dict[str, Vectors] = {}
        for i in range(0, len(ids), self._batch):
            with self._reported():
                part = self._collection.get(ids=list(ids[i : i + self._batch]), include=["embeddings"])
            rows = np.asarray(part["embeddings"], dtype=np.float32)
            vectors.update(zip(part["ids"], rows, strict=True))
        return vectors

    def remove(self, ids: Collection[str]) -> None:
        """Deletes these ids; unknown ones are no error."""
        listed = list(ids)
        for i in range(0, len(listed), self._batch):
            with self._reported():
                self._collection.delete(ids=listed[i : i + self._batch])

    def search(self, vector: Vectors, limit: int, source_ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Returns the Passages nearest to a unit vector of shape (dimensions,): (id, cosine similarity), best first."""
        where: Any = {"source_id": {"$in": list(source_ids)}} if source_ids is not None else None
        with self._reported():
            nearest = self._collection.query(
                query_embeddings=vector[np.newaxis, :], n_results=limit, where=where, include=["distances"]
            )
        distances = nearest["distances"] or [[]]
        return [
            (passage_id, 1.0 - distance) for passage_id, distance in zip(nearest["ids"][0], distances[0], strict=True)
        ]

    def close(self) -> None:
        """Releases the database, or the connections to the server, which Chroma's client leaves open."""
        self._client.close()
        if isinstance(self._chroma, Server):
            for session in _sessions(self._client):
                session.close()

    def count(self) -> int:
        """Counts the vectors, including those that belong to no Passage."""
        with self._reported():
            return self._collection.count()

    @contextmanager
    def _reported(self) -> Generator[None]:
        try:
            yield
        except NotFoundError as error:
            raise IndexMissing(
                f"The vectors of this library are not in {self._chroma}. Run `ibid reindex` to rebuild them there from "
                "the stored sources, or set IBID_CHROMA_URL back."
            ) from error
        except BaseException as error:
            # Chroma raises a bare Exception for a server's error, and its Rust side panics, which is no Exception.
            if isinstance(error, Exception) or type(error).__name__ == "PanicException":
                raise StoreUnavailable(self._complaint(error)) from error
            raise

    def _complaint(self, error: BaseException) -> str:
        while (deeper := error.__cause__ or error.__context__) is not None:
            error = deeper
        cause = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        if isinstance(self._chroma, Server):
            return f"Cannot use {self._chroma} ({cause}). Is it running, and is IBID_CHROMA_URL its address?"
        return (
            f"Cannot use {self._chroma} ({cause}). Check that the disk is not full and that this user may write there. "
            "If the files are damaged, delete that folder and run `ibid reindex` to rebuild them."
        )


def _client(chroma: Embedded | Server) -> ClientAPI:
    settings = ChromaSettings(anonymized_telemetry=False)
    if isinstance(chroma, Embedded):
        try:
            return PersistentClient(str(chroma.folder), settings)
        except BaseException:
            # Chroma would otherwise return the broken system for as long as this process lives, even once repaired.
            cast("Any", SharedSystemClient)._identifier_to_system.pop(str(chroma.folder), None)
            raise
    parts = urlsplit(chroma.url)
    ssl = parts.scheme == "https"
    names = [name for name in parts.path.split("/") if name]
    tenant, database = names if len(names) == 2 else (DEFAULT_TENANT, DEFAULT_DATABASE)
    port = parts.port or (443 if ssl else 8000)
    headers = {"x-chroma-token": chroma.token} if chroma.token else {}
    # Chroma's client has no timeout, not even while it connects, so check the heartbeat first.
    httpx.get(
        f"{parts.scheme}://{parts.hostname}:{port}/api/v2/heartbeat", timeout=chroma.seconds
    ).raise_for_status().json()
    client = HttpClient(parts.hostname or "", port, ssl, headers, settings, tenant, database)
    for session in _sessions(client):
        session.timeout = httpx.Timeout(chroma.seconds)
    return client


def _sessions(client: ClientAPI) -> tuple[httpx.Client, httpx.Client]:
    """Returns the sessions of Chroma's client, the only way to give it a time limit and to close it."""
    whole = cast("Any", client)
    return whole._server._session, whole._admin_client._server._session


def _create(client: ClientAPI, name: str, made_by: Mapping[str, str]) -> ChromaCollection:
    return client.get_or_create_collection(
        name,
        metadata=dict(made_by),
        configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_WIDTH}},
        embedding_function=None,
    )
