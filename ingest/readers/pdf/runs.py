"""From letters with places to pieces of lines: raised and lowered letters find the line that they belong to."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.pdf.drawn_page import Box, Glyph

SAME = 0.12
"""How far apart two baselines of one line may be; this and what follows in ems, the size of the larger letters."""
_HIGHEST = 0.75
_LOWEST = -0.5
WIDE = 1.0
"""A wider gap separates columns and cells."""
_PARTED = 0.6
"""A wider gap ends a run: what stands on its two sides may belong to two columns."""
_NEAR, _NEAR_LABEL = 0.8, 1.6
"""How near what is raised stands to its words; the label of a note may stand farther from a line that is stretched."""
_LONGEST_RAISED, _LONGEST_LOWERED = 24, 3
"""Letters of what is raised or lowered; lowered letters may be as large as the line, the "2" of "CO2"."""
SPACE = 0.18
_LOOKED_AT = 40
"""Pieces around a height that are looked at for one run, so that time stays bounded."""
_BUCKET = 4.0
_LARGEST = 48.0
"""Letters larger than this many points carry no marks."""
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_REDACTED = "█"


@dataclass(slots=True)
class Run:
    """Letters of one size on one baseline without a gap between them; ``link``: the page's link that they lie on."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: int = 0
    spaced: bool = False
    raised: bool = False
    superior: bool = False
    link: int = -1


@dataclass(slots=True)
class Piece:
    """Runs of one line without a wide gap between them."""

    runs: list[Run]
    x0: float
    x1: float
    y: float
    size: float

    def gap(self, run: Run | Piece) -> float:
        """How far ``run`` stands from this, in points; negative where they overlap."""
        return max(run.x0 - self.x1, self.x0 - run.x1)

    def add(self, runs: Iterable[Run]) -> None:
        """Takes further runs of the same line in."""
        for run in runs:
            self.runs.append(run)
            self.x0, self.x1 = min(self.x0, run.x0), max(self.x1, run.x1)


def runs_of(glyphs: Iterable[Glyph]) -> Iterator[Run]:
    """The runs of a page in the order in which they are drawn."""
    run: Run | None = None
    for glyph in glyphs:
        text = _LIGATURES.get(glyph.text, glyph.text)
        if run and not glyph.breaks and _goes_on(run, glyph):
            run.text += f" {text}" if glyph.spaced else text
            run.x1, run.bold = max(run.x1, glyph.x1), run.bold + glyph.bold
        else:
            if run:
                yield run
            run = Run(
                text=text,
                x0=glyph.x0,
                x1=glyph.x1,
                y=glyph.y,
                size=glyph.size,
                bold=int(glyph.bold),
                spaced=glyph.spaced,
                superior=glyph.superior,
                link=glyph.link,
            )
    if run:
        yield run


def _goes_on(run: Run, glyph: Glyph) -> bool:
    return (
        abs(glyph.y - run.y) <= 0.5
        and abs(glyph.size - run.size) <= 0.3
        and -0.5 * run.size <= glyph.x0 - run.x1 <= _PARTED * run.size
        and glyph.superior == run.superior
        and glyph.link == run.link
    )


def redactions(boxes: Sequence[Box], runs: Sequence[Run]) -> Iterator[Run]:
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


def pieces_of(runs: Iterable[Run]) -> list[Piece]:
    """The pieces of a page: the largest letters first, so that raised and lowered ones find their line."""
    buckets: dict[int, list[Piece]] = defaultdict(list)
    pieces: list[Piece] = []
    largest = 0.0
    for run in sorted(runs, key=lambda run: -round(run.size, 1)):
        largest = min(max(largest, run.size), _LARGEST)
        first, last = round((run.y - _HIGHEST * largest) / _BUCKET), round((run.y - _LOWEST * largest) / _BUCKET)
        near = [piece for at in range(first, last + 1) for piece in buckets[at][-_LOOKED_AT:]]
        fitting = [piece for piece in near if _fits(run, piece)]
        if fitting:
            home = min(fitting, key=lambda piece: (abs(run.y - piece.y) > SAME * piece.size, abs(piece.gap(run))))
            run.raised = run.superior or run.y - home.y > SAME * home.size
            home.add([run])
        else:
            run.raised = run.superior
            piece = Piece([run], run.x0, run.x1, run.y, run.size)
            pieces.append(piece)
            buckets[round(run.y / _BUCKET)].append(piece)
    return _merged(pieces)


def _fits(run: Run, piece: Piece) -> bool:
    rise, gap = (run.y - piece.y) / piece.size, piece.gap(run) / piece.size
    if abs(rise) <= SAME:
        return gap * piece.size <= WIDE * min(run.size, piece.size) and run.size >= 0.5 * piece.size
    if len(run.text) > _LONGEST_RAISED:
        return False
    if rise > 0:
        near = _NEAR_LABEL if run.x1 <= piece.x0 and run.text.isdecimal() else _NEAR
        return rise <= _HIGHEST and gap <= near and (run.size <= 0.92 * piece.size or 0.2 <= rise <= 0.5)
    return rise >= _LOWEST and gap <= 0.3 and (run.size <= 0.85 * piece.size or len(run.text) <= _LONGEST_LOWERED)


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that a mark between them has brought together are one."""
    merged: list[Piece] = []
    for row in rows(pieces):
        for piece in row:
            if merged and merged[-1] in row and _are_one(merged[-1], piece):
                merged[-1].add(piece.runs)
                merged[-1].size = max(merged[-1].size, piece.size)
            else:
                merged.append(piece)
    return merged


def _are_one(piece: Piece, following: Piece) -> bool:
    return -WIDE * piece.size < piece.gap(following) <= WIDE * min(piece.size, following.size)


def rows(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces on one baseline, from left to right; the highest first."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if row and row[0].y - piece.y > SAME * max(row[0].size, piece.size):
            yield sorted(row, key=lambda piece: piece.x0)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda piece: piece.x0)
