"""Errors of real databases and folders, told apart in words for everybody."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sql
from sqlalchemy import event

from retrieval.errors import IbidError
from retrieval.storage.database import DatabaseUnusable, create_tables, open_file
from retrieval.storage.write_trial import Cause, cause_of, try_folder, try_write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.sqlite3"


def forbid_writing(connection: sqlite3.Connection, *_: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def tried(path: Path, statement: str) -> IbidError:
    engine = open_file(path, DatabaseUnusable)
    event.listen(engine, "connect", forbid_writing)
    with pytest.raises(DatabaseUnusable) as raised, engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
    return raised.value


def test_what_may_not_be_written_is_read_only(path: Path) -> None:
    assert cause_of(tried(path, "CREATE TABLE a (b)")) is Cause.READ_ONLY


def test_what_is_no_database_and_what_lacks_its_tables_is_damaged(path: Path) -> None:
    assert cause_of(tried(path, "SELECT * FROM turns")) is Cause.DAMAGED
    path.write_bytes(b"\xa5" * 4096)
    assert cause_of(tried(path, "SELECT 1")) is Cause.DAMAGED


def test_a_folder_that_is_gone_and_a_disk_that_is_full(tmp_path: Path) -> None:
    try_folder(tmp_path)
    assert not list(tmp_path.iterdir())
    with pytest.raises(OSError, match="No such file") as gone:
        try_folder(tmp_path / "gone")
    assert cause_of(gone.value) is Cause.GONE
    assert cause_of(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) is Cause.FULL


def test_an_error_that_nobody_foresaw_keeps_its_words_to_itself() -> None:
    assert cause_of(ValueError("secret")) is Cause.FAILING


def test_a_trial_leaves_nothing_and_passes_while_another_writes(path: Path) -> None:
    engine = open_file(path, DatabaseUnusable)
    create_tables(engine, sql.MetaData())
    with closing(sqlite3.connect(path)) as other:
        try_write(engine)
        assert other.execute("SELECT count(*) FROM write_trials").fetchone() == (0,)
        other.execute("BEGIN EXCLUSIVE")
        try_write(engine)
        other.rollback()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000
    engine.dispose()
