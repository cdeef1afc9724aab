"""Passages whose answer was cut out."""

from __future__ import annotations

import random

from training.cut_out import cut_out
from training.example import Example

_TEXT = "Norland has many ports. Its embassies number 46. The 46 were counted in May. Lund is the largest port."


def _asked(question: str, answer: str, text: str = _TEXT) -> Example:
    start = text.index(answer)
    return Example(question, text, (start, start + len(answer)))


def _left(*asked: Example) -> list[Example]:
    return list(cut_out(asked, len(asked), random.Random(0)))


def test_every_sentence_with_the_answer_is_gone_and_the_others_stay() -> None:
    (made,) = _left(_asked("How many embassies has Norland?", "46"))
    assert made == Example("How many embassies has Norland?", "Norland has many ports. Lund is the largest port.")


def test_a_sentence_with_a_telling_word_of_a_longer_answer_goes_too() -> None:
    text = "The port of Lund is old. Ships come. Boats come. Cranes stand there. Nobody counts what the port ships."
    (made,) = _left(_asked("What is old?", "The port of Lund", text))
    assert made.second == "Ships come. Boats come. Cranes stand there."


def test_a_passage_of_which_little_would_be_left_is_not_taken() -> None:
    assert not _left(_asked("How many?", "46", "There are 46. Yes."))


def test_what_has_no_answer_is_not_taken_and_no_more_are_made_than_wanted() -> None:
    asked = [_asked("How many embassies?", "46"), _asked("Which port is largest?", "Lund"), Example("Who?", _TEXT)]
    assert len(_left(*asked)) == 2
    assert len(list(cut_out(asked, 1, random.Random(0)))) == 1
