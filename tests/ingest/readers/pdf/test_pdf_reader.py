"""PDFs: what stands on their pages is put in order, notes are tied by place and size, and harm is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ingest_errors import UnreadableSource
from ingest.notes.footnotes import resolve
from ingest.readers.pdf.pdf_reader import read_pdf
from ingest.reading import BlockKind
from retrieval.model import Source
from tests.pdfs import LOCKED, WIDTH, Word, lines, page, pdf

BODY = (
    "The mission wrote forty letters to the ministry in that year and",
    "received an answer to three of them, which the envoy kept in his",
    "house until the archive was moved to the capital in the spring",
)


def body(y: float = 700, *words: str) -> list[Word]:
    return lines(90, y, 12, *(words or BODY), ".") if not words else lines(90, y, 12, *words)


def raised(x: float, y: float, label: str, size: float = 12) -> Word:
    return (x, y + 0.36 * size, 0.66 * size, label)


def note(y: float, label: str, *words: str) -> list[Word]:
    return [raised(90, y, label, 9), *lines(98, y, 9, *words)]


def source(*pages: str) -> Source:
    return resolve(read_pdf(pdf(pages)), "s")


def links(found: Source) -> list[tuple[str, str, str]]:
    """Label, the words before the mark, and the note, in the order of the marks."""
    marks = sorted((at, footnote.label, footnote.text) for footnote in found.footnotes for at in footnote.markers)
    return [(label, found.text[:at].split()[-1], text) for at, label, text in marks]


def cited_page(number: int, word: str = "envoys") -> str:
    """A page whose third line ends in a word with a raised 1, and the note at its foot."""
    return page(
        *lines(90, 700, 12, *BODY),
        (90, 656.8, 12, f"and so it went with all the {word}."),
        raised(275 + 6 * (len(word) - 6), 656.8, "1"),
        (290, 656.8, 12, "Then came the war"),
        *note(120, "1", f"Archive, box {number}."),
        (300, 50, 10, str(number)),
    )


def test_a_raised_number_is_the_mark_of_the_note_at_the_foot_of_its_page() -> None:
    found = source(cited_page(1))
    assert links(found) == [("1", "envoys.", "Archive, box 1.")]
    assert "envoys. Then came the war" in found.text
    assert found.unresolved == ()


def test_numbering_begins_again_on_each_page_even_within_one_paragraph() -> None:
    found = source(*(cited_page(i) for i in (1, 2, 3)))
    assert [text for *_, text in links(found)] == ["Archive, box 1.", "Archive, box 2.", "Archive, box 3."]
    assert "war The mission" in found.text
    assert found.unresolved == ()


def test_a_note_runs_over_to_the_next_page() -> None:
    first = page(
        *body(),
        (90, 642, 12, "It ended there."),
        raised(171, 642, "1"),
        *note(80, "1", "A long note that does not end on this page but goes"),
    )
    second = page(*body(), *lines(90, 110, 9, "on here, where it ends."), *note(90, "2", "Not cited."))
    found = source(first, second)
    assert [footnote.text for footnote in found.footnotes] == [
        "A long note that does not end on this page but goes on here, where it ends.",
        "Not cited.",
    ]
    assert [item.label for item in found.unresolved] == ["2"]


def test_marks_stand_in_a_row_before_stops_and_as_signs() -> None:
    found = source(
        page(
            *body(),
            (90, 642, 12, "One claim"),
            raised(145, 642, "1, 2"),
            (160, 642, 12, ", and another*"),
            *note(120, "1", "First note."),
            *note(108, "2", "Second note."),
            (90, 96, 9, "* Third note."),
        )
    )
    assert links(found) == [
        ("1", "claim", "First note."),
        ("2", "claim", "Second note."),
        ("*", "another", "Third note."),
    ]
    assert "claim, and another" in found.text


def test_notes_as_large_as_the_text_are_told_by_their_raised_label() -> None:
    found = source(
        page(
            *body(),
            (90, 642, 12, "It ended."),
            raised(142, 642, "1"),
            raised(90, 200, "1"),
            (98, 200, 12, "A note as large."),
            (90, 185, 12, "It has two lines."),
        )
    )
    assert [footnote.text for footnote in found.footnotes] == ["A note as large. It has two lines."]
    assert links(found)[0][:2] == ("1", "ended.")


def test_notes_collected_at_the_end_are_tied_to_raised_marks() -> None:
    marked = page(
        *body(), (90, 642, 12, "It ended."), raised(142, 642, "1"), (160, 642, 12, "It began."), raised(214, 642, "2")
    )
    end = page((90, 700, 16, "Notes"), *lines(90, 660, 12, "1. Archive, box one.", "2. Archive, box two.", leading=2))
    assert links(source(marked, end)) == [("1", "ended.", "Archive, box one."), ("2", "began.", "Archive, box two.")]


def test_glued_marks_are_left_to_the_numbering_of_the_notes() -> None:
    found = source(
        page(
            *lines(90, 700, 12, *BODY, "which was the last of the missions.1 Then the war began."),
            *lines(90, 100, 9, "1. Archive, box one."),
        )
    )
    assert links(found) == [("1", "missions.", "Archive, box one.")]


def test_a_raised_number_without_a_note_is_reported_and_a_power_stays() -> None:
    found = source(
        page(
            *body(),
            (90, 642, 12, "It ended."),
            raised(142, 642, "7"),
            (160, 642, 12, "It has 5 m"),
            raised(217, 642, "2"),
            (225, 642, 12, "of land."),
        )
    )
    assert [item.label for item in found.unresolved] == ["7"]
    assert "It ended. It has 5 m² of land." in found.text


def test_running_heads_and_page_numbers_are_left_out_and_paragraphs_joined_across_pages() -> None:
    pages = [
        page(
            (90, 750, 9, "Letters of the Mission" if i % 2 else "A Study in Paper"),
            *lines(90, 700, 12, *BODY),
            (300, 40, 10, f"- {i} -"),
        )
        for i in range(1, 6)
    ]
    reading = read_pdf(pdf(pages))
    assert [block.text for block in reading.blocks] == [" ".join(" ".join(BODY) for _ in pages)]
    assert tuple(each.text for each in reading.left_out)[:2] == ("Letters of the Mission", "- 1 -")


def test_words_cut_by_a_hyphen_are_mended_and_compounds_keep_theirs() -> None:
    found = source(
        page(
            *lines(
                90,
                700,
                12,
                "A well-known author wrote of the ar-",
                "chive at length, and every well-",
                "known archive took notice of it, see https://a.example/some/",
                "where/else and all the rest",
            )
        )
    )
    assert found.text == (
        "A well-known author wrote of the archive at length, and every well-known archive took notice of it, "
        "see https://a.example/some/where/else and all the rest"
    )


def two_columns(*, head: str = "") -> str:
    left = [f"left {i} has enough words to fill up its line" for i in range(8)]
    right = [f"right {i} has enough words to fill its line" for i in range(8)]
    return page(
        (90, 740, 16, head),
        *lines(72, 700, 10, *left),
        *lines(320, 700, 10, *right),
        raised(488, 616, "1", 10),
        *note(90, "1", "A note below the left column."),
    )


def test_two_columns_are_read_one_after_the_other() -> None:
    found = source(two_columns(head="A Title Across Both Columns Of The Page"))
    text = found.text
    assert text.startswith("A Title Across Both Columns Of The Page\n\nleft 0")
    assert text.index("left 7") < text.index("right 0") < text.index("right 7")
    assert "line left 1" in text
    assert links(found) == [("1", "line", "A note below the left column.")]


def test_larger_and_bold_lines_are_headings_and_wide_gaps_make_rows() -> None:
    reading = read_pdf(
        pdf(
            [
                page(
                    (90, 740, 18, "A Study"),
                    (90, 722, 18, "in Paper"),
                    *body(690),
                    (90, 600, 12, "**Part one"),
                    *lines(90, 580, 12, *BODY),
                    *[(x, y, 12, f"cell {x}") for y in (500, 486) for x in (90, 200, 310)],
                    (90, 450, 12, "• a point"),
                )
            ]
        )
    )
    assert [(block.kind, block.text) for block in reading.blocks if block.kind is not BlockKind.PARAGRAPH] == [
        (BlockKind.HEADING, "A Study in Paper"),
        (BlockKind.HEADING, "Part one"),
        (BlockKind.ROW, "cell 90 cell 200 cell 310"),
        (BlockKind.ROW, "cell 90 cell 200 cell 310"),
        (BlockKind.ITEM, "a point"),
    ]
    assert reading.metadata.title == "A Study in Paper"


def test_indents_and_room_left_on_a_line_begin_paragraphs() -> None:
    found = source(
        page(
            *lines(90, 700, 12, *BODY, "and there it stayed."),
            *lines(104, 642.4, 12, "A new one,"),
            *lines(90, 628, 12, *BODY[1:]),
        )
    )
    assert [text[:10] for text in found.text.split("\n\n")] == ["The missio", "A new one,"]


def test_blackened_words_stay_in_their_place() -> None:
    boxes = "".join(f"{x} 640 8 11 re f " for x in (150, 158, 175))
    assert (
        "name was ██ █ and"
        in source(page(*body(), (90, 642, 12, "name was"), (190, 642, 12, "and more"), drawing=boxes)).text
    )


def test_the_info_dictionary_goes_before_the_xmp_packet_and_both_before_the_looks() -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        b'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:prism="http://prismstandard.org/namespaces/basic/3.0/">'
        b"<rdf:Description><dc:title><rdf:Alt><rdf:li>From XMP</rdf:li>"
        b"</rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>A. Lind</rdf:li><rdf:li>B. Moe</rdf:li></rdf:Seq>"
        b"</dc:creator><xmp:CreateDate>2022-03-04T00:00:00Z</xmp:CreateDate>"
        b"<prism:coverDate>2021-03-04</prism:coverDate></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    stream = b"<< /Type /Metadata /Length %d >>\nstream\n" % len(xmp) + xmp + b"\nendstream"
    large = page((90, 740, 18, "By Its Looks"), *body(690))
    of = {
        "info": read_pdf(pdf([large], info="/Title (From Info) /CreationDate (D:20200102)", extra=[stream])).metadata,
        "xmp": read_pdf(pdf([large], info="/Title (draft3.docx)", extra=[stream])).metadata,
        "looks": read_pdf(pdf([large], info="/Title (Microsoft Word - a) /CreationDate (D:20209999)")).metadata,
    }
    assert [(item.title, item.author, item.published) for item in of.values()] == [
        ("From Info", "A. Lind, B. Moe", "2021-03-04"),
        ("From XMP", "A. Lind, B. Moe", "2021-03-04"),
        ("By Its Looks", None, None),
    ]


def test_the_day_the_file_was_made_is_no_date_of_publication_and_a_line_that_is_a_date_is() -> None:
    info = "/CreationDate (D:20200102)"
    assert read_pdf(pdf([page(*body())], info=info)).metadata.published is None
    dated = page((90, 740, 18, "A Study"), (90, 715, 12, "14 December 2019"), *body(680))
    assert read_pdf(pdf([dated], info=info)).metadata.published == "2019-12-14"


def test_numbered_sections_of_a_paper_with_powers_are_no_notes() -> None:
    def section(y: float, number: int, power: str) -> list[Word]:
        return [
            *((90, y, 12, f"{number}. the words of part {number}"), *lines(90, y - 20, 12, *BODY)),
            *((90, y - 63.2, 12, "and the share was R"), raised(197, y - 63.2, power)),
            (215, y - 63.2, 12, "of it all, as the table shows."),
        ]

    found = source(page(*(word for i in range(1, 5) for word in section(860 - 150 * i, i, "32"[i % 2]))))
    assert (found.footnotes, found.unresolved) == ((), ())
    assert found.text.count("share was R² of it all") == 2


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_stamps_on_the_margin_are_left_out_and_turned_pages_are_turned_back(turn: int) -> None:
    stamp = "BT /F1 12 Tf 0 1 -1 0 40 300 Tm (a stamp) Tj ET\n"
    assert tuple(each.text for each in read_pdf(pdf([page(*body(), drawing=stamp)])).left_out) == ("a stamp",)
    matrix = {90: "0 1 -1 0 612 0", 180: "-1 0 0 -1 612 792", 270: "0 -1 1 0 0 792"}[turn]
    turned = f"{matrix} cm\n" + page(*lines(90, 500, 12, *BODY))
    assert read_pdf(pdf([turned], turn=turn)).blocks[0].text == " ".join(BODY)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf([page(*body())], encrypt=LOCKED), "is protected by a password"),
        (pdf([]), "has no pages"),
        (pdf(["BT ET\n" * 2_000_000]), "packed so tightly"),
        (pdf([f"q {WIDTH} 0 0 792 0 0 cm /Im Do Q"]), "pictures of pages and no text"),
        (pdf([""]), "holds no text"),
        (pdf([page(*body())])[:-40], "is cut off"),
        (b"%PDF-1.7\n%%EOF\n", "is damaged"),
        (b"%PDF-1.7\n" + bytes(200), "is cut off"),
        (pdf([page(*body())]).replace(b"/Kids [10 0 R] /Count 1", b"/Kids [10 0 R] /Count 100000"), "100,000 pages"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableSource, match=says):
        read_pdf(data)


def test_a_page_of_too_many_letters_is_refused() -> None:
    words = "".join(f"BT /F1 2 Tf 1 0 0 1 0 {i} Tm ({i * 'x' + 400 * 'y '}) Tj ET\n" for i in range(1, 400))
    with pytest.raises(UnreadableSource, match="Page 1 of this PDF holds more than"):
        read_pdf(pdf([words]))


def refusal(data: bytes) -> str | None:
    """What is said where ``data`` is refused; None where it is read, notes and all."""
    try:
        resolve(read_pdf(data), "s")
    except UnreadableSource as error:
        return str(error)
    return None


WHOLE = pdf([cited_page(1), two_columns(), cited_page(3)])


@given(st.integers(0, len(WHOLE)))
@settings(deadline=None)
def test_a_file_cut_off_anywhere_is_refused_in_a_sentence(end: int) -> None:
    said = refusal(WHOLE[:end])
    assert said.endswith(".") if said else not WHOLE[end:].strip()


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
@settings(deadline=None)
def test_a_damaged_file_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    assert (refusal(bytes(data)) or ".").endswith(".")


words = st.text(st.characters(codec="cp1252", exclude_categories=("C",)), min_size=1, max_size=12)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-50, 700), st.integers(-50, 900), st.sampled_from((0, 2, 6, 9, 12, 30)), words)),
        min_size=1,
        max_size=4,
    )
)
@settings(deadline=None)
def test_words_anywhere_on_the_page_are_read_or_refused(drawn: list[list[Word]]) -> None:
    data = pdf([page(*item) for item in drawn])
    said = refusal(data)
    assert (said or ".").endswith(".")
    for block in () if said else read_pdf(data).blocks:
        assert block.text == block.text.strip()
        assert all(0 <= mark.offset <= len(block.text) for mark in block.marks)


@pytest.mark.parametrize("place", [(1e39, 700, 12), (100, -1e39, 12), (100, 700, 1e39)])
def test_words_that_are_nowhere_are_left_out(place: tuple[float, float, float]) -> None:
    x, y, size = place
    drawn = (
        page((72, 700, 11, "What is on the page.")) + f"\nBT /F1 {size:f} Tf 1 0 0 1 {x:f} {y:f} Tm (Far away.) Tj ET"
    )
    drawn += f"\n0 g {1e39:f} 700 50 12 re f"
    assert [block.text for block in read_pdf(pdf([drawn])).blocks] == ["What is on the page."]
