"""How many questions are answered at once in this process, whoever asks: Discord and HTTP share the places."""

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
"""Questions at once where another machine does most of the work."""
_LATEST = 30.0
"""Seconds that nobody is asked to stay away beyond those that a place takes to be had."""
_NEWEST = 0.2
"""What the last answer weighs in the mean of how long they take."""


def places(settings: ServiceSettings) -> int:
    """How many questions are answered at once. More than there are cores would each only take longer."""
    cores = settings.threads or available_cores()
    return settings.answers_at_once or (_WITH_A_CHAT_MODEL if settings.has_chat_model else cores)


class Overloaded(IbidError):
    """More people ask than can be answered at once; ``seconds``: when to come back."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"More people are asking than can be answered at once. Try again in {seconds} s.")
        self.seconds = seconds


class Capacity:
    """Places for ``at_once`` questions; who finds none waits in order of arrival."""

    def __init__(self, at_once: int) -> None:
        self._at_once = self._free = at_once
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._seconds = 0.0
        self._next_turn = 0.0

    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiting)

    def is_taken(self, for_each: int) -> bool:
        """Whether every place is taken, and for each of them ``for_each`` or more wait."""
        return not self._free and len(self._waiting) >= for_each * self._at_once

    def expected_wait(self) -> float:
        """Seconds until who comes now has a place, if answers go on to take as long as the last ones did."""
        if self._free > 0 and not self._waiting:
            return 0.0
        return (len(self._waiting) + 1) * self._seconds / self._at_once

    def turn(self) -> float:
        """Seconds until whoever is sent away now should come back.

        Each has a turn behind those who were sent away before: if all came back at once, all but a few would be sent
        away again. Nobody is kept longer than ``_LATEST``, for not everyone comes back.
        """
        now = monotonic()
        soonest = now + self.expected_wait()
        self._next_turn = min(max(self._next_turn + self._seconds / self._at_once, soonest), soonest + _LATEST)
        return self._next_turn - now

    @asynccontextmanager
    async def place(self, on_wait: Callable[[int], None] | None = None) -> AsyncGenerator[None]:
        """A place for as long as the block lasts. ``on_wait`` is told how many are ahead, where one has to wait."""
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
    """Returns the limit on questions over HTTP; ``capacity``: places that Discord takes of too."""
    return SharedCapacity(capacity or Capacity(places(settings)), settings.waiting_for_each)


class SharedCapacity:
    """Has questions over HTTP take places too. Who comes when ``for_each`` place so many wait is told when to come."""

    def __init__(self, capacity: Capacity, for_each: int) -> None:
        self._capacity = capacity
        self._for_each = for_each

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        """A place for as long as the block lasts; raises ``Overloaded``, which says when to come back."""
        if self._capacity.is_taken(self._for_each):
            raise Overloaded(max(ceil(self._capacity.turn()), 1))
        async with self._capacity.place():
            yield
