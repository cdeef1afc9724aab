"""Opens the databases: SQLite files in the home folder, or the PostgreSQL that several replicas share.

What goes wrong in one is told in a sentence of whoever opened it, and never with the values of a statement: these are
what people asked.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import sqlalchemy as sql
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from retrieval.errors import IbidError

BUSY_SECONDS: Final = 30
"""How long a statement waits for another process that writes to the same file."""

_SUCH_AS: Final = "postgresql://user:password@host/database"


class DatabaseUnusable(IbidError):
    """The database of ``IBID_DATABASE_URL`` cannot be used as things are."""


def open_file(path: Path, unusable: Callable[[str], IbidError], *, durable: bool = False) -> sql.Engine:
    """A SQLite file in which readers go on while a writer writes (WAL); what was deleted is overwritten.

    ``durable``: a commit is on the disk when it returns; otherwise a power cut may cost the last ones, never the file.
    ``unusable`` makes the error that is raised where the file cannot be read or written, of the cause in a few words.
    """
    engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    def configure(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    event.listen(engine, "connect", configure)
    _report(engine, unusable)
    return engine


def open_server(url: str, unusable: Callable[[str], IbidError]) -> sql.Engine:
    """The PostgreSQL at ``url``, ``postgresql://user:password@host/database``. Raises ``DatabaseUnusable``."""
    try:
        parsed = sql.make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise DatabaseUnusable(f"IBID_DATABASE_URL must be such as {_SUCH_AS}.")
        engine = sql.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 5},
        )
    except ArgumentError:
        raise DatabaseUnusable(f"IBID_DATABASE_URL is no address such as {_SUCH_AS}.") from None
    except ImportError:
        raise DatabaseUnusable("PostgreSQL needs a package more: pip install 'ibid[postgres]'.") from None
    _report(engine, unusable)
    return engine


def create_tables(engine: sql.Engine, metadata: sql.MetaData) -> None:
    """Makes what is missing; replicas that start together do not stand in each other's way."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sql.select(sql.func.pg_advisory_xact_lock(crc32(b"ibid"))))
        metadata.create_all(connection)


def upsert(connection: sql.Connection, table: sql.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can be told what to do where the row is there already."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _report(engine: sql.Engine, unusable: Callable[[str], IbidError]) -> None:
    def translate(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
            raise unusable(str(error.orig).strip() or type(error.orig).__name__) from error

    event.listen(engine, "handle_error", translate)
