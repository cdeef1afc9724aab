"""What looks wrong about a reading is said in a sentence, and what is as it should be is not."""

from __future__ import annotations

import pytest

from ingest.losses.doubts import doubts
from ingest.notes.footnotes import resolve
from ingest.reading import Block, BlockKind, LeftOut, Mark, Note, Omission, Reading

WORDS = "The weavers of the valley wrote to the county in the spring of that year. " * 12


def said(reading: Reading) -> str:
    return " ".join(doubts(resolve(reading, "looms"), reading))


def reading(*notes: Note, **parts: object) -> Reading:
    marks = tuple(Mark(len(WORDS.rstrip()), note.label) for note in notes)
    text = WORDS + "".join(note.label + note.text for note in notes)
    given = {"extracted": text, "notes": notes} | parts
    return Reading("pdf", (Block(BlockKind.PARAGRAPH, WORDS.rstrip(), marks),), **given)  # type: ignore[arg-type]


def test_a_document_that_was_read_whole_raises_no_doubts() -> None:
    assert said(reading(Note("1", "County Papers, vol. 9."))) == ""


@pytest.mark.parametrize(
    ("doubtful", "sentence"),
    [
        (
            reading(left_out=(LeftOut(Omission.RUNNING_HEAD, "x" * 900),), extracted=WORDS + "x" * 900),
            "left out, most as running head",
        ),
        (reading(Note("1", "word " * 2_000)), "Note 1 has 10,000 characters"),
        (reading(scans=(3,)), "Page 3 is a picture without text. Run text recognition (OCR)"),
        (reading(scans=tuple(range(1, 12))), "Pages 1, 2, 3, 4, 5, 6, 7, 8 … are pictures"),
        (reading(unreadable=90), "of the letters cannot be told"),
        (reading(extracted=WORDS + "An appendix that stands nowhere."), "letters of the file were not read"),
    ],
)
def test_what_looks_wrong_is_said(doubtful: Reading, sentence: str) -> None:
    assert sentence in said(doubtful)


def test_marks_without_notes_are_counted() -> None:
    marks = tuple(Mark(20, str(n)) for n in range(1, 6))
    lonely = Reading("pdf", (Block(BlockKind.PARAGRAPH, WORDS.rstrip(), marks),), extracted=WORDS + "12345")
    assert "5 of 5 marks and notes lack the other half" in said(lonely)
