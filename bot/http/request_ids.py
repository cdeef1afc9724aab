"""Gives each request an id that its answer and the log share, and stands behind all else when something breaks."""

from __future__ import annotations

import logging
import re
from asyncio import CancelledError
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import logs
from bot.http.problem_details import problem_response, unexpected
from bot.http.problem_kinds import STOPPING

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[\w.:/+=-]{1,100}", re.ASCII)
"""What a caller may choose as an id: nothing that could forge a line of a log."""


class RequestIds:
    """Takes the id that the caller or a proxy states, or makes one, and sends it back in ``X-Request-ID``.

    An exception that nobody foresaw is logged under that id, and nothing of it is sent. Starlette's own last resort
    stands outside of all middleware, so that its answer would lack the header, and has the server log it once more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def send_with_id(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            with logs.request(request_id):
                await self._app(scope, receive, send_with_id)
        except ClientDisconnect:
            logger.info("Request %s: the caller hung up", request_id)
        except CancelledError:
            logger.warning("Request %s was cut off: the server stops", request_id)
            if started:
                raise
            await problem_response(STOPPING)(scope, receive, send_with_id)
        except Exception:
            logger.exception("Request %s failed: %s %r", request_id, scope["method"], scope["path"])
            if started:
                raise
            await unexpected(request_id)(scope, receive, send_with_id)


def _request_id(scope: Scope) -> str:
    stated = Headers(scope=scope).get(HEADER, "")
    return stated if _ACCEPTED.fullmatch(stated) else uuid4().hex[:12]
