"""Electronic books: EPUB 2 and 3, the files of the spine in order, read as one web page.

EPUB 3.3: the container (4.2.6.3.1) names the package document, whose spine (5.7) is the reading order and whose
metadata (5.5) goes before what the pages say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from ingest.ingest_errors import UnreadableSource
from ingest.readers.containers import Container, Element, local, locked
from ingest.readers.html.epub_pages import one_page
from ingest.readers.html.html_reader import read_html
from ingest.readers.published_dates import iso_date
from ingest.reading import LeftOut, Metadata, Omission, Reading

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
_NOT_AUTHORS = frozenset(("edt", "trl", "ill", "bkp", "pbl", "ctb", "nrt"))
"""MARC relators of creators who did not write the book."""
_DAY = 10


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the book, as the manifest lists it."""

    path: str
    kind: str
    properties: frozenset[str]


def read_epub(data: bytes) -> Reading:
    """What stands in an electronic book. Raises ``UnreadableSource``."""
    container = Container(data)
    opf = _package_path(container)
    package = container.required(opf)
    spine = list(_spine(package, dirname(opf)))
    pages = [item for item in spine if item.kind in _PAGES and "nav" not in item.properties]
    encrypted = container.encrypted_parts()
    if any(item.path in encrypted for item in pages):
        raise locked(book=True)
    chapters = [(item.path, part) for item in pages if (part := container.read(item.path)) is not None]
    if not chapters:
        raise UnreadableSource("The book's package lists no chapters that are in the file.")
    reading = read_html(one_page(chapters))
    dropped = (LeftOut(Omission.NAVIGATION, item.path) for item in spine if item not in pages)
    metadata = _metadata(package).or_else(reading.metadata)
    return replace(reading, format="epub", metadata=metadata, left_out=(*dropped, *reading.left_out))


def _package_path(container: Container) -> str:
    root = container.required("META-INF/container.xml")
    paths = (item.get("full-path") for item in root.iter("{*}rootfile"))
    path = next((path for path in paths if path), None)
    if path is None:
        raise UnreadableSource("The book does not say where its package document is.")
    return path


def _spine(package: Element, folder: str) -> Iterator[_Item]:
    """The files of the book in reading order, each once."""
    items: Mapping[str | None, _Item] = {
        item.get("id"): _Item(
            normpath(join(folder, unquote(item.get("href") or ""))),
            (item.get("media-type") or "").lower(),
            frozenset((item.get("properties") or "").split()),
        )
        for item in package.iterfind("{*}manifest/{*}item")
    }
    read = dict.fromkeys(reference.get("idref") for reference in package.iterfind("{*}spine/{*}itemref"))
    yield from dict.fromkeys(items[idref] for idref in read if idref in items)


def _metadata(package: Element) -> Metadata:
    """Title, authors, date and address as the package states them (5.5, Dublin Core)."""
    holder = package.find("{*}metadata")
    stated = list(holder.iter("{*}*")) if holder is not None else []
    refined = {
        (entry.get("refines") or "").lstrip("#"): entry.text for entry in stated if entry.get("property") == "role"
    }
    authors = [
        words for entry in stated if local(entry) == "creator" and _wrote(entry, refined) and (words := _words(entry))
    ]
    dates = sorted((entry for entry in stated if local(entry) == "date"), key=_is_not_publication)
    links = [
        words
        for key in ("source", "identifier")
        for entry in stated
        if local(entry) == key and (words := _words(entry))
    ]
    return Metadata(
        title=next((words for entry in stated if local(entry) == "title" and (words := _words(entry))), None),
        author=", ".join(dict.fromkeys(authors)) or None,
        published=next((day for date in dates if (day := iso_date((_words(date) or "")[:_DAY]))), None),
        url=next((link for link in links if link.lower().startswith(("http://", "https://"))), None),
    )


def _wrote(creator: Element, refined: Mapping[str, str | None]) -> bool:
    stated = next((str(value) for key, value in creator.attrib.items() if str(key).endswith("}role")), None)
    return (stated or refined.get(creator.get("id") or "-") or "aut").strip() not in _NOT_AUTHORS


def _is_not_publication(date: Element) -> bool:
    """Whether an EPUB 2 date is stated to be something else than that of publication (opf:event)."""
    events = [str(value) for key, value in date.attrib.items() if str(key).endswith("event")]
    return bool(events) and "publication" not in events


def _words(element: Element) -> str | None:
    return " ".join((element.text or "").split()) or None
