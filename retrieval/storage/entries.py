"""What the catalogue is given and what it tells: Sources with where they came from and what they are copies of."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.model import Passage, Source


@dataclass(frozen=True, slots=True)
class Origin:
    """A place that the bytes of a Source came from, and their SHA-256; several places may hold the same bytes.

    Web pages have more: ``listed_in`` are the lists of addresses that name it, none where the user named it directly;
    ``location`` is the address that answered in the end, ``etag`` and ``last_modified`` what it said of its version
    (RFC 9110, section 8.8).
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
    """A Source as it goes into the catalogue. ``fingerprints``: per Passage, see ``retrieval.near_duplicates``."""

    source: Source
    origins: tuple[Origin, ...]
    passages: tuple[Passage, ...]
    fingerprints: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """A Source that has the words of another. ``shared``: which share (0…1) of the shorter one's words both have."""

    id: str
    title: str
    url: str | None
    shared: float


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
    also_in: tuple[Copy, ...] = ()
