"""Bytes to characters."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.errors import UnreadableSource

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0c")


def decode(data: bytes) -> str:
    """The text of ``data`` with plain line ends: by its byte order mark, as UTF-8, as declared, or as it looks.

    Raises ``UnreadableSource`` where it is no text at all.
    """
    text = _decoded(data)
    if len(_NOT_TEXT.findall(text[:100_000])) > len(text[:100_000]) / 1000:
        raise UnreadableSource("This is not a text: it holds binary data. Convert it to text, Markdown or HTML first.")
    return _LINE_ENDS.sub("\n", _NOT_TEXT.sub("", text))


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    declared = _DECLARED.search(data[:4096])
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else None):
        try:
            if encoding:
                return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    best = from_bytes(data).best()
    if best is None:
        raise UnreadableSource("The encoding of this file cannot be told. Save it as UTF-8 and try again.")
    return str(best)
