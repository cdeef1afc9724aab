"""Notes at the foot of the page or column, in its margin or at the end.

A line begins a note where a link of the file leads to it, where it begins with a raised label, or, in small print at
the foot, with a label on the line that a mark of the page has. What goes on a note is told by size and distance; what
is unsure stays in the body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.pdf_labels import drop_label, labels_in, level_label, raised_label, raised_labels
from ingest.reading import LeftOut, Omission
from retrieval.numbers import number

_FURTHER = 3
"""How far beyond the last note's number the next one may be; where no mark is raised, a numbering begins as low."""
_WIDE_GAP = 1.7
"""Lines of small print that stand farther apart, in ems, are not of one note."""
_SMALLER = 0.94
_HEADING = 1.12
_SHARE = 0.15
"""A size that holds this much of the text is no heading's."""
_ENDED = tuple(".?!”\"’')]█")
_LEAD = 12
"""Lines at the top of a page that may go on a note as large as the text."""
_GOES_ON = re.compile(r"\s*\(\s*continued\s*(?:\.\s*){0,3}…?\s*\)\s*$", re.IGNORECASE)
_WENT_ON = re.compile(r"^\s*\(\s*(?:\.\s*){0,3}…?\s*continued\s*\)\s*", re.IGNORECASE)


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
        return number(self.label)


@dataclass(slots=True)
class Split:
    """The body of each page, the notes that stood below it, and what was neither."""

    bodies: list[list[Line]]
    notes: list[PageNote]
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])


def body_size(lines: Iterable[Line]) -> float:
    """The size of the running text in points: the largest in which much of the text is set, notes being smaller."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    much = [size for size, letters in sizes.items() if letters >= _SHARE * sizes.total()]
    return max(much, default=max(sizes, key=lambda size: sizes[size], default=0.0))


def split_notes(pages: Sequence[Sequence[Line]], size: float, linked: Mapping[int, str] | None = None) -> Split:
    """Parts the notes from the body, whose letters are ``size`` points high; ``ties`` ties the marks to them.

    ``linked``: the labels of the lines, by their identity, to which links lead from marks.
    """
    split, raised = Split([], []), set[str]()
    splitter = _Splitter(split.notes, size, linked or {})
    for page in pages:
        body: list[Line] = []
        regions = [list(lines) for _, lines in groupby(page, key=lambda line: line.region)]
        before, raised = raised, raised_labels(page)
        for i, lines in enumerate(regions):
            marked = raised_labels(line for other in (*regions[:i], *regions[i + 1 :]) for line in other)
            body += splitter.body(lines, raised, before, marked)
        split.bodies.append(body)
    split.notes[:] = _continued(split.notes, split.left_out)
    return split


@dataclass(slots=True)
class _Splitter:
    """Takes the notes off region after region; they join ``notes``."""

    notes: list[PageNote]
    size: float
    linked: Mapping[int, str]

    def body(self, lines: list[Line], raised: set[str], before: set[str], beside: set[str]) -> list[Line]:
        """The lines of a region that are no note's.

        ``raised``: the labels raised on its page, ``beside``: in its other regions, ``before``: on the page before.
        """
        notes = self.notes
        expected = before | {str(note.number + i) for note in notes[-1:] for i in range(1, _FURTHER + 1)}
        lines, first, starts = self._found(lines, raised, expected, beside)
        tail = lines[first:]
        begin = min(starts, default=len(tail))
        own = _own(tail, starts, begin, ended=bool(notes) and _has_ended(notes[-1]))
        if own < begin and _goes_on(notes, tail[own:begin], alone=not starts):
            notes[-1].lines += tail[own:begin]
        else:
            own = begin
        above = self._lead(lines[: first + own], alone=bool(starts) and own == begin == 0)
        stop = self._stop(tail, starts)
        for i, line in enumerate(tail[begin:stop], start=begin):
            if i in starts:
                target = f"page-{line.page}-note-{len(notes) + 1}"
                notes.append(PageNote(starts[i], line.page, target, drop_label(line, starts[i])))
            notes[-1].lines.append(line)
        return [*above, *tail[max(stop, begin) :]]

    def _found(
        self, lines: list[Line], raised: set[str], expected: set[str], beside: set[str]
    ) -> tuple[list[Line], int, dict[int, str]]:
        """The region's lines, run-in notes on lines of their own; where small print begins; the lines with labels."""
        linked = {i: self.linked[id(line)] for i, line in enumerate(lines) if id(line) in self.linked}
        first = min([_first_small(lines, self.size), *linked])
        marked = raised_labels(lines[:first]) | (raised - raised_labels(lines))
        lines = [*lines[:first], *_run_in(lines[first:], marked)]
        starts = _starts(lines[first:], raised, expected)
        if not starts and not linked and (level := _first_raised(lines, raised, beside)) < len(lines):
            first = level
            starts = _starts(lines[first:], raised, expected)
        return lines, first, dict(sorted((starts | {i - first: label for i, label in linked.items()}).items()))

    def _lead(self, above: list[Line], *, alone: bool) -> list[Line]:
        """``above`` without what goes on the note of the page before, where notes are as large as the text."""
        if not (alone and above and len(above) <= _LEAD and self.notes and above[0].page != self.notes[-1].page):
            return above
        last = self.notes[-1].lines[-1]
        alike = all(abs(line.size - last.size) <= 0.4 for line in above) and above[0].page - last.page == 1
        if alike and not _has_ended(self.notes[-1]) and above[0].text[:1].islower():
            self.notes[-1].lines += above
            return []
        return above

    def _stop(self, tail: Sequence[Line], starts: Mapping[int, str]) -> int:
        """Where the last note of a region ends: at a heading, or at a wide space below notes as large as the text."""
        if not starts or all(line.size <= _SMALLER * self.size for line in tail):
            return len(tail)
        begin, last = min(starts), max(starts)
        widest = max([_WIDE_GAP, *(1.15 * _gap(a, b) for a, b in pairwise(tail[begin : last + 1]))])
        for i, (line, following) in enumerate(pairwise(tail[last:]), start=last + 1):
            if following.size >= _HEADING * line.size or _gap(line, following) > widest:
                return i
        return len(tail)


def _first_small(lines: Sequence[Line], size: float) -> int:
    """Where the small print at the foot of a region begins."""
    first = len(lines)
    while first and lines[first - 1].size <= _SMALLER * size:
        first -= 1
    return first


def _run_in(tail: Sequence[Line], marked: set[str]) -> list[Line]:
    """Cuts lines of small print where a further note begins within them: with the next label that is ``marked``.

    A label that begins a line of its own begins no note within another one.
    """
    begun = {label for line in tail if (label := _begun(line))}
    apart: list[Line] = []
    last = 0
    for line in tail:
        own = number(_begun(line) or "")
        last = own if own and (not last or str(own) in marked) else last
        rest: Line | None = line
        while rest:
            cut = _cut_at(rest, str(last + 1)) if last and str(last + 1) in marked - begun else None
            apart.append(cut[0] if cut else rest)
            rest, last = (cut[1], last + 1) if cut else (None, last)
    return apart


def _begun(line: Line) -> str | None:
    """The label that a line begins with, raised or not."""
    level = level_label(line)
    return raised_label(line) or (level[0] if level else None)


def _cut_at(line: Line, label: str) -> tuple[Line, Line] | None:
    """The two parts of a line in whose middle a note begins with this label, raised or as in "3.2. Ibid."."""
    for i, span in enumerate(line.spans):
        if span.raised:
            if i and labels_in(span.text) == [label]:
                return replace(line, spans=line.spans[:i]), replace(line, spans=line.spans[i:])
            continue
        match = re.search(rf"(?<=[.!?)\]”\"\s])(?<!\b[Nn]o\. )(?:{label}\.\s+|\[{label}\]\s*)(?=\S)", span.text)
        if match and (i or match.start()):
            at = match.start()
            before, after = replace(span, text=span.text[:at]), replace(span, text=span.text[at:])
            first = replace(line, spans=[*line.spans[:i], before])
            return first, replace(line, spans=[after, *line.spans[i + 1 :]])
    return None


def _first_raised(lines: Sequence[Line], raised: set[str], beside: set[str]) -> int:
    """Where notes begin that are as large as the text: at a raised label whose mark stands above it or ``beside``."""
    above = set(beside)
    for i, line in enumerate(lines):
        label = raised_label(line)
        if label in above and label in raised:
            return i
        above |= {label for span in line.spans[1:] if span.raised for label in labels_in(span.text)}
    return len(lines)


def _starts(tail: Sequence[Line], raised: set[str], expected: set[str]) -> dict[int, str]:
    """The lines that begin a note, with its label. Where one label is raised, only raised ones and signs count.

    Where no mark is ``raised`` on the page, notes count up from a low number or from one that is ``expected``.
    """
    starts = {i: label for i, line in enumerate(tail) if (label := raised_label(line))}
    level = {i: match[0] for i, line in enumerate(tail) if (match := level_label(line))}
    if starts:
        return {i: label for i, label in level.items() if not label.isdecimal()} | starts
    last = 0
    for i, label in level.items():
        value = number(label)
        if raised:
            goes_on = label in raised and (not value or value == _next(raised, last) or value == 1 < last)
        elif tail[i].in_table:
            goes_on = False
        else:
            goes_on = not value or (value == last + 1 if last else value <= _FURTHER or label in expected)
        if goes_on:
            starts[i] = label
            last = value or last
    return starts


def _next(raised: set[str], last: int) -> int:
    """The lowest number among the ``raised`` labels that is above ``last``."""
    return min((value for label in raised if (value := number(label)) > last), default=0)


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


def _continued(notes: Sequence[PageNote], left_out: list[LeftOut]) -> list[PageNote]:
    """The notes, those joined that say "(continued...)" at the foot of a page and "(...continued)" on the next one."""
    joined: list[PageNote] = []
    for note in notes:
        first = note.lines[0].spans[0] if note.lines and note.lines[0].spans else None
        if joined and first and joined[-1].label == note.label and _WENT_ON.match(first.text):
            last = joined[-1].lines[-1].spans[-1]
            said = [note.label, *_GOES_ON.findall(last.text), *_WENT_ON.findall(first.text)]
            left_out.append(LeftOut(Omission.DUPLICATE, " ".join(" ".join(said).split())))
            first.text, last.text = _WENT_ON.sub("", first.text), _GOES_ON.sub("", last.text)
            joined[-1].lines += note.lines
        else:
            joined.append(note)
    return joined
