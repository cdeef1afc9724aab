"""Keeps the bot from identifying too fast or too often: at 1,000 times a day Discord resets the token."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from time import monotonic

logger = logging.getLogger(__name__)

_DAY = 86400.0
_A_DAY = 900
"""Leaves some of Discord's 1,000 for the person who mends what is wrong."""


class IdentifyPace:
    """One IDENTIFY of a bucket at a time, with ``apart`` seconds between two, across restarts of the client.

    The bucket of a shard is its id modulo ``max_concurrency``, which Discord states with the gateway's address.
    """

    def __init__(self, apart: float) -> None:
        self._apart = apart
        self._next: dict[int, float] = {}
        self._made: deque[float] = deque()
        self.max_concurrency = 1

    async def turn(self, shard_id: int | None) -> None:
        """Returns when the shard may identify."""
        await self._within_the_day()
        bucket = (shard_id or 0) % max(1, self.max_concurrency)
        start = max(monotonic(), self._next.get(bucket, 0.0))
        self._next[bucket] = start + self._apart
        self._made.append(start)
        await asyncio.sleep(max(0.0, start - monotonic()))

    async def _within_the_day(self) -> None:
        while self._made and self._made[0] < monotonic() - _DAY:
            self._made.popleft()
        if len(self._made) >= _A_DAY:
            pause = self._made[0] + _DAY - monotonic()
            logger.error("Identified %d times in a day; waiting %.0f s so that Discord keeps the token", _A_DAY, pause)
            await asyncio.sleep(pause)
