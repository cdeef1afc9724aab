"""The writing of the catalogue's rows, inside a transaction of whoever calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

import sqlalchemy as sql
from sqlalchemy.dialects.sqlite import insert

from retrieval.storage import tables
from retrieval.storage.duplicate_links import link, unlink
from retrieval.storage.entries import Entry, Origin
from retrieval.storage.records import pack_passage, pack_source

T = TypeVar("T")

_AT_ONCE = 500
"""Values in one IN clause; SQLite's limit on variables is 32,766, older builds' 999."""

_INSERT_FINGERPRINT = "INSERT INTO fingerprints (hash, passage_id, source_id) VALUES (?, ?, ?)"

ORIGINS = sql.select(tables.origins).order_by(sql.literal_column("rowid"))
"""A row keeps its number when it changes, so that this is the order in which origins were met."""


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """``values`` in parts that one IN clause can hold."""
    for i in range(0, len(values), _AT_ONCE):
        yield values[i : i + _AT_ONCE]


def put_facts(connection: sql.Connection, facts: Mapping[str, str]) -> None:
    """Records facts, replacing those of the same name."""
    statement = insert(tables.facts)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    connection.execute(statement, [{"name": name, "value": value} for name, value in facts.items()])


def delete_sources(connection: sql.Connection, ids: Sequence[str]) -> None:
    """Takes out Sources with all that is known of them."""
    for part in parts(ids):
        for table in (tables.fingerprints, tables.passages, tables.origins):
            connection.execute(sql.delete(table).where(table.c.source_id.in_(part)))
        connection.execute(sql.delete(tables.sources).where(tables.sources.c.id.in_(part)))
        unlink(connection, part)


def delete_origins(connection: sql.Connection, uris: Sequence[str]) -> None:
    """Forgets that anything came from ``uris``."""
    for part in parts(uris):
        connection.execute(sql.delete(tables.origins).where(tables.origins.c.uri.in_(part)))


def insert_entries(connection: sql.Connection, entries: Sequence[Entry]) -> None:
    """Puts in Sources, and links them with their copies."""
    for part in parts(entries):
        _insert_entries(connection, part)
    for part in parts([entry.source.id for entry in entries]):
        link(connection, part)


def _insert_entries(connection: sql.Connection, entries: Sequence[Entry]) -> None:
    prints = [
        (one, passage.id, entry.source.id)
        for entry in entries
        for passage, found in zip(entry.passages, entry.fingerprints, strict=False)
        for one in found
    ]
    _insert(connection, tables.sources, [_source_row(entry) for entry in entries])
    put_origins(connection, [origin for entry in entries for origin in entry.origins])
    _insert(connection, tables.passages, [pack_passage(passage) for entry in entries for passage in entry.passages])
    if prints:  # past SQLAlchemy, which takes longer over so many rows than SQLite does
        connection.exec_driver_sql(_INSERT_FINGERPRINT, prints)


def _insert(connection: sql.Connection, table: sql.Table, values: Sequence[Mapping[str, Any]]) -> None:
    if values:
        connection.execute(sql.insert(table), values)


def _source_row(entry: Entry) -> dict[str, Any]:
    return {**pack_source(entry.source), "prints": len({one for found in entry.fingerprints for one in found})}


def put_origins(connection: sql.Connection, origins: Sequence[Origin]) -> None:
    """Notes where Sources came from. One that changes keeps its place; one that goes to another Source comes last."""
    if not origins:
        return
    moved = sql.delete(tables.origins).where(
        tables.origins.c.uri == sql.bindparam("at"), tables.origins.c.source_id != sql.bindparam("now_of")
    )
    connection.execute(moved, [{"at": one.uri, "now_of": one.source_id} for one in origins])
    statement = insert(tables.origins)
    changed = {column.name: statement.excluded[column.name] for column in tables.origins.c if not column.primary_key}
    statement = statement.on_conflict_do_update(index_elements=["uri"], set_=changed)
    connection.execute(statement, [asdict(one) for one in origins])


def unpack_origin(row: Mapping[Any, Any]) -> Origin:
    """The Origin in a row."""
    columns: dict[str, Any] = {**row, "listed_in": tuple(row["listed_in"])}
    return Origin(**columns)
