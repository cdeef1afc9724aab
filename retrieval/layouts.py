"""Catalogues that an earlier version of Ibid wrote, made into what this one reads."""

from __future__ import annotations

import sqlalchemy as sql

from retrieval import tables
from retrieval.copy_links import link
from retrieval.rows import put_facts


def upgrade(connection: sql.Connection) -> None:
    """Brings a catalogue of layout 1 to this one; whatever else there is, whoever opens it will say.

    Layout 1 knew one place that a Source came from, in two columns of its own, and no copies.
    """
    if connection.scalar(sql.select(tables.facts.c.value).where(tables.facts.c.name == "layout")) != "1":
        return
    connection.execute(
        sql.text(
            "INSERT OR REPLACE INTO origins (uri, source_id, digest, listed_in)"
            " SELECT origin, id, digest, '[]' FROM sources"
        )
    )
    for column in ("origin", "digest"):
        connection.execute(sql.text(f"ALTER TABLE sources DROP COLUMN {column}"))
    for source_id in connection.scalars(sql.select(tables.sources.c.id)).all():
        link(connection, source_id)
    put_facts(connection, {"layout": tables.LAYOUT})
