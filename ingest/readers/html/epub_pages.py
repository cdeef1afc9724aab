"""The chapters of an EPUB as one page, so that a mark in one file finds its note in another (EPUB 3.3, 5.7 and 6).

Each id is written with the number of its file before it, and links are led there: what is unique in a file only, as
``#note-1`` of every chapter is, is unique in the book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath
from urllib.parse import quote, unquote

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from ingest.readers.containers import Element, local, parse_xml
from ingest.readers.decode import decode

_NAME = re.compile(r"[a-z][a-z0-9]*")
"""Tags that HTML may have; a page that is no XHTML may have any, and lxml would not write them."""
_ELSEWHERE = ("http:", "https:", "mailto:", "data:", "ftp:")


def one_page(chapters: Sequence[tuple[str, bytes]]) -> str:
    """HTML that holds all ``chapters`` (path and bytes, in reading order). Raises ``UnreadableSource``."""
    numbers = {path: i for i, (path, _) in reversed(list(enumerate(chapters)))}
    pages = [_section(path, data, numbers) for path, data in chapters]
    return f"<html><body><article>{''.join(pages)}</article></body></html>"


def _section(path: str, data: bytes, numbers: Mapping[str, int]) -> str:
    body = _body(data)
    if body is None:
        return ""
    for element in body.iter():
        if isinstance(element.tag, str):
            _rename(element, path, numbers)
    words = "".join(_inside(body))
    return f"<div>{words}</div>"


def _body(data: bytes) -> Element | None:
    """The body of a chapter: XHTML by the book, or whatever a browser would make of it."""
    root = parse_xml(data)
    if root is None:
        try:
            root = document_fromstring(decode(data).encode(), HTMLParser(huge_tree=True, encoding="utf-8"))
        except (etree.ParserError, ValueError):
            return None
    return next((item for item in root.iter() if isinstance(item.tag, str) and local(item).lower() == "body"), None)


def _rename(element: Element, path: str, numbers: Mapping[str, int]) -> None:
    name = local(element).lower()
    element.tag = name if _NAME.fullmatch(name) else "span"
    number = numbers[path]
    for key in ("id", "name"):
        if element.get(key):
            element.set(key, f"{number}.{element.get(key)}")
    href = element.get("href")
    if href and not href.lower().startswith(_ELSEWHERE):
        file, _, fragment = href.partition("#")
        target = normpath(join(dirname(path), unquote(file))) if file else path
        if fragment and target in numbers:
            element.set("href", "#" + quote(f"{numbers[target]}.{unquote(fragment)}"))


def _inside(body: Element) -> Iterator[str]:
    yield _escaped(body.text or "")
    for child in body:
        yield etree.tostring(child, method="html", encoding="unicode")


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
