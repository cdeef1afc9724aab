"""The reader in the box, with its real weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.reader import Read, Reader
from retrieval.inference import WeightsUnavailable
from retrieval.model import Span

SAME = 1e-4
"""How far apart, at most, a logit may be from itself in another batch."""
PASSAGE = (
    "The port authority inspected 46 vessels in March, twice as many as in February. "
    "Nora Beck, who led the inspections, said that nine ships were held back because their papers were forged."
)
OTHER = "Sourdough bread is baked from flour, water and salt; its dough rises overnight."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(threads=2)


def read(reader: Reader, question: str, passage: str = PASSAGE) -> Read:
    return reader.read(question, [passage])[0]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many vessels were inspected in March?", "46"),
        ("Who led the inspections?", "Nora Beck"),
        ("How many ships were held back?", "nine"),
    ],
)
def test_it_finds_the_words_that_answer(reader: Reader, question: str, answer: str) -> None:
    found = read(reader, question).best
    assert found
    assert answer in PASSAGE[found.span.start : found.span.end]
    assert len(PASSAGE[found.span.start : found.span.end]) < len(answer) + 10


def test_a_passage_that_answers_scores_above_one_that_does_not(reader: Reader) -> None:
    question = "How many vessels were inspected in March?"
    answering, stranger = reader.read(question, [PASSAGE, OTHER])
    assert answering.answers > 0 > stranger.answers
    assert answering.best
    assert answering.best.score > answering.nothing
    assert stranger.best
    assert stranger.best.score < stranger.nothing


def test_the_sentence_that_answers_has_the_evidence(reader: Reader) -> None:
    found = read(reader, "Why were ships held back?")
    first = PASSAGE.index(" Nora")
    assert found.evidence_in(Span(first + 1, len(PASSAGE))) > found.evidence_in(Span(0, first))


def test_what_is_read_together_changes_nothing(reader: Reader) -> None:
    passages = [PASSAGE, OTHER, "x", PASSAGE * 5, ""]
    together = reader.read("How many vessels?", passages)
    for item, passage in zip(together, passages, strict=True):
        alone = read(reader, "How many vessels?", passage)
        assert np.abs(alone.logits - item.logits).max(initial=0) < SAME
        assert alone.answers == pytest.approx(item.answers, abs=SAME)


def test_nothing_to_read_is_nothing_read(reader: Reader) -> None:
    assert reader.read("What?", []) == []
    assert read(reader, "What?", "").best is None


@given(question=st.text(max_size=80), passage=st.text(max_size=900))
def test_a_short_answer_lies_in_the_passage(reader: Reader, question: str, passage: str) -> None:
    found = read(reader, question, passage).best
    assert found is None or 0 <= found.span.start < found.span.end <= len(passage)


def test_an_answer_is_sought_where_one_says(reader: Reader) -> None:
    where = Span(PASSAGE.index("Nora"), len(PASSAGE))
    found = read(reader, "How many vessels were inspected in March?").best_in(where)
    assert found
    assert where.start <= found.span.start < found.span.end <= where.end


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="cannot be read"):
        Reader(weights=tmp_path).read("What?", ["x"])
