"""Notes at the foot of the page or column, set smaller than the text or begun with a raised label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from ingest.notes import loose_marks
from ingest.readers.pdf.lines import Line
from retrieval.numbers import number

LABEL = re.compile(r"[\[(]?(?P<label>\d{1,4}|[a-z]|[*†‡§¶‖#]{1,4})[\])]?[.,]?")
_ONE = r"(?:\d{1,4}(?:\s*[–-]\s*\d{1,4})?|[a-z]|[*†‡§¶‖#]{1,4})"
_LABELS = re.compile(rf"{_ONE}(?:\s*[,;\s]\s*{_ONE})*")
_LEVEL_LABEL = re.compile(r"\s*[\[(]?(?P<label>\d{1,4}(?!\d)|[*†‡§¶‖]{1,4})(?:[\])][.:]?|[.:])?\s*(?=\S)")
_FURTHER = 3
"""How far beyond the last note's number the next one may be; where no mark is raised, a numbering begins as low."""
_WIDE_GAP = 1.7
"""Lines of small print that stand farther apart, in ems, are not of one note."""
_SMALLER = 0.94
_SHARE = 0.15
"""A size that holds this much of the text is no heading's."""
_ENDED = tuple(".?!”\"’')]█")


@dataclass(slots=True)
class PageNote:
    """A note as it stands on its page, its lines in order, those on later pages included.

    ``level``: its label as it stood, "[1]", if that was not raised; ``cited``: a raised mark has it; ``kept``: it is a
    note and no point of a list in small print.
    """

    label: str
    page: int
    target: str
    level: str
    lines: list[Line] = field(default_factory=list[Line])
    cited: bool = False
    kept: bool = False

    @property
    def number(self) -> int:
        """The label as a number; 0 where it is none."""
        return _number(self.label)


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
    return loose_marks.labels_in(found[0]) if found else []


def raised_labels(lines: Iterable[Line]) -> set[str]:
    """All labels that stand raised behind the words of ``lines``."""
    return {label for line in lines for span in line.spans[1:] if span.raised for label in labels_in(span.text)}


def split_notes(pages: Sequence[Sequence[Line]], size: float) -> Split:
    """Parts the notes from the body, whose letters are ``size`` points high; ``ties`` beside it ties the marks."""
    split, raised = Split([], []), set[str]()
    for page in pages:
        body: list[Line] = []
        regions = [list(lines) for _, lines in groupby(page, key=lambda line: line.region)]
        before, raised = raised, raised_labels(page)
        for lines in regions:
            body += _body(lines, split.notes, raised, before, size)
        split.bodies.append(body)
    return split


def _body(lines: list[Line], notes: list[PageNote], raised: set[str], before: set[str], size: float) -> list[Line]:
    """The lines of a region above its notes; the notes, and what goes on the last one, join ``notes``.

    ``raised``, ``before``: the labels that are raised on its page and on the page before.
    """
    expected = before | {str(note.number + i) for note in notes[-1:] for i in range(1, _FURTHER + 1)}
    first = _first_small(lines, size)
    tail = lines[first:]
    starts = _starts(tail, raised, expected)
    if not starts and (level := _first_raised(lines, raised)) < len(lines):
        first, tail = level, lines[level:]
        starts = _starts(tail, raised, expected)
    begin = min(starts, default=len(tail))
    own = _own(tail, starts, begin, ended=bool(notes) and _has_ended(notes[-1]))
    if own < begin and _goes_on(notes, tail[own:begin], alone=not starts):
        notes[-1].lines += tail[own:begin]
    else:
        own = begin
    for i, line in enumerate(tail[begin:], start=begin):
        if i in starts:
            target = f"page-{line.page}-note-{len(notes) + 1}"
            notes.append(PageNote(starts[i], line.page, target, _drop_label(line)))
        notes[-1].lines.append(line)
    return lines[: first + own]


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


def _starts(tail: Sequence[Line], raised: set[str], expected: set[str]) -> dict[int, str]:
    """The lines that begin a note, with its label. Where one label is raised, only raised ones count.

    Where no mark is ``raised`` on the page, notes count up from a low number or from one that is ``expected``.
    """
    found = {i: label for i, line in enumerate(tail) if (label := _raised_label(line))}
    level = {i: match["label"] for i, line in enumerate(tail) if (match := level_label(line))}
    if found:
        return {i: label for i, label in level.items() if not label.isdecimal()} | found
    last = 0
    for i, label in level.items():
        number = _number(label)
        goes_on = number == last + 1 if last else 0 < number <= _FURTHER or label in expected
        if label in raised or not label.isdecimal() or (goes_on and not raised):
            found[i] = label
            last = number or last
    return found


def _number(label: str) -> int:
    return number(label)


def level_label(line: Line) -> re.Match[str] | None:
    """The label on the line's own height that it begins with, if a note might begin so; rows of tables are none."""
    return None if line.spans[0].raised or line.in_table else _LEVEL_LABEL.match(line.spans[0].text)


def _raised_label(line: Line) -> str | None:
    match = LABEL.fullmatch(line.spans[0].text.strip()) if line.spans[0].raised else None
    return match["label"] if match else None


def _drop_label(line: Line) -> str:
    """Takes the label off a note's first line, and gives it as it stood if it was not raised."""
    match = level_label(line)
    if match:
        line.spans[0].text = line.spans[0].text[match.end() :]
        return match[0].strip()
    line.spans = line.spans[1:]
    return ""


def _own(tail: Sequence[Line], starts: Mapping[int, str], begin: int, *, ended: bool) -> int:
    """How many lines of the small print above the first note, line ``begin``, are the body's: quotes and captions.

    They end with a line that has a mark of these notes, or that stands apart from what follows; if the last note had
    not ``ended``, what stands right above the first one goes on it, however far apart.
    """
    labels = set(starts.values())
    widest = max((_gap(*pair) for pair in pairwise(tail[begin:])), default=0.0)
    own = 0
    for i, (line, following) in enumerate(pairwise(tail[: begin + 1]), start=1):
        apart = _gap(line, following) > max(_WIDE_GAP, widest) and (ended or i < begin)
        if apart or raised_labels([line]) & labels:
            own = i
    return own


def _gap(line: Line, following: Line) -> float:
    return (line.y - following.y) / line.size


def _has_ended(note: PageNote) -> bool:
    return note.lines[-1].text.endswith(_ENDED)


def _goes_on(notes: Sequence[PageNote], lead: Sequence[Line], *, alone: bool) -> bool:
    """Whether small print without a label goes on the note that ended the page or column before."""
    if not notes:
        return False
    last = notes[-1].lines[-1]
    near = last.region < lead[0].region and lead[0].page - last.page <= 1
    alike = abs(last.size - lead[0].size) <= 0.4
    return near and alike and not (alone and (_has_ended(notes[-1]) or not lead[0].text[:1].islower()))
