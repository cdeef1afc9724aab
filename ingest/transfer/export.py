"""``ibid export`` and ``ibid import``: a Library in one file, with its vectors, without the files it was made from.

The format is described in ``docs/export-format.md``. A file is read through, and its checksum compared, before anything
of it is written.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, cast

import numpy as np

from ingest.build import BATCH
from ingest.outcome import Outcome, State
from ingest.passages import passages as cut
from ingest.transfer.export_lines import check_line
from retrieval.errors import IbidError
from retrieval.library import Library
from retrieval.model import InvariantError
from retrieval.storage.entries import Origin
from retrieval.storage.records import pack_passage, pack_source, unpack_passage, unpack_source
from retrieval.storage.rows import unpack_origin
from retrieval.storage.vector_store import Vectors
from retrieval.storage.writer import Addition, Writer
from retrieval.token_counts import token_counter

VERSION = 1
_LONGEST_LINE = 2**28
"""Bytes of a line, which holds one Source with its vectors: it is read whole, several times over."""


class ExportUnusable(IbidError):
    """The file cannot be written, or is no whole export that this version of Ibid reads."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A Source as the file has it. ``vectors``: by the ids of its Passages, each of shape (dimensions,)."""

    addition: Addition
    vectors: Mapping[str, Vectors]


def export(library: Library, path: Path, *, force: bool = False) -> int:
    """Writes the whole Library to ``path``, which is there whole or not at all; returns how many Sources it has.

    Nobody changes the Library meanwhile. Raises ``LibraryBusy``, ``IndexIncomplete`` and ``ExportUnusable``.
    """
    if path.exists() and not force:
        raise ExportUnusable(f"{path} is there already. Choose another name, or replace it with --force.")
    try:
        with library.writing() as writer, _placed(path) as out:
            return _written(out, library, writer)
    except OSError as error:
        raise ExportUnusable(f"{path} cannot be written ({error.strerror or error}).") from error


def import_from(library: Library, path: Path, *, replace: bool = False, embed: bool = False) -> Iterator[Outcome]:
    """Puts the Sources of ``path`` into the Library and says of each what became of it, once that is on disk.

    A Source that the Library has otherwise stays as it is there, and is reported, unless ``replace``. ``embed``: makes
    Passages and vectors anew, so that a file of another embedding can be read.
    Raises ``ExportUnusable``, before anything is written, and ``LibraryBusy``.
    """
    header = _checked(path)
    theirs = {key: header.get(key) for key in library.made_by}
    if theirs != library.made_by and not embed:
        raise ExportUnusable(
            f"{path} was made with {_making(theirs)}, this library is made with {_making(library.made_by)}. "
            "Set IBID_EMBEDDING as it was, or make the vectors anew with --embed."
        )
    with library.writing() as writer:
        yield from _Import(library, writer, replace=replace, embed=embed).run(_sources(path))


def _written(out: IO[bytes], library: Library, writer: Writer) -> int:
    digest = sha256()
    sources = passages = 0
    origins: dict[str, list[Origin]] = {}
    for one in library.origins():
        origins.setdefault(one.source_id, []).append(one)

    def line(value: object) -> None:
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(data)
        out.write(data)

    line({"ibid_export": VERSION, **library.made_by})
    for listed in library.sources():
        found, vectors = writer.held(listed.id)
        line(
            {
                "source": pack_source(library.source(listed.id)),
                "origins": [asdict(origin) for origin in origins.get(listed.id, ())],
                "passages": [{**pack_passage(item), "vector": _packed(vectors[item.id])} for item in found],
            }
        )
        sources, passages = sources + 1, passages + len(found)
    line({"sha256": digest.hexdigest(), "sources": sources, "passages": passages})
    return sources


class _Import:
    """One run of ``import_from``: what waits to be written, and what became of it."""

    def __init__(self, library: Library, writer: Writer, *, replace: bool, embed: bool) -> None:
        self._library = library
        self._writer = writer
        self._replace = replace
        self._count = token_counter(library.embedding) if embed else None
        self._ids = {source.id for source in library.sources()}
        self._at = {origin.uri: origin.source_id for origin in library.origins()}
        self._waiting: list[Exported] = []
        self._outcomes: list[Outcome] = []

    def run(self, exported: Iterable[Exported]) -> Iterator[Outcome]:
        for item in exported:
            self._meet(item)
            if sum(len(found.addition.passages) for found in self._waiting) >= BATCH:
                yield from self._flush()
        yield from self._flush()

    def _meet(self, one: Exported) -> None:
        source = one.addition.source
        known = source.id in self._ids
        if known and self._library.source(source.id) == source:
            self._outcomes.append(_outcome(one, State.UNCHANGED))
        elif known and not self._replace:
            says = "The library has another source of this id, which was kept; --replace takes the file's."
            self._outcomes.append(_outcome(one, State.FAILED, says))
        else:
            self._waiting.append(self._own(one))
            self._outcomes.append(_outcome(one, State.REPLACED if known else State.ADDED))

    def _own(self, one: Exported) -> Exported:
        """What is written: without origins that are another Source's here, and cut anew where that is asked for."""
        source, origins = one.addition.source, one.addition.origins
        free = tuple(origin for origin in origins if self._at.get(origin.uri, source.id) == source.id)
        found = tuple(cut(source, self._count)) if self._count else one.addition.passages
        return Exported(Addition(source, found, free), one.vectors)

    def _flush(self) -> Iterator[Outcome]:
        if self._waiting:
            vectors = None if self._count else {key: row for item in self._waiting for key, row in item.vectors.items()}
            self._writer.put([item.addition for item in self._waiting], vectors=vectors)
        outcomes, self._outcomes, self._waiting = self._outcomes, [], []
        yield from outcomes


def _outcome(one: Exported, state: State, error: str | None = None) -> Outcome:
    source = one.addition.source
    return Outcome(
        origin=source.id,
        state=state,
        source_id=source.id,
        title=source.title,
        passages=len(one.addition.passages),
        footnotes=len(source.footnotes),
        error=error,
    )


@contextmanager
def _placed(path: Path) -> Generator[IO[bytes]]:
    """A compressed file that takes its place at the end, once it is on the disk."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as raw:
        try:
            with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as out:
                yield cast("IO[bytes]", out)
            raw.flush()
            os.fsync(raw.fileno())
            Path(raw.name).replace(path)
        except BaseException:
            Path(raw.name).unlink(missing_ok=True)
            raise


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        while line := file.readline(_LONGEST_LINE):
            if len(line) == _LONGEST_LINE:
                raise ValueError("a line is longer than any Source")
            yield line


@contextmanager
def _damage_reported(path: Path) -> Generator[None]:
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError, LookupError, TypeError, InvariantError) as error:
        raise ExportUnusable(
            f"{path} is no whole export of Ibid, or damaged ({error}). Nothing was read of it."
        ) from error
    except OSError as error:
        raise ExportUnusable(f"{path} cannot be read ({error.strerror or error}).") from error


def _checked(path: Path) -> Mapping[str, object]:
    """The first line of a whole export of this version; raises ``ExportUnusable``."""
    with _damage_reported(path):
        lines = _lines(path)
        first = next(lines, b"")
        header = _object(first)
        version = header.get("ibid_export")
        if version is None:
            raise ValueError("it does not begin as one")
        if version != VERSION:
            raise ExportUnusable(
                f"{path} is an export of version {version}, this version of Ibid reads version {VERSION}. "
                "Use the version that made it."
            )
        digest, waiting = sha256(), first
        for line in lines:
            digest.update(waiting)
            if waiting is not first:
                check_line(waiting)
                _unpacked(_object(waiting))
            waiting = line
        if _object(waiting).get("sha256") != digest.hexdigest():
            raise ValueError("its checksum is another than it says")
        return header


def _sources(path: Path) -> Iterator[Exported]:
    """The Sources of a file that has been checked."""
    with _damage_reported(path):
        for line in _lines(path):
            value = _object(line)
            if "source" in value:
                yield _unpacked(value)


def _unpacked(value: Mapping[str, Any]) -> Exported:
    source = unpack_source(value["source"])
    found = tuple(unpack_passage(passage) for passage in value["passages"])
    for item in found:
        if item.source_id != source.id or source.text[item.start : item.end] != item.text:
            raise ValueError(f"passage {item.id} does not stand in {source.id}")
    vectors = {passage["id"]: np.frombuffer(b64decode(passage["vector"]), dtype="<f4") for passage in value["passages"]}
    if not all(row.size and np.isfinite(row).all() for row in vectors.values()):
        raise ValueError(f"a vector of {source.id} is none")
    origins = tuple(unpack_origin({**origin, "source_id": source.id}) for origin in value["origins"])
    return Exported(Addition(source, found, origins), vectors)


def _packed(vector: Vectors) -> str:
    return b64encode(vector.astype("<f4").tobytes()).decode()


def _object(line: bytes) -> dict[str, Any]:
    value = cast("object", json.loads(line))
    if not isinstance(value, dict):
        raise TypeError("a line is no object")
    return cast("dict[str, Any]", value)


def _making(made: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {made[key]!r}" for key in made)
