"""Ibid's domain model: frozen dataclasses whose constructors refuse values that break an invariant.

All offsets count Unicode code points of a Source's canonical ``text`` and are half-open: ``text[start:end]``. The file
imports the standard library alone, so that every layer can use it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, pairwise
from typing import NamedTuple

_WEB = re.compile(r"https?://[^\s/?#\\<>\"@]+(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
"""An address of the web with a host and no user's name; a Source's own address is one, or there is none."""
MARK = re.compile(r"\[(\d+)\]")
"""A Citation's number in the text of an Answer."""

_WORD_JOINER = "\u2060"


class InvariantError(ValueError):
    """A value would break one of the invariants. This is a defect in the caller."""


def _require(holds: bool, sentence: str) -> None:
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
        _require(bool(self.id.strip()), "a Source needs an id")
        size = len(self.text)
        for (start, _), (following, _) in pairwise(self.pages):
            _require(start <= following, f"the pages of {self.id} are out of order")
        _require(all(0 <= start <= size for start, _ in self.pages), f"a page lies outside the text of {self.id}")
        for offset in chain(*(note.markers for note in self.footnotes), (mark.offset for mark in self.unresolved)):
            _require(0 <= offset <= size, f"offset {offset} lies outside the text of {self.id}")
        for section in self.sections:
            _require(0 <= section.start <= section.end <= size, f"section {section.title!r} lies outside the text")
        for before, after in pairwise(self.sections):
            _require(before.end <= after.start, f"section {after.title!r} begins before {before.title!r} ends")
        for i, note in enumerate(self.footnotes):
            _require(note.refers_to != i, f"note {note.label!r} refers to itself")
            _require(
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
        _require(0 <= self.start < self.end, f"passage {self.id} is empty")
        _require(len(self.text) == self.end - self.start, f"passage {self.id} is not as long as its offsets say")
        _require(bool(self.sentences), f"passage {self.id} has no sentence")
        _require(
            self.sentences[0].start == self.start and self.sentences[-1].end == self.end,
            f"passage {self.id} splits a sentence",
        )
        for before, after in pairwise(self.sentences):
            _require(before.end <= after.start, f"passage {self.id} has sentences that overlap")

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
        _require(self.rank >= 1, "ranks begin at 1")


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
        _require(self.number >= 1, "Citations are numbered from 1")
        _require(bool(self.quote.strip()), "a Citation needs words")
        _require(
            0 <= self.start < self.end <= len(self.source.text)
            and self.source.text[self.start : self.end] == self.quote,
            f"the quote does not stand at {self.start}:{self.end} of {self.source.id}",
        )

    @property
    def page(self) -> Page | None:
        """The page that the quote begins on; None where the Source has no pages."""
        return self.source.page_at(self.start)


def claim_text(words: str) -> str:
    """Returns ``words`` so that a bracketed number in them cannot be taken for a Citation's mark.

    A law report's "[2001] 1 AC 45" keeps its looks: an invisible word joiner (U+2060) goes before the closing bracket.
    """
    return MARK.sub(rf"[\1{_WORD_JOINER}]", words)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an Answer and the numbers of the Citations that support it."""

    text: str
    citations: tuple[int, ...]

    def __post_init__(self) -> None:
        _require(bool(self.text.strip()), "a Claim needs words")
        _require(bool(self.citations), "a Claim needs a Citation")
        _require(not MARK.search(self.text), "a Claim's words hold a Citation's mark; pass them through claim_text")

    def __str__(self) -> str:
        return f"{self.text} {''.join(f'[{number}]' for number in self.citations)}"


@dataclass(frozen=True, slots=True)
class Usage:
    """A chat model's tokens for one Reply, read and written, as it counts them, and the cost in US dollars if known."""

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A Reply with Claims, and exactly the Citations they use, numbered in order of first use.

    ``dropped``: sentences of a chat model that the Sources do not support. ``note``: a remark for the reader on how the
    Reply came about, such as that the chat model could not be reached. ``kind``: that of the question.
    """

    id: str
    question: str
    standalone_question: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    confidence: float
    answerer: str
    short_answer: str | None = None
    conversation_id: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict[str, float])
    dropped: int = 0
    note: str | None = None
    usage: Usage | None = None
    kind: str = "fact"

    def __post_init__(self) -> None:
        _require(bool(self.claims), "an Answer without Claims is a Refusal")
        used = list(dict.fromkeys(chain.from_iterable(claim.citations for claim in self.claims)))
        numbers = [citation.number for citation in self.citations]
        _require(
            used == numbers == list(range(1, len(numbers) + 1)),
            f"Citations must be 1…N in order of first use: used {used}, given {numbers}",
        )
        _require(0.0 <= self.confidence <= 1.0, "confidence lies between 0 and 1")

    @property
    def text(self) -> str:
        """The Claims in order, each followed by its Citations' marks."""
        return " ".join(map(str, self.claims))


class Reason(StrEnum):
    """The reason of a Refusal."""

    NOT_IN_LIBRARY = "not_in_library"
    LIBRARY_EMPTY = "library_empty"
    UNSUPPORTED = "unsupported"
    TALK = "talk"
    """There was nothing to answer: somebody greeted, thanked, or asked what Ibid is."""


_SENTENCES: Mapping[Reason, str] = {
    Reason.NOT_IN_LIBRARY: "The library does not say.",
    Reason.LIBRARY_EMPTY: "The library is empty: add sources with `ibid ingest`, then ask again.",
    Reason.UNSUPPORTED: "An answer was found, but the sources do not support it.",
    Reason.TALK: "Ask a question, and the library answers.",
}


@dataclass(frozen=True, slots=True)
class Related:
    """A section of a Source that is on the subject of a question. ``section`` is empty where the Source has none."""

    source_id: str
    title: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A Reply that plainly declines to answer. ``nearest``: up to three Citations of the closest passages.

    ``says``: the text, where it is more than the sentence of the reason. ``missing``: what the question has and the
    Library has not, as a sentence. ``related``: sections on its subject. ``suggestions``: questions that are answered.
    """

    id: str
    question: str
    standalone_question: str
    reason: Reason
    answerer: str
    nearest: tuple[Citation, ...] = ()
    confidence: float = 0.0
    conversation_id: str | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict[str, float])
    dropped: int = 0
    note: str | None = None
    usage: Usage | None = None
    says: str = ""
    missing: str = ""
    related: tuple[Related, ...] = ()
    suggestions: tuple[str, ...] = ()
    kind: str = "fact"

    def __post_init__(self) -> None:
        _require(len(self.nearest) <= 3, "a Refusal names at most three nearest Citations")

    @property
    def text(self) -> str:
        """The reason as a sentence, with what more there is to say."""
        return self.says or _SENTENCES[self.reason]


Reply = Answer | Refusal
