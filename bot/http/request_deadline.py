"""Limits how long a caller waits: answers with a problem after that, even if the work behind it goes on."""

from __future__ import annotations

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.problem_details import problem_response
from bot.http.problem_kinds import TOO_SLOW

logger = logging.getLogger(__name__)


class RequestDeadline:
    """Gives each request ``seconds`` to begin its answer, but for ``unbounded`` paths, which have limits of their own.

    A stream that has begun goes on. What waits for its turn is dropped; a thread cannot be stopped and ends by itself.
    """

    def __init__(self, app: ASGIApp, seconds: float, unbounded: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._seconds = seconds
        self._unbounded = unbounded
        self._late = set[asyncio.Task[None]]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http" or scope["path"] in self._unbounded:
            await self._app(scope, receive, send)
            return
        begun, over = asyncio.Event(), False

        async def send_in_time(message: Message) -> None:
            begun.set()
            if not over:
                await send(message)

        answering = asyncio.ensure_future(self._app(scope, receive, send_in_time))
        beginning = asyncio.ensure_future(begun.wait())
        try:
            await asyncio.wait({answering, beginning}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            if begun.is_set() or answering.done():
                await answering
                return
            over = True
            self._let_go(answering)
            await problem_response(TOO_SLOW)(scope, receive, send)
        except asyncio.CancelledError:
            answering.cancel()
            raise
        finally:
            beginning.cancel()

    def _let_go(self, answering: asyncio.Task[None]) -> None:
        """Calls the request off without waiting until that is heard, and forgets what it ends in."""
        answering.cancel()
        self._late.add(answering)
        answering.add_done_callback(self._late.discard)
        answering.add_done_callback(_forget)


def _forget(answering: asyncio.Task[None]) -> None:
    if not answering.cancelled() and (error := answering.exception()):
        logger.info("A request whose caller was sent away ended in %s", type(error).__name__)
