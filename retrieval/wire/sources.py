"""Sources as JSON, whole and in the list of all; beside ``retrieval.wire.replies``, and under the same rule."""

from __future__ import annotations

from collections.abc import Iterable

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


class PlacedFootnoteJson(FootnoteJson):
    """A Footnote as its Source holds it: ``markers`` are offsets in ``text``, right after the words it hangs on."""

    markers: list[int]


class CopyOfJson(CopyJson):
    """A copy of a whole Source. ``shared``: which share (0…1) of the shorter one's words both have."""

    shared: float


class SourceJson(SourceHeadJson):
    """The whole of a Source. ``also_in``: the copies that the library has of it; none where it is not in a library."""

    format: str
    text: str
    sections: list[SectionJson]
    footnotes: list[PlacedFootnoteJson]
    unresolved: list[UnresolvedJson]
    also_in: list[CopyOfJson]


class ListedJson(SourceHeadJson):
    """A Source in the list of all."""

    format: str
    passages: int
    also_in: list[CopyOfJson]


def source_json(source: Source, also_in: Iterable[Copy] = ()) -> SourceJson:
    """The whole of a Source as JSON, with its copies."""
    return {
        **head_json(source),
        "format": source.format,
        "text": source.text,
        "sections": [{"title": one.title, "start": one.start, "end": one.end} for one in source.sections],
        "footnotes": [{**footnote_json(one, source), "markers": list(one.markers)} for one in source.footnotes],
        "unresolved": [{"label": one.label, "offset": one.offset} for one in source.unresolved],
        "also_in": _copies_json(also_in),
    }


def listed_json(listed: Listed) -> ListedJson:
    """A line of the list of Sources as JSON."""
    return {
        **head_json(listed),
        "format": listed.format,
        "passages": listed.passages,
        "also_in": _copies_json(listed.also_in),
    }


def _copies_json(copies: Iterable[Copy]) -> list[CopyOfJson]:
    return [{"id": one.id, "title": one.title, "url": one.url, "shared": round(one.shared, 2)} for one in copies]
