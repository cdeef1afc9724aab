"""Opens the databases: SQLite files in the home folder, or the PostgreSQL that several replicas share.

What goes wrong in one is told in a sentence of whoever opened it, and never with the values of a statement: these are
what people asked.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import sqlalchemy as sql
from filelock import FileLock
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


class Words(sql.TypeDecorator[str]):
    """Text of somebody else's. What cannot be written down, half a character or (in PostgreSQL) a NUL, is replaced."""

    impl = sql.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sql.Dialect) -> str | None:
        """``value`` as it can be stored, and compared with what is stored."""
        del dialect
        return value if value is None else value.encode(errors="replace").decode().replace("\0", "\ufffd")


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
        event.listen(engine, "do_connect", _connect_bounded)
    except (ArgumentError, ValueError):
        raise DatabaseUnusable(f"IBID_DATABASE_URL is no address such as {_SUCH_AS}.") from None
    except ImportError:
        raise DatabaseUnusable("PostgreSQL needs a package more: pip install 'ibid[postgres]'.") from None
    _report(engine, unusable)
    return engine


def _connect_bounded(_dialect: object, _record: object, given: Any, named: Any) -> Any:
    """A connection none of whose statements is waited for without end, be the server full, frozen or cut off."""
    from retrieval.storage.bounded_postgres import BoundedConnection  # noqa: PLC0415 - an extra that not all have

    return BoundedConnection.connect(*given, **named)


def create_tables(
    engine: sql.Engine, metadata: sql.MetaData, upgrade: Callable[[sql.Connection], None] | None = None
) -> None:
    """Makes what is missing, and by ``upgrade`` this version's out of what an earlier one made: all of it or nothing.

    Processes and replicas that start together do not stand in each other's way.
    """
    with _making_tables(engine) as connection:
        metadata.create_all(connection)
        if upgrade:
            upgrade(connection)


@contextmanager
def making_files(folder: Path) -> Generator[None]:
    """One process at a time opens what makes files in ``folder`` if need be: neither SQLite nor Chroma sees to that."""
    lock = FileLock(folder / "making.lock", timeout=BUSY_SECONDS)
    with suppress(OSError):  # a folder that takes no lock takes no database, which whoever opens that can say better
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _making_tables(engine: sql.Engine) -> Generator[sql.Connection]:
    """A transaction beside which nobody else makes tables."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(sql.select(sql.func.pg_advisory_xact_lock(crc32(b"ibid"))))
            yield connection
    else:
        with making_files(Path(engine.url.database or "").parent), engine.begin() as connection:
            connection.exec_driver_sql("BEGIN")  # Python's sqlite3 begins none before it makes or alters a table
            yield connection


def upsert(connection: sql.Connection, table: sql.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can be told what to do where the row is there already."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _report(engine: sql.Engine, unusable: Callable[[str], IbidError]) -> None:
    def translate(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
            raise unusable(str(error.orig).strip() or type(error.orig).__name__) from error

    event.listen(engine, "handle_error", translate)
