"""Running heads, page numbers and lists of contents: what a PDF repeats on its pages and no sentence belongs to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.pdf_notes import level_label, raised_labels
from retrieval.numbers import number

_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")
_NUMBER_ALONE = re.compile(r"[-–—\s]*(?:page\s+)?#(?:\s*(?:of|/)\s*#)?[-–—\s]*")
_FOLIO = re.compile(r"\b\d{1,4}\b")
_LEADERS = re.compile(r"(?<!\.)(?<!\.\s)(?:\s?\.){5,}\s*(?:\d{1,4}|[ivxlc]+)?$")
_FEW = 3
_LEVELS = 3
"""How many lines from the edge may be running heads."""
_HEIGHT = 3.0
"""Heads stand at the same height on every page, to within this many points."""
_APART = 1.35
"""The distance from a running head to the text, in ems, is more than that of two lines."""


class _Level(NamedTuple):
    """All that stands on one height of a page: ``place`` tells the edge, the height and the distance from the edge."""

    place: tuple[str, int]
    words: str
    lines: list[Line]


def without_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The lines of each page that are the document's, and the words of the others."""
    edges = [list(_edges(page)) for page in pages]
    repeated, ahead = _repeated(edges, len(pages)), {0, *_ahead(edges)}
    taken: dict[int, Line] = {}
    for place, (page, lines) in enumerate(zip(edges, pages, strict=True), start=1):
        folios, raised = {str(place + by) for by in ahead}, raised_labels(lines)
        for levels in page:
            for line in _furniture(levels, repeated, folios, raised):
                taken[id(line)] = line
    kept = [[line for line in page if id(line) not in taken and not _LEADERS.search(line.text)] for page in pages]
    contents = (line for page in pages for line in page if _LEADERS.search(line.text) and id(line) not in taken)
    left_out = [line.text for line in (*taken.values(), *contents)]
    return kept, list(dict.fromkeys(left_out))


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
    found: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for page in pages:
        for levels in page:
            for level in levels[:_LEVELS]:
                found[level.place][level.words] += 1
    least = 2 if count <= 6 else 3
    repeated: set[tuple[str, int, str]] = set()
    for (edge, height), words in found.items():
        around = words + found.get((edge, height - 1), Counter()) + found.get((edge, height + 1), Counter())
        often = {word for word in words if around[word] >= least}
        repeated |= {(edge, height, word) for word in often}
        if sum(words[word] for word in often) >= max(4, 0.5 * words.total()):
            repeated.add((edge, height, ""))
    return repeated


def _ahead(pages: Sequence[Iterable[Sequence[_Level]]]) -> Iterator[int]:
    """By how much the numbers at the edges of most pages are ahead of the pages' places in the file."""
    found: Counter[int] = Counter()
    for place, page in enumerate(pages, start=1):
        near = (line.text for levels in page for level in levels[:_LEVELS] for line in level.lines)
        found.update({number(one) - place for text in near for one in _FOLIO.findall(text)})
    return (by for by, count in found.items() if count >= _FEW and count > 0.5 * len(pages))


def _furniture(
    levels: Sequence[_Level], repeated: set[tuple[str, int, str]], folios: set[str], raised: set[str]
) -> Iterator[Line]:
    """The lines from the edge inwards that are repeated elsewhere, if a space parts them from what follows.

    ``folios``: the numbers that the page may have; ``raised``: the labels of its marks.
    """
    count = 0
    for level in levels[:_LEVELS]:
        alone = bool(_NUMBER_ALONE.fullmatch(level.words))
        known = any((*level.place, words) in repeated for words in (level.words, ""))
        numbered = alone and not folios.isdisjoint(level.lines[0].text.split())
        if not (known or numbered) or _is_note(level, folios, raised):
            break
        count += 1
    while 0 < count < len(levels) and not _parted(levels[count - 1].lines[0], levels[count].lines[0]):
        count -= 1
    for level in levels[:count]:
        yield from level.lines


def _is_note(level: _Level, folios: set[str], raised: set[str]) -> bool:
    """Whether a note begins here: with a raised number, or below the text with that of a mark, "2. Ibid.", no folio."""
    first = level.lines[0]
    label = level_label(first) if level.place[0] == "bottom" else None
    return first.spans[0].raised or bool(label and label["label"] in raised and label[0].strip() not in folios)


def _parted(line: Line, following: Line) -> bool:
    return abs(line.y - following.y) >= _APART * max(line.size, following.size)
