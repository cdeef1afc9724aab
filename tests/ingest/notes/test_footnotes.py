"""Marks and Notes: each mark finds its one Note, or it is reported; so is a Note that no mark finds."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from ingest.notes.footnotes import resolve
from ingest.reading import Block, BlockKind, Mark, Metadata, Note, Reading
from retrieval.model import Section, Source, Unresolved
from tests.strategies import readings


def reading(*parts: Block | Note) -> Reading:
    """Blocks and Notes in the order in which they stand on the page."""
    blocks = tuple(part for part in parts if isinstance(part, Block))
    notes: list[Note] = []
    before = 0
    for part in parts:
        if isinstance(part, Block):
            before += 1
        else:
            notes.append(Note(part.label, part.text, part.urls, part.target, before))
    return Reading("text", blocks, tuple(notes))


def paragraph(text: str) -> Block:
    """A Block from words in which ``{1}`` is a mark, ``{1|key}`` one with a key."""
    words, marks = "", list[Mark]()
    for piece in text.split("{"):
        mark, closed, rest = piece.rpartition("}")
        if closed:
            label, _, target = mark.partition("|")
            marks.append(Mark(len(words), label, target or None))
        words += rest
    return Block(BlockKind.PARAGRAPH, words, tuple(marks))


def hung(source: Source) -> list[tuple[str, list[str]]]:
    """Each note's text with the last word before each of its markers."""
    return [(note.text, [source.text[:at].split()[-1] for at in note.markers]) for note in source.footnotes]


def test_a_mark_goes_to_the_note_with_its_key_whatever_its_label() -> None:
    source = resolve(
        reading(paragraph("Uno{1|b} due{2|a}"), Note("1", "first", target="a"), Note("2", "second", target="b")), "s"
    )
    assert hung(source) == [("first", ["due"]), ("second", ["Uno"])]
    assert source.unresolved == ()


def test_a_key_that_no_note_has_falls_back_on_the_labels_of_notes_without_one() -> None:
    keyed, loose = Note("1", "first", target="a"), Note("1", "second")
    source = resolve(reading(paragraph("Uno{1|gone}"), keyed, loose), "s")
    assert hung(source) == [("first", []), ("second", ["Uno"])]


def test_a_mark_whose_key_no_note_has_is_not_tied_to_a_note_that_others_lead_to() -> None:
    source = resolve(reading(paragraph("Uno{1|gone} due{1|a}"), Note("1", "first", target="a")), "s")
    assert (hung(source), [mark.label for mark in source.unresolved]) == ([("first", ["due"])], ["1"])


def test_a_note_that_a_note_alone_cites_is_tied_to_that_one() -> None:
    source = resolve(reading(paragraph("Uno{1}"), Note("1", "first[2]"), Note("2", "second")), "s")
    assert (source.unresolved, source.meant_by(source.footnotes[0])) == ((), source.footnotes[1])


def test_of_two_notes_with_one_key_the_first_counts_and_the_other_is_reported() -> None:
    source = resolve(
        reading(paragraph("Uno{1|a}"), Note("1", "first", target="a"), Note("1", "again", target="a")), "s"
    )
    assert hung(source) == [("first", ["Uno"]), ("again", [])]
    assert source.unresolved == (Unresolved("1", len("Uno")),)


def test_numbering_that_restarts_with_each_page() -> None:
    source = resolve(
        reading(
            paragraph("Uno{1} due{2}"),
            *(Note("1", "page one, first"), Note("2", "page one, second")),
            paragraph("Tre{1}"),
            paragraph("quattro{2}"),
            *(Note("1", "page two, first"), Note("2", "page two, second")),
        ),
        "s",
    )
    assert hung(source) == [
        ("page one, first", ["Uno"]),
        ("page one, second", ["due"]),
        ("page two, first", ["Tre"]),
        ("page two, second", ["quattro"]),
    ]
    assert source.unresolved == ()


def test_a_mark_behind_all_notes_goes_to_the_last_one_with_its_label() -> None:
    source = resolve(reading(Note("1", "old"), Note("1", "new"), paragraph("Uno{1}")), "s")
    assert hung(source) == [("old", []), ("new", ["Uno"])]


def test_a_note_cited_often_keeps_every_place() -> None:
    source = resolve(reading(paragraph("Uno{1} due{1}"), paragraph("tre{1}"), Note("1", "it")), "s")
    assert hung(source) == [("it", ["Uno", "due", "tre"])]


def test_orphans_on_either_side_are_reported_where_they_stand() -> None:
    source = resolve(
        reading(paragraph("Uno{1} due{7}"), Note("9", "never cited"), paragraph("tre"), Note("1", "x")), "s"
    )
    assert source.unresolved == (Unresolved("7", len("Uno due")), Unresolved("9", len("Uno due\n\n")))


@pytest.mark.parametrize(("stated", "expected"), [(None, "Fallback"), ("Stated", "Stated")])
def test_title(stated: str | None, expected: str) -> None:
    found = Reading("text", (paragraph("Uno"),), metadata=Metadata(title=stated))
    assert resolve(found, "s", "Fallback").title == expected


def test_sections_run_from_heading_to_heading_and_to_the_end() -> None:
    source = resolve(
        reading(
            paragraph("Before"),
            Block(BlockKind.HEADING, "One"),
            paragraph("a"),
            Block(BlockKind.HEADING, "Two"),
            paragraph("b"),
        ),
        "s",
    )
    assert source.sections == (Section("One", 8, 16), Section("Two", 16, 22))
    assert source.text == "Before\n\nOne\n\na\n\nTwo\n\nb"


@given(readings())
def test_every_mark_resolves_to_exactly_one_note_or_is_reported(drawn: Reading) -> None:
    source = resolve(drawn, "s")
    marks = sum(len(block.marks) for block in drawn.blocks)
    uncited = sum(not note.markers for note in source.footnotes)
    assert marks + uncited == sum(len(note.markers) for note in source.footnotes) + len(source.unresolved)
    places = Counter(at for note in source.footnotes for at in note.markers)
    assert max(places.values(), default=1) == 1
    assert [(note.label, note.text) for note in source.footnotes] == [(n.label, n.text) for n in drawn.notes]


@given(readings())
def test_markers_stand_right_behind_the_words_that_the_marks_stood_behind(drawn: Reading) -> None:
    source = resolve(drawn, "s")
    starts = [source.text.index(drawn.blocks[0].text)]
    for before, block in zip(drawn.blocks, drawn.blocks[1:], strict=False):
        starts.append(starts[-1] + len(before.text) + 2)
        assert source.text.startswith(block.text, starts[-1])
    at = {start + mark.offset for start, block in zip(starts, drawn.blocks, strict=True) for mark in block.marks}
    reported = {item.offset for item in source.unresolved}
    assert {offset for note in source.footnotes for offset in note.markers} <= at
    assert at <= {offset for note in source.footnotes for offset in note.markers} | reported


def test_notes_that_cite_only_each_other_are_reported() -> None:
    source = resolve(reading(paragraph("Uno{1}"), Note("1", "first"), Note("2", "see[3]"), Note("3", "see[2]")), "s")
    assert [note.label for note in source.unresolved] == ["2", "3"]
