"""From the bytes of a file to a Source: tells the format by the content, reads it, ties the notes to their marks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.ingest_errors import UnreadableSource
from ingest.notes.footnotes import resolve
from ingest.readers.containers import Container
from ingest.readers.decode import decode
from ingest.readers.html.epub_reader import read_epub
from ingest.readers.html.fb2_reader import read_fb2
from ingest.readers.html.html_reader import read_html
from ingest.readers.markdown_reader import read_markdown
from ingest.readers.office.docx_reader import read_docx
from ingest.readers.office.odt_reader import read_flat_odt, read_odt
from ingest.readers.pdf.pdf_reader import read_pdf
from ingest.readers.subtitle_reader import is_subtitles, read_subtitles
from ingest.readers.text_reader import read_text
from ingest.readers.unread_formats import refuse_unread
from ingest.reading import Metadata, Reading
from retrieval.model import Source

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL
)
_MARKDOWN = re.compile(r"^(?:\[\^[^\]\s]+\]:|#{1,6} \S|---\s*$|```)", re.MULTILINE)
_ELEMENT = re.compile(
    r"<(?:h[1-6]|p|div|section|main|article|span|a|table|ul|ol|dl|li|br|sup|meta|title)\b", re.IGNORECASE
)
_JSON = re.compile(r"\s*(?:\[\s*)?\{\s*[\"}]")
_MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_RST_NAMES = (".rst", ".rest")
_RST = re.compile(r"^\.\. \[(?:#[\w.-]*|\d+)\](?=\s)", re.MULTILINE)
"""The notes of reStructuredText, which no other text has."""
_HTML_NAMES = (".html", ".htm", ".xhtml")
_LOOKED_AT = 20_000


def parse(
    data: bytes, name: str, source_id: str, stated: Metadata | None = None, charset: str | None = None
) -> tuple[Source, Reading]:
    """The Source that ``data`` amounts to, with the Reading it was made from.

    ``name`` decides only where the content leaves the format open; what is ``stated`` goes before what the content
    says of itself, and with a stated title the first line is a line like any other. ``charset``: the encoding that
    came stated beside the bytes. Raises ``UnreadableSource``.
    """
    if not data.strip():
        raise UnreadableSource("The file is empty.")
    stated = stated or Metadata()
    reading = _read(data, name, charset, titled=stated.title is None)
    if not reading.blocks:
        raise UnreadableSource("No text was found in the file.")
    reading = replace(reading, metadata=stated.or_else(reading.metadata))
    return resolve(reading, source_id, fallback_title=PurePosixPath(name).stem or source_id), reading


def _read(data: bytes, name: str, charset: str | None, *, titled: bool) -> Reading:
    """What stands in ``data``: a format that is told by its first bytes, or else text of some kind."""
    for begins, read in _BY_FIRST_BYTES:
        if begins.match(data):
            return read(data)
    return _read_text(decode(data, charset), name, titled=titled)


def _read_text(text: str, name: str, *, titled: bool) -> Reading:
    """What stands in ``text``, by the reader for its format."""
    head = text[:_LOOKED_AT]
    if _is_json(text):
        raise UnreadableSource(
            "This is JSON, data and no document. Texts in bulk go into a .jsonl file, "
            'each on a line as {"id", "title", "text"}.'
        )
    refuse_unread(text, name)
    if is_subtitles(text):
        return read_subtitles(text)
    if name.lower().endswith(_RST_NAMES) or _RST.search(text):
        return _read_rst(text)
    if _HTML.match(head) or (name.lower().endswith(_HTML_NAMES) and _ELEMENT.search(head)):
        return read_html(text)
    if name.lower().endswith(_MARKDOWN_NAMES) or len(_MARKDOWN.findall(head)) >= 3:
        return read_markdown(text)
    return read_text(text, titled=titled)


def _read_rst(text: str) -> Reading:
    """What stands in a reStructuredText. docutils takes a third of a second to import, which few runs need."""
    from ingest.readers.html.rst_reader import read_rst  # noqa: PLC0415

    return read_rst(text)


def _is_json(text: str) -> bool:
    """Whether ``text`` begins with an object of JSON or with a list of them."""
    if not _JSON.match(text):
        return False
    try:
        json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return False
    return True


def _read_packed(data: bytes) -> Reading:
    """What stands in a document that is a zip archive."""
    readers = {"docx": read_docx, "odt": read_odt, "epub": read_epub}
    return readers[Container(data).format()](data)


def _refuse_old_office(_data: bytes) -> Reading:
    """Compound files ([MS-CFB]) are documents of Word 97 to 2003, or newer ones behind a password."""
    raise UnreadableSource(
        "This is an Office file of an old kind or one with a password. Save it as .docx without a password."
    )


def _refuse_rtf(_data: bytes) -> Reading:
    raise UnreadableSource(
        "Rich text (RTF) is not read, for its notes would be lost. Save it as .docx or .odt, or convert it: "
        "soffice --headless --convert-to docx FILE.rtf"
    )


_BY_FIRST_BYTES: tuple[tuple[re.Pattern[bytes], Callable[[bytes], Reading]], ...] = (
    (re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"), _read_packed),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _refuse_old_office),
    (re.compile(rb"\s{0,8}\{\\rtf"), _refuse_rtf),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s{0,8}%PDF-"), read_pdf),
    (re.compile(rb"(?s)(?:\xef\xbb\xbf)?\s{0,8}<\?xml.{0,400}?<office:document(?:-content)?[\s>]"), read_flat_odt),
    (re.compile(rb"(?s)(?:\xef\xbb\xbf)?\s{0,8}<\?xml.{0,400}?<FictionBook[\s>]"), read_fb2),
)
"""The formats that are no text, each with how its bytes begin and what reads it."""
