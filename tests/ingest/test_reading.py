"""A Block's text while it is put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import Block, BlockKind, BlockText, Mark, with_words

_PIECES = st.lists(st.text("ab .,\n\u00a0", max_size=6))


@given(_PIECES)
def test_pieces_come_out_as_the_whole_does(pieces: list[str]) -> None:
    made = BlockText()
    for piece in pieces:
        made.add(piece)
    block = made.block(BlockKind.PARAGRAPH)
    assert (block.text if block else "") == " ".join("".join(pieces).split())
    assert made.text.rstrip() == (block.text if block else "")
    assert bool(made) == (block is not None)


@given(_PIECES, _PIECES)
def test_a_mark_hangs_on_the_last_word_before_it(before: list[str], after: list[str]) -> None:
    made = BlockText()
    for piece in before:
        made.add(piece)
    made.mark("1", "key")
    words = made.text.rstrip()
    assert made.ends_marked
    for piece in after:
        made.add(piece)
    block = made.block(BlockKind.ITEM)
    if block:
        assert block.marks == (Mark(len(words), "1", "key"),)
        assert block.text.startswith(words)


def test_the_space_before_a_mark_alone_goes_with_it() -> None:
    made = BlockText()
    made.add("so ")
    made.mark("2")
    made.add(", as")
    block = made.block(BlockKind.PARAGRAPH)
    assert block is not None
    assert (block.text, block.marks) == ("so, as", (Mark(2, "2"),))


@pytest.mark.parametrize("between", [",", " , ", ";", "\u2013", " "])
def test_what_parts_the_marks_of_two_notes_goes_with_them(between: str) -> None:
    made = BlockText()
    made.add("It fell.")
    made.mark("1")
    made.add(between)
    made.mark("2")
    made.add(" It rose.")
    made.mark("3")
    block = made.block(BlockKind.PARAGRAPH)
    assert block == Block(BlockKind.PARAGRAPH, "It fell. It rose.", (Mark(8, "1"), Mark(8, "2"), Mark(17, "3")))


def test_words_between_two_marks_stay() -> None:
    made = BlockText()
    for words, label in (("Uno", "1"), (", a", "2"), (" - b", "3")):
        made.add(words)
        made.mark(label)
    block = made.block(BlockKind.PARAGRAPH)
    assert block == Block(BlockKind.PARAGRAPH, "Uno, a - b", (Mark(3, "1"), Mark(6, "2"), Mark(10, "3")))


def test_rewritten_words_keep_the_space_behind_them() -> None:
    made = BlockText()
    made.add("mis-")
    made.rewrite("mis ")
    made.add("sions")
    assert made.text == "mis sions"
    made.rewrite("")
    assert not made


def test_blocks_without_words_give_their_marks_away_and_places_move_along() -> None:
    def block(text: str, *labels: str) -> Block:
        return Block(BlockKind.PARAGRAPH, text, tuple(Mark(len(text), label) for label in labels))

    kept, places = with_words([block("", "1"), block("one", "2"), block("", "3"), block("two")])
    assert [(item.text, [(mark.label, mark.offset) for mark in item.marks]) for item in kept] == [
        ("one", [("1", 0), ("2", 3), ("3", 3)]),
        ("two", []),
    ]
    assert places == [0, 0, 1, 1, 2]


@pytest.mark.timeout(120)
def test_time_is_linear_in_words_and_marks() -> None:
    made = BlockText()
    for n in range(200_000):
        made.add(f"word{n} ")
        made.mark(str(n))
    assert len(made.marks) == 200_000


def test_a_mark_behind_a_hyphen_that_goes_stays_within_the_words() -> None:
    built = BlockText()
    built.add("missi-")
    built.mark("1")
    built.rewrite("missi")
    block = built.block(BlockKind.PARAGRAPH)
    assert block is not None
    assert (block.text, [(mark.label, mark.offset) for mark in block.marks]) == ("missi", [("1", 5)])
