"""Ibid's domain model: frozen dataclasses whose constructors refuse values that break an invariant.

All offsets count Unicode code points of a Source's canonical ``text`` and are half-open: ``text[start:end]``. The file
imports the standard library alone, so that every layer can use it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import NamedTuple

_WEB = re.compile(r"https?://[^\s/?#\\<>\"@]+(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
"""An address of the web with a host and no user's name; a Source's own address is one, or there is none."""


class InvariantError(ValueError):
    """A value would break one of the invariants. This is a defect in the caller."""


def require(holds: bool, sentence: str) -> None:
    """Raises ``InvariantError`` with ``sentence`` where ``holds`` is false."""
    if not holds:
        raise InvariantError(sentence)


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Page(NamedTuple):
    """A page of a Source: ``number`` counts from 1, ``label`` is what is printed on it, "iv", or nothing if unknown."""

    number: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Footnote:
    """An author's note.

    ``markers`` are the offsets in the Source's text right after the words that the note hangs on: several for a note
    that is cited several times, none for a note without a mark. ``refers_to``: where the note points to another
    ("Ibid.", "op. cit."), that one's index in its Source's ``footnotes``, because labels may repeat;
    ``Source.meant_by`` returns the note itself. ``page``: the page that it begins on, where the Source has pages.
    """

    label: str
    text: str
    urls: tuple[str, ...] = ()
    markers: tuple[int, ...] = ()
    refers_to: int | None = None
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A titled stretch of a Source's text, its heading included."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A marker without a note, or a note without a marker, and the offset where it was met."""

    label: str
    offset: int


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed document. ``text`` is canonical: without markers and notes.

    ``pages``: the offsets at which its pages begin, in order; ``warnings``: sentences about what may have gone wrong in
    reading it.
    """

    id: str
    title: str
    text: str = field(repr=False)
    author: str | None = None
    published: str | None = None
    url: str | None = None
    format: str = "text"
    sections: tuple[Section, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    pages: tuple[tuple[int, Page], ...] = ()
    warnings: tuple[str, ...] = ()
    _markers: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)
    """Each marker with the index of its Footnote, in the order of the text."""

    def __post_init__(self) -> None:
        markers = ((offset, i) for i, note in enumerate(self.footnotes) for offset in note.markers)
        object.__setattr__(self, "_markers", tuple(sorted(markers)))
        if self.url is not None and not _WEB.fullmatch(self.url):
            object.__setattr__(self, "url", None)
        require(bool(self.id.strip()), "a Source needs an id")
        size = len(self.text)
        for (start, _), (following, _) in pairwise(self.pages):
            require(start <= following, f"the pages of {self.id} are out of order")
        require(all(0 <= start <= size for start, _ in self.pages), f"a page lies outside the text of {self.id}")
        for offset in chain(*(note.markers for note in self.footnotes), (mark.offset for mark in self.unresolved)):
            require(0 <= offset <= size, f"offset {offset} lies outside the text of {self.id}")
        for section in self.sections:
            require(0 <= section.start <= section.end <= size, f"section {section.title!r} lies outside the text")
        for before, after in pairwise(self.sections):
            require(before.end <= after.start, f"section {after.title!r} begins before {before.title!r} ends")
        for i, note in enumerate(self.footnotes):
            require(note.refers_to != i, f"note {note.label!r} refers to itself")
            require(
                note.refers_to is None or 0 <= note.refers_to < len(self.footnotes),
                f"note {note.label!r} refers to a note that {self.id} does not have",
            )

    def footnotes_in(self, start: int, end: int) -> tuple[Footnote, ...]:
        """Returns the Footnotes whose markers hang on ``text[start:end]``, in the order of their first marker there."""
        first, last = (bisect_right(self._markers, (offset, len(self.footnotes))) for offset in (start, end))
        once = dict.fromkeys(i for _, i in self._markers[first:last])
        return tuple(dict.fromkeys(self.footnotes[i] for i in once))

    def meant_by(self, note: Footnote) -> Footnote | None:
        """Returns the Footnote that ``note``, one of this Source's, points to; None without a back reference."""
        return None if note.refers_to is None else self.footnotes[note.refers_to]

    def section_at(self, offset: int) -> str:
        """Returns the title of the section at ``offset``, or an empty string."""
        behind = bisect_right(self.sections, offset, key=lambda section: section.start)
        return next((s.title for s in self.sections[max(0, behind - 1) : behind] if offset < s.end), "")

    def page_at(self, offset: int) -> Page | None:
        """Returns the page that ``offset`` lies on; None where the Source has no pages."""
        at = bisect_right(self.pages, offset, key=lambda page: page[0]) - 1
        return self.pages[at][1] if at >= 0 else None

    def cite(self, number: int, start: int, end: int, also_in: tuple[Source, ...] = ()) -> Citation:
        """Builds a Citation of ``text[start:end]`` with the Footnotes that those words carry."""
        return Citation(
            number=number,
            quote=self.text[start:end],
            start=start,
            end=end,
            source=self,
            section=self.section_at(start),
            footnotes=self.footnotes_in(start, end),
            also_in=also_in,
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable stretch of a Source that splits no sentence.

    Where ``note`` is set, search reads the text of that Footnote, and the stretch is the sentence it hangs on: a quote
    is always body text, and the note comes along with it. ``page``: the page that it begins on.
    """

    id: str
    source_id: str
    start: int
    end: int
    text: str = field(repr=False)
    sentences: tuple[Span, ...] = field(repr=False)
    section: str = ""
    footnotes: tuple[Footnote, ...] = ()
    note: Footnote | None = None
    page: Page | None = None

    def __post_init__(self) -> None:
        require(0 <= self.start < self.end, f"passage {self.id} is empty")
        require(len(self.text) == self.end - self.start, f"passage {self.id} is not as long as its offsets say")
        require(bool(self.sentences), f"passage {self.id} has no sentence")
        require(
            self.sentences[0].start == self.start and self.sentences[-1].end == self.end,
            f"passage {self.id} splits a sentence",
        )
        for before, after in pairwise(self.sentences):
            require(before.end <= after.start, f"passage {self.id} has sentences that overlap")

    @property
    def searched(self) -> str:
        """The text that search reads."""
        return self.note.text if self.note else self.text


@dataclass(frozen=True, slots=True)
class Hit:
    """A Passage with its rank (from 1) and its score, which compares within one search alone.

    ``title``: that of the Passage's Source.
    """

    passage: Passage
    rank: int
    score: float
    title: str = ""

    def __post_init__(self) -> None:
        require(self.rank >= 1, "ranks begin at 1")


@dataclass(frozen=True, slots=True)
class Citation:
    """Verbatim words of a Source with the Footnotes they carry. ``also_in``: copies that hold the same words."""

    number: int
    quote: str
    start: int
    end: int
    source: Source
    section: str = ""
    footnotes: tuple[Footnote, ...] = ()
    also_in: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        require(self.number >= 1, "Citations are numbered from 1")
        require(bool(self.quote.strip()), "a Citation needs words")
        require(
            0 <= self.start < self.end <= len(self.source.text)
            and self.source.text[self.start : self.end] == self.quote,
            f"the quote does not stand at {self.start}:{self.end} of {self.source.id}",
        )

    @property
    def page(self) -> Page | None:
        """The page that the quote begins on; None where the Source has no pages."""
        return self.source.page_at(self.start)
