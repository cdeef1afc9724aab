"""Finds notes and their marks in running text that carries no links: the hard case, shared by text and HTML.

Notes are paragraphs that begin with a label ("[1] …", "1. …", "1 …", "* …"), collected at the end or standing after
the paragraph that cites them; ``ingest.notes.numbering`` tells which they are, ``ingest.notes.loose_marks`` where
their marks are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise, zip_longest

from ingest.notes.chapters import NOTES_HEADING, chapters
from ingest.notes.loose_marks import MarkCandidate, candidates, choose, cut_out, cut_repeats, strays
from ingest.notes.numbering import Labelled, Marks, alike, best_numbering, labelled, runs, with_uncited
from ingest.notes.urls import urls_in
from ingest.reading import Block, BlockKind, LeftOut, Mark, Note, Omission, with_words

_MOST_BEHIND = 2_500
"""Letters behind the first Block of a note that may go on it, before the next note; longer text is the document's."""
_MOST_BLOCKS = 12
_SWALLOWING = 0.34
"""Of the notes of a list, less than this share is followed by as much text."""


@dataclass(frozen=True, slots=True)
class Loose:
    """What was found: the body with its marks, the Notes, and what is neither."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    left_out: tuple[LeftOut, ...]


def find_loose_notes(blocks: Sequence[Block]) -> Loose:
    """Separates notes from body and hangs the marks on their words. Blocks that already carry marks keep them."""
    found, end = chapters(blocks)
    if not found:
        return _find(blocks)
    parts = [_find([blocks[i] for i in (*chapter.body, *chapter.notes)]) for chapter in found]
    named = [keyed(part, f"{number}", untied=f"{number}.") for number, part in enumerate(parts)]
    read = {i for chapter in found for i in (*chapter.body, *chapter.notes)}
    headings = (LeftOut(Omission.HEADING_OF_NOTES, blocks[i].text) for i in range(end) if i not in read)
    return _joined([*named, Loose(tuple(blocks[end:]), (), tuple(headings))])


def keyed(part: Loose, name: str, untied: str | None = None) -> Loose:
    """``part`` with keys for its notes and their marks, for there are others with the same labels elsewhere.

    Labels that several notes have go without. ``untied``: what marks get whose note is not there.
    """
    notes_with = Counter(note.label for note in part.notes)
    keys = {label: f"{name}.{label}" for label, count in notes_with.items() if count == 1}

    def with_key(mark: Mark) -> Mark:
        return replace(mark, target=mark.target or keys.get(mark.label, None if mark.label in notes_with else untied))

    blocks = (replace(block, marks=tuple(map(with_key, block.marks))) for block in part.blocks)
    notes = (replace(note, target=note.target or keys.get(note.label)) for note in part.notes)
    return replace(part, blocks=tuple(blocks), notes=tuple(notes))


def _joined(parts: Sequence[Loose]) -> Loose:
    """The parts of a document in one."""
    starts = accumulate((len(part.blocks) for part in parts), initial=0)
    notes = (
        replace(note, place=start + note.place)
        for part, start in zip(parts, starts, strict=False)
        for note in part.notes
    )
    return Loose(
        tuple(chain.from_iterable(part.blocks for part in parts)),
        tuple(notes),
        tuple(chain.from_iterable(part.left_out for part in parts)),
    )


def _find(blocks: Sequence[Block]) -> Loose:
    marks, listed = Marks(candidates(blocks)), list(labelled(blocks))
    found = _runs(listed, marks, blocks)
    if not found:
        body, repeated = _hang_marks(blocks, ())
        return Loose(tuple(with_words(body)[0]), (), tuple(repeated))
    same = alike(listed, found[0][0].style)
    found = [with_uncited(run, same, to_the_ends=len(found) == 1) for run in found]
    taken = {i for run in found for i in _blocks_of(run, blocks)}
    body = [i for i in range(len(blocks)) if i not in taken]
    notes = [note for run in found for note in _notes(run, blocks, bisect_left(body, run[0].block))]
    hung, repeated = _hang_marks([blocks[i] for i in body], notes)
    marked, places = with_words(hung)
    placed = tuple(replace(note, place=places[note.place]) for note in notes)
    headings = (LeftOut(Omission.HEADING_OF_NOTES, blocks[i].text) for run in found for i in _heading(run, blocks))
    return Loose(tuple(marked), placed, (*headings, *repeated))


def _runs(listed: Sequence[Labelled], marks: Marks, blocks: Sequence[Block]) -> list[list[Labelled]]:
    """The runs of the numbering that has the best marks and leaves the document its text."""
    while listed:
        found = runs(best_numbering(listed, marks), marks)
        if not found or not _swallows_text(found, blocks):
            return found
        listed = [each for each in listed if each.style != found[0][0].style]
    return []


def _swallows_text(found: Sequence[Sequence[Labelled]], blocks: Sequence[Block]) -> bool:
    """Whether so much stands between labels that they are those of headings or points, and no notes'."""
    gaps = [(last, following) for run in found for last, following in pairwise(run)]
    wide = sum(_last_of(last, following.block, blocks) < following.block - 1 for last, following in gaps)
    return wide > 1 and wide > _SWALLOWING * len(gaps)


def _last_of(note: Labelled, end: int, blocks: Sequence[Block]) -> int:
    """The last Block of a note that may reach up to Block ``end``: it runs over no heading and over little text."""
    last, letters = note.last, 0
    for i in range(note.last + 1, end):
        letters += len(blocks[i].text)
        if blocks[i].kind is BlockKind.HEADING or letters > _MOST_BEHIND or i - note.last > _MOST_BLOCKS:
            return note.last
        last = i
    return last


def _heading(run: Sequence[Labelled], blocks: Sequence[Block]) -> Iterator[int]:
    """The Block above a run that says "Notes", if there is one."""
    above = run[0].block - 1
    if above >= 0 and NOTES_HEADING.match(blocks[above].text):
        yield above


def _blocks_of(run: Sequence[Labelled], blocks: Sequence[Block]) -> Iterator[int]:
    """The Blocks of a run of notes, what goes on between them and the heading above them included."""
    yield from _heading(run, blocks)
    for note, last in _with_ends(run, blocks):
        yield from range(note.block, last + 1)


def _with_ends(run: Sequence[Labelled], blocks: Sequence[Block]) -> Iterator[tuple[Labelled, int]]:
    """Each note of a run with its last Block."""
    for note, following in zip_longest(run, run[1:]):
        yield note, note.last if following is None else _last_of(note, following.block, blocks)


def _notes(run: Sequence[Labelled], blocks: Sequence[Block], place: int) -> Iterator[Note]:
    for note, last in _with_ends(run, blocks):
        text = "\n\n".join([note.text, *(block.text for block in blocks[note.last + 1 : last + 1])])
        yield Note(note.label, text, urls_in(text), place=place)


def _hang_marks(body: Sequence[Block], notes: Sequence[Note]) -> tuple[list[Block], list[LeftOut]]:
    """Cuts marks, and notes repeated in the line behind their mark, out of the words and hangs them on what is left.

    Returns the Blocks, and the notes that were repeated.
    """
    body, repeated = cut_repeats(body, notes)
    labels = {note.label for note in repeated}
    wanted = [note for note in notes if note.label not in labels]
    found = candidates(body)
    chosen = choose(found, wanted)
    chosen += strays(found, chosen, body, {note.label for note in notes})
    by_block: Mapping[int, list[MarkCandidate]] = defaultdict(list)
    for item in chosen:
        by_block[item.block].append(item)
    marked = [cut_out(block, by_block[i]) if i in by_block else block for i, block in enumerate(body)]
    return marked, [LeftOut(Omission.DUPLICATE, note.text) for note in repeated]
