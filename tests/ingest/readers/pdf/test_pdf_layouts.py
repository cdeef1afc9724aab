"""What tells the notes of a PDF besides raised figures: links, columns, margins, run-in labels, numbers of lines.

PDFs of real tools are read by ``make typesetters``; here the same things are drawn by hand.
"""

from __future__ import annotations

import pytest

from ingest.notes.footnotes import resolve
from ingest.readers.pdf.pdf_reader import read_pdf
from ingest.reading import Omission
from retrieval.model import Source
from tests.ingest.readers.pdf.test_pdf_notes import full, row
from tests.ingest.readers.pdf.test_pdf_reader import body, links, note, raised, source
from tests.pdfs import Word, lines, link, page, pdf

LEFT = ["The weavers of the upper valley", "kept their own count of looms and", "sent it to the county each spring"]
RIGHT = ["while those of the lower valley", "sent nothing at all, for they had", "no clerk among them who could write"]


def columns(y: float, *, rows: int = 9) -> list[Word]:
    """Two columns of lines that all but touch."""
    left = [LEFT[i % 3] for i in range(rows)]
    right = [RIGHT[i % 3] for i in range(rows)]
    return [*lines(90, y, 10, *left), *lines(262, y, 10, *right)]


def test_a_link_tells_the_note_of_a_mark_wherever_and_however_it_is_set() -> None:
    marked = page(*body(), drawing=row(642, "It ended.", "^ii", " It began."))
    notes = page(*lines(90, 700, 12, "i A first note that nothing cites.", "ii Archive, box two.", leading=2))
    annotation = link(135, 640, 142, 656, page=1, y=690)
    data = pdf([marked, notes], entries={0: f"/Annots [{annotation}]"})
    assert links(resolve(read_pdf(data), "s")) == [("ii", "ended.", "Archive, box two.")]


def test_a_link_to_a_heading_or_from_words_is_no_note() -> None:
    marked = page(*body(), drawing=row(642, "See part 2 and it ended."))
    heading = page((90, 700, 16, "2 Prices and Wages"), *body(670))
    data = pdf([marked, heading], entries={0: f"/Annots [{link(135, 640, 150, 656, page=1, y=720)}]"})
    found = resolve(read_pdf(data), "s")
    assert found.footnotes == ()
    assert "See part 2 and it ended." in found.text


def test_columns_stand_over_notes_of_the_full_width() -> None:
    foot = note(200, "1", "County Papers, vol. 9, no. 2, a note as wide as both of the columns above it together.")
    found = source(page(*columns(700), raised(232, 700 - 8 * 12, "1", 10), *foot))
    assert "each spring" in found.text.split("while those")[0]
    assert [label for label, *_ in links(found)] == ["1"]


def test_numbers_of_lines_are_left_out_and_labels_of_notes_are_not() -> None:
    words = [*LEFT, *RIGHT, *LEFT, *RIGHT]
    numbers = [
        (74 - 3.9 * len(str(i)), y, 7, str(i)) for i, (_, y, *_) in enumerate(lines(90, 700, 12, *words), start=1)
    ]
    reading = read_pdf(pdf([page(*lines(90, 700, 12, *words), *numbers)]))
    assert reading.blocks[0].text.startswith("The weavers of the upper valley kept their own count")
    assert [each.reason for each in reading.left_out] == [Omission.LINE_NUMBER] * 12
    ends = "".join(row(640 - 14 * i, f"It ended {i}.", f"^{i}") for i in range(1, 8))
    notes = [
        word for i in range(1, 8) for word in (raised(90, 300 - 12 * i, str(i), 9), (110, 300 - 12 * i, 9, "Ibid."))
    ]
    assert len(source(page(*body(), *notes, drawing=ends)).footnotes) == 7


def test_notes_in_the_margin_leave_the_text_whole() -> None:
    words = [LEFT[i % 3] for i in range(12)]
    margin = [
        raised(320, 688, "1", 8),
        *lines(326, 688, 8, "County Papers,", "vol. 9, no. 2,", "at the end of", "the first box."),
    ]
    found = source(page(*lines(90, 700, 12, *words), raised(261, 700, "1"), *margin))
    assert "upper valley kept their own" in found.text
    assert [text for *_, text in links(found)] == ["County Papers, vol. 9, no. 2, at the end of the first box."]


def test_notes_that_run_in_are_told_apart() -> None:
    marks = row(642, "It ended.", "^1", " It began.", "^2", " It went on.", "^3")
    foot = "BT 1 0 0 1 90 100 Tm 3 Ts /F1 6 Tf (1) Tj 0 Ts /F1 9 Tf ( Box one. ) Tj 3 Ts /F1 6 Tf (2) Tj 0 Ts /F1 9 Tf"
    foot += " ( Box two, see no. 4. ) Tj 3 Ts /F1 6 Tf (3) Tj 0 Ts /F1 9 Tf ( Box three.) Tj ET\n"
    found = source(page(*body(), drawing=marks + foot))
    assert [text for *_, text in links(found)] == ["Box one.", "Box two, see no. 4.", "Box three."]


@pytest.mark.parametrize("begins", ["2.5 of the licence says otherwise.", "§ 5.05(b)(1) says otherwise."])
def test_a_line_of_a_note_that_begins_like_a_label_begins_none(begins: str) -> None:
    marks = row(400, "It ended.", "^1", " It began.", "^2")
    found = source(full(*note(120, "1", "The parties rely on", begins), *note(90, "2", "Box two."), drawing=marks))
    assert [text for *_, text in links(found)] == [f"The parties rely on {begins}", "Box two."]


def test_a_rule_of_dashes_is_neither_text_nor_note() -> None:
    marks = row(400, "It ended.", "^1")
    found = source(full((90, 130, 12, "——————"), *note(110, "1", "Box one."), drawing=marks))
    assert "—" not in found.text
    assert [text for *_, text in links(found)] == ["Box one."]


def test_a_note_that_says_that_it_is_continued_is_one() -> None:
    first = full(*note(110, "1", "There has been a split. (continued...)"), drawing=row(400, "It ended.", "^1"))
    second = full(
        *note(110, "1", "(...continued) See the report."), *note(90, "2", "B."), drawing=row(400, "So.", "^2")
    )
    found = source(first, second)
    assert [text for *_, text in links(found)] == ["There has been a split. See the report.", "B."]


def test_two_numberings_on_one_page_are_tied_in_their_order() -> None:
    marks = row(642, "It ended.", "^1", " It began.", "^2") + row(600, "It rose.", "^1", " It fell.", "^2")
    foot = [word for i, label in enumerate("1212") for word in note(130 - 12 * i, label, f"Box {i}.")]
    assert [text for *_, text in links(source(page(*body(), *foot, drawing=marks)))] == [f"Box {i}." for i in range(4)]


def test_two_marks_side_by_side_and_a_further_mark_of_an_earlier_note() -> None:
    foot = [word for i in (1, 2, 3) for word in note(130 - 12 * i, str(i), f"Box {i}.")]
    first = page(*body(), *foot, drawing=row(642, "It ended.", "^12", " It began.", "^3"))
    second = full(*note(100, "4", "Box 4."), drawing=row(400, "It rose.", "^4", " It fell.", "^2"))
    found = source(first, second)
    assert [(label, word) for label, word, _ in links(found)] == [
        ("1", "ended."),
        ("2", "ended."),
        ("3", "began."),
        ("4", "rose."),
        ("2", "fell."),
    ]


def test_brackets_on_the_line_are_marks_and_powers_are_not() -> None:
    foot = lines(90, 120, 9, "[1] Box one.", "[2] Box two.")
    found = source(full(*foot, drawing=row(400, "It has 9 m", "^2", " of land.[1] It ended.[2]")))
    assert "It has 9 m² of land. It ended." in found.text
    assert [text for *_, text in links(found)] == ["Box one.", "Box two."]


def test_a_lowered_figure_stays_in_its_word_though_it_is_as_large() -> None:
    drawing = "BT 1 0 0 1 90 642 Tm /F1 12 Tf (The CO) Tj -5 Ts /F1 11.8 Tf (2) Tj 0 Ts /F1 12 Tf ( of it.) Tj ET\n"
    assert "The CO2 of it." in source(page(*body(), drawing=drawing)).text


def test_pages_and_their_printed_labels_are_known() -> None:
    pages = [full(*note(100, "1", "Box."), drawing=row(400, "It ended.", "^1")), page(*body())]
    data = pdf(pages, catalog="/PageLabels << /Nums [0 << /S /r /St 4 >>] >>")
    found: Source = resolve(read_pdf(data), "s")
    assert next((found.text[at:][:3], page.number, page.label) for at, page in found.pages) == ("The", 1, "iv")
    assert [page.label for _, page in found.pages] == ["iv", "v"]
    assert found.footnotes[0].page == (1, "iv")
    assert found.cite(1, len(found.text) - 5, len(found.text)).page == (2, "v")
