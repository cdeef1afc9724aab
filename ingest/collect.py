"""What the user named, as inputs one by one: files, folders, bulk files of a Source a line, and web addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from ingest.ingest_errors import AddressRefused, UnreadableSource
from ingest.input import Input, Stated
from ingest.reading import Metadata
from ingest.web.addresses import LIST, Address, looks_like_address, normal, read_list

BULK = ".jsonl"
"""How the name of a file ends that has a Source in each line."""

_TOO_LARGE = "The file has {:,} bytes; IBID_UPLOAD_LIMIT allows {:,}. Split the file, or raise the limit."
_SURROGATE = re.compile("[\ud800-\udfff]")
_STATED = ("title", "author", "published", "url")


def inputs(named: Iterable[str], limit: int) -> Iterator[Input | Address]:
    """Everything that ``named`` amounts to, folders with all below them in order of name; pages are yet to be fetched.

    What cannot be read comes as an Input with its ``error``; ``limit`` is the most bytes that a file may have.
    """
    for name in named:
        path = Path(name)
        if looks_like_address(name):
            yield _from_address(name)
        elif path.is_dir():
            files = [file for file in sorted(path.rglob("*")) if belongs(file, path)]
            if not files:
                yield Input(name, path.name, error="There is no file in this folder.")
            for file in files:
                yield from _from_file(file, limit)
        elif path.suffix == LIST:
            yield from _from_list(path)
        else:
            yield from _from_file(path, limit)


def count_inputs(named: Iterable[str]) -> int:
    """How many files and addresses ``named`` amounts to, for a progress bar."""
    return sum(_count(name, Path(name)) for name in named)


def _count(named: str, path: Path) -> int:
    if looks_like_address(named):
        return 1
    if path.is_dir():
        return sum(belongs(file, path) for file in path.rglob("*"))
    return sum(1 for _ in _from_list(path)) if path.suffix == LIST else 1


def belongs(file: Path, folder: Path) -> bool:
    """Whether ``file``, somewhere below ``folder``, is read with it: hidden ones and lists of addresses are not."""
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.is_file() and not hidden and file.suffix != LIST


def _from_address(named: str) -> Input | Address:
    try:
        return Address(normal(named))
    except AddressRefused as error:
        return Input(named, named, error=str(error))


def _from_list(path: Path) -> Iterator[Input | Address]:
    origin = path.resolve().as_uri()
    try:
        for entry in read_list(path):
            if isinstance(entry, Address):
                yield entry
            else:
                number, error = entry
                yield Input(f"{origin}#{number}", path.name, error=f"Line {number}: {error}")
    except OSError as error:
        yield Input(origin, path.name, error=_cannot_be_read(error))


def _from_file(path: Path, limit: int) -> Iterator[Input]:
    origin = path.resolve().as_uri()
    try:
        if path.suffix == BULK:
            yield from bulk_lines(path, path.name, origin, limit)
            return
        size = path.stat().st_size
        if size > limit:
            yield Input(origin, path.name, error=_TOO_LARGE.format(size, limit))
        else:
            yield Input(origin, path.name, path.read_bytes())
    except OSError as error:
        yield Input(origin, path.name, error=_cannot_be_read(error))


def _cannot_be_read(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such file."
    return f"The file cannot be read: {error.strerror}."


def bulk_lines(path: Path, name: str, origin: str, limit: int) -> Iterator[Input]:
    """The Sources in the lines of a bulk file that goes by ``name`` and came from ``origin``.

    ``limit``: the most bytes of a line, which is read whole.
    """
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file, limit), start=1):
            if not line.strip():
                continue
            try:
                if len(line) > limit:
                    raise UnreadableSource(f"it has more than {limit:,} bytes, the most that IBID_UPLOAD_LIMIT allows.")
                yield _from_line(line, name, origin)
            except UnreadableSource as error:
                yield Input(f"{origin}#{number}", name, error=f"Line {number}: {error}")


def _lines(file: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines; of one that is longer than ``limit`` only so much that this can be seen."""
    while line := file.readline(limit + 1):
        yield line
        rest = line
        while len(rest) > limit and not rest.endswith(b"\n"):
            rest = file.readline(limit + 1)


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
    metadata = Metadata(**{key: str(fields[key]).replace("\0", "") for key in _STATED if fields.get(key)})
    stated = Stated(str(fields["id"]), replace(metadata, title=metadata.title or str(fields["id"])))
    return Input(f"{origin}#{stated.id}", name, str(fields["text"]).encode(), stated)
