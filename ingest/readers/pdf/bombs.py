"""Refuses PDFs whose packed streams would unpack to more than a machine can hold.

PDFium unpacks what a page draws whole, and keeps an object for each thing drawn: 100 KiB may become gigabytes. Streams
are unpacked here first, piece by piece and kept nowhere. Pictures are passed over, for no page is painted.
"""

from __future__ import annotations

import re
import zlib

from ingest.ingest_errors import UnreadableSource

_STREAM = re.compile(rb"stream\r?\n")
_ENTRIES = 2_000
"""How far before a stream its dictionary may begin, in bytes."""
_PIECE = 1 << 16
_HARMLESS = 8 << 20
_STEEPEST = 100
"""How many times its size a stream may unpack to once that is more than ``_HARMLESS``; drawings reach 20."""
_LARGEST = 64 << 20
_LARGEST_IN_ALL = 1 << 30
_BOMB = "This PDF is packed so tightly that it may be meant to do harm. It was not read."


def refuse_bombs(data: bytes) -> None:
    """Raises ``UnreadableSource`` where a stream of ``data`` unpacks to too much; takes time in proportion to it."""
    total, whole = 0, memoryview(data)
    for found in _STREAM.finditer(data):
        entries = data[max(0, found.start() - _ENTRIES) : found.start()]
        entries = entries[entries.rfind(b" obj") + 1 :]
        if b"/Image" in entries or not (b"/FlateDecode" in entries or b"/Fl" in entries):
            continue
        if entries.count(b"/FlateDecode") + len(re.findall(rb"/Fl\b", entries)) > 1:
            raise UnreadableSource(_BOMB)
        total += _unpacked(whole, found.end())
        if total > _LARGEST_IN_ALL:
            raise UnreadableSource(_BOMB)


def _unpacked(data: memoryview, start: int) -> int:
    """How many bytes the stream at ``start`` unpacks to."""
    unpack, position, size = zlib.decompressobj(), start, 0
    try:
        while not unpack.eof and (unpack.unconsumed_tail or position < len(data)):
            waiting = unpack.unconsumed_tail or data[position : position + _PIECE]
            position += 0 if unpack.unconsumed_tail else len(waiting)
            size += len(unpack.decompress(waiting, _PIECE))
            used = position - start - len(unpack.unconsumed_tail) - len(unpack.unused_data)
            if size > _LARGEST or (size > _HARMLESS and size > _STEEPEST * used):
                raise UnreadableSource(_BOMB)
    except zlib.error:
        return size  # not packed so, or damaged: PDFium stops there too
    return size
