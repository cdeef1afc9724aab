"""What all databases have in common: how their tables come to be, and what is said where they cannot."""

from pathlib import Path

import pytest
import sqlalchemy as sql

from retrieval.storage.catalogue import Catalogue, CatalogueUnusable
from retrieval.storage.database import DatabaseUnusable, create_tables, open_file


def test_an_upgrade_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    engine = open_file(tmp_path / "a.sqlite3", DatabaseUnusable)
    create_tables(engine, sql.MetaData())
    before = sql.inspect(engine).get_table_names()

    def break_off(connection: sql.Connection) -> None:
        connection.execute(sql.text("CREATE TABLE half (word TEXT)"))
        raise InterruptedError

    with pytest.raises(InterruptedError):
        create_tables(engine, sql.MetaData(), break_off)
    assert sql.inspect(engine).get_table_names() == before
    engine.dispose()


def test_a_folder_that_takes_no_lock_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CatalogueUnusable, match=r"file/catalogue\.sqlite3 cannot be opened"):
        Catalogue(tmp_path / "file" / "catalogue.sqlite3")
