"""Converts Sources and Passages to rows of the catalogue and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retrieval.model import Footnote, Passage, Section, Source, Span, Unresolved

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
    )


def _pack_note(note: Footnote) -> list[Any]:
    return [note.label, note.text, list(note.urls), list(note.markers), note.refers_to]


def _unpack_note(packed: list[Any]) -> Footnote:
    label, text, urls, markers, *refers_to = packed  # a catalogue written before notes were tied has four
    return Footnote(label, text, tuple(urls), tuple(markers), *refers_to)
