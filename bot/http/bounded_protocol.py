"""Connections that cannot be held by saying little: headers come in time and within a size, and there is always room.

Uvicorn bounds neither how long the headers of a request may take nor how many connections there are; a process that
has used up its files can open no database either.
"""

from __future__ import annotations

import asyncio
import sys
from time import monotonic
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_SECONDS = 10.0
"""From the first byte of a request, or the beginning of a connection, until its headers are there."""
_LONGEST_HEADERS = 64 * 1024
"""Bytes of a request until its headers end."""
_FILES_OF_OURS = 256
"""Left for databases, indexes and pages that are fetched."""
_MOST_CONNECTIONS = 4096


class BoundedProtocol(HttpToolsProtocol):
    """One connection. Where there are as many as may be, the one that has waited longest for its headers makes room."""

    most_connections = 0
    """Connections at once; 0: as many as the limit on open files leaves room for."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._size = 0
        self.waiting_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for a request, where there is room."""
        super().connection_made(transport)
        if len(self.connections) > (self.most_connections or _room()):
            longest = min(filter(_is_waiting, self.connections), key=_waiting_since, default=self)
            longest.transport.abort()
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Feeds the parser, and notes whether the headers are there by now."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting()
        elif self._is_between_requests() and not self.transport.is_closing():
            self._size += len(data)
            if self._size > _LONGEST_HEADERS:
                self.transport.abort()
            elif self._timer is None:
                self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets that anything is waited for."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_between_requests(self) -> bool:
        cycle: Any = self.cycle  # uvicorn declares it as never None, and begins with None
        return cycle is None or cycle.response_complete

    def _wait(self) -> None:
        self.waiting_since = monotonic()
        self._timer = self.loop.call_later(HEADERS_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        self.waiting_since, self._size = None, 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _is_waiting(connection: Any) -> bool:
    return isinstance(connection, BoundedProtocol) and connection.waiting_since is not None


def _waiting_since(connection: Any) -> float:
    return connection.waiting_since


def _room() -> int:
    """How many connections the limit on open files leaves room for."""
    if sys.platform == "win32":
        return _MOST_CONNECTIONS
    import resource  # noqa: PLC0415 - there is none on Windows

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(64, min(_MOST_CONNECTIONS, files - _FILES_OF_OURS)) if files > 0 else _MOST_CONNECTIONS
