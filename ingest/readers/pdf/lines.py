"""Lines of words in reading order: columns one by one, the numbers of lines left out, raised marks on their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf.columns import Columns
from ingest.readers.pdf.drawn_page import DrawnPage
from ingest.readers.pdf.line_numbers import LineNumbers
from ingest.readers.pdf.runs import SAME, SPACE, WIDE, Piece, pieces_of, redactions, rows, runs_of


@dataclass(slots=True)
class GlyphSpan:
    """A part of a line.

    ``raised``: set higher than the line; ``target``: the key of the note that it refers to; ``link``: the index of the
    link, among those of its page, that it lies on; ``leads_to``: the line that this link leads to.
    """

    text: str
    raised: bool = False
    target: str | None = None
    link: int = -1
    leads_to: Line | None = None


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
    stretched: bool = False
    """Something is raised or lowered in it, for which browsers move lines apart."""

    @property
    def text(self) -> str:
        """All words of the line, raised ones too."""
        return " ".join("".join(span.text for span in self.spans).split())

    @property
    def in_table(self) -> bool:
        """Whether wide gaps make it look like a row; words that are blackened leave gaps too."""
        return self.cells >= 3 and "█" not in self.text


@dataclass(slots=True)
class LineReader:
    """Makes the lines of page after page; it remembers what recurs from page to page. ``numbers``: those of lines."""

    numbers: LineNumbers = field(default_factory=LineNumbers)
    _columns: Columns = field(default_factory=Columns)
    _regions: int = 0

    def lines(self, page: DrawnPage) -> list[Line]:
        """The lines of ``page`` in reading order."""
        runs = self.numbers.without(list(runs_of(page.glyphs)))
        runs += redactions(page.boxes, runs)
        in_order: list[Line] = []
        for group in self._columns.regions(pieces_of(runs)):
            self._regions += 1
            in_order += [_line(row, page.number, self._regions) for row in rows(group)]
        return in_order


def _line(row: Sequence[Piece], page: int, region: int) -> Line:
    runs = sorted((run for piece in row for run in piece.runs), key=lambda run: run.x0)
    spans: list[GlyphSpan] = []
    for i, run in enumerate(runs):
        last = runs[i - 1] if i else None
        space = " " if last and (run.spaced or run.x0 - last.x1 > SPACE * run.size) else ""
        if spans and spans[-1].raised == run.raised and spans[-1].link == run.link:
            spans[-1].text += space + run.text
        else:
            spans.append(GlyphSpan(space + run.text, run.raised, link=run.link))
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
        cells=1 + sum(after.x0 - before.x1 > WIDE * before.size for before, after in pairwise(row)),
        region=region,
        stretched=any(abs(run.y - row[0].y) > SAME * run.size for run in runs),
    )
