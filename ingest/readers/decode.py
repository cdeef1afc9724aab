"""Bytes to characters."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.ingest_errors import UnreadableSource

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ODD = re.compile("[\udc80-\udcff]")
"""Bytes that are no UTF-8, as ``surrogateescape`` stands for them."""
_LOOKED_AT = 200_000
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0c")

_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
"""What is meant by these names: older pages state them and have the quotation marks of Windows (WHATWG, "Encoding")."""
_NO_CHARSETS = frozenset("idna punycode undefined unicode_escape raw_unicode_escape".split())
"""Codecs of Python's that no document is written in, and that a long text would hang."""


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of ``data`` with plain line ends: by its byte order mark, as UTF-8, as stated, or as it looks.

    ``charset``: the encoding that was stated beside the bytes, such as in an HTTP header; it goes before one that they
    declare themselves. UTF-8 goes before both: a text that is valid UTF-8 by chance is rarer than a wrong statement.
    But all 7-bit encodings are valid UTF-8, ISO-2022-JP among them: there the statement counts.

    UTF-8 with a few odd bytes in it stays UTF-8.

    Raises ``UnreadableSource`` where it is no text at all.
    """
    text = _decoded(data, charset)
    if len(_NOT_TEXT.findall(text[:100_000])) > len(text[:100_000]) / 1000:
        raise UnreadableSource("This is not a text: it holds binary data. Convert it to text, Markdown or HTML first.")
    return _LINE_ENDS.sub("\n", _NOT_TEXT.sub("", text))


def _decoded(data: bytes, charset: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if (unmarked := _without_mark(data)) is not None:
        return unmarked
    declared = _DECLARED.search(data[:4096])
    stated = [
        item for item in (charset, declared[1].decode("ascii") if declared else None) if item and _is_charset(item)
    ]
    seven_bit = stated[:1] if charset and data.isascii() else []
    for encoding in (*seven_bit, "utf-8", *stated):
        try:
            if windows := _AS_BROWSERS_DO.get(codecs.lookup(encoding).name):
                return data.decode(windows, errors="replace")
            return data.decode(encoding)
        except UnicodeError:
            continue
    return _mixed(data) or _guessed(data)


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, as it holds a zero beside nearly every letter of a Western language."""
    sample = data[:_LOOKED_AT]
    for zeros, letters, encoding in ((1, 0, "utf-16-le"), (0, 1, "utf-16-be")):
        if sample[zeros::2].count(0) > 0.4 * len(sample) / 2 and not sample[letters::2].count(0):
            return data.decode(encoding, errors="replace")
    return None


def _mixed(data: bytes) -> str | None:
    """UTF-8 into which something else was pasted: odd bytes are read as Windows-1252. None where they are the rule."""
    text = data.decode("utf-8", errors="surrogateescape")
    odd = len(_ODD.findall(text))
    if odd >= sum(not character.isascii() for character in text) - odd:
        return None
    return _ODD.sub(lambda found: found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)


def _guessed(data: bytes) -> str:
    """By the statistics of a sample, which is as telling as the whole of a large file."""
    sample = data[:_LOOKED_AT]
    best = from_bytes(sample if len(sample) == len(data) else sample[: sample.rfind(b"\n") + 1] or sample).best()
    if best is None:
        raise UnreadableSource("The encoding of this file cannot be told. Save it as UTF-8 and try again.")
    return data.decode(best.encoding, errors="replace")


def _is_charset(name: str) -> bool:
    try:
        found = codecs.lookup(name)
        b"".decode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return found.name not in _NO_CHARSETS
