"""Notes that a book collects at its end chapter by chapter, each chapter's from 1 upwards: which chapter is whose.

The part below "Notes" has a heading for each chapter, mostly the chapter's own. Where it is another, the chapters are
told by their marks, which begin again at 1 as the notes do.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from ingest.notes.loose_marks import CERTAIN, candidates
from ingest.notes.numbering import Labelled, labelled
from ingest.reading import Block, BlockKind
from retrieval.numbers import number

NOTES_HEADING = re.compile(r"^(?:(?:foot|end)?notes?(?: and references)?|references)\s*:?$", re.IGNORECASE)

_MOST_TRIED = 20
"""Headings of notes, the last ones of a document, that may be that of all chapters."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The Blocks of a chapter, and those of its notes."""

    body: range
    notes: range


def chapters(blocks: Sequence[Block]) -> tuple[list[Chapter], int]:
    """The chapters whose notes stand together at the end, and the first Block behind them; none where it is not so."""
    of_notes = [i for i, block in enumerate(blocks) if NOTES_HEADING.match(block.text)]
    first = {note.block: note for note in labelled(blocks)} if of_notes else {}
    headings = [i for i, block in enumerate(blocks) if block.kind is BlockKind.HEADING] if of_notes else []
    for heading in of_notes[-_MOST_TRIED:]:
        groups = list(_groups(len(blocks), heading + 1, headings, first))
        body, names = blocks[:heading], [blocks[group.start - 1].text for group in groups[1:]]
        starts = (_by_headings(body, names) or _by_marks(body)) if names else []
        if names and len(starts) == len(names):
            bodies = [range(start, end) for start, end in pairwise([0, *starts, heading])]
            return [Chapter(body, notes) for body, notes in zip(bodies, groups, strict=True)], groups[-1].stop
    return [], 0


def _groups(size: int, start: int, headings: Sequence[int], first: Mapping[int, Labelled]) -> Iterator[range]:
    """The Blocks from ``start`` on between two headings each, as long as what is between them is numbered from 1."""
    following = (headings[i] for i in range(bisect_left(headings, start), len(headings)))
    for above, below in pairwise(chain([start - 1], following, [size])):
        if below == above + 1 == start:  # the first chapter has its heading too
            continue
        if above + 1 not in first or first[above + 1].number != 1:
            return
        yield range(above + 1, below)


def _by_headings(body: Sequence[Block], wanted: Sequence[str]) -> list[int]:
    """Where each of the ``wanted`` headings stands in the ``body``, one behind the other; nothing if one is missing."""
    found, position = list[int](), 0
    for heading in wanted:
        places = (i for i in range(position, len(body)) if body[i].kind is BlockKind.HEADING)
        place = next((i for i in places if body[i].text.casefold() == heading.casefold()), None)
        if place is None:
            return []
        found.append(place)
        position = place + 1
    return found


def _by_marks(body: Sequence[Block]) -> list[int]:
    """The Blocks in which marks that surely are such begin again at 1."""
    found, last = list[int](), 1
    for candidate in candidates(body):
        if candidate.looks >= CERTAIN and candidate.label.isdecimal():
            if candidate.label == "1" and last > 1:
                found.append(candidate.block)
            last = number(candidate.label)
    return found
