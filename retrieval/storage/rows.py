"""Writes the catalogue's rows, inside the caller's transaction."""

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
"""A row keeps its number when it changes, so this is the order in which origins were met."""


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yields ``values`` in parts that one IN clause can hold."""
    for i in range(0, len(values), _AT_ONCE):
        yield values[i : i + _AT_ONCE]


def put_facts(connection: sql.Connection, facts: Mapping[str, str]) -> None:
    """Stores facts, replacing those of the same name."""
    statement = insert(tables.facts)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    connection.execute(statement, [{"name": name, "value": value} for name, value in facts.items()])


def delete_sources(connection: sql.Connection, ids: Sequence[str]) -> None:
    """Deletes Sources with everything that belongs to them."""
    for part in parts(ids):
        for table in (tables.fingerprints, tables.passages, tables.origins):
            connection.execute(sql.delete(table).where(table.c.source_id.in_(part)))
        connection.execute(sql.delete(tables.sources).where(tables.sources.c.id.in_(part)))
        unlink(connection, part)


def delete_origins(connection: sql.Connection, uris: Sequence[str]) -> None:
    """Deletes the origins with these ``uris``."""
    for part in parts(uris):
        connection.execute(sql.delete(tables.origins).where(tables.origins.c.uri.in_(part)))


def insert_entries(connection: sql.Connection, entries: Sequence[Entry]) -> None:
    """Inserts Sources, and links them with their copies."""
    for part in parts(entries):
        _insert_entries(connection, part)
    for part in parts([entry.source.id for entry in entries]):
        link(connection, part)


def _insert_entries(connection: sql.Connection, entries: Sequence[Entry]) -> None:
    prints = [
        (hash_, passage.id, entry.source.id)
        for entry in entries
        for passage, hashes in zip(entry.passages, entry.fingerprints, strict=False)
        for hash_ in hashes
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
    return {**pack_source(entry.source), "prints": len({hash_ for hashes in entry.fingerprints for hash_ in hashes})}


def put_origins(connection: sql.Connection, origins: Sequence[Origin]) -> None:
    """Stores origins. One that changes keeps its position; one that moves to another Source comes last."""
    if not origins:
        return
    moved = sql.delete(tables.origins).where(
        tables.origins.c.uri == sql.bindparam("at"), tables.origins.c.source_id != sql.bindparam("now_of")
    )
    connection.execute(moved, [{"at": origin.uri, "now_of": origin.source_id} for origin in origins])
    statement = insert(tables.origins)
    changed = {column.name: statement.excluded[column.name] for column in tables.origins.c if not column.primary_key}
    statement = statement.on_conflict_do_update(index_elements=["uri"], set_=changed)
    connection.execute(statement, [asdict(origin) for origin in origins])


def unpack_origin(row: Mapping[Any, Any]) -> Origin:
    """Rebuilds the Origin of a row."""
    columns: dict[str, Any] = {**row, "listed_in": tuple(row["listed_in"])}
    return Origin(**columns)
