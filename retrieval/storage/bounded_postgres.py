"""Connections to PostgreSQL on which every wait has an end.

A ``statement_timeout`` is kept by the server itself: one that is frozen, or cut off from us, keeps none.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg

STATEMENT_SECONDS = 10.0
"""How long a statement may take; those of conversations, feedback and rate limits take milliseconds."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is given up where it keeps silent; SQLAlchemy's pool then makes a new one."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """What comes of ``gen``; raises ``psycopg.OperationalError`` after ``STATEMENT_SECONDS``."""
        most = STATEMENT_SECONDS if timeout is None else timeout
        began = monotonic()
        try:
            return super().wait(gen, interval, most)
        except psycopg.OperationalError:
            if monotonic() - began < most:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {most:g} s") from None
