"""The catalogue: which Sources and Passages the Library holds. What it says is so.

The vector and the lexical index are written before the catalogue and swept after it: whatever they hold beyond the
catalogue is not in the Library. One transaction of the catalogue is therefore the moment at which a Source appears,
changes or goes, and a crash at any other moment changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from retrieval import tables
from retrieval.errors import IbidError
from retrieval.model import Passage, Source, Span
from retrieval.records import pack_passage, pack_source, unpack_passage, unpack_source

_AT_ONCE = 500
"""Values in one IN clause; SQLite's limit on variables is 32,766, older builds' 999."""


class CatalogueUnusable(IbidError):
    """The catalogue cannot be opened or written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A Source as it goes into the catalogue. ``digest``: SHA-256 of the bytes it was read from; ``origin``: where
    they came from; ``fingerprints``: per Passage, see ``retrieval.copies``.
    """

    source: Source
    digest: str
    origin: str
    passages: tuple[Passage, ...]
    fingerprints: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of Sources; ``text``, sections and notes stay on disk."""

    id: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    format: str
    passages: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes of a Source came from, and their SHA-256."""

    source_id: str
    uri: str
    digest: str


class Catalogue:
    """The Sources and Passages of one Library, in a SQL database."""

    def __init__(self, path: Path) -> None:
        self._engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        event.listen(self._engine, "connect", _configure)
        try:
            with self._engine.begin() as connection:
                tables.metadata.create_all(connection)
            layout = self.fact("layout")
        except DatabaseError as error:
            raise CatalogueUnusable(
                f"The library's catalogue {path} cannot be opened ({_cause(error)}). If the disk is full or read-only, "
                "mend that; if the file is damaged, move the folder away and ingest again."
            ) from error
        if layout is None:
            self.set_facts({"layout": tables.LAYOUT, "generation": "0"})
        elif layout != tables.LAYOUT:
            raise CatalogueUnusable(
                f"The library in {path.parent} has layout {layout}, this version of Ibid reads layout {tables.LAYOUT}. "
                "Use the version that made it, or ingest again into an empty IBID_HOME."
            )

    def close(self) -> None:
        """Releases the database file."""
        self._engine.dispose()

    def fact(self, name: str) -> str | None:
        """A fact about the Library itself, such as the collection that serves it."""
        with self._engine.connect() as connection:
            return connection.scalar(sql.select(tables.facts.c.value).where(tables.facts.c.name == name))

    def set_facts(self, facts: dict[str, str]) -> None:
        """Records facts, replacing those of the same name."""
        with self._engine.begin() as connection:
            _put_facts(connection, facts)

    @property
    def generation(self) -> int:
        """How often the Library has changed; grows with every change, so that readers know when to look again."""
        return int(self.fact("generation") or 0)

    @property
    def is_empty(self) -> bool:
        """Whether there is no Source."""
        with self._engine.connect() as connection:
            return connection.scalar(sql.select(tables.sources.c.id).limit(1)) is None

    def counts(self) -> tuple[int, int]:
        """How many Sources and how many Passages there are."""
        with self._engine.connect() as connection:
            return (
                connection.scalar(sql.select(sql.func.count()).select_from(tables.sources)) or 0,
                connection.scalar(sql.select(sql.func.count()).select_from(tables.passages)) or 0,
            )

    def listed(self) -> list[Listed]:
        """All Sources by title, without their texts."""
        counted = (
            sql.select(tables.passages.c.source_id, sql.func.count().label("n"))
            .group_by(tables.passages.c.source_id)
            .subquery()
        )
        columns = [tables.sources.c[name] for name in ("id", "title", "author", "published", "url", "format")]
        query = (
            sql.select(*columns, sql.func.coalesce(counted.c.n, 0))
            .outerjoin(counted, counted.c.source_id == tables.sources.c.id)
            .order_by(tables.sources.c.title, tables.sources.c.id)
        )
        with self._engine.connect() as connection:
            return [Listed(*row) for row in connection.execute(query)]

    def source(self, source_id: str) -> Source | None:
        """The whole Source; None where there is none of that id."""
        with self._engine.connect() as connection:
            row = (
                connection.execute(sql.select(tables.sources).where(tables.sources.c.id == source_id))
                .mappings()
                .first()
            )
        return unpack_source(row) if row else None

    def known_ids(self, source_ids: Iterable[str]) -> set[str]:
        """Those of ``source_ids`` that the Library holds."""
        return {row["id"] for row in self._rows(sql.select(tables.sources.c.id), tables.sources.c.id, source_ids)}

    def origins(self) -> list[Origin]:
        """Where each Source came from."""
        query = sql.select(tables.sources.c.id, tables.sources.c.origin, tables.sources.c.digest)
        with self._engine.connect() as connection:
            return [Origin(*row) for row in connection.execute(query)]

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The Passages of these ids; an id that the catalogue does not know is missing from the result."""
        rows = self._rows(sql.select(tables.passages), tables.passages.c.id, ids)
        return {row["id"]: unpack_passage(row) for row in rows}

    def passages_of(self, source_ids: Iterable[str]) -> Iterator[Passage]:
        """All Passages of these Sources."""
        for row in self._rows(sql.select(tables.passages), tables.passages.c.source_id, source_ids):
            yield unpack_passage(row)

    def passage_ids_of(self, source_ids: Iterable[str]) -> list[str]:
        """The ids of all Passages of these Sources."""
        rows = self._rows(sql.select(tables.passages.c.id), tables.passages.c.source_id, source_ids)
        return [row["id"] for row in rows]

    def all_passages(self) -> Iterator[Passage]:
        """Every Passage of the Library, streamed."""
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=1000).execute(sql.select(tables.passages))
            for row in rows.mappings():
                yield unpack_passage(row)

    def passages_sharing(self, source_id: str, span: Span, limit: int = 64) -> list[str]:
        """Ids of Passages of other Sources that share a fingerprint with the Passage around ``span``."""
        mine, other, around = tables.fingerprints.alias("mine"), tables.fingerprints.alias("other"), tables.passages
        query = (
            sql.select(other.c.passage_id)
            .join(mine, mine.c.hash == other.c.hash)
            .join(around, around.c.id == mine.c.passage_id)
            .where(around.c.source_id == source_id, around.c.start <= span.start, around.c.end >= span.end)
            .where(other.c.source_id != source_id)
            .group_by(other.c.passage_id)
            .order_by(sql.func.count().desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [row[0] for row in connection.execute(query)]

    def _rows(self, query: sql.Select[Any], column: sql.Column[Any], values: Iterable[str]) -> Iterator[sql.RowMapping]:
        wanted = list(dict.fromkeys(values))
        with self._engine.connect() as connection:
            for i in range(0, len(wanted), _AT_ONCE):
                yield from connection.execute(query.where(column.in_(wanted[i : i + _AT_ONCE]))).mappings()

    def expect(self, passage_ids: Iterable[str]) -> None:
        """Notes that these Passages are about to be written to the indexes, so that a crash leaves a trace."""
        rows = [{"passage_id": one} for one in passage_ids]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(insert(tables.pending).on_conflict_do_nothing(), rows)

    def expected(self) -> list[str]:
        """Passages that were announced and not yet settled: after a crash, what the indexes may hold too much."""
        with self._engine.connect() as connection:
            return [row[0] for row in connection.execute(sql.select(tables.pending.c.passage_id))]

    def settle(self) -> None:
        """Forgets what was announced: the indexes agree with the catalogue again."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(tables.pending))

    def write(self, put: Sequence[Entry], drop: Collection[str] = (), facts: dict[str, str] | None = None) -> None:
        """In one transaction: the Sources of ``put`` appear or are replaced, those of ``drop`` (ids) go.

        Passages that thereby lose their place are left among the expected ones, for the indexes to be swept.
        """
        gone = [*drop, *(entry.source.id for entry in put)]
        kept = {passage.id for entry in put for passage in entry.passages}
        stale = [one for one in self.passage_ids_of(gone) if one not in kept]
        generation = self.generation + 1
        with self._engine.begin() as connection:
            if stale:
                rows = [{"passage_id": one} for one in stale]
                connection.execute(insert(tables.pending).on_conflict_do_nothing(), rows)
            _delete_sources(connection, gone)
            for entry in put:
                _insert_entry(connection, entry)
            _put_facts(connection, {**(facts or {}), "generation": str(generation)})


def _configure(connection: Any, _record: object) -> None:
    """Readers go on while a writer writes (WAL), and a commit is on disk when it returns."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _put_facts(connection: sql.Connection, facts: dict[str, str]) -> None:
    statement = insert(tables.facts)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value})
    connection.execute(statement, [{"name": name, "value": value} for name, value in facts.items()])


def _delete_sources(connection: sql.Connection, ids: Sequence[str]) -> None:
    for i in range(0, len(ids), _AT_ONCE):
        part = ids[i : i + _AT_ONCE]
        connection.execute(sql.delete(tables.fingerprints).where(tables.fingerprints.c.source_id.in_(part)))
        connection.execute(sql.delete(tables.passages).where(tables.passages.c.source_id.in_(part)))
        connection.execute(sql.delete(tables.sources).where(tables.sources.c.id.in_(part)))


def _insert_entry(connection: sql.Connection, entry: Entry) -> None:
    connection.execute(
        sql.insert(tables.sources).values(origin=entry.origin, digest=entry.digest, **pack_source(entry.source))
    )
    if entry.passages:
        connection.execute(sql.insert(tables.passages), [pack_passage(passage) for passage in entry.passages])
    prints = [
        {"hash": one, "passage_id": passage.id, "source_id": entry.source.id}
        for passage, found in zip(entry.passages, entry.fingerprints, strict=False)
        for one in found
    ]
    if prints:
        connection.execute(sql.insert(tables.fingerprints), prints)


def _cause(error: DatabaseError) -> str:
    return str(error.orig) if error.orig else type(error).__name__
