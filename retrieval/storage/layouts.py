"""Catalogues that an earlier version of Ibid wrote, made into what this one reads."""

from __future__ import annotations

import sqlalchemy as sql

from retrieval.storage import tables
from retrieval.storage.duplicate_links import link
from retrieval.storage.rows import parts, put_facts


def upgrade(connection: sql.Connection) -> None:
    """Brings a catalogue of an earlier layout to this one; whatever else there is, whoever opens it will say."""
    layout = connection.scalar(sql.select(tables.facts.c.value).where(tables.facts.c.name == "layout"))
    if layout not in ("1", "2"):
        return
    _count_fingerprints(connection)
    if layout == "1":
        _part_origins_from_sources(connection)
    put_facts(connection, {"layout": tables.LAYOUT})


def _count_fingerprints(connection: sql.Connection) -> None:
    """Layout 2 did not keep how many fingerprints a Source has."""
    connection.execute(sql.text("ALTER TABLE sources ADD COLUMN prints INTEGER NOT NULL DEFAULT 0"))
    connection.execute(
        sql.text(
            "UPDATE sources SET prints ="
            " (SELECT COUNT(DISTINCT hash) FROM fingerprints WHERE fingerprints.source_id = sources.id)"
        )
    )


def _part_origins_from_sources(connection: sql.Connection) -> None:
    """Layout 1 knew one place that a Source came from, in two columns of its own, and no copies."""
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
