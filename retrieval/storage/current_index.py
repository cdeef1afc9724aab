"""Keeps the vector store current. Embedded Chroma never rereads its files, so it misses another process's changes.

Readers get the store as of the catalogue's last change: it is reopened after a change by another process, and switched
to the new collection after a ``reindex``. A writer's own changes need no reopening.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from threading import Condition

from retrieval.settings import Settings
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.database import making_files
from retrieval.storage.identity import collection_name, library_id
from retrieval.storage.vector_store import Embedded, Server, VectorStore

_NEVER = (-1, "")


def chroma_at(settings: Settings) -> Embedded | Server:
    """Returns the location of the vectors according to the settings."""
    if not settings.chroma_url:
        return Embedded(settings.folder / "chroma")
    return Server(settings.chroma_url, settings.chroma_token.get_secret_value(), settings.chroma_seconds)


class CurrentIndex:
    """Hands out the VectorStore to any number of reading threads, and replaces it while nobody reads."""

    def __init__(
        self, catalogue: Catalogue, chroma: Embedded | Server, made: dict[str, str], *, as_made: bool = False
    ) -> None:
        """``made``: the expected embedding and chunking of the vectors; ``as_made`` accepts any others, or none."""
        self._catalogue = catalogue
        self._chroma = chroma
        self._made = made
        self._as_made = as_made
        self._changed = Condition()
        self._readers = self._waiting = 0
        self._writing = False
        with making_files(chroma.folder.parent) if isinstance(chroma, Embedded) else nullcontext():
            self._store = self._opened()

    def close(self) -> None:
        """Releases the files."""
        self._store.close()

    @contextmanager
    def reading(self) -> Generator[VectorStore]:
        """Provides the store as of the last change, for the length of the block."""
        if self._is_stale():
            with self._alone():
                self._renew()
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting)
            self._readers += 1
        try:
            yield self._store
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def writing(self) -> Generator[VectorStore]:
        """Provides the store as the last writer left it; readers see changes made in the block at once."""
        with self._alone():
            self._renew()
            self._writing = True
        try:
            yield self._store
        finally:
            with self._alone():
                now, self._writing = self._now(), False
                if now[1] == self._seen[1]:  # otherwise another collection is current and must be opened
                    self._seen = now

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Waits until nobody reads; new readers wait until the block ends."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._readers)
            try:
                yield
            finally:
                self._waiting -= 1
                self._changed.notify_all()

    def _now(self) -> tuple[str, str]:
        """Returns the version of the vectors. A server sees all changes except for a change of collection."""
        generation, collection = self._catalogue.facts("generation", "collection")
        return "" if isinstance(self._chroma, Server) else generation or "", collection or ""

    def _is_stale(self) -> bool:
        return not self._writing and self._seen != self._now()

    def _renew(self) -> None:
        """Reopens the store after a change elsewhere; if that fails, the next caller tries again."""
        if self._is_stale():
            self._seen = _NEVER
            self._store.close()
            self._store = self._opened()

    def _opened(self) -> VectorStore:
        first = collection_name(self._made, 0, library_id(self._catalogue.settled))
        self._catalogue.settled("collection", first)
        now = self._now()
        store = VectorStore(self._chroma)
        try:
            create = self._as_made or not self._catalogue.counts()[1]
            store.open(now[1], self._made, create=create, as_made=self._as_made)
        except BaseException:
            store.close()
            raise
        self._seen = now
        return store
