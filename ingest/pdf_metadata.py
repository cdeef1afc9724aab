"""What a PDF says of itself: its Info dictionary, then its XMP packet, then the largest words on page one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from ingest.dates import iso_date
from ingest.reading import Block, Kind, Metadata

_START, _END = b"<x:xmpmeta", b"</x:xmpmeta>"
_LARGEST_PACKET = 500_000
_MOST_PACKETS = 20
_PDF = "http://ns.adobe.com/pdf/1.3/"
_NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\b.*|untitled.*|document\d*|.*\.(?:docx?|pdf|indd|qxd|tex|dvi|rtf|odt|wpd))$",
    re.IGNORECASE,
)
_LONGEST = 300


def read_metadata(info: Callable[[str], str], data: bytes, blocks: Sequence[Block]) -> Metadata:
    """Title, author and date. ``info`` looks up the Info dictionary; ``blocks`` are those of the first page."""
    return _from_info(info).or_else(_from_xmp(data)).or_else(Metadata(title=_largest(blocks)))


def _from_info(info: Callable[[str], str]) -> Metadata:
    return Metadata(title=_title(info("Title")), author=info("Author") or None, published=_date(info("CreationDate")))


def _title(words: str) -> str | None:
    words = " ".join(words.split())
    return words if words and not _NO_TITLE.match(words) else None


def _date(words: str) -> str | None:
    """The day of "D:20190623120000Z", where there is such a day."""
    found = _DATE.match(words)
    return iso_date("-".join(part for part in found.groups() if part)) if found else None


def _from_xmp(data: bytes) -> Metadata:
    """The document's own packet is the one that speaks of PDF; pictures in it may have theirs."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    for packet in _packets(data):
        if _PDF.encode() not in packet and b"application/pdf" not in packet:
            continue
        root = etree.fromstring(packet, parser)
        authors = [one.text.strip() for one in root.iterfind(".//dc:creator//rdf:li", _NAMES) if one.text]
        title = root.findtext(".//dc:title//rdf:li", None, _NAMES)
        created = root.findtext(".//xmp:CreateDate", None, _NAMES)
        return Metadata(_title(title or ""), ", ".join(authors) or None, iso_date((created or "")[:10]))
    return Metadata()


def _packets(data: bytes) -> Iterator[bytes]:
    position = 0
    for _ in range(_MOST_PACKETS):
        start = data.find(_START, position)
        position = data.find(_END, start, start + _LARGEST_PACKET) + len(_END) if start >= 0 else 0
        if position <= start:
            return
        yield data[start:position]


def _largest(blocks: Sequence[Block]) -> str | None:
    """The first heading, if it is not too long for a title; headings are set larger than the text."""
    return next((one.text for one in blocks if one.kind is Kind.HEADING and len(one.text) <= _LONGEST), None)
