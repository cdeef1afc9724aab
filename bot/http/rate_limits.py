"""Rejects requests beyond a caller's rate, or beyond what the server can answer at once, with ``Retry-After``."""

from __future__ import annotations

import math
from collections import Counter
from hashlib import sha256
from time import time

from anyio.to_thread import run_sync
from limits import WindowStats, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.problem_details import problem_of, problem_response
from bot.http.problem_kinds import OVERLOADED, TOO_MANY, TOO_MANY_AT_ONCE
from bot.http.shared_limits import CountsUnusable, SharedLimiter
from bot.keys import Keys, bearer

_ALWAYS_SERVED = ("/health/", "/metrics", "/page/")
"""What costs next to nothing, and is wanted most when there is trouble."""
_OF_STRANGERS = 4
"""The part of all places that those without a key may have together, where there are keys."""


class RequestCap:
    """Takes at most ``most`` requests at once, and ``most_of_one`` caller. Whoever comes beyond that is told so.

    Where there are keys, those who have none share a quarter of the places: they cannot shut out who has one.
    """

    def __init__(self, app: ASGIApp, keys: Keys, most: int, most_of_one: int) -> None:
        self._app = app
        self._keys = keys
        self._most = most
        self._most_of_one = most_of_one
        self._under_way = Counter[str]()
        self._strangers = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http" or _is_always_served(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        who, is_stranger = _who(request, self._keys), not self._keys.is_known(bearer(request))
        if self._under_way[who] >= self._most_of_one:
            await problem_response(TOO_MANY_AT_ONCE)(scope, receive, send)
        elif self._under_way.total() >= self._most or (is_stranger and self._strangers >= self._most_of_strangers()):
            await problem_response(OVERLOADED)(scope, receive, send)
        else:
            self._under_way[who] += 1
            self._strangers += is_stranger
            try:
                await self._app(scope, receive, send)
            finally:
                self._under_way -= Counter([who])
                self._strangers -= is_stranger

    def _most_of_strangers(self) -> int:
        return max(1, self._most // _OF_STRANGERS) if self._keys.are_there else self._most


class RateLimit:
    """Counts the requests of each key, or of each address without one, in a sliding window.

    ``rate`` is such as ``60/minute``. The headers ``RateLimit`` and ``RateLimit-Policy`` are those of the IETF's draft
    "RateLimit header fields for HTTP". Each process counts for itself, or replicas together with ``shared``.
    """

    def __init__(self, app: ASGIApp, keys: Keys, rate: str, shared: SharedLimiter | None = None) -> None:
        self._app = app
        self._keys = keys
        self._rate = parse(rate)
        self._shared = shared
        self._limiter = shared or SlidingWindowCounterRateLimiter(MemoryStorage())
        self._policy = f'"default";q={self._rate.amount};w={self._rate.get_expiry()}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http" or _is_always_served(scope["path"]):
            await self._app(scope, receive, send)
            return
        who = _who(HTTPConnection(scope), self._keys)
        try:
            welcome, stats = await run_sync(self._hit, who) if self._shared else self._hit(who)
        except CountsUnusable as error:
            response = problem_response(*problem_of(error, scope["state"]["request_id"]))
            await response(scope, receive, send)
            return
        seconds = max(1, math.ceil(stats.reset_time - time()))

        async def send_with_limit(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self._policy
                headers["RateLimit"] = f'"default";r={stats.remaining};t={seconds}'
                if not welcome:
                    headers["Retry-After"] = str(seconds)
            await send(message)

        if welcome:
            await self._app(scope, receive, send_with_limit)
        else:
            await problem_response(TOO_MANY)(scope, receive, send_with_limit)

    def _hit(self, who: str) -> tuple[bool, WindowStats]:
        welcome = self._limiter.hit(self._rate, who)
        return welcome, self._limiter.get_window_stats(self._rate, who)


def _is_always_served(path: str) -> bool:
    return path == "/" or path.startswith(_ALWAYS_SERVED)


def _who(request: HTTPConnection, keys: Keys) -> str:
    """The caller's key, as a digest, or else address: who makes up keys is the same caller with each of them."""
    key = bearer(request)
    return sha256(key).hexdigest() if keys.is_known(key) else (request.client.host if request.client else "")
