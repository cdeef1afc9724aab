"""Tries whether what a home holds can be written, and says in plain words why not.

A full disk is noticed by those who write alone: whoever reads goes on as if nothing were wrong. The causes are told
apart here, because the words of a database or of the system name files and statements, which are not for everybody.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import sqlalchemy as sql

from retrieval.errors import IbidError

_SIZE: Final = 16_384
"""Bytes of a trial, about what a turn with its Reply takes."""
_FILE_SIZE: Final = 65_536
_PATIENCE_MS: Final = 500
"""How long a trial waits for another process that writes."""

metadata = sql.MetaData()
_trials = sql.Table(
    "write_trials",
    metadata,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("filling", sql.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)


class Cause(StrEnum):
    """Why a database or a folder cannot be written or read, in words for everybody."""

    FULL = "the disk is full"
    READ_ONLY = "it is read-only"
    DAMAGED = "its file is damaged"
    GONE = "its file was deleted or replaced"
    BUSY = "another process holds it"
    FAILING = "the disk or the database does not do its work"


_OF_ERRNO: Final = {
    errno.ENOSPC: Cause.FULL,
    errno.EDQUOT: Cause.FULL,
    errno.EROFS: Cause.READ_ONLY,
    errno.EACCES: Cause.READ_ONLY,
    errno.EPERM: Cause.READ_ONLY,
    errno.ENOENT: Cause.GONE,
}
_OF_SQLITE: Final = {
    "SQLITE_FULL": Cause.FULL,
    "SQLITE_READONLY": Cause.READ_ONLY,
    "SQLITE_PERM": Cause.READ_ONLY,
    "SQLITE_CORRUPT": Cause.DAMAGED,
    "SQLITE_NOTADB": Cause.DAMAGED,
    "SQLITE_BUSY": Cause.BUSY,
    "SQLITE_LOCKED": Cause.BUSY,
    "SQLITE_ERROR": Cause.DAMAGED,  # a table is missing
}
_OF_POSTGRES: Final = {"53100": Cause.FULL, "25006": Cause.READ_ONLY, "55P03": Cause.BUSY}


class FileUnusable(IbidError):
    """The file of a database was deleted, replaced or damaged after it was opened."""


def cause_of(error: BaseException) -> Cause:
    """Returns the cause of an error of a store, found in what it was raised from."""
    chain: BaseException | None = error
    while chain is not None:
        raw = getattr(chain, "orig", None) or chain
        if isinstance(raw, OSError) and raw.errno in _OF_ERRNO:
            return _OF_ERRNO[raw.errno]
        name = "_".join(str(getattr(raw, "sqlite_errorname", "")).split("_")[:2])
        if cause := _OF_SQLITE.get(name) or _OF_POSTGRES.get(str(getattr(raw, "sqlstate", ""))):
            return cause
        chain = chain.__cause__
    return Cause.FAILING


def try_folder(folder: Path) -> None:
    """Writes a file in ``folder`` and deletes it; raises ``OSError``.

    The log of a database has room of its own, so that a small change of one may pass on a full disk.
    """
    with TemporaryFile(dir=folder) as file:
        file.write(bytes(_FILE_SIZE))
        file.flush()
        os.fsync(file.fileno())


def file_identity(path: Path) -> tuple[int, int] | None:
    """Returns what tells the file at ``path`` from another that takes its place; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def try_write(engine: sql.Engine) -> None:
    """Commits a row and deletes it; raises the error of the module that opened the database, or ``FileUnusable``.

    A process that is writing at the moment shows that writing works.
    """
    opened = engine.get_execution_options().get("file_identity")
    try:
        if opened:
            _look_anew(Path(engine.url.database or ""), opened)
        _write(engine)
    except IbidError as error:
        if cause_of(error) is not Cause.BUSY:
            raise


def is_whole(path: Path) -> bool:
    """Whether every page of the SQLite file can be read. It takes as long as reading the file."""
    try:
        with closing(_opened(path)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return False


def _look_anew(path: Path, opened: tuple[int, int]) -> None:
    """Reads the file as another process would: the connections that are open go on from what they hold in memory."""
    try:
        if file_identity(path) != opened:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        with closing(_opened(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except (OSError, sqlite3.DatabaseError) as error:
        raise FileUnusable(f"{path} was deleted, replaced or damaged while it was open.") from error


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE_MS / 1000)


def _write(engine: sql.Engine) -> None:
    is_file = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar() if is_file else None
        if is_file:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        try:
            key = connection.execute(sql.insert(_trials).values(filling=bytes(_SIZE))).inserted_primary_key
            connection.commit()
            connection.execute(sql.delete(_trials).where(_trials.c.number <= (key[0] if key else 0)))
            connection.commit()
        finally:
            connection.rollback()
            if is_file:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={before}")
