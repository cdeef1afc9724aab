"""From lines to paragraphs, headings and rows: across columns and pages, with words mended that a hyphen had cut."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.notes.superscripts import DIGITS, raised
from ingest.readers.pdf.lines import GlyphSpan, Line
from ingest.reading import Block, BlockKind, BlockText

_BULLET = re.compile(r"^(?P<sign>[•◦▪‣■●○–—])\s+(?=\S)")
_NUMBERED = re.compile(r"^\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s")
_STOPS = tuple('.?!:”"’)]')
_RAISED_DIGITS = tuple(DIGITS)
_CUT = re.compile(r"(?P<word>[^\W\d_]+(?:[-‐][^\W\d_]+)*)[-‐]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_ADDRESS_GOES_ON = re.compile(r"^[/?&=_%#.~-]?[\w%-]+[/?&=_%#.~-]|^[/?&=_%#~]")
_GOES_ON_BEHIND_STOP = re.compile(r"[a-z\d/&=_%#~-]|\w+(?:[/&=_%#~]|\.[a-z\d])")
"""What an address goes on with whose line ends in "." or "?"; anything else is the next sentence."""
_OPEN_DASH = re.compile(r"\S[—–]$")
_OPEN_NUMBER = re.compile(r"\d[-‐]$")
_BACK_LINKS = re.compile(r"(?:\s*[↩↑⤴↵⏎]\ufe0e?)+$")
"""Arrows at the end of a note that lead back to its mark."""
_LARGER = 1.12
_INDENT = 0.7
_GAP = 1.25
"""A distance above the usual one of two lines by this factor parts paragraphs."""
_NEAR_RIGHT = 3.0
"""How near its right margin, in ems, a line ends that fills its column; a list of short lines has none."""
_STRETCHED = 0.3
"""Ems by which lines stand farther apart for what is raised or lowered in them."""
_LONGEST_HEADING = 14
_LONGEST = 400
"""Lines of a paragraph: what goes on longer has no paragraphs to be told apart."""
_LOOKED_AT = 300


@dataclass(slots=True)
class PdfParagraph:
    """Lines that belong together; ``place`` tells the page it begins on."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list[Line])

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].page


class PdfWords:
    """The words of a document, by which a hyphen at a line's end is told from one that belongs to the word."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._known: Counter[str] = Counter()
        for line in lines:
            self._known.update(_WORD.findall(line.text.lower()))

    def join(self, text: str, following: str) -> str:
        """``text`` as it has to stand before the next line, with the space between them if there is one.

        Only the end of ``text`` is looked at, so that long paragraphs take linear time.
        """
        return text[:-_LOOKED_AT] + self._joined(text[-_LOOKED_AT:], following)

    def _joined(self, text: str, following: str) -> str:
        if text.endswith("\xad"):
            text = text[:-1] + "-"
        cut = _CUT.search(text)
        if _ADDRESS.search(text) and _address_goes_on(text, following):
            return text
        if not cut:
            joined = _OPEN_DASH.search(text) or (_OPEN_NUMBER.search(text) and following[:1].isdecimal())
            return text if joined else f"{text} "
        if not following[:1].islower():
            return text if following[:1].isalnum() else f"{text} "
        rest = _WORD.match(following)
        last = cut["word"].lower()
        whole, compound = (last + joint + rest[0].lower() if rest else "" for joint in ("", "-"))
        keep = self._known[compound] > self._known[whole] or ("-" in cut["word"] and not self._known[whole])
        return text if keep else text[:-1]


def _address_goes_on(text: str, following: str) -> bool:
    """Whether an address that ends ``text`` goes on in the next line."""
    if text.endswith((".", "?")):
        return bool(_GOES_ON_BEHIND_STOP.match(following))
    return text[-1] in "/-_=&%#~" or bool(_ADDRESS_GOES_ON.match(following))


@dataclass(slots=True)
class _Margins:
    """Where most lines of a region begin and end, in points, and how far apart lines stand, in ems."""

    left: float
    right: float
    leading: float


def paragraphs(lines: Sequence[Line], size: float) -> list[PdfParagraph]:
    """The paragraphs of the body, whose letters are ``size`` points high."""
    leading = _leading(lines)
    margins = {region: _margins(found, leading) for region, found in _by_region(lines).items()}
    own = _own_margins(lines, margins)
    indents = _indents(lines, margins)
    found: list[PdfParagraph] = []
    for i, line in enumerate(lines):
        kind = _kind(lines, i, size)
        if (
            found
            and kind is found[-1].kind
            and kind is not BlockKind.ROW
            and _continues(found[-1], line, margins, own, indents=indents)
            and not _hangs(lines, i)
            and len(found[-1].lines) < _LONGEST
        ):
            found[-1].lines.append(line)
        else:
            found.append(PdfParagraph(kind, [line]))
    return found


def _by_region(lines: Iterable[Line]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line.region, []).append(line)
    return found


def _leading(lines: Sequence[Line]) -> float:
    """The closest distance of two lines that is common in the document, in ems."""
    pairs = [(a.y - b.y) / b.size for a, b in pairwise(lines) if a.region == b.region and abs(a.size - b.size) < 0.6]
    steps = Counter(round(step, 2) for step in pairs if 0.8 < step < 3)
    return min((step for step, count in steps.items() if count >= 0.3 * max(steps.values())), default=1.2)


def _margins(lines: Sequence[Line], leading: float) -> _Margins:
    lefts = Counter(round(line.x0) for line in lines)
    often = max(lefts.values())
    return _Margins(
        left=min(left for left, count in lefts.items() if count >= 0.5 * often),
        right=max(line.x1 for line in lines),
        leading=leading,
    )


def _kind(lines: Sequence[Line], i: int, size: float) -> BlockKind:
    line = lines[i]
    neighbours = [lines[j] for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    if line.size >= _LARGER * size:
        return BlockKind.HEADING
    if line.in_table and any(neighbour.cells >= 2 for neighbour in neighbours):
        return BlockKind.ROW
    short = len(line.text.split()) <= _LONGEST_HEADING and not line.text.endswith((".", ",", ";", ":"))
    if line.bold and short and line.text[:1].isalnum() and not all(neighbour.bold for neighbour in neighbours):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _own_margins(lines: Sequence[Line], margins: dict[int, _Margins]) -> dict[int, _Margins]:
    """The margins of lines, by their identity, that are set in together, as block quotes are."""
    found: dict[int, _Margins] = {}
    group: list[Line] = []
    for line in [*lines, None]:
        together = group and line and _stand_together(group[-1], line, leading=margins[group[0].region].leading)
        set_in = line and line.x0 - margins[line.region].left > _INDENT * line.size
        if group and not (together and set_in):
            left, right = min(each.x0 for each in group), max(each.x1 for each in group)
            if len(group) > 1 and 2 * sum(each.x1 >= right - _NEAR_RIGHT * each.size for each in group) >= len(group):
                leading = margins[group[0].region].leading
                found |= {id(each): _Margins(left, right, leading) for each in group}
            group = []
        if line and set_in:
            group.append(line)
    return found


def _stand_together(last: Line, line: Line, leading: float) -> bool:
    """Whether two lines of one size follow each other without a wider space between them."""
    close = last.y - line.y <= _GAP * leading * line.size
    return last.region == line.region and abs(last.size - line.size) <= 0.6 and close


def _continues(
    paragraph: PdfParagraph, line: Line, margins: dict[int, _Margins], own: dict[int, _Margins], *, indents: bool
) -> bool:
    last = paragraph.lines[-1]
    if abs(last.size - line.size) > 0.6 or _BULLET.match(line.text):
        return False
    if last.region != line.region:
        return paragraph.kind is not BlockKind.HEADING and _runs_over(last, line, margins, indents=indents)
    margin = margins[line.region]
    apart = last.y - line.y - _GAP * margin.leading * line.size
    stretched = (last.stretched or line.stretched) and not _had_room(last, line, margin)
    if apart > _STRETCHED * line.size * stretched:
        return paragraph.kind is BlockKind.HEADING and last.y - line.y <= 1.7 * line.size
    if paragraph.kind is BlockKind.HEADING:
        return True
    return not _begins(paragraph, line, own.get(id(line), margin) if id(last) in own else margin)


def _indents(lines: Sequence[Line], margins: dict[int, _Margins]) -> bool:
    """Whether the document begins its paragraphs with an indent, so that a line without one goes on the last."""
    indented = sum(0 < line.x0 - margins[line.region].left - _INDENT * line.size < 3 * line.size for line in lines)
    return indented >= max(1.0, 0.04 * len(lines))


def _runs_over(last: Line, line: Line, margins: dict[int, _Margins], *, indents: bool) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    if _NUMBERED.match(line.text) and last.text.endswith(_STOPS):
        return False
    indented = line.x0 - margins[line.region].left > _INDENT * line.size
    if last.text.endswith(_STOPS) and not line.text[:1].islower():
        return not indented and not _had_room(last, line, margins[last.region]) and indents
    return not indented or not last.text.endswith(_STOPS)


def _hangs(lines: Sequence[Line], i: int) -> bool:
    """Whether line ``i`` is the first of an entry whose other lines are indented, behind an entry that has ended."""
    if not 0 < i < len(lines) - 1 or lines[i + 1].region != lines[i].region:
        return False
    indented = lines[i + 1].x0 - lines[i].x0 > _INDENT * lines[i].size
    return indented and lines[i - 1].text.endswith(_STOPS) and not lines[i].text.endswith(_STOPS)


def _had_room(last: Line, line: Line, margin: _Margins) -> bool:
    """Whether the first word of ``line`` would have fitted behind ``last``, so that the break was meant."""
    first = line.text.split(" ", 1)[0]
    letter = (line.x1 - line.x0) / max(1, len(line.text))
    return margin.right - last.x1 > letter * (len(first) + 2)


def _begins(paragraph: PdfParagraph, line: Line, margin: _Margins) -> bool:
    """Whether ``line`` begins a new paragraph by its indent, or by the room left on the line before."""
    last, indent = paragraph.lines[-1], _INDENT * line.size
    stopped, room = last.text.endswith(_STOPS), _had_room(last, line, margin)
    if room and (stopped or _NUMBERED.match(line.text) or line.x0 - margin.left > indent):
        return True
    if line.x0 - last.x0 > indent:
        hanging = len(paragraph.lines) == 1 and (_NUMBERED.match(last.text) or not stopped)
        return not hanging
    outdented = last.x0 - line.x0 > indent
    return outdented and len(paragraph.lines) > 1 and abs(paragraph.lines[-2].x0 - last.x0) < 1


def block_of(paragraph: PdfParagraph, words: PdfWords) -> Block | None:
    """The Block that a paragraph amounts to: tied marks hang on it, others stand in it as "¹" for now."""
    built, pages = BlockText(), list[tuple[int, int]]()
    for i, line in enumerate(paragraph.lines):
        if i:
            built.rewrite(words.join(built.text.rstrip(), line.text))
        if not pages or pages[-1][1] != line.page:
            pages.append((len(built.text), line.page))
        for span in line.spans:
            if span.raised and span.target:
                built.mark(span.text, span.target)
            else:
                shown = _shown(span)
                apart = "," if shown.startswith(_RAISED_DIGITS) and built.text.endswith(_RAISED_DIGITS) else ""
                built.add(_behind_mark(built, apart + shown))
    kind = paragraph.kind
    bullet = _BULLET.match(built.text)
    if bullet and kind is BlockKind.PARAGRAPH and not built.is_marked:
        kind = BlockKind.ITEM
        built.rewrite(built.text[bullet.end() :])
        pages = [(max(0, at - bullet.end()), page) for at, page in pages]
    block = built.block(kind)
    return Block(block.kind, block.text.replace("\xad", "-"), block.marks, tuple(pages)) if block else None


def _behind_mark(built: BlockText, words: str) -> str:
    """``words`` without the space that parts them from what is raised alone: "pre-trial¹ )", "km² ."."""
    behind = built.ends_marked or built.text.endswith(_RAISED_DIGITS)
    return words.lstrip() if behind and words.lstrip().startswith((")", "]", ",", ".", ";", ":")) else words


def _shown(span: GlyphSpan) -> str:
    return raised(span.text) if span.raised else span.text


def note_text(lines: Iterable[Line], words: PdfWords) -> str:
    """The words of a note, its lines joined."""
    text = ""
    for line in lines:
        shown = "".join(_shown(span) for span in line.spans)
        text = words.join(text, shown.strip()) + shown.strip() if text else shown.strip()
    return _BACK_LINKS.sub("", " ".join(text.replace("\xad", "-").split()))
