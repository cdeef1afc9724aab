"""Opens the databases: SQLite files in the home folder, or the PostgreSQL that several replicas share.

Failures become errors of the module that opened the database, never with the values of a statement, because these are
people's questions.
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
from retrieval.storage import write_trial

BUSY_SECONDS: Final = 30
"""How long a statement waits for another process that writes to the same file."""

_FORM: Final = "postgresql://user:password@host/database"


class DatabaseUnusable(IbidError):
    """The database of ``IBID_DATABASE_URL`` cannot be used."""


class Words(sql.TypeDecorator[str]):
    """Text of somebody else's. What cannot be written down, half a character or (in PostgreSQL) a NUL, is replaced."""

    impl = sql.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sql.Dialect) -> str | None:
        """``value`` as it can be stored, and compared with what is stored."""
        del dialect
        return value if value is None else value.encode(errors="replace").decode().replace("\0", "\ufffd")


def open_file(path: Path, unusable: Callable[[str], IbidError], *, durable: bool = False) -> sql.Engine:
    """Opens a SQLite file in which readers continue while a writer writes (WAL) and deleted data is overwritten.

    ``durable``: a commit is on the disk when it returns; otherwise a power cut may cost the last ones, never the file.
    ``unusable`` builds the error to raise where the file cannot be read or written, from the cause in a few words.
    """
    with suppress(OSError):  # told of by SQLite, which says more of it
        path.touch(mode=0o600, exist_ok=True)
    engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    def configure(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    event.listen(engine, "connect", configure)
    engine.update_execution_options(file_identity=write_trial.file_identity(path))
    _report(engine, unusable)
    return engine


def open_server(url: str, unusable: Callable[[str], IbidError]) -> sql.Engine:
    """Opens the PostgreSQL at ``url``, ``postgresql://user:password@host/database``. Raises ``DatabaseUnusable``."""
    try:
        parsed = sql.make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise DatabaseUnusable(f"IBID_DATABASE_URL must have the form {_FORM}.")
        engine = sql.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 5},
        )
        event.listen(engine, "do_connect", _connect_bounded)
    except (ArgumentError, ValueError):
        raise DatabaseUnusable(f"IBID_DATABASE_URL is not an address of the form {_FORM}.") from None
    except ImportError:
        raise DatabaseUnusable("PostgreSQL needs another package: pip install 'ibid[postgres]'.") from None
    _report(engine, unusable)
    return engine


def _connect_bounded(_dialect: object, _record: object, given: Any, named: Any) -> Any:
    """Opens a connection whose statements time out, whether the server is full, frozen or cut off."""
    from retrieval.storage.bounded_postgres import BoundedConnection  # noqa: PLC0415 - psycopg is an optional dependency

    return BoundedConnection.connect(*given, **named)


def create_tables(
    engine: sql.Engine, metadata: sql.MetaData, upgrade: Callable[[sql.Connection], None] | None = None
) -> None:
    """Creates missing tables, and by ``upgrade`` converts those of an earlier version: all of it or nothing.

    Processes and replicas that start together wait for each other.
    """
    with _making_tables(engine) as connection:
        metadata.create_all(connection)
        write_trial.metadata.create_all(connection)
        if upgrade:
            upgrade(connection)


@contextmanager
def making_files(folder: Path) -> Generator[None]:
    """Lets one process at a time open what may create files in ``folder``: SQLite and Chroma have no lock for that."""
    lock = FileLock(folder / "making.lock", timeout=BUSY_SECONDS)
    with suppress(OSError):  # a folder that takes no lock takes no database either; opening that reports it better
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _making_tables(engine: sql.Engine) -> Generator[sql.Connection]:
    """Opens a transaction that excludes other processes from creating tables."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(sql.select(sql.func.pg_advisory_xact_lock(crc32(b"ibid"))))
            yield connection
    else:
        with making_files(Path(engine.url.database or "").parent), engine.begin() as connection:
            connection.exec_driver_sql("BEGIN")  # Python's sqlite3 opens no transaction before DDL
            yield connection


def upsert(connection: sql.Connection, table: sql.Table) -> sqlite.Insert | postgresql.Insert:
    """Returns an INSERT that accepts an ``ON CONFLICT`` clause."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _report(engine: sql.Engine, unusable: Callable[[str], IbidError]) -> None:
    def translate(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
            raise unusable(str(error.orig).strip() or type(error.orig).__name__) from error

    event.listen(engine, "handle_error", translate)
