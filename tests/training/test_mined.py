"""Passages that search finds for a question of another passage."""

from __future__ import annotations

import random

from training.example import Example
from training.mined import mined

_PASSAGES = {
    "How many vessels did Norland inspect?": ("Norland inspected 46 vessels in its harbours last spring.", "46"),
    "How many vessels did Estavia inspect?": ("Estavia inspected 81 vessels in its harbours last spring.", "81"),
    "How many ships were looked at by Norland?": ("The forty-six ships, 46 in all, were looked at in Norland.", "46"),
    **{f"Who wrote book {n}?": (f"Book {n} is the work of the author Writer{n}.", f"Writer{n}") for n in range(12)},
}


def _asked() -> list[Example]:
    return [
        Example(question, text, (text.index(answer), text.index(answer) + len(answer)))
        for question, (text, answer) in _PASSAGES.items()
    ]


def test_a_question_gets_a_passage_that_search_takes_for_its_own_and_that_does_not_hold_the_answer() -> None:
    found = {item.first: item.second for item in mined(_asked(), len(_PASSAGES), random.Random(0))}
    assert found["How many vessels did Norland inspect?"] == _PASSAGES["How many vessels did Estavia inspect?"][0]
    for question, passage in found.items():
        assert _PASSAGES[question][1] not in passage


def test_what_is_mined_has_no_answer() -> None:
    assert all(item.span is None and item.evidence is None for item in mined(_asked(), 5, random.Random(0)))
