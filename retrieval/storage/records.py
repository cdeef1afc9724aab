"""Sources and Passages as rows of the catalogue, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retrieval.model import Footnote, Passage, Section, Source, Span, Unresolved

Row = Mapping[Any, Any]


def pack_source(source: Source) -> dict[str, Any]:
    """The columns of a Source; its parts go into one JSON column."""
    return {
        "id": source.id,
        "title": source.title,
        "author": source.author,
        "published": source.published,
        "url": source.url,
        "format": source.format,
        "text": source.text,
        "structure": {
            "sections": [[one.title, one.start, one.end] for one in source.sections],
            "footnotes": [_pack_note(one) for one in source.footnotes],
            "unresolved": [[one.label, one.offset] for one in source.unresolved],
        },
    }


def unpack_source(row: Row) -> Source:
    """The Source that ``pack_source`` packed."""
    structure = row["structure"]
    return Source(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        author=row["author"],
        published=row["published"],
        url=row["url"],
        format=row["format"],
        sections=tuple(Section(*one) for one in structure["sections"]),
        footnotes=tuple(_unpack_note(one) for one in structure["footnotes"]),
        unresolved=tuple(Unresolved(*one) for one in structure["unresolved"]),
    )


def pack_passage(passage: Passage) -> dict[str, Any]:
    """The columns of a Passage; sentences and notes go into one JSON column."""
    return {
        "id": passage.id,
        "source_id": passage.source_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "structure": {
            "section": passage.section,
            "sentences": [list(span) for span in passage.sentences],
            "footnotes": [_pack_note(one) for one in passage.footnotes],
            "note": _pack_note(passage.note) if passage.note else None,
        },
    }


def unpack_passage(row: Row) -> Passage:
    """The Passage that ``pack_passage`` packed."""
    structure = row["structure"]
    return Passage(
        id=row["id"],
        source_id=row["source_id"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        sentences=tuple(Span(*one) for one in structure["sentences"]),
        section=structure["section"],
        footnotes=tuple(_unpack_note(one) for one in structure["footnotes"]),
        note=_unpack_note(structure["note"]) if structure["note"] else None,
    )


def _pack_note(note: Footnote) -> list[Any]:
    return [note.label, note.text, list(note.urls), list(note.markers), note.refers_to]


def _unpack_note(packed: list[Any]) -> Footnote:
    label, text, urls, markers, *refers_to = packed  # a catalogue written before notes were tied has four
    return Footnote(label, text, tuple(urls), tuple(markers), *refers_to)
