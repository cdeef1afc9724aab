"""One thing to ingest, whether a file, a line of a bulk file or a page, with what is known of it besides its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from ingest.reading import Metadata


@dataclass(frozen=True, slots=True)
class Stated:
    """What a line of a bulk file says of its Source."""

    id: str
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is known of a page besides its bytes: the address that answered in the end, and what it said of itself."""

    url: str
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to ingest. ``origin`` says where it is; ``error`` is set where it could not be read.

    A page has more: ``page``; ``listed_in``, the list that names its address; and ``same_as``, the digest of the
    version that the Library has, where the page still is that one and was not sent again.
    """

    origin: str
    name: str
    data: bytes = field(default=b"", repr=False)
    stated: Stated | None = None
    error: str | None = None
    page: Fetched | None = None
    listed_in: str | None = None
    same_as: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, and of what is stated beside them, in hexadecimal."""
        if self.same_as:
            return self.same_as
        return sha256(self.data + repr(self.stated).encode() if self.stated else self.data).hexdigest()
