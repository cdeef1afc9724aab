"""file → read → footnotes → Source → Passages → Library, in batches that keep the embedding busy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import PurePosixPath

from ingest.errors import UnreadableSource
from ingest.inputs import Input
from ingest.parse import parse
from ingest.passages import passages
from retrieval.library import Library
from retrieval.model import InvariantError, Source, Unresolved
from retrieval.tokens import token_counter
from retrieval.writer import Addition, Writer

BATCH = 512
"""Passages that are embedded and written together."""


class State(StrEnum):
    """What became of an input."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input, for a line of the report."""

    origin: str
    state: State
    source_id: str | None = None
    title: str | None = None
    passages: int = 0
    footnotes: int = 0
    unresolved: tuple[Unresolved, ...] = ()
    error: str | None = None


def ingest(library: Library, inputs: Iterable[Input]) -> Iterator[Outcome]:
    """Puts ``inputs`` into the Library and says of each what became of it, once that is on disk.

    An input that cannot be read is reported, and the rest goes on. Raises ``LibraryBusy``.
    """
    with library.writing() as writer:
        yield from _Build(library, writer).run(inputs)


def reindex(library: Library) -> int:
    """Makes all indexes anew from the stored Sources; returns how many there are."""
    count = token_counter(library.embedding)
    origins = {origin.source_id: origin for origin in library.origins()}

    def batches() -> Iterator[list[Addition]]:
        for listed in library.sources():
            source, origin = library.source(listed.id), origins[listed.id]
            yield [Addition(source, tuple(passages(source, count)), origin.digest, origin.uri)]

    with library.writing() as writer:
        writer.reindex(batches(), library.made_by)
    return len(origins)


class _Build:
    """One run of ``ingest``: what is known already, and the batch that waits to be written."""

    def __init__(self, library: Library, writer: Writer) -> None:
        self._writer = writer
        self._count = token_counter(library.embedding)
        origins = library.origins()
        self._id_at = {origin.uri: origin.source_id for origin in origins}
        self._digest_of = {origin.source_id: origin.digest for origin in origins}
        self._id_with = {origin.digest: origin.source_id for origin in origins}
        self._titles = {listed.id: listed.title for listed in library.sources()}
        self._batch: dict[str, tuple[Addition, Outcome]] = {}
        self._waiting = 0

    def run(self, inputs: Iterable[Input]) -> Iterator[Outcome]:
        for one in inputs:
            if one.error:
                yield Outcome(one.origin, State.FAILED, error=one.error)
            elif one.digest in self._id_with:
                source_id = self._id_with[one.digest]
                yield Outcome(one.origin, State.UNCHANGED, source_id, self._titles[source_id])
            else:
                yield from self._read(one)
            if self._waiting >= BATCH:
                yield from self._flush()
        yield from self._flush()

    def _read(self, one: Input) -> Iterator[Outcome]:
        source_id = one.stated.id if one.stated else self._id_at.get(one.origin) or self._new_id(one)
        try:
            source, _ = parse(one.data, one.name, source_id, one.stated.metadata if one.stated else None)
            addition = Addition(source, tuple(passages(source, self._count)), one.digest, one.origin)
        except UnreadableSource as error:
            yield Outcome(one.origin, State.FAILED, error=str(error))
        except InvariantError as error:  # a reader's defect: this file suffers from it, not the whole run
            yield Outcome(one.origin, State.FAILED, error=f"Ibid misread this file ({error}). Please report it.")
        else:
            if source_id in self._batch:
                yield from self._flush()
            self._wait(addition, one, State.REPLACED if source_id in self._titles else State.ADDED)

    def _wait(self, addition: Addition, one: Input, state: State) -> None:
        source = addition.source
        outcome = Outcome(
            origin=one.origin,
            state=state,
            source_id=source.id,
            title=source.title,
            passages=len(addition.passages),
            footnotes=len(source.footnotes),
            unresolved=source.unresolved,
        )
        self._batch[source.id] = (addition, outcome)
        self._know(source, one)
        self._waiting += len(addition.passages)

    def _know(self, source: Source, one: Input) -> None:
        """From here on these are the bytes of the Source; those it had before are in the Library no more."""
        self._id_with.pop(self._digest_of.get(source.id, ""), None)
        self._id_with[one.digest] = source.id
        self._digest_of[source.id] = one.digest
        self._id_at[one.origin] = source.id
        self._titles[source.id] = source.title

    def _flush(self) -> Iterator[Outcome]:
        done, self._batch, self._waiting = list(self._batch.values()), {}, 0
        if done:
            self._writer.put([addition for addition, _ in done])
            yield from (outcome for _, outcome in done)

    def _new_id(self, one: Input) -> str:
        """The file's name as an id; with a few digits of its whole address behind it where the name is taken."""
        slug = re.sub(r"[\W_]+", "-", PurePosixPath(one.name).stem.casefold()).strip("-") or "source"
        taken = slug in self._titles
        return f"{slug}-{sha256(one.origin.encode()).hexdigest()[:6]}" if taken else slug
