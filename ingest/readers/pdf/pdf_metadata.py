"""What a PDF says of itself: its Info dictionary, then its XMP packet, then the largest words on page one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from ingest.readers.office.office_blocks import said_at_top
from ingest.readers.published_dates import iso_date
from ingest.reading import Block, BlockKind, Metadata

_START, _END = b"<x:xmpmeta", b"</x:xmpmeta>"
_LARGEST_PACKET = 500_000
_MOST_PACKETS = 20
_PDF = "http://ns.adobe.com/pdf/1.3/"
_NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_PRISM = "{http://prismstandard.org/namespaces/"
_PUBLISHED = ("}publicationDate", "}coverDate")
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\b.*|untitled.*|document\d*|.*\.(?:docx?|pdf|indd|qxd|tex|dvi|rtf|odt|wpd))$",
    re.IGNORECASE,
)
_LONGEST = 300


def read_metadata(info: Callable[[str], str], data: bytes, blocks: Sequence[Block]) -> Metadata:
    """Title, author and date. ``info`` looks up the Info dictionary; ``blocks`` are those of the first page.

    When the file was made says nothing of when the document was published: a scan of a report of 1975 has the day of
    the scan. A date comes from the publisher's own entry (PRISM 3.0), or from a line that is nothing else.
    """
    return (
        _from_info(info).or_else(_from_xmp(data)).or_else(Metadata(title=_largest(blocks))).or_else(said_at_top(blocks))
    )


def _from_info(info: Callable[[str], str]) -> Metadata:
    return Metadata(title=_title(info("Title")), author=info("Author") or None)


def _title(words: str) -> str | None:
    words = " ".join(words.split())
    return words if words and not _NO_TITLE.match(words) else None


def _from_xmp(data: bytes) -> Metadata:
    """The document's own packet is the one that speaks of PDF; pictures in it may have theirs."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    for packet in _packets(data):
        if _PDF.encode() not in packet and b"application/pdf" not in packet:
            continue
        root = etree.fromstring(packet, parser)
        authors = [element.text.strip() for element in root.iterfind(".//dc:creator//rdf:li", _NAMES) if element.text]
        title = root.findtext(".//dc:title//rdf:li", None, _NAMES)
        return Metadata(_title(title or ""), ", ".join(authors) or None, _published(root))
    return Metadata()


def _published(root: etree._Element) -> str | None:  # pyright: ignore[reportPrivateUsage]
    """The date of publication, as an element or an attribute in any edition of PRISM."""
    stated = (
        (str(key), str(value))
        for item in root.iter("*")
        for key, value in (*item.attrib.items(), (item.tag, item.text))
    )
    dates = (value for key, value in stated if key.startswith(_PRISM) and key.endswith(_PUBLISHED))
    return next((day for value in dates if (day := iso_date(value.strip()[:10]))), None)


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
    return next(
        (block.text for block in blocks if block.kind is BlockKind.HEADING and len(block.text) <= _LONGEST), None
    )
