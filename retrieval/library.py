"""The Library: everything ingested, and the object one opens to ask. The composition root of the product."""

from __future__ import annotations

from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from filelock import FileLock, Timeout

from retrieval.answerers.extractive import Extractive
from retrieval.catalogue import Catalogue, Listed, Origin
from retrieval.citations import Citer
from retrieval.draft import Question
from retrieval.embed import load_embedding
from retrieval.errors import IbidError
from retrieval.identity import made_by
from retrieval.lexical import LexicalDamaged, LexicalIndex
from retrieval.model import Hit, Reason, Refusal, Reply, Source
from retrieval.search import Search
from retrieval.serving import Serving
from retrieval.settings import Settings
from retrieval.writer import Writer

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

READ_BY_ANSWERER = 20
"""Hits that an answerer gets to see."""

_SOURCES_KEPT = 128
"""Sources whose text stays in memory for citing."""


class HomeUnusable(IbidError):
    """The home folder cannot be created or written."""


class LibraryBusy(IbidError):
    """Another process is changing the Library."""


class UnknownSource(IbidError):
    """A Source was named that the Library does not hold."""


class BadQuestion(IbidError):
    """The question is empty or too long."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A Question with its Hits, half-way through the chain."""

    question: Question
    hits: list[Hit]
    search_ms: float


def open_library(settings: Settings, *, as_made: bool = False) -> Library:
    """Opens the Library in ``settings.home``, an empty one where there is none yet.

    ``as_made``: accept vectors that another embedding or chunking made, in order to make them anew.
    Raises ``HomeUnusable``, ``CatalogueUnusable``, ``StoreUnavailable``, ``IndexMismatch``, ``EmbeddingUnavailable``.
    """
    return Library(settings, as_made)


class Library:
    """Everything ingested. Any number of threads may ask; one process at a time may write."""

    def __init__(self, settings: Settings, as_made: bool = False) -> None:
        self.settings = settings
        folder = settings.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusable(
                f"The folder {folder} cannot be used ({error.strerror}). Set IBID_HOME to one that this user may write."
            ) from error
        self.embedding = load_embedding(settings.embedding, settings.threads)
        self.made_by = made_by(settings.embedding)
        self._lock = FileLock(folder / "write.lock")
        self._catalogue = Catalogue(folder / "catalogue.sqlite3")
        self._serving = Serving(self._catalogue, folder / "chroma", settings.chroma_url, self.made_by, as_made=as_made)
        self._lexical = self._open_lexical()
        self._search = Search(self._catalogue, self._serving, self._lexical, self.embedding)
        self._answerer = Extractive(self.embedding, self._lexical)
        self._read = lru_cache(_SOURCES_KEPT)(self._source_of)
        self._citer = Citer(self._catalogue, self._source_now)

    def ask(
        self, question: str, *, conversation_id: str | None = None, source_ids: Collection[str] | None = None
    ) -> Reply:
        """The Reply to ``question``; with ``source_ids`` from those Sources alone.

        Raises ``BadQuestion`` and ``UnknownSource``.
        """
        started = perf_counter()
        reply = self._answer(self._find(self._asked(question, source_ids, conversation_id)))
        return replace(reply, timings_ms={**reply.timings_ms, "total": _ms_since(started)})

    def search(self, question: str, limit: int = 10, source_ids: Collection[str] | None = None) -> list[Hit]:
        """The best Hits for ``question``, best first."""
        return self._hits(self._asked(question, source_ids, None), limit)

    def as_runnable(self) -> Runnable[Question, Reply]:
        """What ``ask`` goes through, from Question to Reply, for chains of one's own: it batches and traces."""
        from langchain_core.runnables import RunnableLambda  # noqa: PLC0415 - 0.7 s that ``ibid ask`` need not wait for

        return RunnableLambda(self._find) | RunnableLambda(self._answer)

    def sources(self) -> list[Listed]:
        """All Sources by title."""
        return self._catalogue.listed()

    def source(self, source_id: str) -> Source:
        """The whole Source; raises ``UnknownSource``."""
        source = self._catalogue.source(source_id)
        if source is None:
            raise UnknownSource(f"There is no source {source_id!r} in the library. `ibid sources list` shows them.")
        return source

    def origins(self) -> list[Origin]:
        """Where the bytes of the Sources came from."""
        return self._catalogue.origins()

    def counts(self) -> dict[str, int]:
        """How many Sources, Passages, vectors and lexical entries there are."""
        sources, passages = self._catalogue.counts()
        with self._serving.reading() as store:
            vectors = store.count()
        return {"sources": sources, "passages": passages, "vectors": vectors, "lexical": len(self._lexical)}

    @contextmanager
    def writing(self) -> Generator[Writer]:
        """The writing side, for as long as the block lasts; raises ``LibraryBusy`` while another process has it."""
        try:
            with self._lock.acquire(timeout=self.settings.lock_seconds), self._serving.writing() as store:
                writer = Writer(self._catalogue, store, self._lexical, self.embedding)
                writer.sweep()
                yield writer
        except Timeout:
            raise LibraryBusy(
                f"Another process is changing the library in {self.settings.folder}. Try again when it is done."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Releases the files."""
        self._catalogue.close()
        self._serving.close()

    def _open_lexical(self) -> LexicalIndex:
        """The lexical index; being derived from the catalogue, it is made anew where it is damaged or gone."""
        folder = self.settings.folder / "lexical"
        try:
            lexical = LexicalIndex(folder)
            whole = len(lexical) > 0 or self._catalogue.counts()[1] == 0
        except LexicalDamaged:
            lexical, whole = LexicalIndex.anew(folder), False
        if not whole:
            with self._lock, self._serving.writing() as store:
                Writer(self._catalogue, store, lexical, self.embedding).rebuild_lexical()
        return lexical

    def _asked(self, question: str, source_ids: Collection[str] | None, conversation_id: str | None) -> Question:
        text = " ".join(question.encode(errors="replace").decode().split())  # a lone surrogate is no text
        limit = self.settings.question_limit
        if not text:
            raise BadQuestion("The question is empty. Ask something, for example: How many missions are left?")
        if len(question) > limit:
            raise BadQuestion(f"The question has {len(question):,} characters; ask in {limit:,} or fewer.")
        if source_ids is not None:
            unknown = set(source_ids) - self._catalogue.known_ids(source_ids)
            if unknown:
                raise UnknownSource(f"The library has no source {min(unknown)!r}. `ibid sources list` shows all.")
        return Question(text, text, None if source_ids is None else tuple(source_ids), conversation_id)

    def _find(self, question: Question) -> _Found:
        started = perf_counter()
        hits = self._hits(question, READ_BY_ANSWERER)
        return _Found(question, hits, _ms_since(started))

    def _hits(self, question: Question, limit: int) -> list[Hit]:
        if self._catalogue.is_empty:
            return []
        return self._search.hits(question.standalone, limit, question.source_ids)

    def _answer(self, found: _Found) -> Reply:
        started = perf_counter()
        reply_id = uuid4().hex
        if not found.hits and self._catalogue.is_empty:
            question = found.question
            return Refusal(
                id=reply_id,
                question=question.text,
                standalone_question=question.standalone,
                reason=Reason.LIBRARY_EMPTY,
                answerer=self._answerer.name,
                conversation_id=question.conversation_id,
            )
        draft = self._answerer.draft(found.question, found.hits)
        reply = self._citer.reply(draft, found.question, reply_id, self._answerer.name)
        return replace(reply, timings_ms={"search": found.search_ms, "answer": _ms_since(started)})

    def _source_of(self, source_id: str, _generation: int) -> Source | None:
        """The Source as of a generation, which is there to be a part of the cache's key."""
        return self._catalogue.source(source_id)

    def _source_now(self, source_id: str) -> Source | None:
        return self._read(source_id, self._catalogue.generation)


def _ms_since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 1)
