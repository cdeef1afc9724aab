"""The Library for LangChain chains: asking as a Runnable, searching as a retriever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig

from retrieval.answering.draft import Question
from retrieval.events import ClaimEvent, Event, ReplyEvent, reply_of
from retrieval.model import Hit
from retrieval.reply import Answer, Reply

if TYPE_CHECKING:
    from retrieval.library import Library


class AskRunnable(Runnable[str | Question, Reply]):
    """Answers a question. ``stream`` yields the Reply so far after each Claim, and at last the whole one.

    A chat model runs inside, so that callbacks and traces show it as part of this run.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def invoke(self, input: str | Question, config: RunnableConfig | None = None, **_: Any) -> Reply:  # noqa: A002
        """Returns the Reply."""
        return self._call_with_config(self._reply, input, config, run_type="chain")

    def stream(
        self,
        input: str | Question,  # noqa: A002 - as LangChain names it
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> Iterator[Reply]:
        """Yields the Reply as it grows; the last one is complete."""
        yield from self._transform_stream_with_config(iter([input]), self._replies, config, run_type="chain")

    def _events(self, asked: str | Question) -> Iterator[Event]:
        return self._library.answer(asked) if isinstance(asked, Question) else self._library.stream(asked)

    def _reply(self, asked: str | Question) -> Reply:
        *_, last = self._events(asked)
        return reply_of(last)

    def _replies(self, inputs: Iterator[str | Question]) -> Iterator[Reply]:
        for asked in inputs:
            claims: list[ClaimEvent] = []
            for event in self._events(asked):
                if isinstance(event, ClaimEvent):
                    claims.append(event)
                    yield _so_far(asked, claims)
                elif isinstance(event, ReplyEvent):
                    yield event.reply


def _so_far(asked: str | Question, claims: Sequence[ClaimEvent]) -> Answer:
    """Builds an Answer of the Claims so far; its confidence is not known yet."""
    question = asked if isinstance(asked, Question) else Question(asked, asked)
    cited = {citation.number: citation for event in claims for citation in event.citations}
    return Answer(
        id="",
        question=question.text,
        standalone_question=question.standalone,
        claims=tuple(event.claim for event in claims),
        citations=tuple(cited[number] for number in sorted(cited)),
        confidence=0.0,
        answerer="",
        conversation_id=question.conversation_id,
    )


class LibraryRetriever(BaseRetriever):
    """The search as a LangChain retriever. Each document is a Passage."""

    library: Any
    limit: int = 10
    source_ids: Sequence[str] | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        library: Library = self.library
        return [_document(hit) for hit in library.search(query, self.limit, self.source_ids)]


def _document(hit: Hit) -> Document:
    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "source_id": passage.source_id,
            "start": passage.start,
            "end": passage.end,
            "section": passage.section,
            "score": hit.score,
            "rank": hit.rank,
            "footnotes": [{"label": note.label, "text": note.text, "urls": [*note.urls]} for note in passage.footnotes],
        },
    )
