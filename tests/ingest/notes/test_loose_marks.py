"""Marks in the words themselves: what is one, which of many is the one, and what stays when they are cut out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.notes.loose_marks import MarkCandidate, candidates, choose, cut_out, cut_repeats
from ingest.reading import Block, BlockKind, Mark, Note
from tests.strategies import blocks, paragraphs


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def labels(text: str) -> list[str]:
    return [candidate.label for candidate in candidates([paragraph(text)])]


def marked(text: str, *wanted: str) -> str:
    """``text`` with the marks of the notes ``wanted`` shown as ``{label}``."""
    body = [paragraph(text)]
    block = cut_out(body[0], choose(candidates(body), [Note(label, "n", place=1) for label in wanted]))
    shown, position = "", 0
    for mark in block.marks:
        shown += f"{block.text[position : mark.offset]}{{{mark.label}}}"
        position = mark.offset
    return shown + block.text[position:]


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("fell to 46.1 As of", "1", "fell to 46.{1} As of"),
        ("fell to 46.1", "1", "fell to 46.{1}"),
        ("fell to 46.12 “As of", ["12"], "fell to 46.{12} “As of"),
        ("fell to 46.1 東京 said", "1", "fell to 46.{1} 東京 said"),
        ("avoiding it. 2 The term", "2", "avoiding it.{2} The term"),
        ("the missions1 were,2 he said,3 closed", "123", "the missions{1} were,{2} he said,{3} closed"),
        ("he “quit.”1 Then", "1", "he “quit.”{1} Then"),
        ("by 96%.4 How", "4", "by 96%.{4} How"),
        ("In 2013,5 it fell", "5", "In 2013,{5} it fell"),
        ("in February 20152 to suspend", "2", "in February 2015{2} to suspend"),
        ("On March 3, 199912 it", ["12"], "On March 3, 1999{12} it"),
        ("words [1] and more[2].", "12", "words{1} and more{2}."),
        ("words.¹² More¹ still", ["12", "1"], "words.{12} More{1} still"),
        ("words* and†, too", ["*", "†"], "words{*} and{†}, too"),
        ("the café\u0301[1] closed", "1", "the café\u0301{1} closed"),
        ("שלום[1] עולם", "1", "שלום{1} עולם"),
        ("It grew by 2.5 percent. Then1 it", "1", "It grew by 2.5 percent. Then{1} it"),
    ],
)
def test_a_mark_is_cut_out_and_hung_on_the_word_before(text: str, wanted: list[str], expected: str) -> None:
    assert marked(text, *wanted) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It grew by 46.1 percent.",
        "It grew by 46.1, then 2.5 percent.",
        "GPT-4 was asked about COVID-19 and B2B.",
        "It has 3 m² and 10 km² and 7 ft².",
        "See [sic] and [2023] and [Ed.].",
        "On May 4, 2019, at 10:30 and in 2013.",
        "Versions 1.2.3 and 4.5a and 1,137 of them",
        "He paid $2.50 or £3.20, 7% in all.",
        "Article 4(a)(2) and §12 and p. 5.",
        "5 * 3 and 2**4 and a*b",
        "1984 was the year; so was 2023",
        "Since May 2019 he lived in Arlington, VA 20152.",
    ],
)
def test_numbers_that_are_no_marks_are_no_candidates(text: str) -> None:
    assert marked(text, *map(str, range(1, 200)), "sic", "*") == text
    assert not set(labels(text)) - {"2023"}


def test_a_number_stays_where_no_note_wants_it() -> None:
    assert (
        marked("It fell to 46.1 As of then, missions2 closed.[3]", "9")
        == "It fell to 46.1 As of then, missions2 closed.[3]"
    )


def test_of_many_places_the_one_that_looks_most_like_a_mark_is_chosen() -> None:
    text = "The H2 plan, 2,5 percent, was dropped.2 Then"
    assert marked(text, "2") == "The H2 plan, 2,5 percent, was dropped.{2} Then"


def test_the_chosen_places_keep_the_order_of_the_notes() -> None:
    text = "a word3 and done.1 Then a word1 was said.2 And so.3 Then"
    assert marked(text, "1", "2", "3") == "a word3 and done.{1} Then a word1 was said.{2} And so.{3} Then"


def test_a_mark_stands_before_its_note() -> None:
    body = [paragraph("Uno.1 Due"), paragraph("tre.1 Quattro")]
    chosen = choose(candidates(body), [Note("1", "a", place=1), Note("1", "b", place=2)])
    assert [(item.block, item.start) for item in chosen] == [(0, 4), (1, 4)]
    assert choose(candidates(body), [Note("1", "a", place=0)]) == []


def test_a_note_repeated_behind_its_mark_is_cut_out_with_it() -> None:
    notes = [Note("1", "As of then, nine closed."), Note("2", "A term.")]
    text = "It fell to 46.1 As of then, nine closed.  One reason is it. 2 A term."
    (block,), met = cut_repeats([paragraph(text)], notes)
    assert (block.text, block.marks) == ("It fell to 46.  One reason is it.", (Mark(14, "1"), Mark(33, "2")))
    assert met == notes


def test_what_is_repeated_elsewhere_stays() -> None:
    body = [paragraph("It fell to 46. As of then, nine closed.")]
    assert cut_repeats(body, [Note("1", "As of then, nine closed.")]) == (body, [])


@given(st.lists(st.tuples(st.sampled_from(("a", "b.", "c”", "ü", "東")), st.integers(1, 99)), max_size=12))
def test_what_is_cut_out_is_the_marks_and_nothing_else(parts: list[tuple[str, int]]) -> None:
    text = " ".join(f"{word}[{number}]" for word, number in parts)
    body = [paragraph(text)]
    block = cut_out(body[0], choose(candidates(body), [Note(str(n), "n", place=1) for _, n in parts]))
    assert block.text == " ".join(word for word, _ in parts)
    ends = [len(" ".join(word for word, _ in parts[: i + 1])) for i in range(len(parts))]
    assert [(mark.offset, mark.label) for mark in block.marks] == [
        (end, str(number)) for end, (_, number) in zip(ends, parts, strict=True)
    ]


@given(blocks(), st.data())
def test_marks_that_hung_already_stay_on_their_words(block: Block, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(block.text)))
    end = data.draw(st.integers(start, len(block.text)))
    cut = cut_out(block, [MarkCandidate(0, start, end, "new", 5.0)] if end > start else [])
    assert sorted(mark.label for mark in cut.marks) == sorted(
        [*(mark.label for mark in block.marks), *(["new"] if end > start else [])]
    )
    assert all(0 <= mark.offset <= len(cut.text) for mark in cut.marks)
    kept = [mark.offset for mark in block.marks if mark.offset <= start]
    shown = [mark.offset for mark in cut.marks if mark.label != "new"][: len(kept)]
    assert shown == [min(offset, len(cut.text)) for offset in kept]


@given(st.lists(paragraphs(), max_size=4))
def test_candidates_come_in_reading_order_and_lie_in_their_blocks(texts: list[str]) -> None:
    found = candidates(list(map(paragraph, texts)))
    assert found == sorted(found, key=lambda one: (one.block, one.start))
    assert all(0 <= item.start < item.end <= len(texts[item.block]) for item in found)
    assert all(item.label in texts[item.block] or not item.label.isascii() or item.label.isdigit() for item in found)


def test_a_mark_behind_one_that_is_cut_out_stays_within_the_words() -> None:
    cut = cut_out(Block(BlockKind.PARAGRAPH, "missi ²", (Mark(7, "1"),)), [MarkCandidate(0, 6, 7, "2", 5.0)])
    assert cut.text == "missi"
    assert {(mark.label, mark.offset) for mark in cut.marks} == {("2", 5), ("1", 5)}
