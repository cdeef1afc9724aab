"""From letters with places to lines of words in reading order: raised marks on their lines, columns one by one."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.readers.pdf.pdf_file import Box, Glyph, Page

_SAME = 0.12
"""How far apart two baselines of one line may be; this and what follows in ems, the size of the larger letters."""
_HIGHEST = 0.75
_LOWEST = -0.35
_WIDE = 1.0
"""A wider gap separates columns and cells."""
_NEAR = 0.8
_SPACE = 0.18
_LOOKED_AT = 40
"""Pieces around a height that are looked at for one run, so that time stays bounded."""
_BUCKET = 4.0
_LARGEST = 48.0
"""Letters larger than this many points carry no marks."""
_FEW = 5
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_REDACTED = "█"


@dataclass(slots=True)
class Run:
    """Letters of one size on one baseline without a gap between them."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: int = 0
    spaced: bool = False
    raised: bool = False


@dataclass(slots=True)
class GlyphSpan:
    """A part of a line. ``raised``: set higher than the line; ``target``: the key of the note that it refers to."""

    text: str
    raised: bool = False
    target: str | None = None


@dataclass(slots=True)
class Line:
    """A line of words; ``region`` tells the columns of all pages apart, ``cells`` counts what wide gaps separate."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    spans: list[GlyphSpan]
    bold: bool = False
    cells: int = 1
    region: int = 0

    @property
    def text(self) -> str:
        """All words of the line, raised ones too."""
        return " ".join("".join(span.text for span in self.spans).split())

    @property
    def in_table(self) -> bool:
        """Whether wide gaps make it look like a row; words that are blackened leave gaps too."""
        return self.cells >= 3 and "█" not in self.text


@dataclass(slots=True)
class _Piece:
    """Runs of one line without a wide gap between them."""

    runs: list[Run]
    x0: float
    x1: float
    y: float
    size: float
    column: int = -1

    def gap(self, run: Run | _Piece) -> float:
        return max(run.x0 - self.x1, self.x0 - run.x1)

    def add(self, runs: Iterable[Run]) -> None:
        for run in runs:
            self.runs.append(run)
            self.x0, self.x1 = min(self.x0, run.x0), max(self.x1, run.x1)


@dataclass(slots=True)
class LineReader:
    """Makes the lines of page after page. It remembers where the gutter was, for pages that are not full."""

    _gutters: list[float] = field(default_factory=list[float])
    _regions: int = 0

    def lines(self, page: Page) -> list[Line]:
        """The lines of ``page`` in reading order."""
        runs = list(_runs(page.glyphs))
        runs += _redactions(page.boxes, runs)
        pieces = _merged(_pieces(runs))
        gutter = self._gutter(pieces)
        found: list[Line] = []
        for group in _regions(pieces, gutter):
            self._regions += 1
            found += [_line(row, page.number, self._regions) for row in _rows(group)]
        return found

    def _gutter(self, pieces: Sequence[_Piece]) -> float | None:
        for known in self._gutters:
            if _divides(pieces, known, least=1):
                return known
        right_edges = Counter(round(piece.x0) for piece in pieces)
        for edge, count in right_edges.most_common(8):
            if count >= _FEW and _divides(pieces, edge, least=_FEW):
                self._gutters = [float(edge), *self._gutters[:3]]
                return float(edge)
        return None


def _runs(glyphs: Iterable[Glyph]) -> Iterator[Run]:
    run: Run | None = None
    for glyph in glyphs:
        text = _LIGATURES.get(glyph.text, glyph.text)
        if run and not glyph.breaks and _goes_on(run, glyph):
            run.text += f" {text}" if glyph.spaced else text
            run.x1, run.bold = max(run.x1, glyph.x1), run.bold + glyph.bold
        else:
            if run:
                yield run
            run = Run(text, glyph.x0, glyph.x1, glyph.y, glyph.size, int(glyph.bold), glyph.spaced)
    if run:
        yield run


def _goes_on(run: Run, glyph: Glyph) -> bool:
    return (
        abs(glyph.y - run.y) <= 0.5
        and abs(glyph.size - run.size) <= 0.3
        and -0.5 * run.size <= glyph.x0 - run.x1 <= _WIDE * run.size
    )


def _redactions(boxes: Sequence[Box], runs: Sequence[Run]) -> Iterator[Run]:
    """Blackened words, as runs of the size of the text next to them; boxes that touch are one word."""
    by_height = sorted((run for run in runs if len(run.text) > 3), key=lambda run: run.y)
    heights = [run.y for run in by_height]
    last: Run | None = None
    for box in sorted(boxes, key=lambda box: (-round(box.y0), box.x0)):
        height = box.y1 - box.y0
        if not 4 <= height <= 30 or box.x1 - box.x0 < 3:
            continue
        y = box.y0 + 0.14 * height
        if last and abs(last.y - y) < 1 and box.x0 - last.x1 < 0.15 * height:
            last.x1, last.text = max(last.x1, box.x1), last.text + _REDACTED
            continue
        if last:
            yield last
        at = bisect_left(heights, y)
        near = [run for run in by_height[max(0, at - 3) : at + 3] if not 0.25 * height < abs(run.y - y) < 0.75 * height]
        size = min(near, key=lambda run: abs(run.y - y)).size if near else height / 0.9
        last = Run(_REDACTED, box.x0, box.x1, y, size, spaced=True)
    if last:
        yield last


def _pieces(runs: Iterable[Run]) -> list[_Piece]:
    """The largest letters first, so that raised and lowered ones find the line they belong to."""
    buckets: dict[int, list[_Piece]] = defaultdict(list)
    pieces: list[_Piece] = []
    largest = 0.0
    for run in sorted(runs, key=lambda run: -round(run.size, 1)):
        largest = min(max(largest, run.size), _LARGEST)
        first, last = round((run.y - _HIGHEST * largest) / _BUCKET), round((run.y - _LOWEST * largest) / _BUCKET)
        near = [piece for at in range(first, last + 1) for piece in buckets[at][-_LOOKED_AT:]]
        fitting = [piece for piece in near if _fits(run, piece)]
        if fitting:
            home = min(fitting, key=lambda piece: (abs(run.y - piece.y) > _SAME * piece.size, abs(piece.gap(run))))
            run.raised = run.y - home.y > _SAME * home.size
            home.add([run])
        else:
            piece = _Piece([run], run.x0, run.x1, run.y, run.size)
            pieces.append(piece)
            buckets[round(run.y / _BUCKET)].append(piece)
    return pieces


def _fits(run: Run, piece: _Piece) -> bool:
    rise, gap = (run.y - piece.y) / piece.size, piece.gap(run) / piece.size
    if abs(rise) <= _SAME:
        return gap <= _WIDE and run.size >= 0.5 * piece.size
    if rise > 0:
        return rise <= _HIGHEST and gap <= _NEAR and (run.size <= 0.92 * piece.size or 0.2 <= rise <= 0.5)
    return rise >= _LOWEST and gap <= 0.3 and run.size <= 0.85 * piece.size


def _merged(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Pieces that a mark between them has brought together are one."""
    found: list[_Piece] = []
    for row in _by_height(pieces):
        for piece in row:
            if found and found[-1] in row and -_WIDE < found[-1].gap(piece) / found[-1].size <= _WIDE:
                found[-1].add(piece.runs)
                found[-1].size = max(found[-1].size, piece.size)
            else:
                found.append(piece)
    return found


def _by_height(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces on one baseline, from left to right; the highest first."""
    row: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if row and row[0].y - piece.y > _SAME * max(row[0].size, piece.size):
            yield sorted(row, key=lambda piece: piece.x0)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda piece: piece.x0)


def _divides(pieces: Sequence[_Piece], edge: float, least: int) -> bool:
    """Whether text stands in two columns of which the right one begins at ``edge``: both wide, few pieces across."""
    if not pieces:
        return False
    start, end = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    left = [piece.x1 - piece.x0 for piece in pieces if piece.x1 < edge]
    right = [piece.x1 - piece.x0 for piece in pieces if piece.x0 > edge - 3]
    across = len(pieces) - len(left) - len(right)
    return (
        0.38 < (edge - start) / max(1.0, end - start) < 0.65
        and min(len(left), len(right)) >= least
        and across <= 0.5 * (len(left) + len(right))
        and median(left) >= 0.6 * (edge - start)
        and (least == 1 or median(right) >= 0.6 * (end - edge))
    )


def _regions(pieces: Sequence[_Piece], gutter: float | None) -> Iterator[list[_Piece]]:
    """Groups in reading order: between two lines that stand across the gutter, the left column before the right."""
    if gutter is None:
        yield list(pieces)
        return
    columns: tuple[list[_Piece], list[_Piece], list[_Piece]] = ([], [], [])
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        column = 1 if piece.x1 < gutter else 2 if piece.x0 > gutter - 3 else 0
        if (column == 0 and (columns[1] or columns[2])) or (column and columns[0]):
            yield from (list(one) for one in columns if one)
            for one in columns:
                one.clear()
        columns[column].append(piece)
    yield from (one for one in columns if one)


def _rows(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    yield from _by_height(pieces)


def _line(row: Sequence[_Piece], page: int, region: int) -> Line:
    runs = sorted((run for piece in row for run in piece.runs), key=lambda run: run.x0)
    spans: list[GlyphSpan] = []
    for i, run in enumerate(runs):
        last = runs[i - 1] if i else None
        space = " " if last and (run.spaced or run.x0 - last.x1 > _SPACE * run.size) else ""
        if spans and spans[-1].raised == run.raised:
            spans[-1].text += space + run.text
        else:
            spans.append(GlyphSpan(space + run.text, run.raised))
    level = [run for run in runs if not run.raised] or runs
    letters = sum(len(run.text.replace(" ", "")) for run in level)
    sizes: Counter[float] = Counter()
    for run in level:
        sizes[round(run.size, 1)] += len(run.text)
    return Line(
        page=page,
        x0=min(run.x0 for run in runs),
        x1=max(run.x1 for run in runs),
        y=row[0].y,
        size=max(sizes, key=lambda size: (sizes[size], size)),
        spans=spans,
        bold=sum(run.bold for run in level) > 0.8 * letters,
        cells=len(row),
        region=region,
    )
