"""Note marks that stand in the words themselves: "[1]", "¹", "*", and digits glued on, as in "missions to 46.1 As of".

A number glued to a word is a mark only if a note wants it. Among all places that could be the mark of a note, the
ones chosen keep the order of the notes and look most like marks; a heaviest increasing subsequence finds them
(Fredman, "On computing the length of longest increasing subsequences", 1975, with weights in a Fenwick tree).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.notes.superscripts import DIGITS, lowered
from ingest.reading import SEPARATORS, Block, Mark, Note
from retrieval.numbers import number

# Each of these begins with the characters that it looks for, and looks back from them: a search for a character is
# ten times as fast as a look back at each place.

_BRACKETED = re.compile(
    r"\[(?P<labels>\d{1,4}\]\s*[–-]\s*\[\d{1,4}|\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*|[a-z]|[ivxlc]{2,7}|[*†‡§¶]+)\]"
)
_RAISED = re.compile(rf"(?P<labels>[{DIGITS}]+(?:[,;–⁾ ˒-]?[{DIGITS}]+)*)")
_LABEL = re.compile(r"(?P<first>\d+)(?:\]?\s*[–-]\s*\[?(?P<last>\d+))?|[a-z]+|[*†‡§¶‖#]+")
_LONGEST_RANGE = 20
"""Notes of one range, "[5-7]"; "[1990-2020]" is none."""
_SIGNED = re.compile(r"(?P<mark>(?P<label>[*†‡§¶](?<=\S.)[*†‡§¶]*))(?![*\w])")
_GLUED = re.compile(r"(?P<labels>\d(?<=(?:[^\W\d_]|[.,;:!?)\]”\"’'%])\d)\d{0,2})(?![\d\w]|[.,]\d)")
_BEHIND_YEAR = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d{1,2},)? (?:19|20)\d\d(?P<mark>(?P<label>\d{1,2}))(?![\d\w]|[.,]\d)"
)
"""A year has four digits: "in February 20152" ends in a mark."""
_SPACED = re.compile(r"(?P<mark>\s(?<=[.!?”\"’')]\s)(?P<label>\d{1,3}))(?=\s[A-Z“\"‘])")
_NEXT_LETTER = re.compile(r"\s[“\"‘'«([]*(?P<letter>[^\W\d_])|$")
_LOOSE_STOP = re.compile(r"\s[,.;:!?)]")
"""What is left of "so² A note. , as" when the note is cut out."""
_UNITS = re.compile(r"(?:(?:^|[\s\d])(?:[kcm]?m|ft|mi|in|s)|[x×·]\s?10)$")
"""What has powers: units, and ten in "3 × 10⁶"."""

_VARIABLE = re.compile(r"(?<![^\W_])[^\W\d_]$")
"""A letter that stands alone: what is raised behind it is a power, as in "R²", and hardly ever a mark."""

_STOPS = tuple(".,;:!?…)”\"’'")
_FURTHER = 3
"""How far beyond the last note's number a mark may be whose note is missing."""
CERTAIN = 5.0
_POWER = 1.0
_ALIKE = ((_SIGNED, CERTAIN), (_BEHIND_YEAR, 2.0), (_SPACED, 1.0))
"""Forms of marks that need no second look."""
_CHOSEN = 10.0
"""Worth of tying one more note, above any difference in looks."""


@dataclass(frozen=True, slots=True)
class MarkCandidate:
    """``text[start:end]`` of a Block might be the mark of the note ``label``; ``looks`` says how like one it is."""

    block: int
    start: int
    end: int
    label: str
    looks: float


def candidates(blocks: Iterable[Block]) -> list[MarkCandidate]:
    """Everything in ``blocks`` that could be a mark, in reading order."""
    found = [mark for i, block in enumerate(blocks) for mark in _candidates_in(i, block.text)]
    return sorted(found, key=lambda one: (one.block, one.start))


def _candidates_in(i: int, text: str) -> Iterator[MarkCandidate]:
    for found in _BRACKETED.finditer(text):
        start = found.start() - text[found.start() - 1 : found.start()].isspace()
        for label in labels_in(found["labels"]):
            yield MarkCandidate(i, start, found.end(), label, CERTAIN)
    for found in _RAISED.finditer(text):
        if not _UNITS.search(text[max(0, found.start() - 4) : found.start()]):
            looks = _POWER if _VARIABLE.search(text, max(0, found.start() - 2), found.start()) else CERTAIN
            for label in labels_in(lowered(found["labels"])):
                yield MarkCandidate(i, found.start(), found.end(), label, looks)
    for found in _GLUED.finditer(text):
        looks = _looks_of_glued(text, found.start(), found.end())
        if looks:
            yield MarkCandidate(i, found.start(), found.end(), found["labels"], looks)
    for form, looks in _ALIKE:
        for found in form.finditer(text):
            yield MarkCandidate(i, found.start("mark"), found.end("mark"), found["label"], looks)


def may_have_powers(words: str) -> bool:
    """Whether what is raised behind ``words`` may be a power: of a unit, of ten, or of a letter that stands alone."""
    return bool(_UNITS.search(words[-4:]) or _VARIABLE.search(words[-2:]))


def labels_in(labels: str) -> list[str]:
    """Each label of "1, 3"; of a range, "5-7", all that it spans."""
    found = list[str]()
    for match in _LABEL.finditer(labels):
        first, last = number(match["first"] or ""), number(match["last"] or "")
        if 0 < last - first < _LONGEST_RANGE:
            found += map(str, range(first, last + 1))
        else:
            found += [match["first"], match["last"]] if last else [match[0]]
    return found


def _looks_of_glued(text: str, start: int, end: int) -> float:
    before = text[start - 1]
    if before == "." and start >= 2 and text[start - 2].isdigit():
        follows = _NEXT_LETTER.match(text, end)
        return 1.5 if follows and not (follows["letter"] or "").islower() else 0.0
    if before in ",:" and start >= 2 and text[start - 2].isdigit():  # "In 2013,5 it", "1,137", "10:30"
        return 1.0 if before == "," and end - start < 3 else 0.0
    if before in ".!?)]”\"’'":
        return 3.0
    if before in ",;:%":
        return 2.5
    return 2.0 if before.islower() else 1.0


def choose(found: Iterable[MarkCandidate], notes: Sequence[Note]) -> list[MarkCandidate]:
    """The marks of ``notes``: every certain one with a note's label, and for the other notes one place each.

    The places of the others stand in the order of the notes, each before the note itself.
    """
    by_label: dict[str, list[MarkCandidate]] = defaultdict(list)
    for mark in found:
        by_label[mark.label].append(mark)
    labels = {note.label for note in notes}
    chosen = [mark for label in labels for mark in by_label[label] if mark.looks >= CERTAIN]
    tied = {mark.label for mark in chosen}
    rest = [note for note in notes if note.label not in tied]
    return [*chosen, *_in_order([[mark for mark in by_label[n.label] if mark.block < n.place] for n in rest])]


def strays(
    found: Iterable[MarkCandidate], chosen: Collection[MarkCandidate], blocks: Sequence[Block], labels: Collection[str]
) -> list[MarkCandidate]:
    """Marks that no note answers: they look like the chosen ones and go on where the notes' ``labels`` end.

    Where there are no notes at all, numbers in brackets or raised behind a stop are marks if they run from 1 upwards.
    """
    forms = {_form(mark, blocks) for mark in chosen if mark.looks >= CERTAIN} if labels else {"[", "¹"}
    highest = max(map(number, labels), default=0) + _FURTHER
    alike = [
        mark for mark in found if mark.looks >= CERTAIN and mark.label not in labels and _form(mark, blocks) in forms
    ]
    if labels:
        return [mark for mark in alike if 0 < number(mark.label) <= highest]
    behind_stop = [mark for mark in alike if blocks[mark.block].text.endswith(_STOPS, 0, mark.start)]
    numbers = list(dict.fromkeys(mark.label for mark in behind_stop))
    return behind_stop if numbers == [str(n) for n in range(1, len(numbers) + 1)] else []


def _form(one: MarkCandidate, blocks: Sequence[Block]) -> str:
    """How a mark is set: in brackets right behind its words, raised, or neither of the two."""
    first = blocks[one.block].text[one.start]
    return "[" if first == "[" else "¹" if first.isdigit() and not first.isdecimal() else ""


def _in_order(options: Sequence[Sequence[MarkCandidate]]) -> list[MarkCandidate]:
    """At most one of each option, at increasing places, with the greatest total worth."""
    places = sorted({(mark.block, mark.start) for option in options for mark in option})
    rank = {place: i + 1 for i, place in enumerate(places)}
    best = _PrefixBest(len(places))
    chains: list[tuple[MarkCandidate, int]] = []
    for option in options:
        reached: list[tuple[int, float, int]] = []
        for one in option:
            at = rank[one.block, one.start]
            worth, previous = best.before(at)
            chains.append((one, previous))
            reached.append((at, worth + _CHOSEN + one.looks, len(chains) - 1))
        for at, worth, chain in reached:
            best.raise_to(at, worth, chain)
    _, last = best.before(len(places) + 1)
    chosen: list[MarkCandidate] = []
    while last >= 0:
        one, last = chains[last]
        chosen.append(one)
    return chosen[::-1]


class _PrefixBest:
    """A Fenwick tree of the greatest worth, and the chain that has it, at places 1…size."""

    def __init__(self, size: int) -> None:
        self._tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)

    def before(self, place: int) -> tuple[float, int]:
        """The best of all places smaller than ``place``."""
        best, i = (0.0, -1), place - 1
        while i > 0:
            best = max(best, self._tree[i])
            i &= i - 1
        return best

    def raise_to(self, place: int, worth: float, chain: int) -> None:
        """Records a chain that ends at ``place``."""
        while place < len(self._tree):
            self._tree[place] = max(self._tree[place], (worth, chain))
            place += place & -place


def cut_repeats(blocks: Sequence[Block], notes: Iterable[Note]) -> tuple[list[Block], list[Note]]:
    """Cuts out notes that a page repeats in the line right behind their mark, as tooltips do, mark and all.

    Returns the Blocks with the marks hung on, and a note for each time that one was met so.
    """
    by_label = {note.label: note for note in notes}
    cuts: dict[int, list[MarkCandidate]] = defaultdict(list)
    repeated = list[Note]()
    for candidate in candidates(blocks):
        note = by_label.get(candidate.label)
        if note and note.text:
            text = blocks[candidate.block].text
            begin = candidate.end + text.startswith(" ", candidate.end)  # white space is folded
            if text.startswith(note.text, begin):
                end = begin + len(note.text)
                cuts[candidate.block].append(replace(candidate, end=end + bool(_LOOSE_STOP.match(text, end))))
                repeated.append(note)
    cut = [cut_out(block, cuts[i]) if i in cuts else block for i, block in enumerate(blocks)]
    return cut, repeated


def cut_out(block: Block, found: Sequence[MarkCandidate]) -> Block:
    """``block`` without the words of ``found``, which become marks where they stood; other marks move along."""
    text, position = "", 0
    marks: list[Mark] = []
    waiting = sorted(block.marks, key=lambda mark: mark.offset)
    for item in sorted(found, key=lambda one: one.start):
        if item.start > position:
            parted = position > 0 and SEPARATORS.fullmatch(block.text, position, item.start) is not None
            between = "" if parted else block.text[position : item.start]
            while waiting and waiting[0].offset <= item.start:
                mark = waiting.pop(0)
                marks.append(replace(mark, offset=len(text) + min(len(between), max(0, mark.offset - position))))
            text += between
        position = max(position, item.end)
        marks.append(Mark(len(text.rstrip()), item.label))
    marks += [_moved(mark, len(text) - position) for mark in waiting]
    whole = text + block.text[position:]
    words = whole.lstrip()  # where the mark stood first, the space behind it is left
    marks = [_moved(mark, len(words) - len(whole)) for mark in marks] if len(words) < len(whole) else marks
    words = words.rstrip()
    marks = [_moved(mark, min(0, len(words) - mark.offset)) for mark in marks]
    return replace(block, text=words, marks=tuple(marks), pages=_moved_pages(block, found, len(words)))


def _moved_pages(block: Block, cut: Sequence[MarkCandidate], size: int) -> tuple[tuple[int, int], ...]:
    """Where pages begin in ``block`` once the words of ``cut`` are taken out of it."""
    gone = [(each.start, each.end) for each in cut]
    before = (sum(min(end, at) - start for start, end in gone if start < at) for at, _ in block.pages)
    return tuple((max(0, min(size, at - less)), page) for less, (at, page) in zip(before, block.pages, strict=True))


def _moved(mark: Mark, by: int) -> Mark:
    return replace(mark, offset=max(0, mark.offset + by))
