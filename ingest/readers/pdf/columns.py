"""The columns of a page: text beside text, notes in two columns below text of the full width, notes in the margin.

A gutter is told by the left edges of what stands to its right. Between lines that stand across it, what is to its left
is read before what is to its right, if both are columns: wide and full of lines, which the cells of a table are not.
A narrow column of smaller letters is a margin; it is read after the text beside it. Columns are looked for again within
each part, which finds three of them, or the columns of two pages on one sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.readers.pdf.runs import Piece, Run, rows

_FEW = 4
"""Lines that have to begin at an edge before it is taken for that of a column."""
_EDGES = 6
"""Edges that are tried."""
_REMEMBERED = 6
_DEEPEST = 3
_NARROWEST, _FULL, _FULL_IF_KNOWN = 0.24, 0.55, 0.25
"""The least share of the page that a column of text takes up, and how much of it the middle one of its lines fills;
less where a gutter is known from a page before."""
_LEAST_MARGIN, _MARGIN = 0.1, 0.34
"""The least and the most that a margin with notes takes up; a column of labels alone is narrower."""
_SMALLER = 0.95
_HANGING, _LONGEST_LABEL = 2.0, 3
"""How many ems a label hangs out of its column, and how many letters it has."""
_ALIGNED = 1.5
"""Points by which the lines of a column begin apart."""
_LEAST_GAP = 0.45
"""Ems between two columns."""


@dataclass(slots=True)
class Columns:
    """Finds the columns of page after page; remembers the gutters, for pages that are not full."""

    _known: list[float] = field(default_factory=list[float])

    def regions(self, pieces: Sequence[Piece]) -> list[list[Piece]]:
        """The pieces of a page in groups, in reading order; those of a group stand in one column."""
        return [group for group in self._parted(pieces, 0) if group]

    def _parted(self, pieces: Sequence[Piece], depth: int) -> Iterator[list[Piece]]:
        bands = self._bands(pieces) if depth < _DEEPEST and len(pieces) > 1 else None
        if not bands:
            yield list(pieces)
            return
        for band in bands:
            if band.columns:
                yield from self._parted(band.first, depth + 1)
                yield from self._parted(band.second, depth + 1)
            else:
                yield from self._parted(band.across, depth + 1) if depth == 0 else [band.across]

    def _bands(self, pieces: Sequence[Piece]) -> list[_Band] | None:
        """The page from top to bottom along the best gutter; None where it has none."""
        best, best_worth, best_edge = None, 0, 0.0
        for edge, known in self._edges(pieces):
            bands = _bands_at(_split(pieces, edge), edge, least=1 if known else _FEW)
            worth = sum(len(band.first) + len(band.second) for band in bands if band.columns)
            if worth > best_worth:
                best, best_worth, best_edge = bands, worth, edge
        if best:
            others = [edge for edge in self._known if abs(edge - best_edge) > 2]
            self._known = [best_edge, *others[: _REMEMBERED - 1]]
        return best

    def _edges(self, pieces: Sequence[Piece]) -> Iterator[tuple[float, bool]]:
        """Where a column may begin, and whether one began there on a page before."""
        left = min(piece.x0 for piece in pieces)
        starts = Counter(round(run.x0) for piece in pieces for run in piece.runs if run.x0 > left + 20)
        yield from ((edge, True) for edge in self._known)
        near = Counter({edge: starts[edge - 1] + count + starts[edge + 1] for edge, count in starts.items()})
        yield from ((float(edge), False) for edge, count in near.most_common(_EDGES) if count >= _FEW)


@dataclass(slots=True)
class _Band:
    """A stretch of the page: two columns, of which ``first`` is read first, or what stands ``across`` them."""

    first: list[Piece] = field(default_factory=list[Piece])
    second: list[Piece] = field(default_factory=list[Piece])
    across: list[Piece] = field(default_factory=list[Piece])
    columns: bool = False


def _split(pieces: Sequence[Piece], edge: float) -> list[Piece]:
    """The pieces, those cut in two whose runs leave a gap right before ``edge``."""
    pieces_apart: list[Piece] = []
    for piece in pieces:
        runs = sorted(piece.runs, key=lambda run: run.x0)
        left = [run for run in runs if run.x0 < edge - 3]
        right = runs[len(left) :]
        if _is_cut(left, right, edge, piece.size):
            pieces_apart += [_piece_of(left, piece), _piece_of(right, piece)]
        else:
            pieces_apart.append(piece)
    return pieces_apart


def _is_cut(left: Sequence[Run], right: Sequence[Run], edge: float, size: float) -> bool:
    """Whether a gap parts the runs of a piece that stand before a column's edge from those behind it."""
    if not left or not right or _hangs(left, edge, size) or right[0].x0 > edge + 3 * size:
        return False
    least = 0.0 if abs(right[0].x0 - edge) <= _ALIGNED else _LEAST_GAP * size
    return right[0].x0 - max(run.x1 for run in left) >= least


def _hangs(left: Sequence[Run], edge: float, size: float) -> bool:
    """Whether what stands left of a column's edge is a label that hangs out of it."""
    near = all(run.raised and run.x0 >= edge - _HANGING * size for run in left)
    return near and sum(len(run.text) for run in left) <= _LONGEST_LABEL


def _piece_of(runs: Sequence[Run], piece: Piece) -> Piece:
    level = max(runs, key=lambda run: run.size)
    y = piece.y if any(abs(run.y - piece.y) < 0.5 for run in runs) else level.y
    return Piece(list(runs), min(run.x0 for run in runs), max(run.x1 for run in runs), y, level.size)


def _bands_at(pieces: Sequence[Piece], edge: float, least: int) -> list[_Band]:
    """The bands from top to bottom, parted where a line stands across the gutter."""
    start, end = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    bands: list[_Band] = []
    band = _Band()
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if piece.x1 < edge - 1:
            band.first.append(piece)
        elif piece.x0 >= edge - 3 or _hangs([run for run in piece.runs if run.x0 < edge - 3], edge, piece.size):
            band.second.append(piece)
        else:
            bands += [_judged(band, end - start, least), _Band(across=[piece])]
            band = _Band()
    bands.append(_judged(band, end - start, least))
    return _joined(bands)


def _joined(bands: Sequence[_Band]) -> list[_Band]:
    """Bands without columns that follow each other are one."""
    joined: list[_Band] = []
    for band in bands:
        if not band.columns and joined and not joined[-1].columns:
            joined[-1].across += band.across
        elif band.columns or band.across:
            joined.append(band)
    return joined


def _judged(band: _Band, width: float, least: int) -> _Band:
    """The band as two columns, the text before a margin, if it is; else as one."""
    left, right = band.first, band.second
    if left and right:
        if _are_columns(left, right, width, least) or (_count(left) >= least and _is_margin(right, left, width)):
            band.columns = True
        elif _count(right) >= least and _is_margin(left, right, width):
            band.columns, band.first, band.second = True, right, left
    if not band.columns:
        band.across, band.first, band.second = [*left, *right], [], []
    return band


def _are_columns(left: Sequence[Piece], right: Sequence[Piece], width: float, least: int) -> bool:
    """Whether both sides have lines enough, and fill their columns with them."""
    fewer, more = sorted((_count(left), _count(right)))
    full = _FULL if least > 1 else _FULL_IF_KNOWN
    enough = (fewer >= 2 and more >= max(2, least)) or more >= _FEW
    return enough and _is_column(left, width, full) and _is_column(right, width, full)


def _count(pieces: Sequence[Piece]) -> int:
    """How many lines the pieces make up."""
    return sum(1 for _ in rows(pieces))


def _is_column(pieces: Sequence[Piece], width: float, full: float = _FULL) -> bool:
    wide = max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces)
    filled = median(sum(piece.x1 - piece.x0 for piece in row) for row in rows(pieces))
    return wide >= _NARROWEST * width and filled >= full * wide


def _is_margin(pieces: Sequence[Piece], text: Sequence[Piece], width: float) -> bool:
    """Whether smaller letters stand in a narrow column beside text that fills its own."""
    wide = max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces)
    smaller = median(piece.size for piece in pieces) <= _SMALLER * median(piece.size for piece in text)
    apart = max(
        min(piece.x0 for piece in pieces) - max(piece.x1 for piece in text),
        min(piece.x0 for piece in text) - max(piece.x1 for piece in pieces),
    )
    within = pieces[0].y <= text[0].y + 3 * text[0].size
    return (
        smaller
        and within
        and _LEAST_MARGIN * width <= wide <= _MARGIN * width
        and apart >= _LEAST_GAP * pieces[0].size
        and len(text) >= 5
        and _is_column(text, width)
    )
