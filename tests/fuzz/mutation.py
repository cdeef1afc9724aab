"""Documents changed at random: bytes, tokens and stretches, in packed formats within their parts.

A mutant is drawn from a seed and a number alone, so that any of them can be made again.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random
from zipfile import BadZipFile, ZipFile

from tests.packed import packed

_TOKENS: tuple[bytes, ...] = (
    *(b"[1]", b"[^1]", b"[^1]: ", b"1", b"12.", b"* ", b"\xc2\xb9", b"\xe2\x80\xa0", b"46.1 As", b"Ibid.", b"note 1"),
    *(b"\n", b"\n\n", b"\r", b"\t", b" ", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae"),
    *(b"<", b">", b"</", b"&#0;", b"&#xD800;", b"&amp;", b"<p>", b"</p>", b"<li>", b"<table><tr><td>", b"</article>"),
    *(
        b'<a href="#n1">1</a>',
        b'<p id="n1">',
        b"<sup>2</sup>",
        b"<math>",
        b"<!--",
        b"<![CDATA[",
        b"<svg>",
        b"<dt id='x'>",
    ),
    *(b'<w:footnoteReference w:id="1"/>', b"<w:tbl>", b"</w:tr>", b"<w:del>", b'<w:fldChar w:fldCharType="begin"/>'),
    *(
        b"<text:note>",
        b"<text:p/>",
        b"<table:table-row>",
        b"obj",
        b"endobj",
        b"stream",
        b"/Length 9999999",
        b" Tj",
        b" Td",
    ),
    *(b"-1", b"99999999999999999999", b"0.0000001", b"1e308", b"NaN", b"a" * 300, b"(" * 200, b"1 " * 200, b"[" * 200),
)
_WINDOW = 12_000
"""Bytes of a long text that one mutant is made of."""
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)


def mutant(reader: str, data: bytes, random: Random) -> bytes:
    """``data`` changed in up to eight places."""
    if reader in ("docx", "odt", "epub"):
        return _packed(data, random)
    if reader == "pdf":
        return _drawn(data, random)
    return _changed(_window(data, random), random)


def _window(data: bytes, random: Random) -> bytes:
    if len(data) <= _WINDOW:
        return data
    start = random.randrange(len(data) - _WINDOW)
    return data[: _WINDOW // 6] + data[start : start + _WINDOW // 2] + data[-_WINDOW // 3 :]


def _packed(data: bytes, random: Random) -> bytes:
    """Mostly one part is changed and the archive made anew; sometimes the archive itself."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    except BadZipFile:
        return _changed(data, random)
    if not parts or random.random() < 0.1:
        return _changed(data, random)
    name = random.choice([part for part in parts if part.endswith(("ml", "opf", "rels"))] or list(parts))
    if random.random() < 0.05:
        del parts[name]
    else:
        parts[name] = _changed(bytes(parts[name]), random)  # pyright: ignore[reportArgumentType]
    return packed(parts)


def _drawn(data: bytes, random: Random) -> bytes:
    """Mostly what a page draws is changed; sometimes the file around it."""
    streams = list(_STREAM.finditer(data))
    if not streams or random.random() < 0.3:
        return _changed(data, random)
    one = random.choice(streams)
    try:
        drawing = _changed(zlib.decompress(one[1]), random)
    except zlib.error:
        return _changed(data, random)
    return data[: one.start(1)] + zlib.compress(drawing) + data[one.end(1) :]


def _changed(data: bytes, random: Random) -> bytes:
    made = bytearray(data)
    for _ in range(random.randint(1, 8)):
        random.choice(_CHANGES)(made, random)
    return bytes(made)


def _flip(data: bytearray, random: Random) -> None:
    if data:
        data[random.randrange(len(data))] = random.randrange(256)


def _insert(data: bytearray, random: Random) -> None:
    at = random.randint(0, len(data))
    data[at:at] = random.choice(_TOKENS) * random.choice((1, 1, 1, 2, 30))


def _drop(data: bytearray, random: Random) -> None:
    start, end = _stretch(data, random)
    del data[start:end]


def _repeat(data: bytearray, random: Random) -> None:
    start, end = _stretch(data, random)
    at = random.randint(0, len(data))
    data[at:at] = data[start:end] * random.choice((1, 1, 2, 20))


def _swap(data: bytearray, random: Random) -> None:
    start, end = _stretch(data, random)
    moved = data[start:end]
    del data[start:end]
    at = random.randint(0, len(data))
    data[at:at] = moved


def _cut(data: bytearray, random: Random) -> None:
    if random.random() < 0.2:
        del data[random.randint(0, len(data)) :]


def _stretch(data: bytearray, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(len(data), start + random.choice((1, 4, 20, 100, 600)))


_CHANGES: tuple[Callable[[bytearray, Random], None], ...] = (_flip, _insert, _insert, _drop, _repeat, _swap, _cut)
