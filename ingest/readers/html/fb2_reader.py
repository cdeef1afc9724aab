"""FictionBook 2 (FB2): an XML of its own, brought to HTML and read as any page is.

Its notes are sections of the body that is named "notes"; its marks are links of the type "note" (schema of FictionBook
2.1).
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from ingest.ingest_errors import UnreadableSource
from ingest.readers.containers import Element, local, parse_xml
from ingest.readers.html.html_reader import read_html
from ingest.readers.published_dates import iso_date
from ingest.reading import Metadata, Reading

_TAGS = {
    **dict.fromkeys(("p", "v", "text-author", "date"), "p"),
    **dict.fromkeys(("cite", "epigraph", "annotation"), "blockquote"),
    **dict.fromkeys(("section", "poem", "stanza", "body"), "div"),
    **{name: name for name in ("table", "tr", "th", "td", "sup", "sub", "strong", "code", "a")},
    "emphasis": "em",
    "style": "span",
    "strikethrough": "s",
    "subtitle": "h3",
    "empty-line": "br",
}
_XLINK = "{http://www.w3.org/1999/xlink}href"
_NOTES = ("notes", "footnotes", "comments")


def read_fb2(data: bytes) -> Reading:
    """Returns what stands in a book in FB2. Raises ``UnreadableSource``."""
    root = parse_xml(data)
    if root is None:
        raise UnreadableSource("The book is damaged: it is not well-formed XML. Save it again and try again.")
    info = root.find(".//{*}title-info")
    metadata = _metadata(info) if info is not None else Metadata()
    bodies = list(root.iterchildren("{*}body"))
    for binary in root.findall("{*}binary"):
        root.remove(binary)
    for body in bodies:
        _rewrite(body, is_notes=(body.get("name") or "").lower() in _NOTES)
    page = "".join(_html(body) for body in bodies)
    reading = read_html(f"<html><body><article>{page}</article></body></html>")
    return replace(reading, format="fb2", metadata=metadata.or_else(reading.metadata))


def _rewrite(body: Element, *, is_notes: bool) -> None:
    """Gives the elements of ``body`` the names of HTML, its notes their role, and its marks theirs."""
    for element in list(body.iter("{*}*")):
        name = local(element)
        if name == "title":
            _rewrite_title(element, is_notes=is_notes)
        elif is_notes and name == "section" and element.get("id"):
            element.tag = "aside"
            element.set("role", "doc-footnote")
        elif not (element.tag in ("h2", "h3") or element.get("class") == "within"):
            element.tag = _TAGS.get(name, "span")
        href = element.attrib.pop(_XLINK, None)
        if href is not None:
            element.set("href", str(href))
        if element.attrib.pop("type", None) == "note":
            element.set("role", "doc-noteref")


def _rewrite_title(title: Element, *, is_notes: bool) -> None:
    """The title of a section is a heading, that of a note its label."""
    above = title.getparent()
    is_label = is_notes and above is not None and above.get("id")
    for inner in title.iter("{*}p"):
        inner.tag = "span"
        inner.set("class", "within")
        inner.tail = " "
    title.tag = "span" if is_label else "h2"


def _html(body: Element) -> str:
    return etree.tostring(body, method="html", encoding="unicode")


def _metadata(info: Element) -> Metadata:
    names = (" ".join(" ".join(author.itertext()).split()) for author in info.iterchildren("{*}author"))
    date = info.find("{*}date")
    stated = (date.get("value") or date.text or "") if date is not None else ""
    title = " ".join((info.findtext("{*}book-title") or "").split())
    return Metadata(title=title or None, author=", ".join(filter(None, names)) or None, published=iso_date(stated))
