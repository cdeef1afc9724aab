"""Turns away bodies that are too large, before they fill the memory or the disk.

FastAPI has ``max_body_size`` for this since 2026, but answers with plain text where the door answers with problems.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.problem_details import AtTheDoor
from bot.http.problem_kinds import TOO_LARGE


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
        size = 0

        async def receive_within_limit() -> Message:
            nonlocal size
            if announced.isdecimal() and int(announced) > limit:
                raise _too_large(limit)
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, receive_within_limit, send)


def _too_large(limit: int) -> AtTheDoor:
    return AtTheDoor(TOO_LARGE, f"The body has more than {limit:,} bytes; that is the most that is taken here.")
