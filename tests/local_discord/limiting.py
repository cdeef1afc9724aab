"""Rate limits: buckets with the headers that Discord sends, and a 429 for who goes on regardless."""

from __future__ import annotations

import time
from dataclasses import dataclass

CHANNEL = (5, 5.0)
"""Requests and seconds for sending, and as much again for editing, in one channel."""

TOKEN = (5, 2.0)
"""The same for an interaction's token."""


@dataclass(slots=True)
class _Window:
    left: int
    ends: float


class Limits:
    """One window for each bucket."""

    def __init__(self) -> None:
        self._windows: dict[str, _Window] = {}

    def take(self, bucket: str, size: tuple[int, float]) -> tuple[dict[str, str], float]:
        """The headers, and how long to wait: 0 where the request is within the limit."""
        most, seconds = size
        window = self._windows.get(bucket)
        if window is None or time.monotonic() >= window.ends:
            window = self._windows[bucket] = _Window(most, time.monotonic() + seconds)
        window.left -= 1
        left = window.ends - time.monotonic()
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, window.left)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": bucket.partition(":")[0],
        }
        return headers, left if window.left < 0 else 0.0
