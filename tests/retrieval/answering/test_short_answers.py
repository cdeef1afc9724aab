"""The few words that answer: those of what is asked for, of the kind asked for, or none."""

from __future__ import annotations

import pytest

from retrieval.answering.evidence import AskedFor, kind_of
from retrieval.answering.short_answers import holding, is_opposite, is_related, rival

LAMPS = "Port Rowe has 14 lamps and Port Pike has 22 lamps."
TESTS = "Trade was slow after 1906, the year of the first cable test; five more tests were made up to 1917."


@pytest.mark.parametrize(
    ("question", "read", "sentence", "shown"),
    [
        ("How many lamps does Port Pike have?", "14", LAMPS, "22"),
        ("How many lamps does Port Pike have?", "22", LAMPS, "22"),
        ("How many lamps does Port Rowe have?", "14", LAMPS, "14"),
        ("When was the first cable test?", "1917", TESTS, "1906"),
        ("When was the first cable test?", "five more tests", TESTS, None),
        ("Who paid for the lamps?", "in 1906", "The board paid for the lamps in 1906.", None),
        ("Who was the main buyer of salt in 1901?", "Jo Marlow", "In 1901 Jo Marlow wrote a letter.", None),
    ],
)
def test_a_short_answer_belongs_to_the_question(question: str, read: str, sentence: str, shown: str | None) -> None:
    assert holding(question, kind_of(question), read, sentence) == shown


def test_a_sentence_that_shares_nothing_but_a_year_is_not_about_it() -> None:
    assert not is_related("Who was the main buyer of salt in 1901?", "In 1901 Jo Marlow wrote a letter.")
    assert is_related("Who was the main buyer of salt in 1901?", "Grey bought most of the salt.")


@pytest.mark.parametrize(
    ("question", "sentence", "is_rival"),
    [
        ("How much of the trade was with Sweden?", "Over 90 percent was trade with Norway in 2022.", True),
        ("How much of the trade was with Norway?", "Over 90 percent was trade with Norway in 2022.", False),
        ("How much did it export in 2019?", "In 2022 it exported 40 tons.", True),
        ("How much did it export in 2022?", "It exported 30 tons in 2019 and 40 tons in 2022.", False),
        ("How many boats has the port?", "The port has nine boats.", False),
    ],
)
def test_another_name_or_year_in_the_same_place_answers_nothing(question: str, sentence: str, is_rival: bool) -> None:
    assert rival(question, sentence) is is_rival


@pytest.mark.parametrize(
    ("question", "sentence", "is_turned"),
    [
        ("Name the countries where embassies stayed open.", "Embassies had been closed in Spain and Nepal.", True),
        ("When did the works begin?", "The works ended in 1953.", True),
        ("Which exports rose?", "Exports of timber fell to 9 million.", True),
        ("What is the largest port?", "Rowe is the smallest port.", True),
        ("When did the works end?", "The works began in 1950 and ended in 1953.", False),
        ("When was the tower opened?", "The tower was opened in 1903.", False),
    ],
)
def test_few_words_of_a_sentence_that_says_the_opposite_do_not_answer(
    question: str, sentence: str, is_turned: bool
) -> None:
    assert is_opposite(question, sentence) is is_turned
    if is_turned:
        assert (
            holding(question, AskedFor.OTHER, sentence.rsplit(maxsplit=1)[-1].rstrip("."), sentence, is_sure=True)
            is None
        )
