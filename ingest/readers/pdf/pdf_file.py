"""What a PDF draws on its pages: letters with their places, and the dark boxes that redactions are.

The only file that names pypdfium2 (docs/decisions/0008-pdf.md). PDFium is not safe to enter from two threads, so one
lock guards it; it has no types, so what comes from it is turned into the dataclasses here at once.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple, Self

import pypdfium2 as _pdfium  # pyright: ignore[reportMissingTypeStubs]
import pypdfium2.raw as _raw  # pyright: ignore[reportMissingTypeStubs]

from ingest.ingest_errors import UnreadableSource
from ingest.readers.pdf.bombs import refuse_bombs

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
_END = b"%%EOF"
_TAIL = 4096
_HYPHENS = frozenset((0x02, 0xAD, 0xFFFE))
"""What PDFium makes of a hyphen at the end of a line."""
_ENTER = Lock()
_DAMAGED = "This PDF is damaged or has no pages. Fetch it again, or open it in another program and save it anew."
_CUT_OFF = "This PDF is cut off: its end is missing. Fetch it again."
_LOCKED = "This PDF is protected by a password. Save a copy without one and try again."


class Glyph(NamedTuple):
    """A letter: its left and right edge, its baseline and its size, in points from the page's lower left corner."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    spaced: bool
    """White space stands before it."""
    breaks: bool
    """PDFium begins a new line with it."""


class Box(NamedTuple):
    """A dark filled rectangle, in points from the lower left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """A page as it is looked at: ``number`` counts from 1, and a turned page is turned upright."""

    number: int
    glyphs: list[Glyph] = field(default_factory=list[Glyph])
    boxes: list[Box] = field(default_factory=list[Box])
    sideways: str = ""
    """The words that do not run from left to right: stamps on the margin, labels of axes."""
    unknown: int = 0
    """How many letters have no character that they stand for."""
    pictures: bool = False


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

    def pages(self) -> Iterator[Page]:
        """The pages, one at a time. Raises ``UnreadableSource`` where one is damaged or there are too many letters."""
        letters = 0
        for i in range(len(self._document)):
            page = self._page(i)
            letters += len(page.glyphs)
            if letters > MOST_LETTERS:
                raise UnreadableSource(f"This PDF holds more than {MOST_LETTERS:,} letters. Split it and try again.")
            yield page

    def _page(self, i: int) -> Page:
        try:
            drawn = self._document[i]
            words = drawn.get_textpage()
        except pdfium.PdfiumError:
            raise UnreadableSource(f"Page {i + 1} of this PDF is damaged. Fetch the file again.") from None
        try:
            return _read(i + 1, drawn, words)
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


def _read(number: int, drawn: Any, words: Any) -> Page:
    count: int = words.count_chars()
    if count > MOST_LETTERS_ON_A_PAGE:
        raise UnreadableSource(f"Page {number} of this PDF holds more than {MOST_LETTERS_ON_A_PAGE:,} letters.")
    page = Page(number)
    turn = _Turn(raw.FPDFPage_GetRotation(drawn), *drawn.get_size())
    _Letters(page, words, turn).read(count)
    _find_boxes(page, drawn, turn)
    return page


@dataclass(frozen=True, slots=True)
class _Turn:
    """Turns a page upright: ``quarters`` clockwise, into a page of this width and height."""

    quarters: int
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.quarters == 1:
            return y, self.height - x
        if self.quarters == 2:
            return self.width - x, self.height - y
        return (self.width - y, x) if self.quarters == 3 else (x, y)

    def direction(self, a: float, b: float) -> tuple[float, float]:
        return ((a, b), (b, -a), (-a, -b), (-b, a))[self.quarters % 4]

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))


class _Letters:
    """Reads a page's letters; what holds for a whole text object is asked once for each."""

    def __init__(self, page: Page, words: Any, turn: _Turn) -> None:
        self._page, self._words, self._turn = page, words, turn
        self._object, self._size, self._bold, self._upright = 0, 0.0, False, True
        self._bold_fonts: dict[int, bool] = {}
        self._matrix, self._box = raw.FS_MATRIX(), raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def read(self, count: int) -> None:
        spaced = breaks = False
        high = 0
        sideways: list[str] = []
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
            elif chr(code).isspace():
                spaced = True
            else:
                self._settings_of(i)
                letter = "\xad" if code in _HYPHENS else chr(code)
                if self._upright and self._size >= _SMALLEST:
                    glyph = self._glyph(i, letter, spaced=spaced, breaks=breaks)
                    if _is_somewhere(glyph.x0, glyph.x1, glyph.y, glyph.size):
                        self._page.glyphs.append(glyph)
                elif not self._upright:
                    sideways.append(f" {letter}" if spaced else letter)
                spaced = breaks = False
        self._page.sideways = "".join(sideways).strip()

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
        return Glyph(letter, box.x0, box.x1, y, self._size, self._bold, spaced, breaks)


def _is_somewhere(*numbers: float) -> bool:
    """Whether a place is one: where a file has numbers beyond PDFium's, it is endlessly far away or not a number."""
    return all(map(math.isfinite, numbers))


def _find_boxes(page: Page, drawn: Any, turn: _Turn) -> None:
    edges = [ctypes.c_float() for _ in range(4)]
    colour = [ctypes.c_uint() for _ in range(4)]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for i in range(min(raw.FPDFPage_CountObjects(drawn), _MOST_OBJECTS)):
        found = raw.FPDFPage_GetObject(drawn, i)
        kind = raw.FPDFPageObj_GetType(found)
        page.pictures |= kind == raw.FPDF_PAGEOBJ_IMAGE
        if kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPath_GetDrawMode(found, fill, stroke) and fill.value:
            raw.FPDFPageObj_GetFillColor(found, *colour)
            if max(one.value for one in colour[:3]) <= _DARK and colour[3].value > 128:
                raw.FPDFPageObj_GetBounds(found, *edges)
                box = turn.box(*(one.value for one in edges))
                if _is_somewhere(*box):
                    page.boxes.append(box)
