"""The Library: everything ingested, behind the one object that callers open. The composition root of the product."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from retrieval.answering.about_sources import AboutSources
from retrieval.answering.by_kind import ByKind
from retrieval.answering.citations import Citer
from retrieval.answering.complete_claims import SentencesBefore
from retrieval.answering.compound import Compound
from retrieval.answering.draft import Question
from retrieval.answering.extractive import Extractive
from retrieval.answering.reader import Reader
from retrieval.answering.reply_pipeline import ReplyPipeline, generative
from retrieval.answering.verification import Verification, verify_by_evidence, verify_by_hits
from retrieval.asker import READ_BY_ANSWERER, Asker
from retrieval.conversation.conversation_store import Conversations, new_conversation_id
from retrieval.conversation.turns import Conversation, Utterance
from retrieval.conversation.understanding import turns_of
from retrieval.dialogue import Dialogue
from retrieval.embed import load_embedding
from retrieval.errors import LibraryBusy
from retrieval.events import Event, reply_of
from retrieval.feedback import Feedback, FeedbackBook, Thumb
from retrieval.gaps import GapGroup, answered_by, gaps_of, grouped
from retrieval.grounding import LEAST_OVERLAP_WRITTEN, Gate
from retrieval.model import Hit, Source
from retrieval.questions import Questions, UnknownSource, is_text, named
from retrieval.remembering import Remembering
from retrieval.reply import Reply
from retrieval.search import Search
from retrieval.self_check import LibraryFault, Parts, faults_of
from retrieval.settings import Settings
from retrieval.storage.catalogue import open_catalogue
from retrieval.storage.current_index import CurrentIndex, chroma_at
from retrieval.storage.entries import Copy, Listed, Origin
from retrieval.storage.identity import made_by
from retrieval.storage.lexical import LexicalIndex, opened_lexical
from retrieval.storage.writer import Writer
from retrieval.tracing import of_event, traced
from retrieval.wire.replies import ReplyJson

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from retrieval.runnables import AskRunnable, LibraryRetriever

_SOURCES_KEPT = 128
"""Sources whose text is cached for citing."""


def open_library(settings: Settings, *, as_made: bool = False, chat_model: BaseChatModel | None = None) -> Library:
    """Opens the Library in ``settings.home``, creating an empty one if need be.

    ``as_made``: accept vectors that another embedding or chunking made, in order to rebuild them. ``chat_model``: a
    LangChain chat model that answers in place of the one that ``settings.model`` names. Raises ``HomeUnusable``,
    ``IndexMismatch``, ``IndexMissing``, and the errors of its parts where one is unusable or unavailable.
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
        self._catalogue = open_catalogue(settings)
        self._current_index = CurrentIndex(self._catalogue, chroma_at(settings), self.made_by, as_made=as_made)
        self._lexical, self.words_were_rebuilt = opened_lexical(folder, self._catalogue.counts()[1], self._rebuild)
        database = settings.database_url.get_secret_value()
        days, turns = settings.conversation_days, settings.conversation_turns
        self._conversations = Conversations(database or folder / "conversations.sqlite3", days, turns)
        self.feedback = FeedbackBook(database or folder / "feedback.sqlite3", settings.feedback_days)
        self._remembering = Remembering(self._conversations, self.feedback, keeps_gaps=days > 0)
        self._search = Search(self._catalogue, self._current_index, self._lexical, self.embedding)
        self._read = lru_cache(_SOURCES_KEPT)(self._source_of)
        self.reader = Reader(settings.threads)
        self._verifier = Citer(self._catalogue, self._source_now)
        written = Citer(self._catalogue, self._source_now, Gate(least_overlap=LEAST_OVERLAP_WRITTEN, is_written=True))
        compound = Compound(Extractive(self.reader, SentencesBefore(self._catalogue)), self._hits_of_part)
        by_kind = ByKind(compound, AboutSources(self._catalogue, self._source_now))
        self._answering = ReplyPipeline(by_kind, written, generative(settings, chat_model))
        self._questions = Questions(self._catalogue, settings.question_limit, self._answering.rewrite)
        self._asker = Asker(self._catalogue, self._search, self._answering)
        self._dialogue = Dialogue(self._asker, self._questions.part)

    def ask(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        history: Sequence[Utterance] | None = None,
        source_ids: Collection[str] | None = None,
        as_typed: bool = False,
    ) -> Reply:
        """Answers ``question``, from the Sources of ``source_ids`` alone where given. See ``stream``."""
        *_, last = self.stream(
            question, conversation_id=conversation_id, history=history, source_ids=source_ids, as_typed=as_typed
        )
        return reply_of(last)

    def stream(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        history: Sequence[Utterance] | None = None,
        source_ids: Collection[str] | None = None,
        as_typed: bool = False,
    ) -> Iterator[Event]:
        """Answers ``question`` step by step: the Hits, each Claim once it has passed the gate, the whole Reply.

        Small talk gets the Reply alone. ``as_typed``: the words are asked as they are, not as the conversation or the
        rules for small talk would have them understood.

        The question is understood as part of its Conversation and then added to it; without an id, or under an unknown
        one, a new Conversation begins. A caller who passes ``history``, even an empty one, keeps it: nothing is stored.
        Where the Reply cannot be stored, its note says so.

        Raises ``BadQuestion``, ``UnknownSource`` and ``ConversationsUnusable`` at once, not at the first event.
        """
        if history is not None:
            turns = turns_of(history, self.settings.conversation_turns)
            return self.answer(self._questions.asked(question, source_ids, conversation_id, turns, as_typed=as_typed))
        conversation_id = named(conversation_id) or new_conversation_id()
        turns = self._conversations.read(conversation_id).turns
        asked = self._questions.asked(question, source_ids, conversation_id, turns, as_typed=as_typed)
        return self._remembering.remembered(asked, self.answer(asked))

    def answer(self, question: Question) -> Iterator[Event]:
        """Yields the events of answering ``question``; the Reply comes last."""
        return traced("ask", self._dialogue.events(question), of_event)

    def search(
        self,
        question: str,
        limit: int = 10,
        source_ids: Collection[str] | None = None,
        history: Sequence[Utterance] = (),
    ) -> list[Hit]:
        """Returns the best Hits for ``question``, best first, understood in the light of ``history``."""
        turns = turns_of(history, self.settings.conversation_turns)
        return self._asker.hits(self._questions.asked(question, source_ids, None, turns), limit)

    def conversation(self, conversation_id: str) -> Conversation:
        """Returns the Conversation; raises ``UnknownConversation`` where it has no turns or has expired."""
        return self._conversations.known(conversation_id)

    def reply(self, reply_id: str) -> ReplyJson:
        """Returns a Reply as it was given, for as long as its Conversation is kept; raises ``UnknownReply``."""
        return self._conversations.reply(reply_id)

    def forget(self, conversation_id: str) -> None:
        """Deletes a Conversation, with its gaps and the feedback on it; raises ``UnknownConversation``."""
        self.feedback.forget(conversation_id)
        self._conversations.forget(conversation_id)

    def judge(self, reply_id: str, verdict: Thumb, comment: str = "", nearest: int | None = None) -> None:
        """Stores a person's verdict on a Reply; raises ``FeedbackUnusable``.

        ``nearest``: which quote of a Refusal answers after all, counted from 1; raises ``UnknownReply`` where the Reply
        has none such.
        """
        feedback = Feedback.of(self._conversations.turn(reply_id), reply_id, verdict, comment)
        if nearest is not None:
            feedback = answered_by(feedback, self._conversations.reply(reply_id), nearest)
        conversation_id = self._conversations.conversation_of(reply_id)
        self.feedback.put(replace(feedback, conversation_id=conversation_id))

    def gaps(self) -> list[GapGroup]:
        """Returns what was refused or disliked, grouped by subject, for as long as feedback is kept."""
        return grouped(gaps_of(self.feedback.unanswered(), self.feedback.all()), self.embedding.embed_documents)

    def examples(self) -> tuple[str, ...]:
        """Returns questions to begin with, which the Library answers."""
        return () if self._asker.is_empty else self._asker.examples.offered()

    def verify(
        self, claim: str, *, evidence: Sequence[str] | None = None, source_ids: Collection[str] | None = None
    ) -> Verification:
        """Checks ``claim`` against the Library, or against ``evidence`` alone where given.

        Raises ``BadQuestion`` and ``UnknownSource``.
        """
        asked = self._questions.asked(claim, source_ids)
        if evidence is not None:
            return verify_by_evidence(asked.text, evidence, self._verifier)
        return verify_by_hits(
            asked.text, self._asker.hits(asked, READ_BY_ANSWERER), self._verifier.within(asked.source_ids)
        )

    def as_runnable(self) -> AskRunnable:
        """Returns ``ask`` as a LangChain Runnable from question to Reply, with streaming, batches and tracing."""
        from retrieval.runnables import AskRunnable  # noqa: PLC0415 - 0.7 s that ``ibid ask`` need not wait for

        return AskRunnable(self)

    def as_retriever(self, limit: int = 10, source_ids: Sequence[str] | None = None) -> LibraryRetriever:
        """Returns the search as a LangChain retriever, for chains of one's own."""
        from retrieval.runnables import LibraryRetriever  # noqa: PLC0415 - as above

        return LibraryRetriever(library=self, limit=limit, source_ids=source_ids)

    def sources(self, limit: int | None = None, after: str | None = None) -> list[Listed]:
        """Lists Sources by title: all, or the next ``limit`` after the one named. Raises ``UnknownSource``."""
        if after and not self._catalogue.titles([after]):
            raise UnknownSource(
                f"The list cannot continue after {after!r}: there is no such source any more. List the sources again."
            )
        return self._catalogue.listed(limit, after)

    def source(self, source_id: str) -> Source:
        """Returns the whole Source; raises ``UnknownSource``."""
        if is_text(source_id) and (source := self._catalogue.source(source_id)):
            return source
        raise UnknownSource(f"There is no source {source_id!r} in the library. `ibid sources list` shows them.")

    def remove(self, source_id: str) -> None:
        """Removes a Source; raises ``UnknownSource`` and ``LibraryBusy``."""
        with self.writing() as writer:
            self.source(source_id)
            writer.remove([source_id])

    def copies_of(self, source_id: str) -> tuple[Copy, ...]:
        """Returns the Sources that share most of their words, or most of its words, with this one."""
        return self._catalogue.copies_of(source_id)

    def origins(self) -> list[Origin]:
        """Returns the origins of the Sources' bytes."""
        return self._catalogue.origins()

    def origin(self, uri: str) -> Origin | None:
        """Returns the Origin with this ``uri``, or None."""
        return self._catalogue.origin(uri)

    def counts(self) -> dict[str, int]:
        """Counts Sources, Passages, vectors and lexical entries, all as of the same generation."""
        before = self._catalogue.generation
        sources, passages = self._catalogue.counts()
        with self._current_index.reading() as store:
            counts = {"sources": sources, "passages": passages, "vectors": store.count(), "lexical": len(self._lexical)}
        return counts if self._catalogue.generation == before else self.counts()

    @contextmanager
    def writing(self) -> Generator[Writer]:
        """Provides the writing side for the length of the block; raises ``LibraryBusy`` while another
        process has it.
        """
        try:
            with self._lock.acquire(timeout=self.settings.lock_seconds), self._current_index.writing() as store:
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

    def faults(self) -> list[LibraryFault]:
        """Tries all that answering and remembering need, and returns what does not work."""
        stores = self._catalogue, self._conversations, self.feedback, self._lexical
        return faults_of(Parts(self.settings.folder, *stores, self.counts, self.search))

    def close(self) -> None:
        """Releases the files."""
        for part in (self._catalogue, self._conversations, self.feedback, self._current_index):
            part.close()

    def _rebuild(self, lexical: LexicalIndex) -> None:
        with self._lock, self._current_index.writing() as store:
            Writer(self._catalogue, store, lexical, self.embedding).rebuild_lexical()

    def _hits_of_part(self, words: str, whole: Question) -> list[Hit]:
        """The Hits for a part of a question, in the Sources that the whole is put to."""
        return self._asker.hits(Question(words, words, whole.source_ids), READ_BY_ANSWERER)

    def _source_of(self, source_id: str, _generation: int) -> Source | None:
        """Reads the Source; the generation is part of the cache's key."""
        return self._catalogue.source(source_id)

    def _source_now(self, source_id: str) -> Source | None:
        return self._read(source_id, self._catalogue.generation)
