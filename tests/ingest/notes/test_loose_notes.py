"""Notes in running text without links: every note found, hung on the right words, and out of the body."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parse import parse
from retrieval.model import Source
from tests.footnoted import Footnoted, Layout, footnoted, found_in

PROSE = "There was a sentence with more than eight words in it."
LAYOUTS = [pytest.param(layout, id=layout.name.lower()) for layout in Layout if layout is not Layout.LINKED]


def read(*paragraphs: str) -> Source:
    source, _ = parse("\n\n".join(["A Title", *paragraphs]).encode(), "page.txt", "page")
    return source


def hung(source: Source) -> list[tuple[str, str, list[str]]]:
    """Label and text of each note, with the last word before each of its markers."""
    return [(note.label, note.text, [source.text[:at].split()[-1] for at in note.markers]) for note in source.footnotes]


def body(source: Source) -> list[str]:
    """The paragraphs below the title."""
    return source.text.split("\n\n")[1:]


def reported(source: Source) -> list[tuple[str, str]]:
    """Label of what is unresolved, with the last word before it."""
    return [(item.label, source.text[: item.offset].split()[-1]) for item in source.unresolved]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=60)
@given(data=st.data())
def test_the_truth_of_a_page_comes_out(layout: Layout, data: st.DataObject) -> None:
    truth = data.draw(footnoted(layout))
    source, _ = parse(truth.page.encode(), "page.txt", "page")
    assert found_in(source) == truth.notes
    assert source.text == truth.text
    assert source.unresolved == ()


@settings(max_examples=40)
@given(
    st.sampled_from(
        [layout for layout in Layout if layout not in (Layout.LINKED, Layout.AFTER, Layout.REPEATED)]
    ).flatmap(lambda layout: st.lists(footnoted(layout), min_size=2, max_size=3))
)
def test_chapters_that_each_begin_at_1_keep_their_own_notes(chapters: list[Footnoted]) -> None:
    source, _ = parse("\n\n".join(chapter.page for chapter in chapters).encode(), "page.txt", "page")
    assert source.text == "\n\n".join(chapter.text for chapter in chapters)
    starts = [0, *(len("\n\n".join(c.text for c in chapters[:i])) + 2 for i in range(1, len(chapters)))]
    expected = [
        (note.label, note.text, tuple(at + start for at in note.markers))
        for start, chapter in zip(starts, chapters, strict=True)
        for note in chapter.notes
    ]
    assert [tuple(note) for note in found_in(source)] == expected
    assert source.unresolved == ()


def test_a_note_cited_twice() -> None:
    source = read(f"Uno.[1] Due.[2] {PROSE}[1]", "[1] first", "[2] second")
    assert hung(source) == [("1", "first", ["Uno.", "it."]), ("2", "second", ["Due."])]


@pytest.mark.parametrize("marks", ["[1][2]", "[1, 2]", "[1] [2]", "¹ ²", "¹,²"])
def test_two_notes_in_one_place(marks: str) -> None:
    source = read(f"Uno.{marks} {PROSE}", *(("[1] first", "[2] second") if "[" in marks else ("¹ first", "² second")))
    assert hung(source) == [("1", "first", ["Uno."]), ("2", "second", ["Uno."])]
    assert body(source) == [f"Uno. {PROSE}"]


@pytest.mark.parametrize("heading", ["Notes", "Footnotes:", "NOTES AND REFERENCES", "Endnotes"])
def test_the_heading_above_the_notes_goes_with_them(heading: str) -> None:
    source = read(f"Uno.[1] {PROSE}", heading, "[1] first")
    assert (hung(source), body(source)) == ([("1", "first", ["Uno."])], [f"Uno. {PROSE}"])


def test_a_note_may_go_on_for_paragraphs() -> None:
    source = read(f"Uno.[1] Due.[2] {PROSE}", "[1] first", f"More. {PROSE}", "[2] second")
    assert hung(source) == [("1", f"first\n\nMore. {PROSE}", ["Uno."]), ("2", "second", ["Due."])]


@pytest.mark.parametrize("uncited", ["1", "2", "3"])
def test_a_note_that_nothing_cites_is_a_note_and_is_reported(uncited: str) -> None:
    marks = " ".join(f"Word{n}.[{n}]" for n in "123" if n != uncited)
    source = read(f"{marks} {PROSE}", *(f"[{n}] This is note {n}, and it is as long as a sentence." for n in "123"))
    assert [label for label, _, _ in hung(source)] == ["1", "2", "3"]
    assert [label for label, _, places in hung(source) if not places] == [uncited]
    assert reported(source) == [(uncited, "it.")]


def test_a_mark_that_no_note_answers_is_out_of_the_words_and_reported() -> None:
    source = read(f"Uno.[1] Due.[2] Tre.[3] {PROSE}", "[1] first", "[2] second")
    assert body(source) == [f"Uno. Due. Tre. {PROSE}"]
    assert reported(source) == [("3", "Tre.")]


def test_marks_whose_notes_were_cut_off_are_reported() -> None:
    source = read(f"Uno.[1] Due.[2] {PROSE}[1]")
    assert body(source) == [f"Uno. Due. {PROSE}"]
    assert reported(source) == [("1", "Uno."), ("2", "Due."), ("1", "it.")]


@pytest.mark.parametrize(
    "words", ["See [2001] 1 AC 45.", "He took it [sic] home.", "x[1] = y[2]", "Call f[0].", "As in a.[7]"]
)
def test_brackets_that_are_no_marks_stay(words: str) -> None:
    source = read(PROSE, words)
    assert (body(source), source.unresolved) == ([PROSE, words], ())


@pytest.mark.parametrize(("mark", "note"), [("[{}]", "[{}] "), ("{}", "{}. "), ("{}", "{} ")])
def test_numbered_points_in_the_body_are_no_notes(mark: str, note: str) -> None:
    points = ["1. Apples are red.", "2. Pears are not.", "3. Plums are blue."]
    source = read(
        f"{PROSE}{mark.format(1)} Three things:",
        *(points[0], points[1] + mark.format(2), points[2]),
        f"Afterwards nothing was left. {PROSE}",
        *(note.format(1) + "first", note.format(2) + "second"),
    )
    assert hung(source) == [("1", "first", ["it."]), ("2", "second", ["not."])]
    assert body(source) == [f"{PROSE} Three things:", *points, f"Afterwards nothing was left. {PROSE}"]


def test_notes_below_their_paragraphs_with_body_that_cites_nothing_between() -> None:
    first = " ".join(f"Sentence {'x' * n}.[{n}]" for n in range(1, 11))
    source = read(first, *(f"[{n}] note {n}" for n in range(1, 11)), PROSE, f"{PROSE}[11]", "[11] note 11", PROSE)
    assert body(source)[1:] == [PROSE, PROSE, PROSE]
    assert [(label, len(places)) for label, _, places in hung(source)] == [(str(n), 1) for n in range(1, 12)]


def test_what_follows_the_notes_stays_though_it_is_no_prose() -> None:
    appendix = ["Appendix: looms by shed", "Shed | Looms | Master", "Upper | 64 | Ola Ness", "第三章 水车与织机"]
    page = "\n\n".join(["A Title", f"Uno.[1] {PROSE}", "[1] first", *appendix])
    source, reading = parse(page.encode(), "page.txt", "page")
    assert body(source) == [f"Uno. {PROSE}", *appendix]
    assert reading.left_out == ()


def test_what_follows_the_notes_and_says_something_stays() -> None:
    assert body(read(f"Uno.[1] {PROSE}", "[1] first", "An afterword", PROSE)) == [
        f"Uno. {PROSE}",
        "An afterword",
        PROSE,
    ]


def test_lines_wrapped_by_a_machine() -> None:
    lines = [
        "A Title",
        "",
        *[f"Uno.[1] {PROSE}", "and more of it that goes on and on"] * 4,
        "",
        "- [1]",
        "  first",
        "  again",
    ]
    source, _ = parse("\n".join(lines).encode(), "page.txt", "page")
    assert [(note.label, note.text, len(note.markers)) for note in source.footnotes] == [("1", "first again", 4)]
    assert "[" not in source.text


def test_a_number_glued_to_a_citation_further_up_does_not_take_a_note_with_its_body_along() -> None:
    source = read(
        f"He cited rules (as amended);12 CFR Part 235. {PROSE}",
        *(f"Word{n}.{n} {PROSE}" for n in range(9, 12)),
        *(f"{n} note {n}" for n in range(9, 12)),
        f"It went on,12 as it must. {PROSE}",
        "12 note 12",
    )
    assert [(label, text) for label, text, _ in hung(source)] == [(str(n), f"note {n}") for n in range(9, 13)]
    assert hung(source)[-1][2] == ["on,"]


@pytest.mark.parametrize("alone", ["[2]", "[1] [2]", "²"])
def test_marks_alone_in_a_paragraph_hang_on_the_one_before(alone: str) -> None:
    form = "{}" if alone == "²" else "[{}]"
    first, second = (form.format(mark) for mark in ("¹²" if alone == "²" else "12"))
    source = read(f"Uno.{first} {PROSE}", alone, f"Due. {PROSE}", f"{first} first", f"{second} second")
    assert body(source) == [f"Uno. {PROSE}", f"Due. {PROSE}"]
    assert hung(source)[1] == ("2", "second", ["it."])
    assert source.unresolved == ()


def test_an_excerpt_may_skip_dozens_of_notes() -> None:
    source = read(f"Uno.1 {PROSE}", "1 first", f"Due.2 {PROSE}", "2 second", f"Tre.58 {PROSE}", "58 third")
    assert [label for label, _, _ in hung(source)] == ["1", "2", "58"]


def test_a_paper_s_sections_are_no_notes_for_the_sake_of_its_powers() -> None:
    sections = [
        f"{n}. the {n}th part\n\nHere x{power} is the share. {PROSE}" for n, power in enumerate("²³²³²³", start=1)
    ]
    source = read(*sections)
    assert (source.footnotes, source.unresolved) == ((), ())
    assert "4. the 4th part" in source.text


@pytest.mark.parametrize("count", [4000])
def test_many_notes_take_no_longer_than_they_must(count: int) -> None:
    source = read(
        " ".join(f"Word{'x' * (n % 7)}.{n} And so." for n in range(1, count + 1) if n < 1000),
        *(f"{n}. note" for n in range(1, count + 1)),
    )
    assert len([note for note in source.footnotes if note.markers]) == 999


def book(names: tuple[str, str], label: str) -> Source:
    """Two chapters whose notes are collected behind both, under these names."""
    one, two, three = (label.format(n) for n in (1, 2, 3))
    return read(
        "Part One",
        f"Steel exports fell by half in the year 2020.{one} They rose again in the next year.{two}",
        "Part Two",
        f"Bread was scarce in all of the towns.{one} The state paid for it.{two} So it did for long.{three}",
        "Notes",
        names[0],
        *(f"{mark or number} {words}" for mark, number, words in ((one, "1.", "Customs data."), (two, "2.", "Ibid."))),
        names[1],
        *(f"{one} Bread Board.", f"{two} Id. at 5.", f"{three} Baker."),
        "About the Author",
        PROSE,
    )


@pytest.mark.parametrize("names", [("Part One", "Part Two"), ("To the First", "To the Second")])
def test_notes_collected_chapter_by_chapter_at_the_end_go_to_their_own_chapter(names: tuple[str, str]) -> None:
    found = book(names, "[{}]")
    assert hung(found) == [
        ("1", "Customs data.", ["2020."]),
        ("2", "Ibid.", ["year."]),
        ("1", "Bread Board.", ["towns."]),
        ("2", "Id. at 5.", ["it."]),
        ("3", "Baker.", ["long."]),
    ]
    assert found.footnotes[1].refers_to == 0
    assert (found.unresolved, body(found)[-2:]) == ((), ["About the Author", PROSE])


def test_a_chapter_s_mark_without_its_note_is_not_tied_to_that_of_another() -> None:
    found = read(
        *("Part One", "It fell.[1] It rose.[2] It stayed.[3]", "Part Two", "There was bread.[1] It was paid.[2]"),
        *("Notes", "Part One", "[1] First.", "[2] Second.", "Part Two", "[1] Third.", "[2] Fourth."),
    )
    assert [(note.text, len(note.markers)) for note in found.footnotes] == [
        *(("First.", 1), ("Second.", 1), ("Third.", 1), ("Fourth.", 1))
    ]
    assert reported(found) == [("3", "stayed.")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("In towns [1], [2]. It", ("In towns. It", "1 2")),
        ("They differ [1]\u2013[3] here", ("They differ here", "1 2 3")),
        ("They differ [1-3] here", ("They differ here", "1 2 3")),
        ("They differ [1, 3-4] here", ("They differ here", "1 3 4")),
        ("They differ.\u00b9\u2013\u00b3 It", ("They differ. It", "1 2 3")),
        ("It said [1990-2020] here", ("It said [1990-2020] here", "")),
    ],
)
def test_several_notes_at_one_word(words: str, expected: tuple[str, str]) -> None:
    notes = [f"[{n}] {name}." for n, name in enumerate(("Ann", "Bo", "Cleo", "Dag"), 1)]
    found = read(f"{words} is more.", "And again.[1] [2][3] [4]", *notes)
    first = len("A Title\n\n") + len(f"{expected[0]} is more.")
    assert body(found) == [f"{expected[0]} is more.", "And again."]
    assert " ".join(note.label for note in found.footnotes if note.markers[0] < first) == expected[1]


def test_notes_in_roman_numbers() -> None:
    labels = ("i", "ii", "iii", "iv", "v")
    found = read(
        " ".join(f"Sentence {name}.[{name}]" for name in labels), *(f"[{name}] Note {name}." for name in labels)
    )
    assert hung(found) == [(name, f"Note {name}.", [f"{name}."]) for name in labels]
