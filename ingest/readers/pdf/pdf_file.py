"""Reads what a PDF draws on its pages.

The only file that names pypdfium2 (docs/decisions/0008-pdf.md). PDFium is not safe to enter from two threads, so one
lock guards it; it has no types, so what comes from it is turned into the dataclasses of ``drawn_page`` at once.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, Self

import pypdfium2 as _pdfium  # pyright: ignore[reportMissingTypeStubs]
import pypdfium2.raw as _raw  # pyright: ignore[reportMissingTypeStubs]

from ingest.ingest_errors import UnreadableSource
from ingest.readers.pdf.bombs import refuse_bombs
from ingest.readers.pdf.drawn_page import Box, DrawnPage, Glyph, InnerLink, Rotation

pdfium: Any = _pdfium
raw: Any = _raw

MOST_PAGES = 3_000
MOST_LETTERS = 8_000_000
MOST_LETTERS_ON_A_PAGE = 100_000
_MOST_OBJECTS = 20_000
"""Drawn objects of a page that are looked at for redactions."""
_SMALLEST = 1.0
"""Letters smaller than this many points are not there to be read."""
_DARK = 80
_MOST_LINKS = 5_000
"""Links of a page that are looked at."""
_HIGHEST_LINK = 60.0
"""Points; a higher one lies on a picture or a whole paragraph."""
_BUCKET = 8.0
_MIDDLE = 0.3
"""How high above its baseline a letter has its middle; this and what follows in ems."""
_SUPERIOR_FROM, _LEAST_SUPERIOR, _MOST_SUPERIOR = 0.18, 0.2, 0.52
"""How high above the baseline a superior digit begins, and between what heights it is drawn; lining digits have .65."""
_END = b"%%EOF"
_TAIL = 4096
_HYPHENS = frozenset((0x02, 0xAD, 0xFFFE))
"""What PDFium makes of a hyphen at the end of a line."""
_ENTER = Lock()
_DAMAGED = "This PDF is damaged or has no pages. Fetch it again, or open it in another program and save it anew."
_CUT_OFF = "This PDF is cut off: its end is missing. Fetch it again."
_LOCKED = "This PDF is protected by a password. Save a copy without one and try again."


class PdfFile:
    """An open PDF. Use as a context manager; only one is open at a time in a process."""

    def __init__(self, data: bytes) -> None:
        """Raises ``UnreadableSource`` where the file is protected, cut off, damaged, or too long."""
        self._data = data
        self._document: Any = None

    def __enter__(self) -> Self:
        _ENTER.acquire()
        try:
            self._document = _opened(self._data)
        except BaseException:
            _ENTER.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._document.close()
        finally:
            _ENTER.release()

    def info(self, key: str) -> str:
        """An entry of the Info dictionary, such as "Title"; empty where there is none."""
        return str(self._document.get_metadata_value(key)).replace("\x00", "").strip()

    def pages(self) -> Iterator[DrawnPage]:
        """The pages, one at a time. Raises ``UnreadableSource`` where one is damaged or there are too many letters."""
        letters = 0
        for i in range(len(self._document)):
            page = self._page(i)
            letters += len(page.glyphs)
            if letters > MOST_LETTERS:
                raise UnreadableSource(f"This PDF holds more than {MOST_LETTERS:,} letters. Split it and try again.")
            yield page

    def _page(self, i: int) -> DrawnPage:
        try:
            drawn = self._document[i]
            words = drawn.get_textpage()
        except pdfium.PdfiumError:
            raise UnreadableSource(f"Page {i + 1} of this PDF is damaged. Fetch the file again.") from None
        try:
            page = _read(i + 1, drawn, words, self._document)
            page.label = self._document.get_page_label(i).strip()
            return page
        finally:
            words.close()
            drawn.close()


def _opened(data: bytes) -> Any:
    refuse_bombs(data)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        # PDFium does not always set its last error anew: it may speak of the file before.
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD and b"/Encrypt" in data:
            raise UnreadableSource(_LOCKED) from None
        raise UnreadableSource(_CUT_OFF if _END not in data[-_TAIL:] else _DAMAGED) from None
    pages = len(document)
    if _END not in data.rstrip(b"\x00\r\n\t ")[-_TAIL:] or not pages or pages > MOST_PAGES:
        document.close()
        if pages > MOST_PAGES:
            raise UnreadableSource(
                f"This PDF has {pages:,} pages; at most {MOST_PAGES:,} can be read. Split it and try again."
            )
        raise UnreadableSource(_DAMAGED if _END in data[-_TAIL:] else _CUT_OFF)
    return document


def _read(number: int, drawn: Any, words: Any, document: Any) -> DrawnPage:
    count: int = words.count_chars()
    if count > MOST_LETTERS_ON_A_PAGE:
        raise UnreadableSource(f"Page {number} of this PDF holds more than {MOST_LETTERS_ON_A_PAGE:,} letters.")
    page = DrawnPage(number)
    turn = Rotation(raw.FPDFPage_GetRotation(drawn), *drawn.get_size())
    page.links = list(_links(drawn, document, turn))
    _Letters(page, words, turn).read(count)
    _find_boxes(page, drawn, turn)
    return page


class _Letters:
    """Reads a page's letters; what holds for a whole text object is asked once for each."""

    def __init__(self, page: DrawnPage, words: Any, turn: Rotation) -> None:
        self._page, self._words, self._turn = page, words, turn
        self._object, self._size, self._bold, self._upright = 0, 0.0, False, True
        self._bold_fonts: dict[int, bool] = {}
        self._linked = _by_height(page.links)
        self._matrix, self._box = raw.FS_MATRIX(), raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._edges = [ctypes.c_double() for _ in range(4)]

    def read(self, count: int) -> None:
        spaced = breaks = False
        high = 0
        sideways, unseen = list[str](), list[str]()
        for i in range(count):
            code: int = raw.FPDFText_GetUnicode(self._words, i)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if high:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if 0xDC00 <= code < 0xE000 else 0xFFFD
                high = 0
            if code in (0x0A, 0x0D):
                breaks = spaced = True
            elif code not in _HYPHENS and (code < 0x20 or 0xD7FF < code < 0xE000 or code in (0xFFFD, 0x7F)):
                self._page.unknown += 1
            elif chr(code).isspace() and code != 0x85:
                spaced = True
            else:
                self._settings_of(i)
                letter = "\xad" if code in _HYPHENS else chr(code)
                if self._upright and self._size >= _SMALLEST:
                    glyph = self._glyph(i, letter, spaced=spaced, breaks=breaks)
                    if _is_somewhere(glyph.x0, glyph.x1, glyph.y, glyph.size):
                        self._page.glyphs.append(glyph)
                    else:
                        unseen.append(letter)
                elif self._upright:
                    unseen.append(letter)
                else:
                    sideways.append(f" {letter}" if spaced else letter)
                spaced = breaks = False
        self._page.sideways, self._page.unseen = "".join(sideways).strip(), "".join(unseen)

    def _settings_of(self, i: int) -> None:
        found = raw.FPDFText_GetTextObject(self._words, i)
        address = ctypes.addressof(found.contents) if found else 0
        if address and address == self._object:
            return
        self._object = address
        raw.FPDFText_GetMatrix(self._words, i, self._matrix)
        m = self._matrix
        self._size = raw.FPDFText_GetFontSize(self._words, i) * math.hypot(m.c, m.d)
        a, b = self._turn.direction(m.a, m.b)
        self._upright = a > 0 and abs(b) <= 0.2 * a
        self._bold = bool(found) and self._is_bold(raw.FPDFTextObj_GetFont(found))

    def _is_bold(self, font: Any) -> bool:
        address = ctypes.addressof(font.contents) if font else 0
        if address not in self._bold_fonts:
            name = ctypes.create_string_buffer(256)
            if font:
                raw.FPDFFont_GetBaseFontName(font, name, 256)
            self._bold_fonts[address] = b"bold" in name.value.lower()
        return self._bold_fonts[address]

    def _glyph(self, i: int, letter: str, *, spaced: bool, breaks: bool) -> Glyph:
        raw.FPDFText_GetCharOrigin(self._words, i, self._x, self._y)
        raw.FPDFText_GetLooseCharBox(self._words, i, self._box)
        _, y = self._turn.point(self._x.value, self._y.value)
        box = self._turn.box(self._box.left, self._box.bottom, self._box.right, self._box.top)
        link = self._link_at((box.x0 + box.x1) / 2, y + _MIDDLE * self._size) if self._linked else -1
        superior = (letter.isdecimal() or link >= 0) and self._is_superior(i, y)
        return Glyph(letter, box.x0, box.x1, y, self._size, self._bold, spaced, breaks, superior, link)

    def _is_superior(self, i: int, y: float) -> bool:
        """Whether what is drawn stands high above the baseline and is about half as high as a digit."""
        raw.FPDFText_GetCharBox(self._words, i, *self._edges)
        left, right, bottom, top = (edge.value for edge in self._edges)
        box = self._turn.box(left, bottom, right, top)
        height = (box.y1 - box.y0) / max(self._size, _SMALLEST)
        return (box.y0 - y) > _SUPERIOR_FROM * self._size and _LEAST_SUPERIOR < height < _MOST_SUPERIOR

    def _link_at(self, x: float, y: float) -> int:
        for index, box in self._linked.get(int(y // _BUCKET), ()):
            if box.x0 - 0.5 <= x <= box.x1 + 0.5 and box.y0 - 1 <= y <= box.y1 + 1:
                return index
        return -1


def _by_height(links: Sequence[InnerLink]) -> dict[int, list[tuple[int, Box]]]:
    """The links with their indices, by the heights at which a letter may lie on them."""
    found: dict[int, list[tuple[int, Box]]] = {}
    for index, link in enumerate(links):
        for bucket in range(int((link.box.y0 - 1) // _BUCKET), int((link.box.y1 + 1) // _BUCKET) + 1):
            found.setdefault(bucket, []).append((index, link.box))
    return found


def _links(drawn: Any, document: Any, turn: Rotation) -> Iterator[InnerLink]:
    """The links of a page that lead to a place in the file (ISO 32000-1, 12.3.2 and 12.6.4.2)."""
    position, link, rect = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    for _ in range(_MOST_LINKS):
        if not raw.FPDFLink_Enumerate(drawn, position, link):
            return
        target = raw.FPDFLink_GetDest(document, link)
        action = None if target else raw.FPDFLink_GetAction(link)
        if action and raw.FPDFAction_GetType(action) == raw.PDFACTION_GOTO:
            target = raw.FPDFAction_GetDest(document, action)
        page = raw.FPDFDest_GetDestPageIndex(document, target) if target else -1
        if page >= 0 and raw.FPDFLink_GetAnnotRect(link, rect):
            box = turn.box(rect.left, rect.bottom, rect.right, rect.top)
            if _is_somewhere(*box) and box.y1 - box.y0 < _HIGHEST_LINK:
                yield InnerLink(box, page + 1, *_place(target))


def _place(target: Any) -> tuple[float | None, float | None]:
    """Where on its page a destination lies, as far as it says."""
    has = [ctypes.c_int() for _ in range(3)]
    at = [ctypes.c_float() for _ in range(3)]
    if not raw.FPDFDest_GetLocationInPage(target, *has, *at):
        return None, None
    x, y, _ = (
        value.value if there.value and math.isfinite(value.value) else None
        for there, value in zip(has, at, strict=True)
    )
    return x, y


def _is_somewhere(*numbers: float) -> bool:
    """Whether a place is one: where a file has numbers beyond PDFium's, it is endlessly far away or not a number."""
    return all(map(math.isfinite, numbers))


def _find_boxes(page: DrawnPage, drawn: Any, turn: Rotation) -> None:
    edges = [ctypes.c_float() for _ in range(4)]
    colour = [ctypes.c_uint() for _ in range(4)]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for i in range(min(raw.FPDFPage_CountObjects(drawn), _MOST_OBJECTS)):
        found = raw.FPDFPage_GetObject(drawn, i)
        kind = raw.FPDFPageObj_GetType(found)
        page.pictures |= kind == raw.FPDF_PAGEOBJ_IMAGE
        if kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPath_GetDrawMode(found, fill, stroke) and fill.value:
            raw.FPDFPageObj_GetFillColor(found, *colour)
            if max(channel.value for channel in colour[:3]) <= _DARK and colour[3].value > 128:
                raw.FPDFPageObj_GetBounds(found, *edges)
                box = turn.box(*(edge.value for edge in edges))
                if _is_somewhere(*box):
                    page.boxes.append(box)
