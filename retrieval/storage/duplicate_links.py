"""Links Sources that are copies of each other: reprints, excerpts, versions. The catalogue stores both directions.

Two Sources are copies if the other one contains half of the shorter one's fingerprints (``near_duplicates``): the
containment of Broder, "On the resemblance and containment of documents", SEQUENCES 1997, in the smaller of the two, so
that an excerpt counts as much as a reprint. Words that very many Sources share are a publisher's small print and do not
count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sql
from sqlalchemy.dialects.sqlite import insert

from retrieval.storage.entries import Copy
from retrieval.storage.tables import copies, fingerprints, sources

COPY = 0.5
"""Share of the shorter Source's fingerprints that the other must contain. Independent articles on the same matter share
none, a reprint of the opening in a frame of its own .85 to .88."""

SMALL_PRINT = 100
"""A fingerprint in more Passages than this says nothing about copies, and costs time with each of them."""


def link(connection: sql.Connection, ids: Sequence[str]) -> None:
    """Finds and stores the copies of Sources whose fingerprints are stored."""
    rows = [
        {"source_id": source, "copy_id": other, "shared": share}
        for source_id, copy, share in _copies(connection, ids)
        for source, other in ((source_id, copy), (copy, source_id))
    ]
    if rows:
        connection.execute(insert(copies).on_conflict_do_nothing(), rows)


def unlink(connection: sql.Connection, ids: Sequence[str]) -> None:
    """Deletes the links of Sources, in both directions."""
    connection.execute(sql.delete(copies).where(copies.c.source_id.in_(ids) | copies.c.copy_id.in_(ids)))


def linked(connection: sql.Connection, source_id: str | None = None) -> dict[str, tuple[Copy, ...]]:
    """Returns the copies of one Source, or of each that has any; those that share most come first."""
    query = (
        sql.select(copies.c.source_id, sources.c.id, sources.c.title, sources.c.url, copies.c.shared)
        .join(sources, sources.c.id == copies.c.copy_id)
        .order_by(copies.c.shared.desc(), sources.c.id)
    )
    if source_id is not None:
        query = query.where(copies.c.source_id == source_id)
    copies_by_id: defaultdict[str, list[Copy]] = defaultdict(list)
    for of, *copy in connection.execute(query):
        copies_by_id[of].append(Copy(*copy))
    return {of: tuple(them) for of, them in copies_by_id.items()}


def _copies(connection: sql.Connection, ids: Sequence[str]) -> list[tuple[str, str, float]]:
    """Returns each of these Sources, a copy of it, and the share of the shorter one's fingerprints in both."""
    own = sources.alias("own")
    mine, other = fingerprints.alias("mine"), fingerprints.alias("other")
    same = sql.select(sql.literal(1)).select_from(fingerprints).where(fingerprints.c.hash == mine.c.hash)
    holders = sql.select(sql.func.count()).select_from(same.correlate(mine).limit(SMALL_PRINT + 1).subquery())
    shorter = sql.func.min(own.c.prints, sources.c.prints)
    share = sql.func.count(other.c.hash.distinct()) * 1.0 / shorter
    query = (
        sql.select(own.c.id, sources.c.id, share)
        .select_from(mine)
        .join(own, own.c.id == mine.c.source_id)
        .join(other, other.c.hash == mine.c.hash)
        .join(sources, sources.c.id == other.c.source_id)
        .where(mine.c.source_id.in_(ids), other.c.source_id != mine.c.source_id)
        .where(holders.scalar_subquery() <= SMALL_PRINT)
        .group_by(own.c.id, sources.c.id, sources.c.prints, own.c.prints)
        .having(share >= COPY)
    )
    return [(row[0], row[1], float(row[2])) for row in connection.execute(query)]
