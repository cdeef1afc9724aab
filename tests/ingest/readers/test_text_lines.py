"""Lines broken at a width are one paragraph, those broken on purpose are not."""

from ingest.readers.text_lines import Paragraph, paragraphs

WRAPPED = (
    "The council of the island kept thirty-eight ferries in the year\n"
    "of the great frost, and most of them carried cattle to the town\n"
    "on the other side of the sound."
)


def words(text: str) -> list[str]:
    return [paragraph.words for paragraph in paragraphs(text)]


def test_few_lines_are_joined_where_the_next_word_would_not_have_fitted() -> None:
    assert words(WRAPPED) == [WRAPPED.replace("\n", " ")]


def test_a_long_line_says_that_lines_are_paragraphs() -> None:
    long = (
        "A paragraph that is written on one line, as long as it takes, and that no width of any screen has ever broken."
    )
    assert words(f"{long}\n{WRAPPED}") == [long, *WRAPPED.split("\n")]


def test_what_hangs_below_a_label_goes_on_with_it() -> None:
    assert words("[1] Lind, *Ferries*.\n    https://a.example/1.\n[2] Ek.") == [
        "[1] Lind, *Ferries*. https://a.example/1.",
        "[2] Ek.",
    ]


def test_the_lines_of_a_verse_stay() -> None:
    verse = "The ferry sank,\nThe captain drank,\nThe cattle swam ashore."
    assert words("\n\n".join([WRAPPED] * 4 + [verse]))[-3:] == verse.split("\n")


def test_rules_are_no_words_and_make_headings_of_what_they_underline() -> None:
    text = "The Ferries\n===========\n\nFirst.\n\n------------------\n\n* * *\n\nSecond.\nA. Part\n-------\nThird.\n"
    assert list(paragraphs(text)) == [
        Paragraph("The Ferries", is_heading=True),
        Paragraph("First."),
        Paragraph("Second."),
        Paragraph("A. Part", is_heading=True),
        Paragraph("Third."),
    ]


def test_tables_with_and_without_bars_are_rows() -> None:
    grid = "+-------+-------+\n| Ferry | Trips |\n|=======|=======|\n| Gerda | 1,204 |\n+-------+-------+\n"
    columns = "  Ferry     Trips\n  --------- ----------\n  Gerda     1,204\n"
    for table in (grid, columns):
        assert list(paragraphs(table)) == [
            Paragraph("Ferry | Trips", is_row=True),
            Paragraph("Gerda | 1,204", is_row=True),
        ]
