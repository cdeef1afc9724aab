"""The Library: everything ingested, and the object one opens to ask. The composition root of the product."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from retrieval.answering.abbreviations import asked_abbreviation
from retrieval.answering.citations import Citer
from retrieval.answering.draft import Question, both
from retrieval.answering.extractive import Extractive
from retrieval.answering.reader import Reader
from retrieval.answering.reply_pipeline import ReplyPipeline, generative
from retrieval.answering.verification import Verification, verify_by_evidence, verify_by_hits
from retrieval.conversation.conversation_store import Conversations, new_conversation_id
from retrieval.conversation.followups import turns_of
from retrieval.conversation.turns import Conversation, Utterance, turn_of
from retrieval.embed import load_embedding
from retrieval.errors import IbidError
from retrieval.events import Event, ReplyEvent, SearchEvent, reply_of
from retrieval.feedback import Feedback, FeedbackBook, Thumb
from retrieval.grounding import LEAST_OVERLAP_WRITTEN, Gate
from retrieval.model import Hit, Reply, Source
from retrieval.questions import Questions, UnknownSource, is_text, named
from retrieval.search import Search
from retrieval.settings import Settings
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.current_index import CurrentIndex, chroma_at
from retrieval.storage.entries import Copy, Listed, Origin
from retrieval.storage.identity import made_by
from retrieval.storage.lexical import LexicalDamaged, LexicalIndex
from retrieval.storage.writer import Writer
from retrieval.tracing import of_event, stepwise
from retrieval.wire.replies import ReplyJson, reply_json

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from retrieval.runnables import AskRunnable, LibraryRetriever

READ_BY_ANSWERER, LOOKED_THROUGH = 20, 200
"""Hits that an answerer gets to see, and where it looks for an abbreviation that one of them spells out."""

_SOURCES_KEPT = 128
"""Sources whose text stays in memory for citing."""


class LibraryBusy(IbidError):
    """Another process is changing the Library."""


def open_library(settings: Settings, *, as_made: bool = False, chat_model: BaseChatModel | None = None) -> Library:
    """Opens the Library in ``settings.home``, an empty one where there is none yet.

    ``as_made``: accept vectors that another embedding or chunking made, in order to make them anew. ``chat_model``: a
    LangChain chat model of one's own that answers, in place of the one that ``settings.model`` names.
    Raises ``HomeUnusable``, ``IndexMismatch``, ``IndexMissing``, and what of its parts is unusable or unavailable.
    """
    return Library(settings, as_made, chat_model)


class Library:
    """Everything ingested. Any number of threads may ask; one process at a time may write."""

    def __init__(self, settings: Settings, as_made: bool = False, chat_model: BaseChatModel | None = None) -> None:
        self.settings = settings
        folder = settings.made_folder()
        self.embedding = load_embedding(settings.embedding, settings.threads)
        self.made_by = made_by(settings.embedding)
        self._lock = FileLock(folder / "write.lock")
        self._catalogue = Catalogue(folder / "catalogue.sqlite3")
        self._serving = CurrentIndex(self._catalogue, chroma_at(settings), self.made_by, as_made=as_made)
        self._lexical = self._open_lexical()
        database = settings.database_url.get_secret_value()
        days, turns = settings.conversation_days, settings.conversation_turns
        self._conversations = Conversations(database or folder / "conversations.sqlite3", days, turns)
        self.feedback = FeedbackBook(database or folder / "feedback.sqlite3", settings.feedback_days)
        self._search = Search(self._catalogue, self._serving, self._lexical, self.embedding)
        self._read = lru_cache(_SOURCES_KEPT)(self._source_of)
        self.reader = Reader(settings.threads)
        self._verifier = Citer(self._catalogue, self._source_now)
        written = Citer(self._catalogue, self._source_now, Gate(least_overlap=LEAST_OVERLAP_WRITTEN, is_written=True))
        self._answering = ReplyPipeline(Extractive(self.reader), written, generative(settings, chat_model))
        self._questions = Questions(self._catalogue, settings.question_limit, self._answering.rewrite)

    def ask(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        history: Sequence[Utterance] | None = None,
        source_ids: Collection[str] | None = None,
    ) -> Reply:
        """The Reply to ``question``; with ``source_ids`` from those Sources alone. See ``stream``."""
        *_, last = self.stream(question, conversation_id=conversation_id, history=history, source_ids=source_ids)
        return reply_of(last)

    def stream(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        history: Sequence[Utterance] | None = None,
        source_ids: Collection[str] | None = None,
    ) -> Iterator[Event]:
        """The Reply as it comes: the Hits, each Claim as soon as it has passed the gate, the whole Reply.

        The question is understood as a part of the Conversation, which is new where no id is given and none is known
        under it, and then added to it. A caller who brings the ``history`` along, be it empty, keeps it: nothing is
        stored.

        Raises ``BadQuestion``, ``UnknownSource`` and ``ConversationsUnusable`` at once, not at the first event.
        """
        if history is not None:
            turns = turns_of(history, self.settings.conversation_turns)
            return self.answer(self._questions.asked(question, source_ids, conversation_id, turns))
        conversation_id = named(conversation_id) or new_conversation_id()
        turns = self._conversations.read(conversation_id).turns
        asked = self._questions.asked(question, source_ids, conversation_id, turns)
        return self._remembered(asked, self.answer(asked))

    def answer(self, question: Question) -> Iterator[Event]:
        """What happens while ``question`` is answered; the Reply comes last."""
        return stepwise("ask", self._answered(question), of_event)

    def _answered(self, question: Question) -> Generator[Event]:
        started = perf_counter()
        hits = self._hits(question, LOOKED_THROUGH if asked_abbreviation(question.standalone) else READ_BY_ANSWERER)
        search_ms = _ms_since(started)
        yield SearchEvent(question.standalone, tuple(hits[:READ_BY_ANSWERER]))
        begun = perf_counter()
        for event in self._answering.events(question, hits, empty=not hits and self._catalogue.is_empty):
            if isinstance(event, ReplyEvent):
                timings = {"search": search_ms, "answer": _ms_since(begun), "total": _ms_since(started)}
                usage = both(question.usage, event.reply.usage)
                yield ReplyEvent(replace(event.reply, timings_ms=timings, usage=usage))
            else:
                yield event

    def _remembered(self, question: Question, events: Iterator[Event]) -> Iterator[Event]:
        """The events, and the Reply added to the Conversation before it is given out."""
        for event in events:
            if isinstance(event, ReplyEvent) and question.conversation_id:
                turn = turn_of(event.reply, question.subject, datetime.now(UTC))
                self._conversations.add(question.conversation_id, turn, reply_json(event.reply))
            yield event

    def search(
        self,
        question: str,
        limit: int = 10,
        source_ids: Collection[str] | None = None,
        history: Sequence[Utterance] = (),
    ) -> list[Hit]:
        """The best Hits for ``question``, best first, asked after ``history``."""
        turns = turns_of(history, self.settings.conversation_turns)
        return self._hits(self._questions.asked(question, source_ids, None, turns), limit)

    def conversation(self, conversation_id: str) -> Conversation:
        """What was said under this id; raises ``UnknownConversation`` where nothing was, or it is forgotten."""
        return self._conversations.known(conversation_id)

    def reply(self, reply_id: str) -> ReplyJson:
        """A Reply as it was given, for as long as its Conversation is kept; raises ``UnknownReply``."""
        return self._conversations.reply(reply_id)

    def forget(self, conversation_id: str) -> None:
        """Deletes a Conversation; raises ``UnknownConversation``."""
        self._conversations.forget(conversation_id)

    def judge(self, reply_id: str, verdict: Thumb, comment: str = "") -> None:
        """Notes what someone thought of a Reply; raises ``FeedbackUnusable``."""
        self.feedback.put(Feedback.of(self._conversations.turn(reply_id), reply_id, verdict, comment))

    def verify(
        self, claim: str, *, evidence: Sequence[str] | None = None, source_ids: Collection[str] | None = None
    ) -> Verification:
        """Whether ``claim`` is borne out by the Library, or by ``evidence`` alone where that is given.

        Raises ``BadQuestion`` and ``UnknownSource``.
        """
        asked = self._questions.asked(claim, source_ids)
        if evidence is not None:
            return verify_by_evidence(asked.text, evidence, self._verifier)
        return verify_by_hits(asked.text, self._hits(asked, READ_BY_ANSWERER), self._verifier.within(asked.source_ids))

    def as_runnable(self) -> AskRunnable:
        """What ``ask`` goes through as a LangChain Runnable, from question to Reply: it streams, batches and traces."""
        from retrieval.runnables import AskRunnable  # noqa: PLC0415 - 0.7 s that ``ibid ask`` need not wait for

        return AskRunnable(self)

    def as_retriever(self, limit: int = 10, source_ids: Sequence[str] | None = None) -> LibraryRetriever:
        """The search as a LangChain retriever, for chains of one's own."""
        from retrieval.runnables import LibraryRetriever  # noqa: PLC0415 - as above

        return LibraryRetriever(library=self, limit=limit, source_ids=source_ids)

    def sources(self, limit: int | None = None, after: str | None = None) -> list[Listed]:
        """Sources by title: all, or so many of those that come after the one named. Raises ``UnknownSource``."""
        if after and not self._catalogue.titles([after]):
            raise UnknownSource(f"There is no source {after!r} any more to go on from. List the sources anew.")
        return self._catalogue.listed(limit, after)

    def source(self, source_id: str) -> Source:
        """The whole Source; raises ``UnknownSource``."""
        if is_text(source_id) and (source := self._catalogue.source(source_id)):
            return source
        raise UnknownSource(f"There is no source {source_id!r} in the library. `ibid sources list` shows them.")

    def remove(self, source_id: str) -> None:
        """Takes a Source out; raises ``UnknownSource`` and ``LibraryBusy``."""
        with self.writing() as writer:
            self.source(source_id)
            writer.remove([source_id])

    def copies_of(self, source_id: str) -> tuple[Copy, ...]:
        """The other Sources that have most of its words, or most of whose words it has."""
        return self._catalogue.copies_of(source_id)

    def origins(self) -> list[Origin]:
        """Where the bytes of the Sources came from."""
        return self._catalogue.origins()

    def origin(self, uri: str) -> Origin | None:
        """What came from ``uri``; None where nothing did."""
        return self._catalogue.origin(uri)

    def counts(self) -> dict[str, int]:
        """How many Sources, Passages, vectors and lexical entries there are, as of one moment between two changes."""
        before = self._catalogue.generation
        sources, passages = self._catalogue.counts()
        with self._serving.reading() as store:
            found = {"sources": sources, "passages": passages, "vectors": store.count(), "lexical": len(self._lexical)}
        return found if self._catalogue.generation == before else self.counts()

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

    def check(self) -> None:
        """Raises what stands in the way of an answer, if anything does."""
        self._conversations.read("")
        self.search("Is the library ready?", limit=1)

    def close(self) -> None:
        """Releases the files."""
        for part in (self._catalogue, self._conversations, self.feedback, self._serving):
            part.close()

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

    def _hits(self, question: Question, limit: int) -> list[Hit]:
        if self._catalogue.is_empty:
            return []
        return self._search.hits(question.query or question.standalone, limit, question.source_ids, question.context)

    def _source_of(self, source_id: str, _generation: int) -> Source | None:
        """The Source as of a generation, which is there to be a part of the cache's key."""
        return self._catalogue.source(source_id)

    def _source_now(self, source_id: str) -> Source | None:
        return self._read(source_id, self._catalogue.generation)


def _ms_since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 1)
