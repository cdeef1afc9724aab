"""The state of the bot, for each shard and as a whole, for people, for probes and for tests."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from types import SimpleNamespace
from typing import Any

import aiohttp


@dataclass(slots=True)
class ShardHealth:
    """One connection to the gateway."""

    ready: bool = False
    last_event: float = field(default_factory=monotonic)
    identifies: int = 0
    resumes: int = 0


class Health:
    """Counts events since the process began."""

    def __init__(self) -> None:
        self.shards: dict[int, ShardHealth] = {}
        self.statuses: Counter[str] = Counter()
        self.open_answers = 0
        self.restarts = 0
        self.given_up = 0
        self.slowest_acknowledgement = 0.0

    @property
    def is_ready(self) -> bool:
        """Whether every shard is connected."""
        return bool(self.shards) and all(shard.ready for shard in self.shards.values())

    def shard(self, shard_id: int | None) -> ShardHealth:
        """Returns the shard's figures; direct messages come in through the first shard."""
        return self.shards.setdefault(shard_id or 0, ShardHealth())

    def heard(self, shard_id: int | None) -> None:
        """Notes that an event came."""
        self.shard(shard_id).last_event = monotonic()

    def all_down(self) -> None:
        """Notes that the client ended, and its connections with it."""
        for shard in self.shards.values():
            shard.ready = False

    def as_json(self) -> dict[str, Any]:
        """Returns the figures; ages in seconds."""
        now = monotonic()
        return {
            "status": "ready" if self.is_ready else "not ready",
            "shards": [
                {
                    "id": shard_id,
                    "ready": shard.ready,
                    "last_event_age": round(now - shard.last_event, 1),
                    "identifies": shard.identifies,
                    "resumes": shard.resumes,
                }
                for shard_id, shard in sorted(self.shards.items())
            ],
            "http_429": self.statuses["429"],
            "http_5xx": self.statuses["5xx"],
            "restarts": self.restarts,
            "open_answers": self.open_answers,
            "given_up": self.given_up,
            "slowest_acknowledgement": round(self.slowest_acknowledgement, 3),
        }

    def trace(self) -> aiohttp.TraceConfig:
        """Counts the statuses that a session of aiohttp gets."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._on_request_end)
        return config

    async def _on_request_end(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        status = end.response.status
        if status == 429:
            self.statuses["429"] += 1
        elif status >= 500:
            self.statuses["5xx"] += 1
