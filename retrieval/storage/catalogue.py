"""The catalogue: the authority on which Sources and Passages the Library holds.

The vector and the lexical index are written before the catalogue and swept after it: whatever they hold beyond the
catalogue is not in the Library. The catalogue's transaction is therefore the commit point at which a Source appears,
changes or goes, and a crash at any other moment changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.dialects.sqlite import insert

from retrieval.errors import IbidError
from retrieval.model import Passage, Source
from retrieval.settings import Settings
from retrieval.storage import rows, tables
from retrieval.storage.database import create_tables, open_file
from retrieval.storage.duplicate_links import linked
from retrieval.storage.entries import Copy, Entry, Listed, Origin
from retrieval.storage.layouts import upgrade
from retrieval.storage.records import unpack_passage, unpack_source
from retrieval.storage.write_trial import try_write

_UNUSABLE = (
    "The library's catalogue {path} cannot be opened, read or written ({cause}). Check that no other process holds it "
    "and that the disk is neither full nor read-only. If the file is damaged, move the folder away and ingest again."
)


_GENERATION = sql.select(tables.facts.c.value).where(tables.facts.c.name == "generation")


class CatalogueUnusable(IbidError):
    """The catalogue cannot be opened or written; the message says what to do."""


def open_catalogue(settings: Settings) -> Catalogue:
    """Opens the catalogue of the Library in ``settings.home``; raises ``HomeUnusable`` and ``CatalogueUnusable``."""
    return Catalogue(settings.made_folder() / "catalogue.sqlite3")


class Catalogue:
    """The Sources and Passages of one Library, in a SQL database."""

    def __init__(self, path: Path) -> None:
        self._engine = open_file(
            path, lambda cause: CatalogueUnusable(_UNUSABLE.format(path=path, cause=cause)), durable=True
        )
        create_tables(self._engine, tables.metadata, upgrade)
        layout = self.fact("layout")
        if layout is None:
            self.settled("generation", "0")
            self.settled("layout", tables.LAYOUT)
        elif layout != tables.LAYOUT:
            raise CatalogueUnusable(
                f"The library in {path.parent} has layout {layout}; this version of Ibid reads layout {tables.LAYOUT}. "
                "Use the version that made it, or ingest again into an empty IBID_HOME."
            )

    def close(self) -> None:
        """Releases the database file."""
        self._engine.dispose()

    def try_write(self) -> None:
        """Raises the error that prevents writing, if there is one."""
        try_write(self._engine)

    def fact(self, name: str) -> str | None:
        """Returns a fact about the Library itself, such as the name of its current collection, or None."""
        return self.facts(name)[0]

    def facts(self, *names: str) -> tuple[str | None, ...]:
        """Returns several facts as of one moment."""
        query = sql.select(tables.facts.c.name, tables.facts.c.value).where(tables.facts.c.name.in_(names))
        with self._engine.connect() as connection:
            values = {row.name: row.value for row in connection.execute(query)}
        return tuple(values.get(name) for name in names)

    def settled(self, name: str, value: str) -> str:
        """Stores ``value`` as the fact ``name`` unless it has a value already, and returns the one that holds."""
        with self._engine.begin() as connection:
            connection.execute(insert(tables.facts).values(name=name, value=value).on_conflict_do_nothing())
        return self.fact(name) or value

    @property
    def generation(self) -> int:
        """The number of changes to the Library so far, by which readers detect a change."""
        with self._engine.connect() as connection:
            return int(connection.scalar(_GENERATION) or 0)

    @property
    def is_empty(self) -> bool:
        """Whether the Library has no Source."""
        with self._engine.connect() as connection:
            return connection.scalar(sql.select(tables.sources.c.id).limit(1)) is None

    def counts(self) -> tuple[int, int]:
        """Counts Sources and Passages."""
        with self._engine.connect() as connection:
            return (
                connection.scalar(sql.select(sql.func.count()).select_from(tables.sources)) or 0,
                connection.scalar(sql.select(sql.func.count()).select_from(tables.passages)) or 0,
            )

    def listed(self, limit: int | None = None, after: str | None = None) -> list[Listed]:
        """Lists Sources by title, without their texts: all, or the next ``limit`` after the one named, if it exists."""
        counted = (
            sql.select(tables.passages.c.source_id, sql.func.count().label("n"))
            .group_by(tables.passages.c.source_id)
            .subquery()
        )
        columns = [tables.sources.c[name] for name in ("id", "title", "author", "published", "url", "format")]
        query = (
            sql.select(*columns, sql.func.coalesce(counted.c.n, 0).label("passages"))
            .outerjoin(counted, counted.c.source_id == tables.sources.c.id)
            .order_by(tables.sources.c.title, tables.sources.c.id)
            .limit(limit)
        )
        for there, title in self.titles([after]).items() if after else ():
            query = query.where(sql.tuple_(tables.sources.c.title, tables.sources.c.id) > (title, there))
        with self._engine.connect() as connection:
            copies = linked(connection)
            return [Listed(**row, also_in=copies.get(row["id"], ())) for row in connection.execute(query).mappings()]

    def source(self, source_id: str) -> Source | None:
        """Returns the whole Source, or None for an unknown id."""
        with self._engine.connect() as connection:
            row = (
                connection.execute(sql.select(tables.sources).where(tables.sources.c.id == source_id))
                .mappings()
                .first()
            )
        return unpack_source(row) if row else None

    def copies_of(self, source_id: str) -> tuple[Copy, ...]:
        """Returns the Sources that share most of their words, or most of its words, with this one; closest first."""
        with self._engine.connect() as connection:
            return linked(connection, source_id).get(source_id, ())

    def titles(self, source_ids: Iterable[str]) -> dict[str, str]:
        """Returns the titles of those of ``source_ids`` that the Library holds."""
        columns = tables.sources.c.id, tables.sources.c.title
        return {row["id"]: row["title"] for row in self._rows(sql.select(*columns), tables.sources.c.id, source_ids)}

    def origins(self) -> list[Origin]:
        """Returns the Sources' origins; those of one Source in the order in which they were met."""
        with self._engine.connect() as connection:
            return [rows.unpack_origin(row) for row in connection.execute(rows.ORIGINS).mappings()]

    def origin(self, uri: str) -> Origin | None:
        """Returns the Origin with this ``uri``, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(rows.ORIGINS.where(tables.origins.c.uri == uri)).mappings().first()
        return rows.unpack_origin(row) if row else None

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Returns the Passages of these ids; unknown ids are missing from the result."""
        rows = self._rows(sql.select(tables.passages), tables.passages.c.id, ids)
        return {row["id"]: unpack_passage(row) for row in rows}

    def passages_of(self, source_ids: Iterable[str]) -> Iterator[Passage]:
        """Yields all Passages of these Sources."""
        for row in self._rows(sql.select(tables.passages), tables.passages.c.source_id, source_ids):
            yield unpack_passage(row)

    def passage_ids_of(self, source_ids: Iterable[str]) -> list[str]:
        """Returns the ids of all Passages of these Sources."""
        rows = self._rows(sql.select(tables.passages.c.id), tables.passages.c.source_id, source_ids)
        return [row["id"] for row in rows]

    def all_passages(self) -> Iterator[Passage]:
        """Yields every Passage of the Library."""
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=1000).execute(sql.select(tables.passages))
            for row in rows.mappings():
                yield unpack_passage(row)

    def texts_sharing(self, fingerprints: Collection[int], least: int, but: str, limit: int = 64) -> dict[str, str]:
        """Returns the texts, by id, of Passages outside the Source ``but`` with ``least`` of the ``fingerprints``.

        Those that share most come first.
        """
        prints, shared = tables.fingerprints.c, sql.func.count()
        query = (
            sql.select(tables.passages.c.id, tables.passages.c.text)
            .join(tables.fingerprints, prints.passage_id == tables.passages.c.id)
            .where(prints.hash.in_(fingerprints), prints.source_id != but)
            .group_by(tables.passages.c.id)
            .having(shared >= least)
            .order_by(shared.desc(), tables.passages.c.id)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return {row.id: row.text for row in connection.execute(query)}

    def _rows(
        self, query: sql.Select[*tuple[Any, ...]], column: sql.Column[Any], values: Iterable[str]
    ) -> Iterator[sql.RowMapping]:
        wanted = list(dict.fromkeys(values))
        with self._engine.connect() as connection:
            for part in rows.parts(wanted):
                yield from connection.execute(query.where(column.in_(part))).mappings()

    def expect(self, passage_ids: Iterable[str]) -> None:
        """Records, as an intent log, that these Passages are about to be written to the indexes."""
        rows = [{"passage_id": passage_id} for passage_id in passage_ids]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(insert(tables.pending).on_conflict_do_nothing(), rows)

    def expected(self) -> list[str]:
        """Returns the Passages in the intent log: after a crash, those that the indexes may hold in excess."""
        with self._engine.connect() as connection:
            return [row[0] for row in connection.execute(sql.select(tables.pending.c.passage_id))]

    def settle(self) -> None:
        """Clears the intent log: the indexes agree with the catalogue again."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(tables.pending))

    def write(
        self,
        put: Sequence[Entry],
        drop: Collection[str] = (),
        facts: dict[str, str] | None = None,
        origins: Sequence[Origin] = (),
        forget: Sequence[str] = (),
    ) -> None:
        """Commits a change in one transaction: Sources appear or are replaced (``put``) and go (``drop``, by id),
        origins are added or change (``origins``) and go (``forget``, by URI).

        Passages that are thereby replaced enter the intent log, so that the indexes are swept of them.
        """
        dropped_ids = [*drop, *(entry.source.id for entry in put)]
        new_ids = {passage.id for entry in put for passage in entry.passages}
        stale = [passage_id for passage_id in self.passage_ids_of(dropped_ids) if passage_id not in new_ids]
        generation = self.generation + 1
        with self._engine.begin() as connection:
            if stale:
                expected = [{"passage_id": passage_id} for passage_id in stale]
                connection.execute(insert(tables.pending).on_conflict_do_nothing(), expected)
            rows.delete_sources(connection, dropped_ids)
            rows.delete_origins(connection, forget)
            rows.insert_entries(connection, put)
            rows.put_origins(connection, origins)
            rows.put_facts(connection, {**(facts or {}), "generation": str(generation)})
