"""The catalogue's input and output: Sources with their origins and copies."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.model import Passage, Source


@dataclass(frozen=True, slots=True)
class Origin:
    """An address or path that a Source's bytes came from, and their SHA-256; several may have the same bytes.

    Web pages have more: ``listed_in`` are the address lists that name it, empty where the user named it directly;
    ``location`` is the final address after redirects, ``etag`` and ``last_modified`` the validators of its version (RFC
    9110, section 8.8).
    """

    source_id: str
    uri: str
    digest: str
    listed_in: tuple[str, ...] = ()
    location: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A Source to be stored in the catalogue. ``fingerprints``: per Passage, see ``retrieval.near_duplicates``."""

    source: Source
    origins: tuple[Origin, ...]
    passages: tuple[Passage, ...]
    fingerprints: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """A Source that shares the words of another. ``shared``: the share (0…1) of the shorter one's words
    that both have.
    """

    id: str
    title: str
    url: str | None
    shared: float


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list of Sources; ``text``, sections and notes stay on disk."""

    id: str
    title: str
    author: str | None
    published: str | None
    url: str | None
    format: str
    passages: int
    also_in: tuple[Copy, ...] = ()
