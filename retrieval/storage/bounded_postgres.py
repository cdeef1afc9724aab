"""Connections to PostgreSQL with a limit on every wait.

A ``statement_timeout`` is enforced by the server itself: a server that is frozen or cut off does not enforce it.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg

STATEMENT_SECONDS = 10.0
"""Most seconds of a statement; those of conversations, feedback and rate limits take milliseconds."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed after too long a silence; SQLAlchemy's pool then opens a new one."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Returns the result of ``gen``; raises ``psycopg.OperationalError`` after ``STATEMENT_SECONDS``."""
        most = STATEMENT_SECONDS if timeout is None else timeout
        began = monotonic()
        try:
            return super().wait(gen, interval, most)
        except psycopg.OperationalError:
            if monotonic() - began < most:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {most:g} s") from None
