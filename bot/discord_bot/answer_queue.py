"""Takes questions, has them answered, and ends each of them in exactly one visible outcome."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic, time
from uuid import uuid4

from bot import logs
from bot.capacity import Capacity
from bot.discord_bot import strings
from bot.discord_bot.async_store import Memory
from bot.discord_bot.backend import Backend, ServiceUnavailable, TooManySources
from bot.discord_bot.bot_health import Health
from bot.discord_bot.connection import Connection
from bot.discord_bot.delivery import Gone, Showing, persist
from bot.discord_bot.discord_records import AskedQuestion, PlaceRecord, ReplyOutcome, StoredReply
from bot.discord_bot.escaping import plain
from bot.discord_bot.message_handles import MessagePlace, Place, place_of
from bot.discord_bot.render import ReplyJson, Shown, closed_view, partial_view, reply_view, working_view
from bot.discord_bot.source_names import Sources, chosen
from bot.discord_bot.timings import Timings
from bot.discord_bot.views import MessageView
from retrieval.errors import IbidError
from retrieval.questions import BadQuestion, UnknownSource
from retrieval.wire.replies import ClaimJson

logger = logging.getLogger(__name__)

_MARGIN = 0.02
"""The part of a token's life that is left for the last edit."""


@dataclass(slots=True)
class _Open:
    """An answer in progress."""

    asked: AskedQuestion
    showing: Showing
    task: asyncio.Task[None]
    cancelled: str = strings.STOPPED
    ending: bool = False
    moving: bool = False


class AnswerQueue:
    """Holds the answers in progress. It outlives the clients that questions come through."""

    def __init__(
        self,
        backend: Backend,
        memory: Memory,
        connection: Connection,
        capacity: Capacity,
        health: Health,
        timings: Timings,
    ) -> None:
        self._backend = backend
        self._memory = memory
        self._connection = connection
        self._capacity = capacity
        self._health = health
        self._timings = timings
        self._sources = Sources(backend, timings)
        self._open: dict[str, _Open] = {}
        self._closing = False
        self._looked_back = False

    @property
    def sources(self) -> Sources:
        """The Sources in the Library."""
        return self._sources

    @property
    def is_closing(self) -> bool:
        """Whether the queue takes no more questions."""
        return self._closing

    async def take(self, asked: AskedQuestion, place: Place) -> str | None:
        """Takes a question and returns the id of its answer; None where it was taken before."""
        stored = StoredReply(
            id=uuid4().hex,
            origin=asked.origin,
            asker=asked.asker,
            guild_id=asked.guild_id,
            channel_id=asked.channel_id,
            conversation_id=asked.conversation_id,
            question=asked.question,
            private=asked.private,
            source_id=asked.source_id,
        )
        if not await self._memory.do(self._memory.store.open_answer, stored, place.record, time()):
            return None
        return stored.id

    def start(self, answer_id: str, asked: AskedQuestion, place: Place, at_once: str | None = None) -> None:
        """Starts the answer; shows ``at_once`` until there is something else to show."""
        showing = Showing(place, self._timings)
        if at_once is not None:
            showing.offer(working_view(at_once, answer_id))
        task = asyncio.create_task(self._work(answer_id, asked, showing), name=f"answer-{answer_id}")
        self._open[answer_id] = _Open(asked, showing, task)
        self._health.open_answers = len(self._open)

    async def drop(self, answer_id: str) -> None:
        """Forgets a question whose answer cannot be shown anywhere."""
        await self._memory.do(self._memory.store.settle, answer_id, ReplyOutcome.FAILED, None, 0.0)
        await self._memory.do(self._memory.store.paid, answer_id)

    def is_open(self, answer_id: str) -> bool:
        """Whether the answer is in progress."""
        return answer_id in self._open

    def stop(self, answer_id: str, why: str = strings.STOPPED) -> None:
        """Stops working on an answer; ``why`` is shown in its place."""
        answer = self._open.get(answer_id)
        if answer is not None and not answer.ending:
            answer.cancelled, answer.ending = why, True
            answer.task.cancel()

    def stop_asked_by(self, message_ids: set[int]) -> None:
        """Stops answers to messages that were deleted."""
        origins = {str(message_id) for message_id in message_ids}
        for answer_id, answer in list(self._open.items()):
            if answer.asked.origin in origins:
                self.stop(answer_id, strings.QUESTION_DELETED)

    async def close(self) -> None:
        """Takes no more questions, lets open answers end, and marks those that do not in time."""
        self._closing = True
        tasks = [answer.task for answer in self._open.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=self._timings.stop / 2)
        for answer_id in list(self._open):
            self.stop(answer_id, strings.SHUTTING_DOWN)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._timings.stop / 2)
            for task in late:  # what is still owed is repaired at the next start
                task.cancel()
            await asyncio.wait(tasks)

    async def left_open(self) -> list[tuple[StoredReply, PlaceRecord]]:
        """Returns the answers that were open when the last process ended; later calls return none."""
        first, self._looked_back = not self._looked_back, True
        return await self._memory.do(self._memory.store.owed) if first else []

    async def repair(self, left_open: list[tuple[StoredReply, PlaceRecord]]) -> None:
        """Says, where a crash left an answer open, that there will be none, with a button to ask again."""
        for stored, record in left_open:
            await self._repair(stored, record)

    async def _repair(self, stored: StoredReply, record: PlaceRecord) -> None:
        place = place_of(self._connection, record)
        lasts = place.lasts()
        settled = stored.outcome is not ReplyOutcome.OPEN and stored.reply is not None
        view = reply_view(stored.reply, Shown(stored.id)) if settled and stored.reply else None
        try:
            if lasts is None or lasts > 0:
                until = monotonic() + min(lasts or self._timings.persist, 60.0)
                shown = view or closed_view(strings.INTERRUPTED, stored.id)
                await persist(lambda: place.show(shown), until, self._timings)
        except Gone as error:
            logger.warning("Could not repair an answer at %s: %s", place, error)
        if not settled:
            await self._memory.do(self._memory.store.settle, stored.id, ReplyOutcome.INTERRUPTED, None, 0.0)
        await self._memory.do(self._memory.store.paid, stored.id)

    async def _work(self, answer_id: str, asked: AskedQuestion, showing: Showing) -> None:
        started = monotonic()
        moving = asyncio.create_task(self._keep_place(answer_id, asked, showing))
        reply, outcome = None, ReplyOutcome.FAILED
        try:
            async with asyncio.timeout(self._longest(asked, showing)):
                reply = await self._reply(answer_id, asked, showing)
            is_answered = reply["status"] == "answered" or reply["reason"] == "talk"
            outcome = ReplyOutcome.ANSWERED if is_answered else ReplyOutcome.REFUSED
            view = reply_view(reply, Shown(answer_id))
        except asyncio.CancelledError:
            outcome, view = ReplyOutcome.STOPPED, closed_view(self._open[answer_id].cancelled, answer_id)
        except Exception as error:  # noqa: BLE001 - it is logged, and said in the place of the answer
            reply, view = None, closed_view(self._excuse(error, answer_id), answer_id)
        self._open[answer_id].ending = True  # from here on there is nothing to stop
        if not self._open[answer_id].moving:  # a move that has begun is seen through, or there would be two messages
            moving.cancel()
        await asyncio.wait([moving])
        await self._end(answer_id, showing, view, outcome, reply, monotonic() - started)

    async def _end(
        self,
        answer_id: str,
        showing: Showing,
        view: MessageView,
        outcome: ReplyOutcome,
        reply: ReplyJson | None,
        seconds: float,
    ) -> None:
        """Keeps the Reply first, then shows it: a button may be pressed as soon as it is seen."""
        store = self._memory.store
        try:
            await self._memory.do(store.settle, answer_id, outcome, reply, seconds)
            lasts = showing.place.lasts()
            longest = self._timings.stop / 2 if self._closing else self._timings.persist
            if not await showing.finish(view, monotonic() + min(longest, longest if lasts is None else lasts)):
                self._health.given_up += 1
            await self._memory.do(store.move, answer_id, showing.place.record)
            await self._memory.do(store.paid, answer_id)
        finally:
            self._open.pop(answer_id, None)
            self._health.open_answers = len(self._open)

    async def _reply(self, answer_id: str, asked: AskedQuestion, showing: Showing) -> ReplyJson:
        def on_wait(ahead: int) -> None:
            showing.offer(working_view(strings.waiting(ahead), answer_id))

        async with self._capacity.place(on_wait):
            progress = asyncio.create_task(self._progress(answer_id, showing))

            def on_claims(claims: Sequence[ClaimJson]) -> None:
                progress.cancel()
                showing.offer(partial_view(claims, answer_id))

            try:
                source_ids = await self._source_ids(asked)
                with logs.request(answer_id):
                    reply = await self._backend.ask(
                        asked.question, asked.conversation_id, source_ids, on_claims, as_typed=asked.as_typed
                    )
            finally:
                progress.cancel()
        if not reply["text"].strip():
            raise ServiceUnavailable(strings.EMPTY_REPLY)
        return reply

    async def _source_ids(self, asked: AskedQuestion) -> list[str] | None:
        """Returns the Sources to search: those permitted here that are in the Library, or the one that was chosen."""
        if asked.permitted is None and asked.source_id is None:
            return None
        titles = await self._sources.permitted(asked.permitted, fresh=True)
        if asked.source_id is not None:
            source_id = chosen(titles, asked.source_id)
            if source_id is None:
                raise UnknownSource(strings.UNKNOWN_SOURCE)
            return [source_id]
        if not titles:
            raise UnknownSource(strings.NO_SOURCE_HERE)
        return list(titles)

    async def _progress(self, answer_id: str, showing: Showing) -> None:
        started = monotonic()
        await asyncio.sleep(self._timings.first_progress)
        while True:
            showing.offer(working_view(strings.still_looking(monotonic() - started), answer_id))
            await asyncio.sleep(self._timings.progress)

    def _longest(self, asked: AskedQuestion, showing: Showing) -> float:
        """Returns how many seconds the answer may take: as long as it can be shown."""
        lasts = showing.place.lasts()
        if lasts is None or asked.fallback is not None:
            return self._timings.answer
        return min(self._timings.answer, lasts * (1 - _MARGIN))

    async def _keep_place(self, answer_id: str, asked: AskedQuestion, showing: Showing) -> None:
        """Moves the answer into a message of the channel before its token expires, where there may be one."""
        lasts = showing.place.lasts()
        if lasts is None or asked.fallback is None:
            return
        await asyncio.sleep(lasts * (1 - _MARGIN))
        self._open[answer_id].moving = True
        record = PlaceRecord(asked.fallback, nonce=answer_id[:25])
        place = MessagePlace(self._connection, record)
        await self._memory.do(self._memory.store.move, answer_id, record)
        try:
            view = working_view(strings.still_looking(self._timings.token), answer_id)
            await persist(lambda: place.show(view), monotonic() + self._timings.longest_retry, self._timings)
        except Gone as error:
            logger.warning("No message could be sent to %s in time: %s", place, error)
            await self._memory.do(self._memory.store.move, answer_id, showing.place.record)
            self.stop(answer_id, strings.TOOK_TOO_LONG)
            return
        await showing.finish(MessageView(strings.BELOW), monotonic() + self._timings.first_retry)
        await showing.go_on_at(place)
        await self._memory.do(self._memory.store.move, answer_id, place.record)

    def _excuse(self, error: Exception, answer_id: str) -> str:
        if isinstance(error, TimeoutError):
            return strings.TOOK_TOO_LONG
        if isinstance(error, BadQuestion | UnknownSource | TooManySources):
            return plain(str(error))
        if isinstance(error, IbidError):
            logger.error("Answer %s: %s", answer_id, error)
            return strings.SERVICE_DOWN
        error_id = answer_id[:8]
        logger.error("Answer %s failed", error_id, exc_info=error)
        return strings.went_wrong(error_id)
