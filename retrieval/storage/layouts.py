"""Upgrades catalogues that an earlier version of Ibid wrote."""

from __future__ import annotations

import sqlalchemy as sql

from retrieval.storage import tables
from retrieval.storage.duplicate_links import link
from retrieval.storage.rows import parts, put_facts


def upgrade(connection: sql.Connection) -> None:
    """Upgrades a catalogue of an earlier layout. Unknown layouts are left as they are, for the opener to reject."""
    layout = connection.scalar(sql.select(tables.facts.c.value).where(tables.facts.c.name == "layout"))
    if layout not in ("1", "2"):
        return
    _count_fingerprints(connection)
    if layout == "1":
        _part_origins_from_sources(connection)
    put_facts(connection, {"layout": tables.LAYOUT})


def _count_fingerprints(connection: sql.Connection) -> None:
    """Adds each Source's number of fingerprints, which layout 2 did not store."""
    connection.execute(sql.text("ALTER TABLE sources ADD COLUMN prints INTEGER NOT NULL DEFAULT 0"))
    connection.execute(
        sql.text(
            "UPDATE sources SET prints ="
            " (SELECT COUNT(DISTINCT hash) FROM fingerprints WHERE fingerprints.source_id = sources.id)"
        )
    )


def _part_origins_from_sources(connection: sql.Connection) -> None:
    """Moves the single origin of layout 1 out of the table of Sources, and links the copies."""
    connection.execute(
        sql.text(
            "INSERT OR REPLACE INTO origins (uri, source_id, digest, listed_in)"
            " SELECT origin, id, digest, '[]' FROM sources"
        )
    )
    for column in ("origin", "digest"):
        connection.execute(sql.text(f"ALTER TABLE sources DROP COLUMN {column}"))
    for part in parts(connection.scalars(sql.select(tables.sources.c.id)).all()):
        link(connection, part)
