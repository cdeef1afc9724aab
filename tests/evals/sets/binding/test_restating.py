"""What is said in another way says the same."""

from __future__ import annotations

import pytest

from evals.sets.binding.restating import RESTATINGS, active, fronted, passive, reworded, trailing, without_aside


@pytest.mark.parametrize(
    ("way", "sentence", "said"),
    [
        (fronted, "The council sold the pier in 1987.", "In 1987, the council sold the pier."),
        (fronted, "Trade with Merrow fell from 1986 and rose in 1987.", None),
        (trailing, "In May 1987, the council sold the pier.", "The council sold the pier in May 1987."),
        (
            passive,
            "Ada Green founded the Harbour Board in 1921.",
            "The Harbour Board was founded by Ada Green in 1921.",
        ),
        (passive, "Ada Green married Tom Reed.", None),
        (active, "The Harbour Board was founded by Ada Green in 1921.", "Ada Green founded the Harbour Board in 1921."),
        (reworded, "It was constructed in 1921.", "It was built in 1921."),
        (reworded, "There are about 30 berths.", "There are approximately 30 berths."),
        (reworded, "It is about ships.", None),
        (
            without_aside,
            "The pier (a long one of wood) was sold to the towns around it.",
            "The pier was sold to the towns around it.",
        ),
    ],
)
def test_ways_to_say_the_same(way: object, sentence: str, said: str | None) -> None:
    assert callable(way)
    assert way(sentence) == said


@pytest.mark.parametrize("family", sorted(RESTATINGS))
def test_a_sentence_without_anything_to_change_is_left(family: str) -> None:
    assert RESTATINGS[family]("Nobody knows.") is None
