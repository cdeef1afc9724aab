"""Sources as JSON, whole and as a list. The contract's rule of ``retrieval.wire.replies`` holds here too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NotRequired

from typing_extensions import TypedDict

from retrieval.model import Source
from retrieval.storage.entries import Copy, Listed
from retrieval.wire.replies import CopyJson, FootnoteJson, SourceHeadJson, footnote_json, head_json


class SectionJson(TypedDict):
    """A titled stretch of a Source's text."""

    title: str
    start: int
    end: int


class UnresolvedJson(TypedDict):
    """A marker without a note, or a note without a marker."""

    label: str
    offset: int


class PageJson(TypedDict):
    """Where a page begins in ``text``: ``page`` counts from 1, ``page_label`` is what is printed on it."""

    page: int
    page_label: str | None
    start: int


class PlacedFootnoteJson(FootnoteJson):
    """A Footnote in its Source: ``markers`` are offsets in ``text``, right after the words it hangs on."""

    markers: list[int]


class CopyOfJson(CopyJson):
    """A copy of a whole Source. ``shared``: the share (0…1) of the shorter one's words that both have."""

    shared: float


class SourceJson(SourceHeadJson):
    """A whole Source.

    ``also_in``: its copies in the library; empty for a Source outside a library. ``warnings``: sentences about what may
    have gone wrong in reading it.
    """

    format: str
    text: str
    sections: list[SectionJson]
    footnotes: list[PlacedFootnoteJson]
    unresolved: list[UnresolvedJson]
    pages: NotRequired[list[PageJson]]
    warnings: NotRequired[list[str]]
    also_in: list[CopyOfJson]


class ListedJson(SourceHeadJson):
    """A Source in the list of Sources."""

    format: str
    passages: int
    also_in: list[CopyOfJson]


def source_json(source: Source, also_in: Iterable[Copy] = ()) -> SourceJson:
    """Converts a whole Source to JSON, with its copies."""
    return {
        **head_json(source),
        "format": source.format,
        "text": source.text,
        "sections": [
            {"title": section.title, "start": section.start, "end": section.end} for section in source.sections
        ],
        "footnotes": [{**footnote_json(note, source), "markers": list(note.markers)} for note in source.footnotes],
        "unresolved": [{"label": mark.label, "offset": mark.offset} for mark in source.unresolved],
        "pages": [
            {"page": page.number, "page_label": page.label or None, "start": start} for start, page in source.pages
        ],
        "warnings": list(source.warnings),
        "also_in": _copies_json(also_in),
    }


def listed_json(listed: Listed) -> ListedJson:
    """Converts a row of the list of Sources to JSON."""
    return {
        **head_json(listed),
        "format": listed.format,
        "passages": listed.passages,
        "also_in": _copies_json(listed.also_in),
    }


def _copies_json(copies: Iterable[Copy]) -> list[CopyOfJson]:
    return [{"id": copy.id, "title": copy.title, "url": copy.url, "shared": round(copy.shared, 2)} for copy in copies]
