"""Limits how many questions this process answers at once. Discord and HTTP share the limit."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from math import ceil
from time import monotonic

from bot.settings import ServiceSettings
from retrieval.errors import IbidError
from retrieval.machine import available_cores

_WITH_A_CHAT_MODEL = 8
"""Questions at once where a chat model on another machine does most of the work."""
_LATEST = 30.0
"""Seconds that a rejected caller is asked to wait at most, beyond the expected wait for a place."""
_NEWEST = 0.2
"""Weight of the last answer in the moving mean of the seconds that answers take."""


def places(settings: ServiceSettings) -> int:
    """Returns how many questions to answer at once. More than there are cores would only slow each other down."""
    cores = settings.threads or available_cores()
    return settings.answers_at_once or (_WITH_A_CHAT_MODEL if settings.has_chat_model else cores)


class Overloaded(IbidError):
    """More people ask than can be answered at once; ``seconds``: how long to wait before the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"More people are asking than can be answered at once. Try again in {seconds} s.")
        self.seconds = seconds


class Capacity:
    """Answers at most ``at_once`` questions at a time; the others wait in order of arrival."""

    def __init__(self, at_once: int) -> None:
        self._at_once = self._free = at_once
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._seconds = 0.0
        self._next_turn = 0.0

    def waiting(self) -> int:
        """Returns how many questions wait for a place."""
        return len(self._waiting)

    def is_taken(self, for_each: int) -> bool:
        """Whether every place is taken, and for each of them ``for_each`` or more wait."""
        return not self._free and len(self._waiting) >= for_each * self._at_once

    def expected_wait(self) -> float:
        """Returns the seconds until a question asked now has a place, if answers take as long as the last ones did."""
        if self._free > 0 and not self._waiting:
            return 0.0
        return (len(self._waiting) + 1) * self._seconds / self._at_once

    def turn(self) -> float:
        """Returns the seconds until a caller that is rejected now should try again.

        Each gets a turn after those rejected before: if all came back at once, all but a few would be rejected again.
        The turn is at most ``_LATEST`` behind the expected wait, for not everyone comes back.
        """
        now = monotonic()
        soonest = now + self.expected_wait()
        self._next_turn = min(max(self._next_turn + self._seconds / self._at_once, soonest), soonest + _LATEST)
        return self._next_turn - now

    @asynccontextmanager
    async def place(self, on_wait: Callable[[int], None] | None = None) -> AsyncGenerator[None]:
        """Holds a place while the block runs. Calls ``on_wait`` with the number of questions ahead, if any."""
        if self._free > 0 and not self._waiting:
            self._free -= 1
        else:
            if on_wait:
                on_wait(len(self._waiting) + 1)
            await self._wait()
        began = monotonic()
        try:
            yield
        finally:
            took = monotonic() - began
            self._seconds += _NEWEST * (took - self._seconds) if self._seconds else took
            self._give_back()

    async def _wait(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back()
            elif turn in self._waiting:
                self._waiting.remove(turn)
            raise

    def _give_back(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def shared_capacity(settings: ServiceSettings, capacity: Capacity | None = None) -> SharedCapacity:
    """Returns the limit on questions over HTTP; ``capacity``: the places that it shares with Discord."""
    return SharedCapacity(capacity or Capacity(places(settings)), settings.waiting_for_each)


class SharedCapacity:
    """Admits HTTP requests to the shared places; rejects them once ``for_each`` questions wait for each place."""

    def __init__(self, capacity: Capacity, for_each: int) -> None:
        self._capacity = capacity
        self._for_each = for_each

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        """Holds a place while the block runs; raises ``Overloaded``, which says how long to wait."""
        if self._capacity.is_taken(self._for_each):
            raise Overloaded(max(ceil(self._capacity.turn()), 1))
        async with self._capacity.place():
            yield
