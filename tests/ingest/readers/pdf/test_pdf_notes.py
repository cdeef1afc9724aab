"""Notes at the foot of PDF pages among what looks like them: powers, quotes, tables, feet; and how lines are joined."""

from __future__ import annotations

import pytest

from ingest.readers.pdf.pdf_reader import read_pdf
from tests.ingest.readers.pdf.test_pdf_reader import BODY, body, links, note, raised, source
from tests.pdfs import Word, lines, page, pdf

ENDED = [(90, 400, 12, "It ended."), raised(142, 400, "1")]
BEGAN = [(90, 400, 12, "It began."), raised(143, 400, "2")]
FIRST = note(100, "1", "Archive, box one.")


def row(y: float, *parts: str) -> str:
    """A line of 12 points as it is drawn; parts that begin with "^" are raised."""
    shown = (f"4.3 Ts /F1 8 Tf ({part[1:]}) Tj" if part[0] == "^" else f"0 Ts /F1 12 Tf ({part}) Tj" for part in parts)
    return f"BT 1 0 0 1 90 {y} Tm {' '.join(shown)} 0 Ts ET\n"


def full(*words: Word, drawing: str = "") -> str:
    """A page with text from its head to its middle, and ``words``."""
    return page(*lines(90, 700, 12, *(BODY[i % 3] for i in range(20))), *words, drawing=drawing)


@pytest.mark.parametrize(
    ("parts", "reads", "marked"),
    [
        (("It was 3 x 10", "^6", " tons.", "^6", " It held."), "It was 3 x 10⁶ tons. It held.", "tons."),
        (("Some 10", "^6", " tons", "^6", " came."), "Some 10⁶ tons came.", "tons"),
        (("Its R", "^6", " on 9 km", "^6", ".", "^6", " It held."), "Its R⁶ on 9 km⁶. It held.", "km⁶."),
        (("It has 9 km", "^6", " of land."), "It has 9 km of land.", "km"),
    ],
)
def test_a_power_is_no_mark_where_its_note_has_another(parts: tuple[str, ...], reads: str, marked: str) -> None:
    found = source(page(*body(), *note(100, "6", "Archive, box six."), drawing=row(642, *parts)))
    assert reads in found.text
    assert links(found) == [("6", marked, "Archive, box six.")]
    assert found.unresolved == ()


@pytest.mark.parametrize("dash", "-–")
def test_a_raised_range_marks_all_notes_that_it_spans(dash: str) -> None:
    notes = [f"Archive, box {i}." for i in range(1, 5)]
    foot = [word for i, item in enumerate(notes, start=1) for word in note(130 - 12 * i, str(i), item)]
    found = source(page(*body(), *foot, drawing=row(642, "It ended.", f"^1{dash}3", " It began.", "^4")))
    assert "It ended. It began." in found.text
    assert links(found) == [(f"{i}", "began." if i == 4 else "ended.", item) for i, item in enumerate(notes, start=1)]


def test_raised_ranges_and_lists_but_no_powers_find_notes_at_the_end() -> None:
    marked = page(*body(), drawing=row(642, "It failed", "^1, 2", ", 3 x 10", "^3", " times.", "^2-4", " It was so."))
    end = page((90, 700, 14, "References"), *lines(90, 660, 12, "1. A.", "2. B.", "3. C.", "4. D.", leading=2))
    found = source(marked, end)
    assert "It failed, 3 x 10³ times. It was so." in found.text
    assert [label for label, *_ in links(found)] == ["1", "2", "2", "3", "4"]
    assert found.unresolved == ()


@pytest.mark.parametrize("last", ["A note that ends.", "Box 7"])
def test_a_quote_set_small_above_the_notes_is_body(last: str) -> None:
    quote = lines(110, 150, 9, "We have seen no ships in this harbour for", "years, and the grain is gone.")
    second = full(*quote, raised(229, 139.2, "2", 9), *note(128, "2", "Letter of the envoy."))
    found = source(full(*ENDED, *note(100, "1", last)), second)
    assert "the grain is gone." in found.text
    assert links(found)[-1] == ("2", "gone.", "Letter of the envoy.")
    assert found.footnotes[0].text == last


@pytest.mark.parametrize(
    ("end", "rest", "more"), [("It goes", "on.", []), ("It ends.", "Box two.", note(78, "3", "Archive, box three."))]
)
def test_a_caption_above_the_notes_is_body_and_no_part_of_a_note(end: str, rest: str, more: list[Word]) -> None:
    below = [(90, 150, 9, "Figure 2. Ships in the harbour, 1994."), (90, 122, 9, rest)]
    second = full(*BEGAN, *below, *note(100, "2", "Archive, box two."), *more)
    found = source(full(*ENDED, *note(100, "1", end)), second)
    assert "Figure 2. Ships in the harbour, 1994." in found.text
    assert found.footnotes[0].text == f"{end} {rest}"


def test_a_note_runs_over_a_page_that_has_no_notes() -> None:
    pages = (
        full(*ENDED, *note(100, "1", "It goes")),
        full(*lines(90, 110, 9, "on and on, and")),
        full(*lines(90, 110, 9, "over to the last page."), *note(99, "2", "Box two")),
        full((90, 110, 9, "Figure 2. Ships in the harbour, 1994.")),
    )
    found = source(*pages)
    assert [footnote.text for footnote in found.footnotes] == [
        "It goes on and on, and over to the last page.",
        "Box two",
    ]
    assert "Figure 2. Ships in the harbour, 1994." in found.text


def test_notes_that_differ_in_numbers_alone_are_no_running_feet() -> None:
    def cited(i: int) -> str:
        marked = row(400, f"The envoy of {BODY[i % 3][:9]} wrote.", f"^{2 * i - 1}", " He left.", f"^{2 * i}")
        foot = [(90, 100, 9, f"{2 * i - 1}. Archive, {BODY[-i % 3][:9]}."), (90, 84, 9, f"{2 * i}. Ibid., p. {9 * i}.")]
        return full(*foot, (90, 50, 9, f"{i} Letters of the Mission"), (90, 38, 9, "2024 Report"), drawing=marked)

    found = source(*(cited(i) for i in range(1, 6)))
    assert [footnote.label for footnote in found.footnotes] == [f"{i}" for i in range(1, 11)]
    assert found.footnotes[3].text == "Ibid., p. 18."
    assert not any(word in found.text + found.footnotes[1].text for word in ("Mission", "Report"))
    assert found.unresolved == ()


def test_the_number_of_a_page_is_known_by_those_in_the_heads_of_the_others() -> None:
    def numbered(i: int) -> str:
        head = f"{1022 + i}      Letters of the Mission" if i % 2 else f"A Study in Paper      {1022 + i}"
        folio = (300, 70, 10, "1023") if i == 1 else (90, 750, 9, head)
        return full(folio, (90, 400, 12, f"It ended in {i}."), raised(158, 400, f"{i}"), *note(110, f"{i}", "Archive."))

    reading = read_pdf(pdf([numbered(i) for i in range(1, 6)]))
    assert [item.text for item in reading.notes] == ["Archive."] * 5
    assert "1023" in [each.text for each in reading.left_out]


def test_a_small_table_at_the_foot_of_a_page_is_no_note_and_what_goes_on_the_numbering_is_one() -> None:
    cells = [
        (x, y, 9, cell)
        for y, of_row in ((200, "8. 340 tons"), (188, "9. 341 tons"), (176, "10. 342 tons"))
        for x, cell in zip((90, 200, 300), of_row.split(), strict=True)
    ]
    marked = full(*FIRST, drawing=row(400, "It ended.", "^1", " It began.", "^7"))
    foot = [(90, 100, 9, "7. Archive, box seven."), (90, 100, 9, "8. Archive, box eight.")]
    found = source(marked, full(foot[0]), full(*cells), full(foot[1]))
    assert "8. 340 tons\n\n9. 341 tons" in found.text
    assert [(footnote.label, len(footnote.markers)) for footnote in found.footnotes] == [("1", 1), ("7", 1), ("8", 0)]
    assert [item.label for item in found.unresolved] == ["8"]


@pytest.mark.parametrize(("size", "heading"), [(9, "8. References"), (12, "References")])
def test_references_in_brackets_are_found_beside_a_note_with_the_same_number(size: float, heading: str) -> None:
    words = row(400, "So Smith [1] and others.", "^1", " Then [2] came.")
    marked = full(*note(100, "1", "See our site."), drawing=words)
    listed = lines(90, 480, size, "[1] Smith, A. The grain.", "[2] Jones, B. The harbour.", leading=2)
    found = source(marked, page(*body(), *body(650), *body(600), (90, 510, 12, heading), *listed))
    assert "So Smith and others. Then came." in found.text
    assert links(found) == [
        ("1", "Smith", "Smith, A. The grain."),
        ("1", "others.", "See our site."),
        ("2", "Then", "Jones, B. The harbour."),
    ]
    assert found.unresolved == ()


def test_a_list_in_small_print_that_nothing_cites_stays_as_it_is_and_a_note_without_its_mark_is_reported() -> None:
    listed = lines(90, 120, 9, "(1) Bread and grain.", "(2) Paper and ink.")
    small = lines(90, 120, 9, "It tells of the war until", "1995 and of peace.")
    cited = [full(*ENDED, (90, 100, 9, f"1. Archive, {box}.")) for box in ("bread", "salt")]
    found = source(*cited, full((90, 100, 9, "1. Archive, rice.")), full(*small, (90, 70, 9, "12")), full(*listed))
    assert "the war until 1995 and of peace.\n\n12\n\n" in found.text
    assert found.text.endswith("(1) Bread and grain.\n\n(2) Paper and ink.")
    assert [footnote.text for footnote in found.footnotes] == ["Archive, bread.", "Archive, salt.", "Archive, rice."]
    assert [item.label for item in found.unresolved] == ["1"]


@pytest.mark.parametrize(
    ("following", "reads"),
    [
        ("The ministry later denied it.", "annual. The ministry later denied it."),
        ("U.N. officials denied it.", "annual. U.N. officials denied it."),
        ("pdf and the rest.", "annual.pdf and the rest."),
        ("2019/Report.pdf.", "annual.2019/Report.pdf."),
        ("Report.pdf.", "annual.Report.pdf."),
    ],
)
def test_an_address_at_the_end_of_a_line_goes_on_or_ends_its_sentence(following: str, reads: str) -> None:
    found = source(page(*body(), *ENDED, *note(120, "1", "See https://www.example.org/annual.", following)))
    assert found.footnotes[0].text == f"See https://www.example.org/{reads}"


def test_dashes_at_the_end_of_a_line_stay_with_the_words_that_they_join() -> None:
    ends = (
        "from 1990-",
        "1995 and 2010–",
        "2015 the state—",
        "China and Paris–",
        "Berlin – he says –",
        "and we 5-",
        "x",
    )
    joined = "from 1990-1995 and 2010–2015 the state—China and Paris–Berlin – he says – and we 5- x"
    assert source(page(*lines(90, 700, 12, *ends))).text == joined
