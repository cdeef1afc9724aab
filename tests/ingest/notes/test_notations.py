"""Marks and notes as plain texts write them, in ways other than "[1]"."""

import pytest

from ingest.notes.footnotes import resolve
from ingest.readers.html.html_reader import read_html
from ingest.readers.text_reader import read_text
from retrieval.model import Source

BODY = "The council kept 38 ferries in 1904.{0} Most of them carried cattle{1}, and nobody asked why.\n\n"


def source(text: str) -> Source:
    return resolve(read_text(text), "s")


def hung(found: Source) -> list[tuple[str, str, list[str]]]:
    """Label and text of each note, with the last word before each of its markers."""
    return [(note.label, note.text, [found.text[:at].split()[-1] for at in note.markers]) for note in found.footnotes]


@pytest.mark.parametrize(
    ("marks", "notes"),
    [
        (
            ("\\1\\", "\\2\\"),
            "---------------\n\n    \\1\\ Ferry Act, sec. 4.\n    \\2\\ Order of May 3.\n---------------\n",
        ),
        (("[1]", "[2]"), "[Footnote 1: Ferry Act, sec. 4.]\n\n[Footnote 2: Order of May 3.]\n"),
        (("^[1]", "^[2]"), "   1. Ferry Act, sec. 4. \u21a9\ufe0e\n   2. Order of May 3. \u21a9\ufe0e\n"),
        ((" (1)", " (2)"), "(1) Ferry Act, sec. 4.\n\n(2) Order of May 3.\n"),
    ],
    ids=["GovInfo", "Project Gutenberg", "lynx", "French reviews"],
)
def test_marks_and_notes_of_each_notation(marks: tuple[str, str], notes: str) -> None:
    found = source("The Ferries\n\n" + BODY.format(*marks) + notes)
    assert hung(found) == [("1", "Ferry Act, sec. 4.", ["1904."]), ("2", "Order of May 3.", ["cattle"])]
    assert found.text == "The Ferries\n\n" + BODY.format("", "").strip()


def test_a_note_in_brackets_may_have_several_paragraphs_and_brackets_within() -> None:
    found = source(
        "The Ferries\n\n" + BODY.format("[1]", "") + "[Footnote 1: Ferry Act [of 1899].\n\nIt was repealed.]\n\n"
        "The rest of the ferries sank in the winter of 1917.\n"
    )
    assert hung(found) == [("1", "Ferry Act [of 1899]. It was repealed.", ["1904."])]
    assert found.text.endswith("The rest of the ferries sank in the winter of 1917.")


def test_the_second_mark_of_a_note_means_the_same_note() -> None:
    found = source("The Ferries\n\n" + BODY.format("^[1]", "^[1:1]") + "   1. Ferry Act, sec. 4.\n")
    assert hung(found) == [("1", "Ferry Act, sec. 4.", ["1904.", "cattle"])]


@pytest.mark.parametrize(
    "text",
    [
        (
            "The keeper must (1) lock the gate and (2) leave the key.\n\n(1) The gate is at the pier.\n\n(2) The "
            "key is big.\n"
        ),
        "See section 4(1) and section 4(2) of the Act.\n\n(1) The gate is at the pier.\n\n(2) The key is big.\n",
        "It fell (1).\n\n(2) The key is big.\n\n(3) The gate is at the pier.\n",
        "The path is C:\\1\\data, and that is all.\n",
    ],
)
def test_numbers_of_points_and_sections_are_no_marks(text: str) -> None:
    found = source("The Ferries\n\n" + text)
    assert (found.footnotes, "(1)" in found.text or "\\1\\" in found.text) == ((), True)


def test_numbers_in_parentheses_are_marks_in_web_pages_too() -> None:
    page = (
        "<html><body><article><p>Le bac a coul\u00e9 (1). On l\u2019a dit (2).</p><hr><p>(1) Roux, p. 3.</p>"
        "<p>(2) Lev\u00e9, p. 4.</p>"
    )
    found = resolve(read_html(page), "s")
    assert found.text == "Le bac a coul\u00e9. On l\u2019a dit."
    assert [(note.label, note.text) for note in found.footnotes] == [("1", "Roux, p. 3."), ("2", "Lev\u00e9, p. 4.")]
