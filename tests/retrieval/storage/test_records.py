"""What goes into the catalogue comes out of it as it was."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from retrieval.model import Footnote, Passage, Source
from retrieval.storage.records import pack_passage, pack_source, unpack_passage, unpack_source
from tests.strategies import passages, sources


def through_the_database(row: dict[str, Any]) -> dict[str, Any]:
    """``row`` as SQLite gives it back: the structure as JSON, the other columns as they are."""
    return {**row, "structure": json.loads(json.dumps(row["structure"]))}


@given(sources())
def test_a_source_comes_back_whole(source: Source) -> None:
    assert unpack_source(through_the_database(pack_source(source))) == source


@given(passages())
def test_a_passage_comes_back_whole(passage: Passage) -> None:
    assert unpack_passage(through_the_database(pack_passage(passage))) == passage


def test_the_note_that_a_note_means_comes_back_too() -> None:
    source = Source("s", "t", "text", footnotes=(Footnote("1", "Marsh 2007."), Footnote("2", "Ibid.", refers_to=0)))
    assert unpack_source(through_the_database(pack_source(source))) == source


def test_a_catalogue_from_before_notes_were_tied_can_be_read() -> None:
    row = through_the_database(pack_source(Source("s", "t", "text", footnotes=(Footnote("1", "Marsh 2007."),))))
    row["structure"]["footnotes"] = [note[:4] for note in row["structure"]["footnotes"]]
    assert unpack_source(row).footnotes == (Footnote("1", "Marsh 2007."),)
