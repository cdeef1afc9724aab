"""What a Source says of itself, as claims: its title, author, date, address, headings and notes, each with a quote.

The quote is the Source's own words where they say it, as a line with the author's name does, and else how it begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.answering.draft import DraftClaim, Quote
from retrieval.answering.named_sources import SourceGroup
from retrieval.answering.source_questions import Aspect
from retrieval.english.dates import dates
from retrieval.model import Footnote, Section, Source, Span
from retrieval.numbers import number

_MONTHS = "January February March April May June July August September October November December".split()
FIELDS = {Aspect.AUTHOR: "author", Aspect.DATE: "published", Aspect.PLACE: "url"}
"""The field of a Source that says each of these aspects."""
_HEAD = 6
"""Sentences among which a byline stands."""


@dataclass(frozen=True, slots=True)
class Record:
    """A Source with its copies, and where its sentences stand."""

    group: SourceGroup
    source: Source
    spans: Sequence[Span]

    @property
    def sections(self) -> list[Section]:
        """Its sections, without one that is the title's."""
        return [section for section in self.source.sections if section.title.strip() != self.source.title.strip()]

    def numbered(self, number: int) -> Section | None:
        """Returns the section that is called by ``number`` or stands at its place, from 1; -1 is the last."""
        titled = [
            section for section in self.sections if section.title.lstrip().startswith((f"{number}.", f"{number} "))
        ]
        if titled:
            return titled[0]
        place = number - 1 if number > 0 else number
        return self.sections[place] if place < len(self.sections) and self.sections else None

    def verbatim(self, span: Span) -> DraftClaim:
        """Returns the claim that is the sentence at ``span``."""
        return DraftClaim(self.source.text[span.start : span.end], (self._quote(span),))

    def heading(self, section: Section) -> DraftClaim:
        """Returns the claim that is a section's heading, in its own place."""
        span = Span(section.start, section.start + len(section.title))
        return self.verbatim(span)

    def note(self, note: Footnote) -> DraftClaim:
        """Returns the claim that is a note, quoted with the sentence it hangs on; ``note`` has a marker."""
        at = note.markers[0]
        inside = [span for span in self.spans if span.start <= at <= span.end]
        return DraftClaim(note.text, (self._quote(inside[-1] if inside else self._beginning()),))

    def named(self) -> DraftClaim:
        """Returns the claim that the Library has this Source, by its title, author and date."""
        by = f" by {self.source.author}" if self.source.author else ""
        day = f", {_day(self.source.published)}" if self.source.published else ""
        return self._claim(f"“{self.source.title}”{by}{day}.", self.source.title)

    def says(self, aspect: Aspect) -> tuple[DraftClaim, str] | None:
        """Returns the claim and the few words that answer; None where the Source does not know."""
        title = f"“{self.source.title}”"
        if aspect is Aspect.TITLE:
            return self._claim(f"The title is {title}.", self.source.title), self.source.title
        if aspect is Aspect.HOW_MANY_NOTES:
            count = len(self.source.footnotes)
            return self._claim(f"{title} has {count} footnote{'' if count == 1 else 's'}.", "", with_note=True), str(
                count
            )
        known: str | None = getattr(self.source, FIELDS[aspect])
        if known is None:
            return None
        value = _day(known) if aspect is Aspect.DATE else known
        said = {
            Aspect.AUTHOR: f"{title} is by {value}.",
            Aspect.DATE: f"{title} was published {'on' if value[:1].isdigit() and ' ' in value else 'in'} {value}.",
            Aspect.PLACE: f"{title} is at {value}.",
        }
        return self._claim(said[aspect], value), value

    def _claim(self, words: str, value: str, *, with_note: bool = False) -> DraftClaim:
        """A claim on the Source itself; ``value`` is what the quote should say."""
        return DraftClaim(words, (self._quote(self._saying(value, with_note=with_note)),), record_of=self.source.id)

    def _saying(self, value: str, *, with_note: bool) -> Span:
        """The sentence at the beginning that says ``value``, be it a date in another form, or the first one."""
        if with_note:
            marked = [note.markers[0] for note in self.source.footnotes if note.markers]
            return next(
                (span for span in self.spans if marked and span.start <= marked[0] <= span.end), self._beginning()
            )
        text = self.source.text
        if text.startswith(self.source.title):
            lines = [Span(0, len(self.source.title)), *self._head()]
        else:
            lines = list(self._head())
        wanted = dates(value)
        for span in lines:
            words = text[span.start : span.end]
            if (value and value in words) or any(item.said_by(other) for item in wanted for other in dates(words)):
                return span
        return lines[0] if lines else self._beginning()

    def _head(self) -> Iterator[Span]:
        yield from self.spans[:_HEAD]

    def _beginning(self) -> Span:
        return self.spans[0] if self.spans else Span(0, len(self.source.text))

    def _quote(self, span: Span) -> Quote:
        return Quote(self.source.id, "", span.start, span.end)


def _day(published: str) -> str:
    """The day as a reader writes it: "2026-11-22" is "22 November 2026"."""
    year, *rest = published[:10].split("-")
    if len(year) != len("2026") or not year.isdecimal() or not all(part.isdecimal() for part in rest):
        return published
    month = number(rest[0]) if rest else 0
    if not rest or not 1 <= month <= len(_MONTHS):
        return published
    return f"{number(rest[1])} {_MONTHS[month - 1]} {year}" if len(rest) > 1 else f"{_MONTHS[month - 1]} {year}"
