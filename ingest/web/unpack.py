"""The body of a page as it comes in: unpacked within a limit, so that no bomb fills the memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from typing import Protocol

from ingest.ingest_errors import NotFetched

ACCEPTED = "gzip, deflate"
"""What ``Accept-Encoding`` says."""

_GZIP = b"\x1f"
"""How a member of gzip begins, and neither padding nor a deflate stream does."""


class _Unpacker(Protocol):
    """Takes bytes as they come. ``finished``: whether what came in so far is whole."""

    finished: bool

    def take(self, chunk: bytes, most: int) -> bytes:
        """What ``chunk`` unpacks to, ``most`` bytes of it."""
        ...


class _Plain:
    """Bytes that come as they are; whether they are whole is for HTTP to know."""

    finished = True

    def take(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]


class _Zipped:
    """Gzip (RFC 1952) of one or more members, or deflate: by RFC 1950 or, as some servers have it, RFC 1951."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self.finished = True

    def take(self, chunk: bytes, most: int) -> bytes:
        found = bytearray()
        while chunk and len(found) < most:
            if self.finished:
                if self._stream.eof and chunk[:1] != _GZIP:
                    break  # what is behind the end is padding
                self._stream = zlib.decompressobj(_window(chunk))
            found += self._stream.decompress(chunk, most - len(found))
            self.finished, chunk = self._stream.eof, self._stream.unused_data
        return bytes(found)


def _window(chunk: bytes) -> int:
    """What zlib is to expect, from the first bytes."""
    if chunk[:1] == _GZIP:
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if chunk[0] & 0x0F == zlib.DEFLATED else -zlib.MAX_WBITS


_UNPACKERS: dict[str, Callable[[], _Unpacker]] = {
    "": _Plain,
    "identity": _Plain,
    "gzip": _Zipped,
    "x-gzip": _Zipped,
    "deflate": _Zipped,
}


def too_large(limit: int) -> NotFetched:
    """What is said of a body of more than ``limit`` bytes."""
    return NotFetched(f"The page has more than {limit:,} bytes; IBID_UPLOAD_LIMIT allows no more.")


def unpacked(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body that ``chunks`` are, in the ``Content-Encoding`` that is stated.

    Raises ``NotFetched`` where it has more than ``limit`` bytes, packed or not, or is broken.
    """
    made = _UNPACKERS.get(encoding.strip().lower())
    if made is None:
        raise NotFetched("The page comes packed in a way that was not asked for. Save it and ingest the file.")
    unpacker, body, received = made(), bytearray(), 0
    try:
        for chunk in chunks:
            received += len(chunk)
            body += unpacker.take(chunk, limit + 1 - len(body))
            if max(received, len(body)) > limit:
                raise too_large(limit)
    except zlib.error:
        raise NotFetched("The page comes packed and cannot be unpacked. Try again, or ingest a saved copy.") from None
    if not unpacker.finished:
        raise NotFetched("The page broke off before its end. Try again.")
    return bytes(body)
