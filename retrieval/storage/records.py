"""Converts Sources and Passages to rows of the catalogue and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retrieval.model import Footnote, Page, Passage, Section, Source, Span, Unresolved

Row = Mapping[Any, Any]


def pack_source(source: Source) -> dict[str, Any]:
    """Converts a Source to columns; its parts go into one JSON column."""
    return {
        "id": source.id,
        "title": source.title,
        "author": source.author,
        "published": source.published,
        "url": source.url,
        "format": source.format,
        "text": source.text,
        "structure": {
            "sections": [[section.title, section.start, section.end] for section in source.sections],
            "footnotes": [_pack_note(note) for note in source.footnotes],
            "unresolved": [[mark.label, mark.offset] for mark in source.unresolved],
            "pages": [[start, *page] for start, page in source.pages],
            "warnings": list(source.warnings),
        },
    }


def unpack_source(row: Row) -> Source:
    """Rebuilds the Source that ``pack_source`` packed."""
    structure = row["structure"]
    return Source(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        author=row["author"],
        published=row["published"],
        url=row["url"],
        format=row["format"],
        sections=tuple(Section(*section) for section in structure["sections"]),
        footnotes=tuple(_unpack_note(note) for note in structure["footnotes"]),
        unresolved=tuple(Unresolved(*mark) for mark in structure["unresolved"]),
        pages=tuple((start, Page(*page)) for start, *page in structure.get("pages", ())),
        warnings=tuple(structure.get("warnings", ())),
    )


def pack_passage(passage: Passage) -> dict[str, Any]:
    """Converts a Passage to columns; sentences and notes go into one JSON column."""
    return {
        "id": passage.id,
        "source_id": passage.source_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "structure": {
            "section": passage.section,
            "sentences": [list(span) for span in passage.sentences],
            "footnotes": [_pack_note(note) for note in passage.footnotes],
            "note": _pack_note(passage.note) if passage.note else None,
            "page": passage.page and list(passage.page),
        },
    }


def unpack_passage(row: Row) -> Passage:
    """Rebuilds the Passage that ``pack_passage`` packed."""
    structure = row["structure"]
    return Passage(
        id=row["id"],
        source_id=row["source_id"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        sentences=tuple(Span(*span) for span in structure["sentences"]),
        section=structure["section"],
        footnotes=tuple(_unpack_note(note) for note in structure["footnotes"]),
        note=_unpack_note(structure["note"]) if structure["note"] else None,
        page=Page(*structure["page"]) if structure.get("page") else None,
    )


def _pack_note(note: Footnote) -> list[Any]:
    return [note.label, note.text, list(note.urls), list(note.markers), note.refers_to, note.page and list(note.page)]


def _unpack_note(packed: list[Any]) -> Footnote:
    # A catalogue written before notes were tied has four parts, one from before pages were known five.
    label, text, urls, markers, *rest = packed
    refers_to, page = [*rest, None, None][:2]
    return Footnote(label, text, tuple(urls), tuple(markers), refers_to, Page(*page) if page else None)
