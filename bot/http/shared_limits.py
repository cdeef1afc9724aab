"""Counts of requests in the database that replicas share, so that a limit is one limit however many there are.

The sliding window is that of the library ``limits``; what it asks of a storage is kept here, in one table. Each count
is made in one statement, so that none is lost however many hit at once.
"""

from __future__ import annotations

from math import floor
from time import time
from typing import cast

import sqlalchemy as sql
from limits.storage import Storage
from limits.storage.base import SlidingWindowCounterSupport
from limits.strategies import SlidingWindowCounterRateLimiter

from retrieval.errors import IbidError
from retrieval.storage.database import create_tables, open_server, upsert

_SWEEP_EVERY = 60.0
"""Seconds between two sweeps of what no window needs any more."""

_metadata = sql.MetaData()
_counts = sql.Table(
    "rate_counts",
    _metadata,
    sql.Column("key", sql.Text, primary_key=True),
    sql.Column("window", sql.BigInteger, primary_key=True),
    sql.Column("count", sql.BigInteger, nullable=False),
    sql.Column("needed_until", sql.Float, nullable=False, index=True),
)


class CountsUnusable(IbidError):
    """The database of the rate limits cannot be used."""


class SharedLimiter(SlidingWindowCounterRateLimiter):
    """Counts in the database at an address; raises ``CountsUnusable``."""

    def __init__(self, url: str) -> None:
        # The base insists on a storage for every strategy; a sliding window asks for the three methods alone.
        self._counts = SharedCounts(url)
        self.storage = cast("Storage", self._counts)

    def close(self) -> None:
        """Ends the connections."""
        self._counts.close()


class SharedCounts(SlidingWindowCounterSupport):
    """What ``limits`` counts for its sliding windows. Raises ``CountsUnusable``."""

    base_exceptions = ()
    wrap_exceptions = False

    def __init__(self, url: str) -> None:
        says = "Requests cannot be counted in the database of IBID_DATABASE_URL ({}). Does it run?"
        self._engine = open_server(url, lambda cause: CountsUnusable(says.format(cause)))
        self._swept = 0.0
        create_tables(self._engine, _metadata)

    def close(self) -> None:
        """Ends the connections."""
        self._engine.dispose()

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts ``amount`` unless that would be more than ``limit`` in ``expiry`` seconds; whether it was counted."""
        now = time()
        window = int(now // expiry)
        row = {"key": key, "window": window, "count": amount, "needed_until": (window + 2) * expiry}
        mine = (_counts.c.key == key) & (_counts.c.window == window)
        with self._engine.begin() as connection:
            insert = upsert(connection, _counts).values(row)
            more = insert.on_conflict_do_update(
                index_elements=["key", "window"], set_={"count": _counts.c.count + amount}
            )
            count = connection.scalar(more.returning(_counts.c.count)) or 0
            before, left = self._before(connection, key, expiry, now)
            if welcome := floor(before * left / expiry + count) <= limit:
                self._sweep(connection, now)
            else:
                connection.execute(sql.update(_counts).where(mine).values(count=_counts.c.count - amount))
        return welcome

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """The last window's count and the seconds for which it still counts, this window's count and its seconds."""
        now = time()
        with self._engine.connect() as connection:
            before, left = self._before(connection, key, expiry, now)
            count = self._count(connection, key, int(now // expiry))
        return before, left, count, 2 * expiry - now % expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:  # noqa: ARG002 - the library's signature
        """Forgets what was counted under ``key``, whatever the window."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(_counts).where(_counts.c.key == key))

    def _before(self, connection: sql.Connection, key: str, expiry: int, now: float) -> tuple[int, float]:
        count = self._count(connection, key, int(now // expiry) - 1)
        return count, expiry - now % expiry if count else 0.0

    def _count(self, connection: sql.Connection, key: str, window: int) -> int:
        query = sql.select(_counts.c.count).where(_counts.c.key == key, _counts.c.window == window)
        return connection.scalar(query) or 0

    def _sweep(self, connection: sql.Connection, now: float) -> None:
        if abs(now - self._swept) >= _SWEEP_EVERY:
            connection.execute(sql.delete(_counts).where(_counts.c.needed_until < now))
            self._swept = now
