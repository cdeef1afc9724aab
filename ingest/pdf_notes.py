"""Notes at the foot of the page or column, set smaller than the text or begun with a raised label.

A note is tied to the raised marks with its label on its own page by a key, for a paragraph that runs over the page
may hold the marks of two numberings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ingest.pdf_lines import Line, Span

LABEL = re.compile(r"[\[(]?(?P<label>\d{1,4}|[a-z]|[*†‡§¶‖#]{1,4})[\])]?[.,]?")
_LABELS = re.compile(r"(?:\d{1,4}|[a-z]|[*†‡§¶‖#]{1,4})(?:\s*[,;\s]\s*(?:\d{1,4}|[a-z]|[*†‡§¶‖#]{1,4}))*")
_LEVEL_LABEL = re.compile(r"\s*[\[(]?(?P<label>\d{1,4}|[*†‡§¶‖]{1,4})(?:[\])][.:]?|[.:])?\s*(?=\S)")
_SIGN = re.compile(r"(?<=[^\s*†‡§¶‖])[*†‡§¶‖]{1,4}(?=\W|$)")
_SMALLER = 0.94
_SHARE = 0.15
"""A size that holds this much of the text is no heading's."""
_ENDED = tuple(".?!”\"’')]█")


@dataclass(slots=True)
class PageNote:
    """A note as it stands on its page, its lines in order, those on later pages included."""

    label: str
    page: int
    target: str
    lines: list[Line] = field(default_factory=list[Line])
    cited: bool = False


@dataclass(slots=True)
class Split:
    """The body of each page, and the notes that stood below it."""

    bodies: list[list[Line]]
    notes: list[PageNote]


def body_size(lines: Iterable[Line]) -> float:
    """The size of the running text in points: the largest in which much of the text is set, notes being smaller."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    much = [size for size, letters in sizes.items() if letters >= _SHARE * sizes.total()]
    return max(much, default=max(sizes, key=lambda size: sizes[size], default=0.0))


def labels_in(raised: str) -> list[str]:
    """The labels that raised letters amount to: "11 12" are two; none where they are an ordinal's or a formula's."""
    found = _LABELS.fullmatch(raised.strip(" [](),.;"))
    return re.findall(r"\d+|[a-z]|[*†‡§¶‖#]+", found[0]) if found else []


def split_notes(pages: Sequence[Sequence[Line]], size: float) -> Split:
    """Parts the notes from the body, whose letters are ``size`` points high, and ties the marks of each page."""
    split = Split([], [])
    for page in pages:
        body: list[Line] = []
        regions = [list(lines) for _, lines in groupby(page, key=lambda line: line.region)]
        raised = {label for line in page for span in line.spans[1:] if span.raised for label in labels_in(span.text)}
        for lines in regions:
            body += _body(lines, split.notes, raised, size)
        split.bodies.append(body)
    _tie(split)
    return split


def _body(lines: list[Line], notes: list[PageNote], raised: set[str], size: float) -> list[Line]:
    """The lines of a region above its notes; the notes, and what goes on the last one, join ``notes``."""
    first = _first_small(lines, size)
    tail = lines[first:]
    starts = _starts(tail, raised)
    if not starts:
        level = _first_raised(lines, raised)
        first, tail = level, lines[level:]
        starts = _starts(tail, raised)
    begin = min(starts, default=len(tail))
    lead = tail[:begin]
    if lead and _goes_on(notes, lead, alone=not starts):
        notes[-1].lines += lead
        lead = []
    for i, line in enumerate(tail[begin:], start=begin):
        if i in starts:
            notes.append(PageNote(starts[i], line.page, f"page-{line.page}-note-{len(notes) + 1}"))
            _drop_label(line)
        notes[-1].lines.append(line)
    return [*lines[:first], *lead]


def _first_small(lines: Sequence[Line], size: float) -> int:
    """Where the small print at the foot of a region begins."""
    first = len(lines)
    while first and lines[first - 1].size <= _SMALLER * size:
        first -= 1
    return first


def _first_raised(lines: Sequence[Line], raised: set[str]) -> int:
    """Where notes begin that are as large as the text: at a line with a raised label whose mark stands above it."""
    above: set[str] = set()
    for i, line in enumerate(lines):
        label = _raised_label(line)
        if label in above and label in raised:
            return i
        above |= {label for span in line.spans[1:] if span.raised for label in labels_in(span.text)}
    return len(lines)


def _starts(tail: Sequence[Line], raised: set[str]) -> dict[int, str]:
    """The lines that begin a note, with its label. Where one label is raised, only raised ones count."""
    found = {i: label for i, line in enumerate(tail) if (label := _raised_label(line))}
    if found:
        level = {i: match["label"] for i, line in enumerate(tail) if (match := _level_label(line))}
        return {i: label for i, label in level.items() if not label.isdecimal()} | found
    last = 0
    for i, line in enumerate(tail):
        match = _level_label(line)
        if not match:
            continue
        label = match["label"]
        number = int(label) if label.isdecimal() else 0
        if label in raised or not number or (not raised and 0 < number - last <= (1 if last else number)):
            found[i] = label
            last = number or last
    return found


def _level_label(line: Line) -> re.Match[str] | None:
    return None if line.spans[0].raised else _LEVEL_LABEL.match(line.spans[0].text)


def _raised_label(line: Line) -> str | None:
    match = LABEL.fullmatch(line.spans[0].text.strip()) if line.spans[0].raised else None
    return match["label"] if match else None


def _drop_label(line: Line) -> None:
    if line.spans[0].raised:
        line.spans = line.spans[1:]
    else:
        line.spans[0].text = _LEVEL_LABEL.sub("", line.spans[0].text, count=1)


def _goes_on(notes: Sequence[PageNote], lead: Sequence[Line], *, alone: bool) -> bool:
    """Whether small print without a label goes on the note that ended the page or column before."""
    if not notes or not notes[-1].lines:
        return False
    last = notes[-1].lines[-1]
    near = last.region < lead[0].region and lead[0].page - last.page <= 1
    alike = abs(last.size - lead[0].size) <= 0.4
    return near and alike and not (alone and last.text.endswith(_ENDED))


def _tie(split: Split) -> None:
    """Gives each raised mark the key of the note with its label: on its page, or else on the next one."""
    by_page: dict[int, dict[str, PageNote]] = defaultdict(dict)
    for note in split.notes:
        by_page[note.page].setdefault(note.label, note)
    for body in split.bodies:
        signs = {label for label in by_page[body[0].page] if not label.isalnum()} if body else set[str]()
        for line in body:
            line.spans = [part for span in line.spans for part in _marks(span, signs)]
            for span in line.spans:
                note = by_page[line.page].get(span.text) if span.raised else None
                if note:
                    span.target, note.cited = note.target, True
    for body in split.bodies:
        for line in body:
            for span in line.spans:
                note = by_page[line.page + 1].get(span.text) if span.raised and not span.target else None
                if note and not note.cited:
                    span.target = note.target


def _marks(span: Span, signs: set[str]) -> Iterator[Span]:
    """A raised span as one span a label; a level one cut at the signs that notes of its page begin with."""
    if span.raised:
        labels = labels_in(span.text)
        yield from (Span(label, raised=True) for label in labels)
        if not labels:
            yield Span(span.text)
        elif span.text.endswith(" "):
            yield Span(" ")
        return
    position = 0
    for found in _SIGN.finditer(span.text) if signs else ():
        if found[0] in signs:
            yield Span(span.text[position : found.start()])
            yield Span(found[0], raised=True)
            position = found.end()
    yield Span(span.text[position:])
