"""What the user named, as inputs one by one: files, folders, and bulk files of a Source a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import cast

from ingest.errors import UnreadableSource
from ingest.reading import Metadata

_ADDRESSES = (".urls",)
_BULK = ".jsonl"
_SURROGATE = re.compile("[\ud800-\udfff]")
_STATED = ("title", "author", "published", "url")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a line of a bulk file says of its Source."""

    id: str
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to ingest. ``origin`` says where it is; ``error`` is set where it could not be read."""

    origin: str
    name: str
    data: bytes = b""
    stated: Stated | None = None
    error: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, and of what is stated beside them, in hexadecimal."""
        return sha256(self.data + repr(self.stated).encode() if self.stated else self.data).hexdigest()


def inputs(named: Iterable[str], limit: int) -> Iterator[Input]:
    """Everything that ``named`` amounts to, folders with all below them in order of name.

    What cannot be read comes as an Input with its ``error``; ``limit`` is the most bytes that a file may have.
    """
    for one in named:
        if one.lower().startswith(("http://", "https://")):
            yield Input(one, one, error="Web addresses cannot be ingested yet. Save the page and ingest the file.")
            continue
        path = Path(one)
        if path.is_dir():
            files = [file for file in sorted(path.rglob("*")) if _belongs(file, path)]
            if not files:
                yield Input(one, path.name, error="There is no file in this folder.")
            for file in files:
                yield from _from_file(file, limit)
        else:
            yield from _from_file(path, limit)


def count_inputs(named: Iterable[str]) -> int:
    """How many files ``named`` amounts to, for a progress bar."""
    paths = [Path(one) for one in named]
    return sum(sum(_belongs(file, path) for file in path.rglob("*")) if path.is_dir() else 1 for path in paths)


def _belongs(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.is_file() and not hidden and file.suffix not in _ADDRESSES


def _from_file(path: Path, limit: int) -> Iterator[Input]:
    origin = path.resolve().as_uri()
    try:
        if path.suffix == _BULK:
            yield from _from_lines(path, origin)
            return
        size = path.stat().st_size
        if size > limit:
            yield Input(origin, path.name, error=f"The file has {size:,} bytes; IBID_UPLOAD_LIMIT allows {limit:,}.")
        else:
            yield Input(origin, path.name, path.read_bytes())
    except FileNotFoundError:
        yield Input(origin, path.name, error="There is no such file.")
    except OSError as error:
        yield Input(origin, path.name, error=f"The file cannot be read: {error.strerror}.")


def _from_lines(path: Path, origin: str) -> Iterator[Input]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield _from_line(line, path.name, origin)
            except UnreadableSource as error:
                yield Input(f"{origin}#{number}", path.name, error=f"Line {number}: {error}")


def _from_line(line: bytes, name: str, origin: str) -> Input:
    try:
        row = cast("object", json.loads(line))
    except (ValueError, RecursionError):
        raise UnreadableSource("this is not JSON.") from None
    if not isinstance(row, dict):
        raise UnreadableSource('a line must be an object such as {"id": …, "title": …, "text": …}.')
    fields = cast("dict[str, object]", row)
    for key in ("id", "text"):
        if not isinstance(fields.get(key), str) or not str(fields[key]).strip():
            raise UnreadableSource(f'"{key}" is missing or empty.')
    for key in ("id", "text", *_STATED):
        if _SURROGATE.search(str(fields.get(key))):
            raise UnreadableSource(f'"{key}" holds half a character (a lone surrogate).')
    metadata = Metadata(**{key: str(fields[key]) for key in _STATED if fields.get(key)})
    stated = Stated(str(fields["id"]), replace(metadata, title=metadata.title or str(fields["id"])))
    return Input(f"{origin}#{stated.id}", name, str(fields["text"]).encode(), stated)
