"""Ties every mark of a Reading to its Note, or reports it; the Reading becomes a Source.

A mark that carries the format's own key goes to the Note with that key. Any other goes by its label: to the next
Note with that label after the mark's Block, or failing that to the last one before it. A key that no Note has goes by
the label to Notes without a key alone. That is right both for notes
collected at the end of the document and for numbering that restarts with each page or chapter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.notes.back_references import refer
from ingest.notes.superscripts import lowered
from ingest.reading import Block, BlockKind, Mark, Note, Reading
from retrieval.model import Footnote, Page, Section, Source, Unresolved

BETWEEN_BLOCKS = "\n\n"
UNTITLED = "Untitled"
_MARK_IN_NOTE = re.compile(r"(?<=\S)\[\^?(?P<label>\d{1,4})\]")
_SET_OFF = re.compile(r"[\s\[\](),;]")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mark with the Block it stands in and its offset in the canonical text."""

    mark: Mark
    block: int
    offset: int


class _Notes:
    """The Notes of a Reading, to be found by key or by label and place."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self._notes = notes
        self._by_target = {note.target: i for i, note in reversed(list(enumerate(notes))) if note.target}
        self._by_label: dict[str, list[int]] = defaultdict(list)
        for i in sorted(range(len(notes)), key=lambda i: notes[i].place):
            self._by_label[notes[i].label].append(i)

    def find(self, placed: _Placed) -> int | None:
        """The index of the Note that a mark means; None where there is none."""
        if placed.mark.target in self._by_target:
            return self._by_target[placed.mark.target]
        found = self._by_label.get(placed.mark.label, [])
        if placed.mark.target:  # a link that leads nowhere means no note that others are linked to
            found = [i for i in found if not self._notes[i].target]
        if not found:
            return None
        after = bisect_left(found, placed.block + 1, key=lambda i: self._notes[i].place)
        return found[min(after, len(found) - 1)]

    def cited_within(self, cited: Collection[int]) -> dict[int, int]:
        """Returns which note cites another that only notes cite, the index of the outer one → that of the inner one.

        ``cited``: the notes that the text cites, from which alone others are reached. A note that cites several has the
        first; the others are reported. Without links the mark is the inner note's label in brackets.
        """
        found, reached, waiting = dict[int, int](), set(cited), deque(sorted(cited))
        loose = {note.label: i for i, note in enumerate(self._notes) if i not in reached and not note.target}
        while waiting:
            outer = waiting.popleft()
            inner = next((i for i in self._cited_in(self._notes[outer], loose) if i not in reached), None)
            if inner is not None:
                found[outer] = inner
                reached.add(inner)
                waiting.append(inner)
        return found

    def _cited_in(self, note: Note, loose: Mapping[str, int]) -> Iterator[int]:
        yield from (self._by_target[key] for key in note.cites if key in self._by_target)
        labels = _MARK_IN_NOTE.finditer(note.text) if loose else ()
        yield from (loose[found["label"]] for found in labels if found["label"] in loose)


def resolve(reading: Reading, source_id: str, fallback_title: str = UNTITLED) -> Source:
    """The Source that a Reading amounts to. Marks without a Note and Notes without a mark are in ``unresolved``."""
    starts = list(_starts(reading.blocks))
    placed = [
        _Placed(mark, i, starts[i] + (mark.offset or _first_word(block.text)))
        for i, block in enumerate(reading.blocks)
        for mark in block.marks
    ]
    notes = _Notes(reading.notes)
    markers: dict[int, list[int]] = defaultdict(list)
    unresolved: list[Unresolved] = []
    for item in placed:
        found = notes.find(item)
        if found is None:
            unresolved.append(Unresolved(item.mark.label, item.offset))
        else:
            markers[found].append(item.offset)
    text = BETWEEN_BLOCKS.join(block.text for block in reading.blocks)
    within = notes.cited_within(markers)
    unresolved += _orphans(reading.notes, {*markers, *within.values()}, starts, len(text))
    return Source(
        id=source_id,
        title=_without_marks(reading.metadata.title, reading.blocks) or fallback_title,
        text=text,
        author=reading.metadata.author,
        published=reading.metadata.published,
        url=reading.metadata.url,
        format=reading.format,
        sections=tuple(_sections(reading.blocks, starts, len(text))),
        footnotes=tuple(
            Footnote(
                note.label,
                note.text,
                note.urls,
                tuple(sorted(set(markers.get(i, ())))),
                within.get(i, meant),
                _page(note.page, reading),
            )
            for i, (note, meant) in enumerate(zip(reading.notes, refer(reading.notes), strict=True))
        ),
        unresolved=tuple(sorted(unresolved, key=lambda one: one.offset)),
        pages=tuple(_pages(reading, starts)),
    )


def _pages(reading: Reading, starts: Sequence[int]) -> Iterator[tuple[int, Page]]:
    """Where the pages of the document begin, each once."""
    last = 0
    for block, start in zip(reading.blocks, starts, strict=True):
        for offset, number in block.pages:
            if number > last and (page := _page(number, reading)):
                yield start + offset, page
                last = number


def _page(number: int, reading: Reading) -> Page | None:
    return Page(number, reading.page_labels.get(number, "")) if number else None


def _without_marks(title: str | None, blocks: Sequence[Block]) -> str | None:
    """``title`` without the marks that the Block which it stands in had at its end, "Bread and Salt*"."""
    if title is None:
        return None
    for block in blocks:
        behind = title.removeprefix(block.text) if block.marks and block.text else title
        if behind != title and _SET_OFF.sub("", lowered(behind)) == "".join(mark.label for mark in block.marks):
            return block.text
    return title


def _first_word(text: str) -> int:
    """Where the first word of ``text`` ends: what a mark hangs on that no word stands before."""
    return len(text.split(maxsplit=1)[0]) if text else 0


def _starts(blocks: Sequence[Block]) -> Iterator[int]:
    start = 0
    for block in blocks:
        yield start
        start += len(block.text) + len(BETWEEN_BLOCKS)


def _orphans(notes: Sequence[Note], used: set[int], starts: Sequence[int], size: int) -> list[Unresolved]:
    return [
        Unresolved(note.label, starts[note.place] if note.place < len(starts) else size)
        for i, note in enumerate(notes)
        if i not in used
    ]


def _sections(blocks: Sequence[Block], starts: Sequence[int], size: int) -> Iterator[Section]:
    headings = [i for i, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    for i, following in zip(headings, [*headings[1:], None], strict=False):
        yield Section(blocks[i].text, starts[i], size if following is None else starts[following])
