"""Answers questions about whole Sources: an overview in their own sentences, and what is known of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from retrieval.answering.draft import Draft, DraftClaim, Question
from retrieval.answering.named_sources import SourceGroup, about, named_sources
from retrieval.answering.overview import FEWEST, conclusion, overview, structure
from retrieval.answering.question_kinds import QuestionKind
from retrieval.answering.source_questions import Aspect, SectionAsked, SourceQuestion, source_questions
from retrieval.answering.source_record import FIELDS, Record
from retrieval.english.words import WORD, bare, stem
from retrieval.model import Footnote, Hit, Passage, Section, Source, Span
from retrieval.storage.catalogue import Catalogue
from retrieval.storage.entries import Listed

_SURE = 0.95
"""Confidence of what is read off a Source instead of being looked for in it."""
_MOST_SOURCES = 6
"""Sources that one reply may be about; where a question means any of more, it has to name one."""
_MOST_NOTES = 12
_MOST_TITLES = 12
_REFERENCE = re.compile(
    r"https?://|\(\d{4}[a-z]?\)|[“\"][^”\"]{12,}[”\"][^“”\"]*\b\d{4}\b|"
    r"\b(?:Press|Publish\w+|Journal|vol\.|pp?\.|eds?\.|ibid)\b"
)
"""What a note has that cites a work: an address, a year, a publisher, pages."""


class AboutSources:
    """Recognises such questions and drafts what answers them. Any number of threads may ask."""

    def __init__(self, catalogue: Catalogue, read: Callable[[str], Source | None]) -> None:
        self._catalogue = catalogue
        self._read = read

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft | None:
        """Returns the Draft for a question about Sources; None for any other, or where it names no Source."""
        for asked in source_questions(question.standalone):
            listed = self._listed(question)
            if draft := self._answer(asked, listed, hits):
                return draft
        return None

    def passages(self, question: Question) -> list[Passage] | None:
        """Returns what a chat model is to read for an overview of Sources; None where none is asked for."""
        draft = self.draft(question, ())
        if draft is None or draft.kind is not QuestionKind.OVERVIEW or not draft.claims:
            return None
        places = [quote for claim in draft.claims for quote in claim.quotes]
        passages = [*self._catalogue.passages_of({place.source_id for place in places})]
        return [
            passage
            for passage in sorted(passages, key=lambda one: (one.source_id, one.start))
            if passage.note is None
            and any(
                place.source_id == passage.source_id and passage.start <= place.start < passage.end for place in places
            )
        ]

    def _listed(self, question: Question) -> list[Listed]:
        listed = self._catalogue.listed()
        return [source for source in listed if question.source_ids is None or source.id in question.source_ids]

    def _answer(self, asked: SourceQuestion, listed: Sequence[Listed], hits: Sequence[Hit]) -> Draft | None:
        match asked.aspect:
            case Aspect.SOURCES:
                on = about(asked.about, listed, [hit.passage.source_id for hit in hits[:_MOST_TITLES]])
                return self._sources(on if asked.about else named_sources("", listed), len(listed))
            case Aspect.HOW_MANY_SOURCES:
                return self._sources(named_sources("", listed), len(listed), counted=True)
            case Aspect.NOTES_ON:
                return self._notes_on(asked, listed, hits)
            case _:
                return self._about(asked, named_sources(asked.target, listed))

    def _about(self, asked: SourceQuestion, meant: Sequence[SourceGroup]) -> Draft | None:
        if len(meant) > _MOST_SOURCES:
            return None if asked.target and not _is_pronoun(asked.target) else _which(meant)
        if asked.aspect in (Aspect.OVERVIEW, Aspect.CONCLUSION):
            return self._overview(asked, meant)
        records = [record for group in meant if (record := self._record(group, asked.aspect))]
        found = [draft for record in records if (draft := _known(asked.aspect, record))]
        return _joined(found) if found and len(found) == len(records) else None

    def _record(self, group: SourceGroup, aspect: Aspect | None = None) -> Record | None:
        """The longest copy, or for a ``aspect`` of its data the first copy that has it."""
        known = group.known(FIELDS[aspect]) if aspect in FIELDS else None
        source = self._read((known[0] if known else group.longest).id)
        return Record(group, source, self._spans(source)) if source else None

    def _overview(self, asked: SourceQuestion, meant: Sequence[SourceGroup]) -> Draft | None:
        claims: list[DraftClaim] = []
        maps: list[str] = []
        for group in meant:
            record = self._record(group)
            if record is None:
                continue
            section = _section(asked, record)
            if asked.section and section is None:
                if len(meant) == 1:
                    return _without_section(asked.section, record)
                continue
            spans = overview(record.source, record.spans, section)
            claims += map(record.verbatim, spans if len(meant) == 1 else _spread(spans, len(meant)))
            maps.append(_map(record, section) if len(meant) == 1 else "")
        if not claims:
            return None
        return Draft(tuple(claims), _SURE, note=" ".join(filter(None, maps)) or None, kind=QuestionKind.OVERVIEW)

    def _spans(self, source: Source) -> list[Span]:
        passages = self._catalogue.passages_of([source.id])
        return sorted({span for passage in passages if passage.note is None for span in passage.sentences})

    def _sources(self, on: Sequence[SourceGroup], most: int, *, counted: bool = False) -> Draft | None:
        records = [record for group in on[:_MOST_TITLES] if (record := self._record(group))]
        if not records:
            return None
        left = len(on) - len(records)
        notes = (
            f"{left} more are in the library; `ibid sources list` shows all." if left else "",
            "Copies of one text are named once." if any(len(group.copies) > 1 for group in on) else "",
        )
        note = " ".join(filter(None, notes)) or None
        claims = tuple(record.named() for record in records)
        short = str(most) if counted else None
        return Draft(claims, _SURE, short_answer=short, note=note, kind=QuestionKind.METADATA)

    def _notes_on(self, asked: SourceQuestion, listed: Sequence[Listed], hits: Sequence[Hit]) -> Draft:
        ids = [hit.passage.source_id for hit in hits if hit.passage.note]
        meant = named_sources(asked.target, listed) if asked.target else groups_of(listed, ids)
        records = [record for group in meant if (record := self._record(group))]
        wanted = _words(asked.about)
        found = [
            (record, note)
            for record in records
            for note in record.source.footnotes
            if note.markers and wanted and wanted <= _said_in(note)
        ]
        claims = tuple(record.note(note) for record, note in islice(found, _MOST_NOTES))
        labels = (
            ", ".join(dict.fromkeys(note.label for _, note in found)) if len({id(r) for r, _ in found}) == 1 else ""
        )
        return Draft(
            claims,
            _SURE if claims else 0.0,
            short_answer=f"note {labels}" if labels else None,
            kind=QuestionKind.METADATA,
        )


def groups_of(listed: Sequence[Listed], ids: Sequence[str]) -> list[SourceGroup]:
    """Returns the Sources of ``ids``, and all of a small library."""
    few = {source.id for source in listed} if len(listed) <= _MOST_TITLES else set(ids)
    return named_sources("", [source for source in listed if source.id in few])


def _known(aspect: Aspect, record: Record) -> Draft | None:
    """What a Source's own data say of it; None where they do not."""
    if aspect is Aspect.CITED:
        return _notes(record, [note for note in record.source.footnotes if _REFERENCE.search(note.text)])
    if aspect is Aspect.LINKS:
        return _notes(record, [note for note in record.source.footnotes if note.urls])
    if aspect is Aspect.SECTIONS:
        claims = tuple(map(record.heading, record.sections))
        return Draft(claims, _SURE, kind=QuestionKind.METADATA) if claims else None
    said = record.says(aspect)
    return Draft((said[0],), _SURE, short_answer=said[1], kind=QuestionKind.METADATA) if said else None


def _notes(record: Record, notes: Sequence[Footnote]) -> Draft | None:
    shown = [note for note in notes if note.markers]
    claims = tuple(record.note(note) for note in shown[:_MOST_NOTES])
    left = len(shown) - len(claims)
    note = f"{left} more notes of this kind are left out." if left else None
    return Draft(claims, _SURE, note=note, kind=QuestionKind.METADATA) if claims else None


def _joined(drafts: Sequence[Draft]) -> Draft:
    """The Drafts of several Sources as one; a short answer where all have the same."""
    shorts = {draft.short_answer for draft in drafts}
    notes = " ".join(draft.note for draft in drafts if draft.note)
    claims = tuple(claim for draft in drafts for claim in draft.claims)
    short = shorts.pop() if len(shorts) == 1 else None
    return Draft(claims, _SURE, short_answer=short, note=notes or None, kind=QuestionKind.METADATA)


def _section(asked: SourceQuestion, record: Record) -> Section | None:
    """The section that is asked for, if one is and is there."""
    if asked.aspect is Aspect.CONCLUSION:
        return conclusion(record.source, record.spans)
    if asked.section is None:
        return None
    if asked.section.number is not None:
        return record.numbered(asked.section.number)
    if asked.section.title.lower().startswith("conclusion"):
        return conclusion(record.source, record.spans)
    return next((section for section in record.sections if _words(asked.section.title) <= _words(section.title)), None)


def _without_section(asked: SectionAsked, record: Record) -> Draft:
    called = f"no. {asked.number}" if asked.number else f"“{asked.title}”"
    note = f"There is no section {called} in “{record.source.title}”. {_map(record, None)}".strip()
    return Draft((), 0.0, note=note, kind=QuestionKind.OVERVIEW)


def _map(record: Record, section: Section | None) -> str:
    """The headings as a map of the Source, or the one that an overview is of."""
    if section is not None:
        return f"Section: {section.title}."
    titles = [item.title for item in record.sections] if structure(record.source, record.spans) else []
    shown = " · ".join(titles[:_MOST_TITLES])
    return f"Sections: {shown}{' …' if len(titles) > _MOST_TITLES else ''}" if len(titles) > 1 else ""


def _spread(spans: Sequence[Span], sources: int) -> Sequence[Span]:
    """The first of ``spans``, so many that all Sources together have an overview's worth."""
    return spans[: max(1, 2 * FEWEST // sources)]


def _which(meant: Sequence[SourceGroup]) -> Draft:
    titles = "; ".join(f"“{group.longest.title}”" for group in meant[:FEWEST])
    note = f"The library has {len(meant)} sources. Name the one you mean, such as {titles}."
    return Draft((), 0.0, note=note, kind=QuestionKind.OVERVIEW)


def _is_pronoun(target: str) -> bool:
    return not _words(target) - _words("this that it these article document paper text page source briefing")


def _said_in(note: Footnote) -> frozenset[str]:
    """The words of a note and of its addresses: "See: https://www.bbc.com/…" cites the BBC."""
    return _words(" ".join((note.text, *(re.sub(r"\W+", " ", url) for url in note.urls))))


def _words(text: str) -> frozenset[str]:
    return frozenset(_stems(text))


def _stems(text: str) -> Iterator[str]:
    yield from (stem(bare(word)) for word in WORD.findall(text) if word.lower() not in ("the", "a", "an", "of", "by"))
