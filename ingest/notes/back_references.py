"""Ties a note that points to another note ("Ibid.", "Smith, op. cit., p. 4", "See note 7 above") to the note it means.

What is not certain stays untied: a number that no note or more than one has, an author whom no earlier note cites in
full, "Ibid." where the note before it was lost, notes that point to each other in a circle.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.notes.pointers import By, Pointer, is_name, plain, pointer, surnames, unsignalled
from retrieval.numbers import number

_LABEL = re.compile(
    r"(?:fn|ftn|n|en|(?:foot|end)?-?note|ref)?[-_:. ]*(?P<number>\d{1,6})(?P<letter>[a-z]?)", re.IGNORECASE
)
_NAME_ENDS = re.compile(r"[,(\"“‘«:]|\s'|(?<=[a-z]{3})\.\s|\s(?=\d)")
_SEGMENTS = 6
_LOOKED_BACK = 64


class Noted(Protocol):
    """A note as far as it matters here."""

    @property
    def label(self) -> str:
        """What marks of this note show."""
        ...

    @property
    def text(self) -> str:
        """The note's words."""
        ...


def refer(notes: Sequence[Noted]) -> list[int | None]:
    """For each of ``notes``, in reading order, the index of the note that it means; None where it means none.

    A chain ("Ibid." after "Ibid., which leaves out ferries" after a citation) ends at the first note that cites a work;
    a note named by its number alone ("See note 4") is meant itself, where it says anything. Only a note that names a
    later one by its number means a later one. Takes time in proportion to the notes.
    """
    steps = _Ties(notes).steps
    direct = _without_circles([step.tie for step in steps])
    ends = _ends(steps, direct)
    return [
        tie if tie is None or (step.to_words and steps[tie].says) else ends[tie]
        for step, tie in zip(steps, direct, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Step:
    """A note on the way to what is meant: the note it is tied to, and whether it says anything and cites anything.

    ``to_words``: the note sends its reader to the words of another note, not to the work cited there.
    """

    tie: int | None
    says: bool
    cites: bool
    to_words: bool


def _without_circles(direct: Sequence[int | None]) -> list[int | None]:
    """``direct`` with every tie that is part of a circle undone."""
    kept, seen = list(direct), [-1] * len(direct)
    for first in range(len(direct)):
        at: int | None = first
        while at is not None and seen[at] < 0:
            seen[at] = first
            at = direct[at]
        if at is None or seen[at] != first:
            continue
        while at is not None and kept[at] is not None:
            kept[at], at = None, direct[at]
    return kept


def _ends(steps: Sequence[_Step], direct: Sequence[int | None]) -> dict[int, int | None]:
    """The note at which each chain of ``direct``, which holds no circle, comes to what it means."""
    ends: dict[int, int | None] = {i: i for i, step in enumerate(steps) if step.cites}
    for first in range(len(steps)):
        path, at = list[int](), first
        while at not in ends:
            path.append(at)
            following = direct[at]
            if following is None or (steps[at].to_words and steps[following].says):
                ends[at] = following
                break
            at = following
        ends.update(dict.fromkeys(path, ends[at]))
    return ends


@dataclass(frozen=True, slots=True)
class _Label:
    """A label as a number, where it is one, and the run of rising numbers that it belongs to."""

    number: int | None
    text: str
    run: int


def _labels(notes: Sequence[Noted]) -> list[_Label]:
    found, run, last = list[_Label](), 0, (0, "")
    for note in notes:
        match = _LABEL.fullmatch(note.label.strip("[]()^. "))
        if not match:
            found.append(_Label(None, note.label, run))
            continue
        here = (number(match["number"]), match["letter"].casefold())
        run, last = run + (here <= last), here
        found.append(_Label(here[0], f"{here[0]}{here[1]}", run))
    return found


def _before(labels: Sequence[_Label]) -> list[int | None]:
    """For each note the one just before it among those labelled alike, unless the numbers show that one is lost.

    Numbering may start again at 1 with each page, so the note before a 1 is the last one of the page before.
    """
    before, last = list[int | None](), {True: -1, False: -1}
    for i, label in enumerate(labels):
        kind = label.number is not None
        at, last[kind] = last[kind], i
        known = labels[at].number if at >= 0 else None
        lost = label.number is not None and label.number != 1 and known not in (label.number, label.number - 1)
        before.append(None if at < 0 or lost else at)
    return before


class _Ties:
    """The note that each note means by itself, whatever that one says, and what each says in words of its own."""

    def __init__(self, notes: Sequence[Noted]) -> None:
        self._labels = _labels(notes)
        self._numbered: dict[str, list[int]] = defaultdict(list)
        self._in_run: dict[tuple[int, str], int] = {}
        for i, label in enumerate(self._labels):
            self._numbered[label.text].append(i)
            self._in_run[label.run, label.text] = i
        self._before = _before(self._labels)
        self._works = _Works()
        self.steps: list[_Step] = []
        for note in notes:
            self._add(note.text)

    def _add(self, text: str) -> None:
        """Tie the next note; the works that it cites are known from then on."""
        i, pointed = len(self.steps), pointer(text)
        tie = self._tie(i, pointed, text) if pointed else None
        if pointed is None or (pointed.by is By.TITLE and tie is None):
            said, cites, to_words = text, bool(text.strip()), False
        else:
            said, cites, to_words = pointed.rest, pointed.cites, pointed.by is By.NUMBER and not pointed.name
        self.steps.append(_Step(tie, bool(said.strip()), cites, to_words))
        self._works.add(i, said)

    def _tie(self, i: int, pointed: Pointer, text: str) -> int | None:
        match pointed.by:
            case By.PLACE:
                return self._before[i]
            case By.NUMBER:
                return self._by_number(i, pointed)
            case By.AUTHOR:
                return self._works.latest(pointed)
            case By.TITLE:
                return self._works.only(pointed, plain(text))

    def _by_number(self, i: int, pointed: Pointer) -> int | None:
        """The note of that number in the same run of numbers; failing that, the only one there is."""
        label = pointed.label.casefold()
        near = self._in_run.get((self._labels[i].run, label))
        found = self._numbered.get(label, [])
        target = near if near is not None else found[0] if len(found) == 1 else None
        if target is None or target == i or (pointed.forth is not None and pointed.forth != (target > i)):
            return None
        return target


@dataclass(frozen=True, slots=True)
class _Work:
    """A work as a note cites it in full."""

    note: int
    names: frozenset[str]
    words: str


class _Works:
    """The works that the notes so far have cited in full, by the names of their authors."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[_Work]] = defaultdict(list)

    def add(self, note: int, text: str) -> None:
        """Keep the works in ``text``: what begins with a name, each after a semicolon."""
        for segment in text.split(";", _SEGMENTS)[:_SEGMENTS]:
            cited = unsignalled(segment)
            author = _NAME_ENDS.split(cited, maxsplit=1)[0].strip()
            again = pointer(segment) if author else None
            if not is_name(author) or (again is not None and again.by is not By.TITLE):
                continue
            for name in (names := surnames(author)):
                self._by_name[name].append(_Work(note, names, _words(cited)))

    def latest(self, pointed: Pointer) -> int | None:
        """The note that last cited the author; where a title is given and one of his works bears it, that one."""
        found = self._by_author(pointed.name)
        titled = _titled(found, pointed.title)
        chosen = titled or (found if _only(found) else [])
        return chosen[0].note if chosen else None

    def only(self, pointed: Pointer, text: str) -> int | None:
        """The one note that cites the work, and says more of it than ``text`` does."""
        length = len(_words(text).split())
        found = _titled(self._by_author(pointed.name), pointed.title)
        return found[0].note if _only(found) and len(found[0].words.split()) >= length + 2 else None

    def _by_author(self, name: str) -> list[_Work]:
        """The works of an author, the latest first."""
        wanted = surnames(name)
        if not wanted:
            return []
        fewest = min((self._by_name.get(item, []) for item in wanted), key=len)
        return [work for work in reversed(fewest[-_LOOKED_BACK:]) if wanted <= work.names]


def _only(works: Sequence[_Work]) -> bool:
    return len({work.note for work in works}) == 1


def _titled(works: Sequence[_Work], title: str) -> list[_Work]:
    """Those that bear ``title``; initials ("Smith, J.") are none, and everything bears no title."""
    wanted = f" {_words(title)} " if re.search(r"[^\W\d_]{3}|\d", title) else ""
    return [work for work in works if wanted in f" {work.words} "]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
