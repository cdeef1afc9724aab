"""Questions with one thing changed, which their passage no longer answers."""

from __future__ import annotations

import random

from training.example import Example
from training.near_misses import near_misses

_TEXT = "In 1990 Norland opened 46 embassies under President Ostrova, before the port of Lund was built in 1995."


def _asked(question: str, answer: str) -> Example:
    start = _TEXT.index(answer)
    return Example(question, _TEXT, (start, start + len(answer)))


def _made(example: Example, *others: Example) -> set[str]:
    return {one.first for seed in range(40) for one in near_misses([example, *others], 1, random.Random(seed))}


def test_a_year_becomes_one_at_which_nothing_is_said_or_one_of_something_else() -> None:
    made = _made(_asked("How many embassies were opened in 1990?", "46"))
    years = {question.removesuffix("?").rsplit(" ", 1)[1] for question in made if "closed" not in question}
    assert years
    assert "1990" not in years


def test_a_direction_becomes_its_opposite() -> None:
    made = _made(_asked("what was built after the embassies", "the port of Lund"))
    assert made == {"what was built before the embassies"}


def test_a_name_becomes_another_that_is_not_the_answer() -> None:
    made = _made(_asked("how many embassies did Ostrova open", "46"), _asked("where did Marek live", "Norland"))
    names = {question for question in made if question.endswith("open")}
    assert names
    assert "how many embassies did Ostrova open" not in made


def test_what_is_made_has_no_answer_and_keeps_its_passage() -> None:
    found = list(near_misses([_asked("what was built after the embassies", "the port of Lund")], 5, random.Random(0)))
    assert [(one.span, one.second) for one in found] == [(None, _TEXT)]


def test_where_nothing_can_be_changed_nothing_is_made() -> None:
    assert not list(near_misses([_asked("what is it", "46")], 5, random.Random(0)))
