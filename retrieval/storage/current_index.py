"""The vectors as they are now. Embedded Chroma never looks at its files again, so another process's changes go unseen.

Whoever reads gets the store as of the catalogue's last change: it is opened anew after a change by another process, and
turned to the collection that serves after a ``reindex``. Whoever writes knows what it wrote.
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
    """Where the settings have the vectors."""
    if not settings.chroma_url:
        return Embedded(settings.folder / "chroma")
    return Server(settings.chroma_url, settings.chroma_token.get_secret_value(), settings.chroma_seconds)


class CurrentIndex:
    """Hands out the VectorStore: to any number of threads that read, while none replaces it."""

    def __init__(
        self, catalogue: Catalogue, chroma: Embedded | Server, made: dict[str, str], *, as_made: bool = False
    ) -> None:
        """``made``: what the vectors should have been made by; ``as_made`` accepts any others, or none."""
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
        """The store as of the last change, for as long as the block lasts."""
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
        """The store as the last writer left it; what is changed in the block is seen by readers at once."""
        with self._alone():
            self._renew()
            self._writing = True
        try:
            yield self._store
        finally:
            with self._alone():
                now, self._writing = self._now(), False
                if now[1] == self._seen[1]:  # otherwise another collection serves now, which has to be opened
                    self._seen = now

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Waits until nobody reads; whoever comes to read meanwhile waits behind."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._readers)
            try:
                yield
            finally:
                self._waiting -= 1
                self._changed.notify_all()

    def _now(self) -> tuple[str, str]:
        """What tells one state of the vectors from another; a server sees all changes but that of the collection."""
        generation, collection = self._catalogue.facts("generation", "collection")
        return "" if isinstance(self._chroma, Server) else generation or "", collection or ""

    def _is_stale(self) -> bool:
        return not self._writing and self._seen != self._now()

    def _renew(self) -> None:
        """Opens the store anew after a change elsewhere; where that fails, the next who comes tries again."""
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
