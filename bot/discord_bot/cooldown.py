"""Limits how many questions a user or a guild may ask a minute; bursts are allowed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic

_MINUTE = 60.0
_KEPT = 10_000


class Cooldown:
    """A token bucket for each key. https://en.wikipedia.org/wiki/Token_bucket

    ``a_minute``: tokens that come back in a minute, and the most there are; 0 lifts the limit.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = a_minute
        self._clock = clock
        self._buckets: dict[Hashable, tuple[float, float]] = {}

    def wait(self, key: Hashable) -> float:
        """Takes a token and returns 0; or takes none, and returns the seconds until there is one."""
        if not self._most:
            return 0.0
        now = self._clock()
        tokens, since = self._buckets.get(key, (float(self._most), now))
        tokens = min(self._most, tokens + (now - since) * self._most / _MINUTE)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            return (1 - tokens) * _MINUTE / self._most
        self._buckets[key] = (tokens - 1, now)
        if len(self._buckets) > _KEPT:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Drops the buckets that are full again."""
        self._buckets = {
            key: (tokens, since) for key, (tokens, since) in self._buckets.items() if now - since < _MINUTE
        }
