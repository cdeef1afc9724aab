"""How many questions are answered at once in this process, whoever asks: Discord and HTTP share the places."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

_ASKING = ("/ask", "/search", "/verify", "/v1/chat/completions")


class Capacity:
    """Places for ``at_once`` questions; who finds none waits in order of arrival."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[asyncio.Future[None]] = deque()

    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiting)

    @asynccontextmanager
    async def place(self, on_wait: Callable[[int], None] | None = None) -> AsyncGenerator[None]:
        """A place for as long as the block lasts. ``on_wait`` is told how many are ahead, where one has to wait."""
        if self._free > 0 and not self._waiting:
            self._free -= 1
        else:
            if on_wait:
                on_wait(len(self._waiting) + 1)
            await self._wait()
        try:
            yield
        finally:
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


class SharedCapacity:
    """Has questions over HTTP take places too."""

    def __init__(self, app: ASGIApp, capacity: Capacity) -> None:
        self._app = app
        self._capacity = capacity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] == "http" and scope["path"] in _ASKING:
            async with self._capacity.place():
                await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, send)
