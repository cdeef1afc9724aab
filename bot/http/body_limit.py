"""Rejects bodies that are too large, before they fill the memory or the disk, and those that never end.

FastAPI has ``max_body_size`` for this since 2026, but answers with plain text where the door answers with problems.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import monotonic

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.problem_details import AtTheDoor
from bot.http.problem_kinds import SLOW_BODY, TOO_LARGE
from retrieval.numbers import number

GRACE_SECONDS = 10.0
"""Seconds that any body may take."""
LEAST_RATE = 10_000
"""Bytes a second that a body has to come at beyond that, on the whole: a modem's speed."""


class BodyLimit:
    """Counts what comes in. ``limit`` is in bytes; ``larger`` has the paths that take more.

    It speaks up when the body is read: who may not send one at all is told so first.
    """

    def __init__(self, app: ASGIApp, limit: int, larger: Mapping[str, int]) -> None:
        self._app = app
        self._limit = limit
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._limit)
        announced = Headers(scope=scope).get("content-length", "")
        size, ended, begun = 0, False, monotonic()

        async def receive_within_limit() -> Message:
            nonlocal size, ended
            if ended:
                return await receive()
            if number(announced or "0", limit + 1) > limit:
                raise _too_large(limit)
            left = begun + GRACE_SECONDS + size / LEAST_RATE - monotonic()
            try:
                async with asyncio.timeout(left):
                    message = await receive()
            except TimeoutError:
                raise AtTheDoor(SLOW_BODY) from None
            size += len(message.get("body", b""))
            ended = not message.get("more_body", False)
            if size > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, receive_within_limit, send)


def _too_large(limit: int) -> AtTheDoor:
    return AtTheDoor(TOO_LARGE, f"The body has more than {limit:,} bytes; that is the most that is taken here.")
