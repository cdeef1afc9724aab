"""Questions with one thing changed, which their passage no longer answers."""

from __future__ import annotations

import random
import re

from training.example import Example
from training.near_misses import near_misses

_TEXT = "In 1990 Norland opened 46 embassies under President Ostrova, before the port of Lund was built in 1995."


def _asked(question: str, answer: str) -> Example:
    start = _TEXT.index(answer)
    return Example(question, _TEXT, (start, start + len(answer)))


def _made(example: Example, *others: Example) -> set[str]:
    return {miss.first for seed in range(40) for miss in near_misses([example, *others], 1, random.Random(seed))}


def test_a_year_becomes_one_at_which_nothing_is_said_or_one_of_something_else() -> None:
    made = _made(_asked("How many embassies were opened in 1990?", "46"))
    years = {question.removesuffix("?").rsplit(" ", 1)[1] for question in made if "closed" not in question}
    assert years
    assert "1990" not in years


def test_a_direction_becomes_its_opposite() -> None:
    made = _made(_asked("what was built after the embassies", "the port of Lund"))
    assert {question for question in made if not re.search(r"\d", question)} == {"what was built before the embassies"}


def test_an_ordinal_becomes_one_that_the_passage_does_not_name() -> None:
    text = "The first congress was held in Lund, the second in Norland."
    start = text.index("Norland")
    made = _made(Example("Where was the Second Congress held", text, (start, start + len("Norland"))))
    ordinals = {question.split()[3] for question in made}
    assert "Ninth" in ordinals
    assert not ordinals & {"First", "Second"}


def test_a_year_is_added_where_the_passage_names_others() -> None:
    made = _made(_asked("What did Norland open?", "46 embassies"))
    years = {year for question in made for year in re.findall(r" in (\d{4})\?$", question)}
    assert years
    assert not years & {"1990", "1995"}
    assert not any(re.search(r" in \d{4}", question) for question in _made(_asked("When was it?", "1990")))


def test_a_name_becomes_another_that_is_not_the_answer() -> None:
    made = _made(_asked("how many embassies did Ostrova open", "46"), _asked("where did Marek live", "Norland"))
    names = {question for question in made if question.endswith("open")}
    assert names
    assert "how many embassies did Ostrova open" not in made


def test_what_is_made_has_no_answer_and_keeps_its_passage() -> None:
    found = list(near_misses([_asked("what was built after the embassies", "the port of Lund")], 5, random.Random(0)))
    assert [(item.span, item.second) for item in found] == [(None, _TEXT)]


def test_where_nothing_can_be_changed_nothing_is_made() -> None:
    assert not list(near_misses([Example("what is it", "46 embassies", (0, 2))], 5, random.Random(0)))
