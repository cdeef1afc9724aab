"""What has to hold for any bytes at all: they are read, or refused in a sentence, and nothing goes in silence."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.ingest_errors import UnreadableSource
from ingest.losses.ledger import ledger_of
from ingest.notes.footnotes import BETWEEN_BLOCKS
from ingest.parse import parse
from ingest.passages import passages
from ingest.reading import Reading
from retrieval.model import Source
from retrieval.wire.sources import source_json

_MARKUP = (".html", ".odt")
"""Mutants of these may put words where the format has none: between paragraphs, into a second body."""
_LABELS = 3
"""Letters that may be lost: a label that stands twice before a note is kept once."""


def check(data: bytes, name: str) -> None:
    """Reads ``data`` and asserts what has to hold. The constructors of Source and Passage assert the rest."""
    try:
        source, reading = parse(data, name, "s")
    except UnreadableSource as error:
        said = str(error)
        assert said.endswith("."), said
        assert said[:1].isupper(), said
        assert "Error" not in said, said
        return
    assert source.text == BETWEEN_BLOCKS.join(block.text for block in reading.blocks)
    assert source.text.strip()
    assert all(block.text == block.text.strip() for block in reading.blocks)
    _check_marks(source, reading)
    if not name.endswith(_MARKUP):
        assert ledger_of(reading).lost <= _LABELS, f"{ledger_of(reading)} of {name}"
    cut = passages(source, lambda texts: [len(text) // 3 + 1 for text in texts])
    for passage in cut:
        assert source.text[passage.start : passage.end] == passage.text
    str(source_json(source)).encode()


def _check_marks(source: Source, reading: Reading) -> None:
    """Each mark is a marker or reported, each note is there; one without a marker is reported or meant by a note."""
    markers = {(note.label, at) for note in source.footnotes for at in note.markers}
    reported = {(item.label, item.offset) for item in source.unresolved}
    offsets = {at for _, at in markers | reported}
    assert {at for _, at in _placed(reading)} <= offsets
    assert len(source.footnotes) == len(reading.notes)
    labels = {label for label, _ in reported}
    meant = {note.refers_to for note in source.footnotes}
    for place, note in enumerate(source.footnotes):
        assert note.markers or note.label in labels or place in meant, f"note {note.label!r} is lost"


def _placed(reading: Reading) -> Iterator[tuple[str, int]]:
    """The label and place of each mark that stands behind a word."""
    start = 0
    for block in reading.blocks:
        for mark in block.marks:
            assert 0 <= mark.offset <= len(block.text)
            if mark.offset:
                yield mark.label, start + mark.offset
        start += len(block.text) + len(BETWEEN_BLOCKS)
