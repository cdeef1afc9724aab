"""Ties marks to the notes of their pages, and tells those notes from lists in small print.

A link of the file tells the note of its mark; any other mark goes to the note with its label on its own page, in the
order in which both stand there, for a page may hold two numberings; then to the next page, then to the one note of the
document that has the label.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.notes.loose_marks import may_have_powers
from ingest.readers.pdf.lines import GlyphSpan, Line
from ingest.readers.pdf.pdf_labels import SIGNS, labels_in, plain, span_of
from ingest.readers.pdf.pdf_notes import PageNote, Split
from retrieval.numbers import number

_SIGN = re.compile(rf"(?<=[^\s{SIGNS}])[{SIGNS}]{{1,4}}(?=\W|$)|\[\d{{1,4}}\]")
_TEN = re.compile(r"(?<![\d.,])10$")


@dataclass(slots=True)
class _Mark:
    """A raised part of a line that is one label; ``power``: it may be a power."""

    span: GlyphSpan
    power: bool


def tie(split: Split) -> None:
    """Gives each mark the key of its note. What may be a power is a mark only if the note on its page has no other."""
    ties = _Ties(split.notes)
    left = [mark for body in split.bodies if body for mark in ties.of_page(body)]
    for mark, note in [(mark, note) for mark, note in left if note and not note.cited]:
        _cite(mark.span, note)
    ties.repeated(mark for mark, _ in left)
    _keep(split.notes)


@dataclass(slots=True)
class _Ties:
    """The notes, to be found by page, by label and by line."""

    notes: list[PageNote]
    by_page: dict[int, list[PageNote]] = field(default_factory=lambda: defaultdict(list))
    by_line: dict[int, PageNote] = field(default_factory=dict[int, PageNote])
    labels: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.labels = {note.label for note in self.notes}
        for note in self.notes:
            self.by_page[note.page].append(note)
            self.by_line[id(note.lines[0])] = note

    def of_page(self, body: Sequence[Line]) -> list[tuple[_Mark, PageNote | None]]:
        """Ties the marks of a page; returns those that are left, with the note of the next page that may be theirs."""
        here = self.by_page[body[0].page]
        following = {note.label: note for note in reversed(self.by_page[body[0].page + 1])}
        labels = {note.label for note in here}
        signs = {note.level or note.label for note in here if not note.label.isalnum() or note.level.startswith("[")}
        marks = list(_marks_in(body, signs, labels, self.labels))
        sure = {mark.span.text for mark in marks if not mark.power or mark.span.leads_to}
        left: list[tuple[_Mark, PageNote | None]] = []
        position = 0
        for mark in marks:
            label = mark.span.text
            note = self.by_line.get(id(mark.span.leads_to))
            if note is None and label in labels and not (mark.power and label in sure):
                note, position = _next_with(here, label, position)
            if note:
                _cite(mark.span, note)
            elif not mark.power:
                left.append((mark, following.get(label)))
        return left

    def repeated(self, left: Iterable[_Mark]) -> None:
        """Ties further marks of a note on later pages, where the document has each label but once."""
        counted = Counter(note.label for note in self.notes)
        if len(self.notes) < 3 or max(counted.values()) > 1:
            return
        by_label = {note.label: note for note in self.notes if note.cited and note.number}
        for mark in left:
            if not mark.span.target and mark.span.text in by_label:
                mark.span.target = by_label[mark.span.text].target


def _next_with(notes: Sequence[PageNote], label: str, position: int) -> tuple[PageNote, int]:
    """The next note from ``position`` on with this label that has no mark yet, else the last one; and its place."""
    for i in range(position, len(notes)):
        if notes[i].label == label and not notes[i].cited:
            return notes[i], i
    before = [note for note in notes[: position + 1] if note.label == label]
    return (before or [note for note in notes if note.label == label])[-1], position


def _cite(span: GlyphSpan, note: PageNote) -> None:
    span.target, note.cited = note.target, True


def _marks_in(body: Iterable[Line], signs: set[str], labels: set[str], known: set[str]) -> Iterator[_Mark]:
    """What is raised in ``body``, cut into one span a label."""
    for line in body:
        line.spans = [part for span in line.spans for part in _cut(span, signs, labels, known)]
        for before, span in pairwise([GlyphSpan(""), *line.spans]):
            if span.raised:
                power = not before.raised and _may_have_powers(before.text)
                yield _Mark(span, power)


def _may_have_powers(words: str) -> bool:
    return may_have_powers(words) or bool(_TEN.search(words[-4:]))


def _keep(notes: Sequence[PageNote]) -> None:
    """Tells notes from lists in small print: of numbers that are not raised but count up, a mark has to have one.

    Where several numberings of a form are cited, they begin again on each page, and one may have lost its marks.
    """
    numberings = _numberings(notes)
    cited = Counter(_form(numbering[0]) for numbering in numberings if any(note.cited for note in numbering))
    for numbering in numberings:
        form = _form(numbering[0])
        is_list = form and cited[form] < 2 and not any(note.cited for note in numbering)
        for note in numbering:
            note.kept = bool(cited and not is_list)


def _numberings(notes: Iterable[PageNote]) -> list[list[PageNote]]:
    """Notes whose labels have one form and count up, together; a note whose label has none, alone."""
    numberings: list[list[PageNote]] = []
    last: dict[str, list[PageNote]] = {}
    for note in notes:
        form = _form(note)
        if form and form in last and last[form][-1].number == note.number - 1:
            last[form].append(note)
        else:
            last[form] = [note]
            numberings.append(last[form])
    return numberings


def _form(note: PageNote) -> str:
    """How a number that is not raised is set, "[#]"; nothing for other labels."""
    return note.level.replace(note.label, "#") if note.number else ""


def _cut(span: GlyphSpan, signs: set[str], labels: set[str], known: set[str]) -> Iterator[GlyphSpan]:
    """A raised span as one span a label; a level one cut at the labels that notes of its page begin with.

    ``labels``: those of the page's notes, ``known``: those of all notes.
    """
    if span.raised:
        cut_labels = labels_in(span.text)
        if len(cut_labels) == 1 and cut_labels[0] not in known and span.link < 0:
            cut_labels = _two_in_one(cut_labels[0], labels) or cut_labels
        yield from (span_of(label, span) for label in cut_labels)
        if not cut_labels:
            yield GlyphSpan(span.text, link=span.link)
        elif span.text.endswith(" "):
            yield GlyphSpan(" ")
        return
    words = plain(span.text) if signs and len(plain(span.text)) == len(span.text) else span.text
    position = 0
    for match in _SIGN.finditer(words) if signs else ():
        if match[0] in signs:
            yield GlyphSpan(span.text[position : match.start()], link=span.link)
            yield GlyphSpan(match[0].strip("[]"), raised=True, link=span.link)
            position = match.end()
    yield GlyphSpan(span.text[position:], link=span.link)


def _two_in_one(label: str, labels: set[str]) -> list[str]:
    """Splits "12" into the marks 1 and 2 that stand side by side at a word; returns nothing for a mark 12."""
    for i in range(1, len(label)):
        first, second = label[:i], label[i:]
        if label.isdecimal() and {first, second} <= labels and number(second) == number(first) + 1:
            return [first, second]
    return []
