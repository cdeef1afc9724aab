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
from itertools import accumulate, chain

from ingest.notes.chapters import NOTES_HEADING, chapters
from ingest.notes.loose_marks import MarkCandidate, candidates, choose, cut_out, cut_repeats, strays
from ingest.notes.numbering import Labelled, Marks, alike, best_numbering, labelled, runs, with_uncited
from ingest.notes.urls import urls_in
from ingest.reading import Block, Mark, Note, with_words


@dataclass(frozen=True, slots=True)
class Loose:
    """What was found: the body with its marks, the Notes, and the Blocks after the last note that say nothing."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    left_out: tuple[str, ...]


def find_loose_notes(blocks: Sequence[Block]) -> Loose:
    """Separates notes from body and hangs the marks on their words. Blocks that already carry marks keep them."""
    found, end = chapters(blocks)
    if not found:
        return _find(blocks)
    parts = [_find([blocks[i] for i in (*chapter.body, *chapter.notes)]) for chapter in found]
    named = [keyed(part, f"{number}", untied=f"{number}.") for number, part in enumerate(parts)]
    return _joined([*named, Loose(tuple(blocks[end:]), (), ())])


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
    found = runs(best_numbering(listed, marks), marks)
    if not found:
        return Loose(tuple(with_words(_hang_marks(blocks, ()))[0]), (), ())
    collected = len(found) == 1
    same = alike(listed, found[0][0].style)
    found = [with_uncited(run, same, to_the_ends=collected) for run in found]
    taken = {i for run in found for i in _blocks_of(run, blocks)}
    left_out = _says_nothing(blocks, found[-1][-1].last + 1) if collected else frozenset[int]()
    body = [i for i in range(len(blocks)) if i not in taken and i not in left_out]
    notes = [note for run in found for note in _notes(run, blocks, bisect_left(body, run[0].block))]
    marked, places = with_words(_hang_marks([blocks[i] for i in body], notes))
    placed = tuple(replace(note, place=places[note.place]) for note in notes)
    return Loose(tuple(marked), placed, tuple(blocks[i].text for i in sorted(left_out)))


def _blocks_of(run: Sequence[Labelled], blocks: Sequence[Block]) -> Iterator[int]:
    """The Blocks of a run of notes, what goes on between them and the heading above them included."""
    above = run[0].block - 1
    if above >= 0 and NOTES_HEADING.match(blocks[above].text):
        yield above
    yield from range(run[0].block, run[-1].last + 1)


def _notes(run: Sequence[Labelled], blocks: Sequence[Block], place: int) -> Iterator[Note]:
    for i, one in enumerate(run):
        end = run[i + 1].block if i + 1 < len(run) else one.last + 1
        text = "\n\n".join([one.text, *(block.text for block in blocks[one.last + 1 : end])])
        yield Note(one.label, text, urls_in(text), place=place)


def _says_nothing(blocks: Sequence[Block], start: int) -> frozenset[int]:
    """The Blocks from ``start`` on, if no sentence stands among them: menus, forms and related items."""
    after = range(start, len(blocks))
    return frozenset() if any(_is_prose(blocks[i].text) for i in after) else frozenset(after)


def _is_prose(text: str) -> bool:
    return len(text.split()) >= 8 and text.rstrip("\"'”’)").endswith((".", "?", "!"))


def _hang_marks(body: Sequence[Block], notes: Sequence[Note]) -> list[Block]:
    """Cuts marks, and notes repeated in the line behind their mark, out of the words and hangs them on what is left."""
    body, repeated = cut_repeats(body, notes)
    wanted = [note for note in notes if note.label not in repeated]
    found = candidates(body)
    chosen = choose(found, wanted)
    chosen += strays(found, chosen, body, {note.label for note in notes})
    by_block: Mapping[int, list[MarkCandidate]] = defaultdict(list)
    for one in chosen:
        by_block[one.block].append(one)
    return [cut_out(block, by_block[i]) if i in by_block else block for i, block in enumerate(body)]
