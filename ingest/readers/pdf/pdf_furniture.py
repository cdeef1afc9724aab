"""Running heads, page numbers and lists of contents: what a PDF repeats on its pages and no sentence belongs to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.pdf_labels import level_label, raised_labels
from ingest.reading import LeftOut, Omission
from retrieval.numbers import number

_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")
_NUMBER_ALONE = re.compile(r"[-–—\s]*(?:page\s+)?#(?:\s*(?:of|/)\s*#)?[-–—\s]*")
_FOLIO = re.compile(r"\b\d{1,4}\b")
_LEADERS = re.compile(r"(?<!\.)(?<!\.\s)(?:\s?\.){5,}\s*(?:\d{1,4}|[ivxlc]+)?$")
_RULE = re.compile(r"(?:[—–―_─━‐=-]\s*){3,}")
"""A line drawn with letters, as above the notes of some courts' opinions."""
_TITLE = re.compile(r"[^\W\d_]{3,}\W+(?:\w+\W+)*[^\W\d_]{3,}")
"""Two words of a running head, which no number is."""
_FEW = 3
_LEVELS = 3
"""How many lines from the edge may be running heads."""
_HEIGHT = 3.0
"""Heads stand at the same height on every page, to within this many points."""
_SHORT = 2
"""Pages of a document in which nothing is repeated often enough to be known by it."""
_ALONE = 1.8
"""Ems between the outermost line of a page and the next one where that is a number alone."""
_SHORT_HEAD = 0.6
"""The width of a running head, as a share of the line below, that tells it where no space parts the two."""
_AT_MARGIN = 6.0
"""Points."""
_LONGEST_HEAD = 16
_APART = 1.35
"""The distance from a running head to the text, in ems, is more than that of two lines."""


class _Level(NamedTuple):
    """All that stands on one height of a page: ``place`` tells the edge, the height and the distance from the edge."""

    place: tuple[str, int]
    words: str
    lines: list[Line]


def without_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[LeftOut]]:
    """The lines of each page that are the document's, and the words of the others."""
    edges = [list(_edges(page)) for page in pages]
    heads = _Heads(_repeated(edges, len(pages)), {0, *_ahead(edges)}, _steady(edges), short=len(pages) <= _SHORT)
    taken: dict[int, Omission] = {}
    for place, (page, lines) in enumerate(zip(edges, pages, strict=True), start=1):
        taken |= {id(line): Omission.RULE for line in lines if _RULE.fullmatch(line.text)}
        taken |= {id(line): Omission.CONTENTS for line in lines if _LEADERS.search(line.text)}
        for levels in page:
            taken |= {id(line): reason for line, reason in heads.of(levels, place, lines)}
    kept = [[line for line in page if id(line) not in taken] for page in pages]
    return kept, [LeftOut(taken[id(line)], line.text) for page in pages for line in page if id(line) in taken]


def _edges(page: Sequence[Line]) -> Iterator[list[_Level]]:
    for edge, sign in (("top", -1), ("bottom", 1)):
        levels: list[list[Line]] = []
        for line in sorted(page, key=lambda line: sign * line.y):
            if levels and abs(levels[-1][0].y - line.y) <= 1.5:
                levels[-1].append(line)
            elif len(levels) > _LEVELS:
                break
            else:
                levels.append([line])
        yield [_Level((edge, round(level[0].y / _HEIGHT)), _words(level), level) for level in levels]


def _words(level: Iterable[Line]) -> str:
    words = " ".join(line.text for line in sorted(level, key=lambda line: line.x0))
    return _NUMBERS.sub("#", words.lower())


def _repeated(pages: Iterable[Iterable[Sequence[_Level]]], count: int) -> set[tuple[str, int, str]]:
    """Words that stand at one place on several pages; empty words mean whatever stands there in that place."""
    at_place: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for page in pages:
        for levels in page:
            for level in levels[:_LEVELS]:
                at_place[level.place][level.words] += 1
    least = 2 if count <= 6 else 3
    repeated: set[tuple[str, int, str]] = set()
    for (edge, height), words in at_place.items():
        around = words + at_place.get((edge, height - 1), Counter()) + at_place.get((edge, height + 1), Counter())
        often = {word for word in words if around[word] >= least}
        repeated |= {(edge, height, word) for word in often}
        if sum(words[word] for word in often) >= max(4, 0.5 * words.total()):
            repeated.add((edge, height, ""))
    return repeated


def _ahead(pages: Sequence[Iterable[Sequence[_Level]]]) -> Iterator[int]:
    """By how much the numbers at the edges of most pages are ahead of the pages' places in the file."""
    counted: Counter[int] = Counter()
    for place, page in enumerate(pages, start=1):
        near = (line.text for levels in page for level in levels[:_LEVELS] for line in level.lines)
        counted.update({number(folio) - place for text in near for folio in _FOLIO.findall(text)})
    return (by for by, count in counted.items() if count >= _FEW and count > 0.5 * len(pages))


def _steady(pages: Sequence[Iterable[Sequence[_Level]]]) -> set[tuple[str, int]]:
    """The places at which most pages have nothing but their own number."""
    counted: Counter[tuple[str, int]] = Counter()
    for place, page in enumerate(pages, start=1):
        alone = (levels[0] for levels in page if levels and _NUMBER_ALONE.fullmatch(levels[0].words))
        counted.update(level.place for level in alone if str(place) in level.lines[0].text.split())
    return {steady for steady, count in counted.items() if count >= max(2, 0.7 * len(pages))}


@dataclass(frozen=True, slots=True)
class _Heads:
    """What is known of the running heads of a document.

    ``repeated``: words at their places; ``ahead``: by how much printed numbers are ahead of the pages; ``steady``:
    where each page has its number; ``short``: it has too few pages to repeat much.
    """

    repeated: set[tuple[str, int, str]]
    ahead: set[int]
    steady: set[tuple[str, int]]
    short: bool

    def of(self, levels: Sequence[_Level], place: int, page: Sequence[Line]) -> Iterator[tuple[Line, Omission]]:
        """Returns the running heads and numbers from the edge inwards, if a space parts them from what follows."""
        folios, raised = {str(place + by) for by in self.ahead}, raised_labels(page)
        taken: list[Omission] = []
        for level in levels[:_LEVELS]:
            reason = self._reason(level, folios, levels, page)
            if reason is None or _is_note(level, folios, raised):
                break
            taken.append(reason)
        while 0 < len(taken) < len(levels) and not self._ends(levels, len(taken)):
            taken.pop()
        for level, reason in zip(levels, taken, strict=False):
            yield from ((line, reason) for line in level.lines)

    def _reason(
        self, level: _Level, folios: set[str], levels: Sequence[_Level], page: Sequence[Line]
    ) -> Omission | None:
        alone = bool(_NUMBER_ALONE.fullmatch(level.words))
        if any((*level.place, words) in self.repeated for words in (level.words, "")):
            return Omission.PAGE_NUMBER if alone else Omission.RUNNING_HEAD
        if alone and not folios.isdisjoint(level.lines[0].text.split()):
            return Omission.PAGE_NUMBER
        if alone and self.short and level is levels[0] and _stands_alone(levels):
            return Omission.PAGE_NUMBER
        return Omission.RUNNING_HEAD if _spans_page(level, page, folios) else None

    def _ends(self, levels: Sequence[_Level], count: int) -> bool:
        """Whether the head of ``count`` levels is set off from what follows, or surely one."""
        last, following = levels[count - 1], levels[count].lines[0]
        short = max(line.x1 - line.x0 for line in last.lines) <= _SHORT_HEAD * (following.x1 - following.x0)
        repeated = (
            count == 1 and short and (*last.place, last.words) in self.repeated and bool(_TITLE.search(last.words))
        )
        return last.place in self.steady or repeated or _parted(last.lines[0], following)


def _stands_alone(levels: Sequence[_Level]) -> bool:
    """Whether a wide space parts the outermost level from the others: a number there is the page's, whatever it is."""
    if len(levels) < 2 or len(levels[0].lines) > 1:
        return False
    first, following = levels[0].lines[0], levels[1].lines[0]
    return not first.spans[0].raised and abs(first.y - following.y) >= _ALONE * max(first.size, following.size)


def _spans_page(level: _Level, page: Sequence[Line], folios: set[str]) -> bool:
    """Whether a title and the page's number stand at the two ends of a line, as wide as the page's text."""
    tokens = " ".join(line.text for line in sorted(level.lines, key=lambda line: line.x0)).split()
    left, right = min(line.x0 for line in level.lines), max(line.x1 for line in level.lines)
    wide = left <= min(line.x0 for line in page) + _AT_MARGIN and right >= max(line.x1 for line in page) - _AT_MARGIN
    parts = sum(line.cells for line in level.lines)
    return (
        wide
        and 2 <= parts <= 3
        and 2 <= len(tokens) <= _LONGEST_HEAD
        and not folios.isdisjoint((tokens[0], tokens[-1]))
    )


def _is_note(level: _Level, folios: set[str], raised: set[str]) -> bool:
    """Whether a note begins here: with a raised number, or below the text with that of a mark, "2. Ibid.", no folio."""
    first = level.lines[0]
    label = level_label(first) if level.place[0] == "bottom" else None
    return first.spans[0].raised or bool(label and label[0] in raised and label[1] not in folios)


def _parted(line: Line, following: Line) -> bool:
    return abs(line.y - following.y) >= _APART * max(line.size, following.size)
