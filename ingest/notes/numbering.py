"""Which Blocks of running text are notes: those whose labels make up a numbering that marks before them answer.

All styles of label are tried ("[1]", "1.", "1", "¹", "*"); the one whose numbering has the best marks is taken. A
numbering goes up, or begins again at 1 where a fresh mark 1 stands since its last note: page by page, or chapter by
chapter. A list of numbered points in the body has no marks of its own and so is no numbering.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.notes.loose_marks import MarkCandidate
from ingest.notes.superscripts import DIGITS, lowered
from ingest.reading import Block, BlockKind
from retrieval.numbers import number

_LABELLED = re.compile(
    rf"""^(?:[-–•·]\s*)?(?:
        \[(?P<bracket>\d{{1,4}}|[a-z]|[ivxlc]{{2,7}}|[*†‡§¶]+)\][.:]?(?:\s+|$)
      | (?P<dot>\d{{1,4}})[.)](?:\s+|$)
      | (?P<bare>\d{{1,4}})(?:\s+|$)
      | (?P<super>[{DIGITS}]+)\s*
      | (?P<sign>[*†‡§¶]+)\s*
    )""",
    re.VERBOSE,
)
_GAP = 3
"""How many labels in a row may be missing from a numbering, whatever its marks look like."""
_WIDE_GAP = 100
"""The same where the mark behind the gap surely is one: an excerpt of a long document skips as many."""
_SURE = 2.0
_NEXT_DOOR = 0.5
"""Worth of standing right behind the note before."""
_LOOKED_AT = 200
"""Marks of one label that are looked at for one note."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A Block that begins like a note, or a label alone with the Block that follows it: Blocks ``block``…``last``."""

    block: int
    last: int
    label: str
    text: str
    style: str

    @property
    def number(self) -> int:
        """The label as a number; 0 where it is none."""
        return number(self.label)


class Marks:
    """Where each label may be marked, and how much like a mark it looks there."""

    def __init__(self, found: Iterable[MarkCandidate]) -> None:
        self._blocks: dict[str, list[int]] = defaultdict(list)
        self._looks: dict[str, list[float]] = defaultdict(list)
        for note in found:
            self._blocks[note.label].append(note.block)
            self._looks[note.label].append(note.looks)

    def best(self, label: str, after: int, before: int) -> float:
        """The looks of the best mark of ``label`` in the Blocks between two; 0 where there is none."""
        places = self._blocks.get(label, [])
        first, end = bisect_right(places, after), bisect_left(places, before)
        return max(self._looks[label][max(first, end - _LOOKED_AT) : end], default=0.0) if first < end else 0.0

    def first(self, label: str, after: int, before: int) -> int:
        """The Block between two that holds the first of the best marks of ``label``; ``after`` where there is none."""
        places = self._blocks.get(label, [])
        first, end = bisect_right(places, after), bisect_left(places, before)
        begin = max(first, end - _LOOKED_AT)
        return places[max(range(begin, end), key=lambda i: self._looks[label][i])] if first < end else after


def alike(listed: Iterable[Labelled], style: str) -> list[Labelled]:
    """All of ``listed`` that have a number in this style."""
    return [note for note in listed if note.style == style and note.number]


def labelled(blocks: Sequence[Block]) -> Iterator[Labelled]:
    """All Blocks that begin like a note."""
    for i, block in enumerate(blocks):
        found = _LABELLED.match(block.text)
        if found and found.lastgroup and block.kind is not BlockKind.HEADING:
            label = lowered(found[found.lastgroup])
            words = block.text[found.end() :]
            last = i if words else i + 1
            if last < len(blocks) and not block.marks and not blocks[last].marks:
                yield Labelled(i, last, label, words or blocks[last].text, found.lastgroup)


def best_numbering(listed: Iterable[Labelled], marks: Marks) -> list[Labelled]:
    """The notes among ``listed`` that are cited, by the style of label whose numbering has the best marks."""
    by_style: dict[str, list[Labelled]] = defaultdict(list)
    for note in listed:
        by_style[note.style].append(note)
    found = [_numbering(of_style, marks) for of_style in by_style.values()]
    borne_out = [(worth, notes) for worth, notes in found if notes and _is_borne_out(notes, by_style[notes[0].style])]
    return max(borne_out, key=lambda pair: pair[0], default=(0.0, list[Labelled]()))[1]


def _is_borne_out(notes: Sequence[Labelled], listed: Sequence[Labelled]) -> bool:
    """Whether more of a numbering is marked than not: "x²" and "y³" make no notes of a paper's sections 2 and 3.

    Unmarked are the numbers that ``listed`` has between the ``notes``, before and behind them, each with words of the
    body above it; what stands right below a note is a note that nothing cites.
    """
    if notes[0].style in ("bracket", "sign"):
        return True
    unmarked, position = 0, 0
    for last, note in pairwise([None, *notes, None]):
        begin = position
        while position < len(listed) and (note is None or listed[position].block < note.block):
            position += 1
        among = listed[begin:position]
        unmarked += _going_on(among, last.number, last.last) if last else _leading_to(among, notes[0])
        position += note is not None
    return len(notes) > unmarked


def _going_on(listed: Iterable[Labelled], number: int, last: int) -> int:
    """How many of ``listed`` go on from ``number``, one by one, and do not stand right below the one before."""
    found = 0
    for note in listed:
        if note.number == number + 1:
            found += note.block > last + 1
            number, last = note.number, note.last
    return found


def _leading_to(listed: Sequence[Labelled], first: Labelled) -> int:
    """How many of ``listed`` lead to the number of ``first``, one by one, and do not stand right above the next."""
    found, number, block = 0, first.number, first.block
    for note in reversed(listed):
        if note.number == number - 1:
            found += note.last + 1 < block
            number, block = note.number, note.block
    return found


def _numbering(listed: Sequence[Labelled], marks: Marks) -> tuple[float, list[Labelled]]:
    """The chain of notes whose marks and neighbourhood are worth most, and its worth.

    For each label only the best chain that ends with it is kept, so that time is linear in ``listed``.
    """
    worth, previous = [0.0] * len(listed), [-1] * len(listed)
    ending: dict[int, int] = {}
    best = -1
    for i, note in enumerate(listed):
        looks = marks.best(note.label, -1, note.block)
        if not looks:
            continue
        options = [(looks, -1), *((worth[at] + looks, at) for at in _before(ending, note.number, looks))]
        if best >= 0 and note.number < 2 and (fresh := _fresh(listed[best], note, marks, looks)):
            options.append((worth[best] + fresh, best))
        near = [(w + _NEXT_DOOR * (at >= 0 and listed[at].last + 1 == note.block), at) for w, at in options]
        worth[i], previous[i] = max(near)
        if note.number not in ending or worth[i] >= worth[ending[note.number]]:
            ending[note.number] = i
        best = i if best < 0 or worth[i] >= worth[best] else best
    return (worth[best], list(_walk_back(listed, previous, best))[::-1]) if best >= 0 else (0.0, [])


def _before(ending: dict[int, int], number: int, looks: float) -> list[int]:
    """The chains that a note of this number may continue."""
    near = [ending[n] for n in range(max(1, number - _GAP), number) if n in ending]
    if near or looks < _SURE:
        return near
    return [ending[n] for n in range(max(1, number - _WIDE_GAP), number) if n in ending]


def _fresh(last: Labelled, one: Labelled, marks: Marks, looks: float) -> float:
    """The looks of the mark with which ``one`` begins again after ``last``; signs, being no numbers, just go on."""
    return looks if not one.number and one.label != last.label else marks.best(one.label, last.last, one.block)


def _walk_back(listed: Sequence[Labelled], previous: Sequence[int], at: int) -> Iterator[Labelled]:
    while at >= 0:
        yield listed[at]
        at = previous[at]


def runs(notes: Sequence[Labelled], marks: Marks) -> list[list[Labelled]]:
    """``notes`` in runs that no body stands between: within a run, what is no note goes on the note before it.

    Body shows by the mark of the next note, when that looks better than any that stands before the last note. Where
    it shows once, the notes stand among the body, and only a sure mark before the last note speaks against more.
    """
    gaps = list(_gaps(notes, marks))
    least = _SURE if any(between > before for before, between in gaps) else 0.0
    found = [list(notes[:1])] if notes else []
    for note, last, (before, between) in zip(notes[1:], notes, gaps, strict=False):
        if last.last + 1 == note.block or (before >= between and before > least):
            found[-1].append(note)
        else:
            found.append([note])
    return found


def _gaps(notes: Sequence[Labelled], marks: Marks) -> Iterator[tuple[float, float]]:
    """For each note but the first: the best looks of its mark before the last note, and of one between the two."""
    last_with: dict[str, int] = {}
    for last, note in pairwise(notes):
        last_with[last.label] = last.last
        since = last_with.get(note.label, -1)
        before, between = marks.best(note.label, since, last.last + 1), marks.best(note.label, last.last, note.block)
        if before == between:  # marks stand in the order of the notes: what stands before the last note's is none
            before = marks.best(note.label, max(since, marks.first(last.label, since, last.block) - 1), last.last + 1)
        yield before, between


def with_uncited(run: Sequence[Labelled], same: Sequence[Labelled], *, to_the_ends: bool) -> list[Labelled]:
    """``run`` with the notes of its style that nothing cites: between its notes, and right before and behind them.

    ``same``: all that is labelled with a number in the style of the run, in reading order.
    """
    found = list(run[:1])
    for following in run[1:]:
        begin = bisect_right(same, found[-1].last, key=_block)
        for one in same[begin : bisect_left(same, following.block, key=_block)]:
            if (
                found[-1].last < one.block
                and one.last < following.block
                and found[-1].number < one.number < following.number
            ):
                found.append(one)
        found.append(following)
    if to_the_ends:
        starting, ending = {note.block: note for note in same}, {note.last: note for note in same}
        while (one := starting.get(found[-1].last + 1)) and one.number == found[-1].number + 1:
            found.append(one)
        while (one := ending.get(found[0].block - 1)) and one.number == found[0].number - 1:
            found.insert(0, one)
    return found


def _block(one: Labelled) -> int:
    return one.block
