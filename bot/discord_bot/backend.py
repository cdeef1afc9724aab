"""Answers for the bot: a Library in this process (here), or another Ibid over HTTP (``remote``)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from bot.discord_bot.render import ReplyJson
from bot.http.outcomes import AddedJson, added_json
from ingest.build import ingest
from ingest.collect import BULK, bulk_lines, inputs
from ingest.input import Input
from ingest.origins import upload
from ingest.web.addresses import Address
from ingest.web.fetch import Web
from retrieval.conversation.conversation_store import UnknownConversation
from retrieval.errors import IbidError
from retrieval.events import ClaimEvent, Event, reply_of
from retrieval.feedback import Thumb
from retrieval.library import Library
from retrieval.wire.gaps_json import GapsJson, gaps_json
from retrieval.wire.replies import ClaimJson, claim_json, reply_json
from retrieval.wire.sources import ListedJson, listed_json

Result = TypeVar("Result")

OnClaims = Callable[[Sequence[ClaimJson]], None]
"""Called with all verified Claims so far, each time that there are more."""


class ServiceUnavailable(IbidError):
    """The answering service cannot be reached, or did not send a Reply."""


class CannotAdd(IbidError):
    """A source cannot be added or removed; the message says why."""


class TooManySources(IbidError):
    """More Sources are permitted than a question can name; the message says what to do."""


@dataclass(frozen=True, slots=True)
class AddedMany:
    """The result of a file with a Source in each line: how many ended in each state, and why the first one failed."""

    counts: Mapping[str, int]
    error: str | None


class Backend(Protocol):
    """What the bot needs of a Library, in this process or over HTTP."""

    async def ask(
        self,
        question: str,
        conversation_id: str,
        source_ids: Collection[str] | None,
        on_claims: OnClaims,
        *,
        as_typed: bool = False,
    ) -> ReplyJson:
        """Returns the Reply; raises ``BadQuestion``, ``UnknownSource``, ``TooManySources``, ``ServiceUnavailable``."""
        ...

    async def judge(self, reply_id: str, verdict: str, comment: str = "", nearest: int | None = None) -> None:
        """Keeps a verdict beside the Library; ``nearest``: the quote of a Refusal that answers, counted from 1."""
        ...

    async def gaps(self) -> GapsJson:
        """Returns what was refused or disliked, grouped by subject."""
        ...

    async def forget(self, conversation_id: str) -> None:
        """Deletes a Conversation; no error where it does not exist."""
        ...

    async def sources(self) -> list[ListedJson]:
        """Returns all Sources by title."""
        ...

    async def add_file(self, name: str, data: bytes) -> AddedJson | AddedMany:
        """Adds a file; raises ``CannotAdd``."""
        ...

    async def add_url(self, url: str) -> AddedJson:
        """Adds a page; raises ``CannotAdd``."""
        ...

    async def remove(self, source_id: str) -> None:
        """Removes a Source; raises ``UnknownSource`` or ``CannotAdd``."""
        ...

    async def close(self) -> None:
        """Releases what was opened."""
        ...


class LocalBackend:
    """Asks a Library in this process, in threads of its own, as many as may answer at once.

    Whoever opened the Library closes it.
    """

    def __init__(self, library: Library, threads: int) -> None:
        self._library = library
        self._web = Web(library.settings)
        self._asking = ThreadPoolExecutor(threads, thread_name_prefix="discord-ask")
        self._changing = ThreadPoolExecutor(2, thread_name_prefix="discord-library")

    async def ask(
        self,
        question: str,
        conversation_id: str,
        source_ids: Collection[str] | None,
        on_claims: OnClaims,
        *,
        as_typed: bool = False,
    ) -> ReplyJson:
        """Returns the Library's Reply; calls ``on_claims`` as Claims come."""
        loop = asyncio.get_running_loop()

        def ask() -> ReplyJson:
            claims: list[ClaimJson] = []
            event: Event | None = None
            for event in self._library.stream(
                question, conversation_id=conversation_id, source_ids=source_ids, as_typed=as_typed
            ):
                if isinstance(event, ClaimEvent):
                    claims.append(claim_json(event.claim))
                    loop.call_soon_threadsafe(on_claims, tuple(claims))
            return reply_json(reply_of(event))

        return await self._in(self._asking, ask)

    async def judge(self, reply_id: str, verdict: str, comment: str = "", nearest: int | None = None) -> None:
        """Keeps a verdict beside the Library."""
        await self._in(self._changing, lambda: self._library.judge(reply_id, Thumb(verdict), comment, nearest))

    async def gaps(self) -> GapsJson:
        """Returns the Library's gaps."""
        return await self._in(self._changing, lambda: gaps_json(self._library.gaps()))

    async def forget(self, conversation_id: str) -> None:
        """Deletes the Conversation."""

        def forget() -> None:
            with suppress(UnknownConversation):
                self._library.forget(conversation_id)

        await self._in(self._changing, forget)

    async def sources(self) -> list[ListedJson]:
        """Returns all Sources by title."""
        return await self._in(self._changing, lambda: [listed_json(source) for source in self._library.sources()])

    async def add_file(self, name: str, data: bytes) -> AddedJson | AddedMany:
        """Reads the file into the Library; a file of the same name is replaced."""
        if name.endswith(BULK):
            return await self._in(self._changing, lambda: self._ingested_many(name, data))
        return await self._in(self._changing, lambda: self._ingested([Input(upload(name), name, data)]))

    async def add_url(self, url: str) -> AddedJson:
        """Reads the page into the Library."""
        limit = self._library.settings.upload_limit
        return await self._in(self._changing, lambda: self._ingested(inputs([url], limit)))

    async def remove(self, source_id: str) -> None:
        """Takes the Source out."""
        await self._in(self._changing, lambda: self._library.remove(source_id))

    async def close(self) -> None:
        """Ends the threads; a question that is being answered is left to end by itself."""
        self._asking.shutdown(wait=False, cancel_futures=True)
        self._changing.shutdown(wait=False, cancel_futures=True)

    def _ingested(self, given: Iterable[Input | Address]) -> AddedJson:
        outcomes = list(ingest(self._library, given, self._web))
        error = next((outcome.error for outcome in outcomes if outcome.error), None)
        if error or not outcomes:
            raise CannotAdd(error or "There is nothing to read there.")
        return added_json(outcomes[0])

    def _ingested_many(self, name: str, data: bytes) -> AddedMany:
        with TemporaryDirectory() as folder:
            file = Path(folder, "lines")
            file.write_bytes(data)
            lines = bulk_lines(file, name, upload(name), self._library.settings.upload_limit)
            outcomes = list(ingest(self._library, lines, self._web))
        error = next((outcome.error for outcome in outcomes if outcome.error), None)
        return AddedMany(Counter(outcome.state.value for outcome in outcomes), error)

    async def _in(self, pool: ThreadPoolExecutor, call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, call)
