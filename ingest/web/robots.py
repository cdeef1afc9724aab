"""What a site asks of robots (RFC 9309), and the pauses between two requests to one host."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import httpx
from protego import Protego

from ingest.ingest_errors import AddressRefused, NotFetched

ROBOT = "Ibid"
"""The name that a site's rules know us by."""

LIMIT = 1_000_000
"""Bytes of rules that are read; RFC 9309, section 2.5, asks for half of it at least."""

_KEPT_SECONDS = 3600.0
"""How long rules are remembered; section 2.4 allows a day."""

_LONGEST_PAUSE = 60.0
"""Seconds that a site's own ``Crawl-delay`` may ask for."""


@dataclass(frozen=True, slots=True)
class _Kept:
    rules: Protego
    until: float


class Robots:
    """The rules of the sites that were met. Threads may share it."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def mind(self, url: httpx.URL, fetch: Callable[[httpx.URL], tuple[int, bytes]]) -> float:
        """The seconds that the site of ``url`` wants between two requests. ``fetch`` gets its rules: status and body.

        Raises ``AddressRefused`` where it asks that ``url`` not be fetched, ``NotFetched`` where it cannot be asked.
        """
        home = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        kept = self._kept.get(str(home))
        if kept is None or kept.until < time.monotonic():
            kept = _Kept(_rules(*fetch(home)), time.monotonic() + _KEPT_SECONDS)
            self._kept[str(home)] = kept
        if not kept.rules.can_fetch(str(url), ROBOT):
            raise AddressRefused("The site's robots.txt asks that this page not be fetched. Save it, ingest the file.")
        return min(kept.rules.crawl_delay(ROBOT) or 0.0, _LONGEST_PAUSE)


def _rules(status: int, body: bytes) -> Protego:
    """The rules in an answer: none where there are none to be had, all doors closed while the server is in trouble."""
    if status >= 500 or status == 429:
        raise NotFetched(f"The site cannot say what robots may fetch (status {status}). Try again later.")
    return Protego.parse(body.decode("utf-8-sig", errors="replace") if status == 200 else "")


class Turns:
    """When each host may be asked again. Threads may share it."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._lock = Lock()

    def take(self, host: str, pause: float) -> float:
        """Takes the next turn at ``host``, with ``pause`` seconds after the one before; seconds to wait for it."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._last[host] + pause) if host in self._last else now
            self._last[host] = turn
        return turn - now
