"""Keys in the shapes in which chat models write them, whole and in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.citation_keys import Sentence, Sentences, issue

FALL = "The number fell to 46.5 in 2023."
ONE = [(FALL, ("q1",))]
TWO = [(FALL, ("q1", "q2"))]
BOTH = [(FALL, ("q1",)), ("Nepal closed.", ("q2",))]
BARE = FALL[:-1]
SHAPES: list[tuple[str, list[tuple[str, tuple[str, ...]]]]] = [
    (f"{BARE} [q1].", ONE),
    (f"{BARE}[q1].", ONE),
    (f"{FALL} [q1]", ONE),
    (f"{FALL}[q1]", ONE),
    (f"{FALL} (q1)", ONE),
    (f"{BARE} (q1).", ONE),
    (f"{BARE} {{q1}}.", ONE),
    (f"{FALL} 【q1】", ONE),
    (f"{FALL} 【q1†source】", ONE),
    (f"{BARE} <q1>.", ONE),
    (f"{BARE} [[q1]].", ONE),
    (f"{BARE} [^q1].", ONE),
    (f"{BARE} ^q1.", ONE),
    (f"{BARE} [#q1].", ONE),
    (f"{BARE} [@q1].", ONE),
    (f"{BARE} [Q1].", ONE),
    (f"{BARE} [ q1 ].", ONE),
    (f"{BARE} `q1`.", ONE),
    (f"{BARE} **[q1]**.", ONE),
    (f"{BARE} *[q1]*.", ONE),
    (f"{BARE} [q1](https://a.example/x).", ONE),
    (f"{BARE} (source: q1).", ONE),
    (f"{BARE} [Source: q1].", ONE),
    (f"{BARE} [source q1].", ONE),
    (f"{BARE} (see q1).", ONE),
    (f"{BARE} (see also q1).", ONE),
    (f"{BARE} [ref. q1].", ONE),
    (f"{BARE} [key q1].", ONE),
    (f"{BARE} (according to q1).", ONE),
    (f"{BARE}, q1.", ONE),
    (f"{FALL} q1", ONE),
    (f"{FALL} Source: q1", ONE),
    (f"{FALL} Source: [q1]", ONE),
    (f"{FALL} <sup>q1</sup>", ONE),
    (f"{FALL} |q1|", ONE),
    (f"[q1] {FALL}", ONE),
    (f"[q1]: {FALL}", ONE),
    (f"q1: {FALL}", ONE),
    (f"(q1) {FALL}", ONE),
    (f"- {FALL} [q1]", ONE),
    (f"* [q1] {FALL}", ONE),
    (f"1. {FALL} [q1]", ONE),
    (f"**{FALL}** [q1]", ONE),
    (f"According to [q1], {FALL}", [(FALL, ("q1",))]),
    (f"Answer: {FALL} [q1]", ONE),
    (f"> {FALL} [q1]", ONE),
    (f"{FALL} [q1]\n", ONE),
    (f"{FALL}\n[q1]", [(FALL, ())]),
    (f"<think>It is [q2]. Or not.</think>{FALL} [q1]", ONE),
    (f"It is [q2].</think>\n\n{FALL} [q1]", ONE),
    (f'{{"answer": "{FALL} [q1]"}}', ONE),
    (f"{BARE} [q1, q2].", TWO),
    (f"{BARE} [q1,q2].", TWO),
    (f"{BARE} [q1; q2].", TWO),
    (f"{BARE} [q1][q2].", TWO),
    (f"{BARE} [q1] [q2].", TWO),
    (f"{FALL} [q1][q2]", TWO),
    (f"{FALL}[q1], [q2]", TWO),
    (f"{BARE} (q1, q2).", TWO),
    (f"{BARE} (q1) (q2).", TWO),
    (f"{BARE} [q1 and q2].", TWO),
    (f"{BARE} [q1] and [q2].", TWO),
    (f"{BARE} [q1 & q2].", TWO),
    (f"{BARE} [q1-q2].", TWO),
    (f"{BARE} [q1–q2].", TWO),
    (f"{BARE} (sources: q1, q2).", TWO),
    (f"{FALL} Sources: q1 and q2", TWO),
    (f"{BARE} [q1, q1, q2].", TWO),
    (f"{BARE} [q1-q3].", [(FALL, ("q1", "q2", "q3"))]),
    (f"{BARE} [q99].", [(FALL, ("q99",))]),
    (f"{BARE} [1].", [(FALL, ())]),
    (f"{FALL}", [(FALL, ())]),
    (f"{FALL} [q1] Nepal closed. [q2]", BOTH),
    (f"{BARE} [q1]. Nepal closed [q2].", BOTH),
    (f"{FALL}[q1] Nepal closed.[q2]", BOTH),
    (f"- {FALL} [q1]\n- Nepal closed. [q2]", BOTH),
    (f"[q1] {FALL}\n[q2] Nepal closed.", BOTH),
    (f"q1: {FALL}\nq2: Nepal closed.", BOTH),
    (f"{FALL} (q1)\n\nNepal closed. (q2)", BOTH),
    ("Mr. Kim met the U.S. envoy [q1]. He left.", [("Mr. Kim met the U.S. envoy.", ("q1",)), ("He left.", ())]),
]


def read(pieces: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    sentences = Sentences("q")
    found: list[Sentence] = []
    for piece in pieces:
        found.extend(sentences.feed(piece))
    found.extend(sentences.end())
    return [(item.text, item.keys) for item in found]


@pytest.mark.parametrize(("written", "expected"), SHAPES)
def test_a_shape_is_read(written: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert read([written]) == expected


@pytest.mark.parametrize(("written", "expected"), SHAPES)
def test_a_shape_is_read_alike_letter_by_letter(written: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert read(list(written)) == expected


@given(st.sampled_from(SHAPES), st.lists(st.integers(1, 9), min_size=1, max_size=40))
def test_wherever_a_stream_is_cut_it_is_read_alike(
    shape: tuple[str, list[tuple[str, tuple[str, ...]]]], sizes: list[int]
) -> None:
    written, expected = shape
    pieces: list[str] = []
    for size in sizes:
        pieces.append(written[:size])
        written = written[size:]
    assert read([*pieces, written]) == expected


@given(st.lists(st.text(max_size=12), max_size=12))
def test_whatever_a_model_writes_can_be_read(pieces: list[str]) -> None:
    assert read(pieces) == read(pieces)


def test_a_sentence_is_given_out_as_soon_as_the_next_begins() -> None:
    sentences = Sentences("q")
    assert list(sentences.feed("The number fell to 46 [q1].")) == []
    assert [item.text for item in sentences.feed(" N")] == ["The number fell to 46."]


def test_the_letter_of_the_keys_stands_before_no_digit_of_the_sources() -> None:
    assert issue(["nothing"]) == "q"
    assert issue(["see [q1]", "Z3 and x2"]) == "j"
