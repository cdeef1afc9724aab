"""Claims that have nearly the words of their evidence, and one of them is another; the examples are made up."""

from __future__ import annotations

import pytest

from retrieval.english.dates import dates
from retrieval.english.names import names
from retrieval.english.quantities import quantities
from retrieval.grounding import Gate, ProblemKind, missing


def problems(claim: str, evidence: str) -> list[ProblemKind]:
    return [problem.kind for problem in Gate().check(claim, [evidence]).problems]


@pytest.mark.parametrize(
    ("evidence", "claim", "kind"),
    [
        ("Weil sold the harbour to the state.", "Miller sold the harbour to the state.", ProblemKind.NAME),
        ("Weil was keeper of the harbour.", "Miller was keeper of the harbour.", ProblemKind.NAME),
        ("The first crane was built by the state.", "The second crane was built by the state.", ProblemKind.NUMBER),
        ("It was the second town to have a port.", "It was the first town to have a port.", ProblemKind.NUMBER),
        ("The hall was attacked twice in spring.", "The hall was attacked once in spring.", ProblemKind.NUMBER),
        ("Trade through the port doubled in May.", "Trade through the port tripled in May.", ProblemKind.NUMBER),
        ("The budget was cut by a third at once.", "The budget was cut by half at once.", ProblemKind.NUMBER),
        ("The share of one half was paid late.", "The share of one quarter was paid late.", ProblemKind.NUMBER),
        ("The hall has been closed since 1991.", "The hall was closed until 1991.", ProblemKind.DIRECTION),
        ("The hall was in use until 1991.", "The hall was in use from 1991.", ProblemKind.DIRECTION),
        ("The hall was finished by 1991.", "The hall was finished after 1991.", ProblemKind.DIRECTION),
        ("Most of the ships from Brent were sold.", "All of the ships from Brent were sold.", ProblemKind.DEGREE),
        ("Some keepers left the harbour.", "Most keepers left the harbour.", ProblemKind.DEGREE),
        ("The state might sell the harbour.", "The state will sell the harbour.", ProblemKind.DEGREE),
        ("The salt may damage the old cranes.", "The salt damages the old cranes.", ProblemKind.DEGREE),
        ("The crane may have been a gift.", "The crane was a gift.", ProblemKind.DEGREE),
        ("The state planned to close ten ports.", "The state closed ten ports.", ProblemKind.DEGREE),
        ("The state tried to build ten ports.", "The state built ten ports.", ProblemKind.DEGREE),
        ("Nearly 300 ships came to the port.", "More than 300 ships came to the port.", ProblemKind.DEGREE),
        ("About 300 ships came to the port.", "At least 300 ships came to the port.", ProblemKind.DEGREE),
        ("No fewer than 300 ships came to the port.", "Under 300 ships came to the port.", ProblemKind.DEGREE),
        ("The hall was open from 2019 to 2021.", "The hall was open from 2021 to 2019.", ProblemKind.DIRECTION),
        ("The staff fell from 300 to 100.", "The staff fell from 100 to 300.", ProblemKind.DIRECTION),
        ("The club won 3–1 in the final.", "The club won 1–3 in the final.", ProblemKind.DIRECTION),
    ],
)
def test_one_word_makes_it_another_claim(evidence: str, claim: str, kind: ProblemKind) -> None:
    assert problems(claim, evidence) == [kind]


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ("Researchers found a wreck near the port.", "Scientists found a wreck near the port."),
        ("Construction began in the spring of 1904.", "Work began in the spring of 1904."),
        ("Originally named Brent, it is a port.", "Initially named Brent, it is a port."),
        ("Gabrielle sold the harbour to the state.", "Gabby sold the harbour to the state."),
        ("The first crane is old, and the second is new.", "The second crane is new."),
        ("All of the ships from Brent were sold.", "Most of the ships from Brent were sold."),
        ("The hall was not opened until 1991.", "The hall was opened after 1991."),
        ("The hall was open until 1991.", "The hall was closed after 1991."),
        ("The hall has been closed since 1991.", "The hall was closed from 1991."),
        ("The salt may damage the old cranes.", "The salt can damage the old cranes."),
        ("The salt may not damage the cranes.", "The salt cannot damage the cranes."),
        ("The festival (in May) is held at Brent.", "The festival is held at Brent."),
        ("The bank, which may close, has ten halls.", "The bank has ten halls."),
        ("He could no longer see the port.", "He couldn't see the port any longer."),
        ("More than 300 ships came to the port.", "Over 300 ships came to the port."),
        ("Nearly 300 ships came to the port.", "About 300 ships came to the port."),
        ("From 300 to 400 ships came to the port.", "At least 300 ships came to the port."),
        ("Rooms 23 or 24 of the hall are empty.", "Rooms 24 or 23 of the hall are empty."),
        ("It grew in 2019 and 2021 by a third.", "It grew in 2021 and 2019 by a third."),
    ],
)
def test_another_word_that_says_the_same_passes(evidence: str, claim: str) -> None:
    assert problems(claim, evidence) == []


@pytest.mark.parametrize(
    ("name", "evidence", "lacking"),
    [
        ("World War I", "After World War II.", ("I",)),
        ("Charles I's fleet", "The fleet of Charles II came.", ("I's",)),
        ("World War I", "After World War I. came peace.", ()),
        ("World War I", "After the First World War.", ()),
        ("World War I", "World War I and World War II.", ()),
        ("World War I", "He fought in WWI.", ()),
        ("Elizabeth I", "Elizabeth, a daughter of Henry VIII.", ()),
        ("Then I went to Henry", "Henry II was there.", ()),
    ],
)
def test_the_first_of_a_name_is_not_the_second(name: str, evidence: str, lacking: tuple[str, ...]) -> None:
    assert missing(name, evidence) == lacking


def test_one_roman_number_in_the_place_of_another_is_found_out() -> None:
    evidence = "Unlike World War I, the conflict known as World War II was fought in the port of Brent."
    assert ProblemKind.NAME in problems("The conflict known as World War I was fought in the port of Brent.", evidence)
    assert [name.words for name in names("Sadly I saw World War I")] == [("Sadly",), ("World", "War", "I")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10 000 inhabitants", [10_000]),
        ("1\u00a0137 farms", [1137]),
        ("1\u2009137 farms", [1137]),
        ("1\u202f137\u202f000 farms", [1_137_000]),
        ("−5 000 people", [-5000]),
        ("1 500 km", [1500]),
        ("1 137 250 farms", [1_137_250]),
        ("In 2019 300 people", [2019, 300]),
        ("pages 12 345", [12, 345]),
        ("555 123 4567", [555, 123, 4567]),
        ("Row 12 100 250 300", [12, 100, 250, 300]),
    ],
)
def test_spaces_part_thousands(text: str, values: list[int]) -> None:
    assert [quantity.value for quantity in quantities(text)] == values


def test_a_number_with_spaces_is_the_number_and_not_its_beginning() -> None:
    evidence = "The town had 10\u202f000 inhabitants."
    assert problems("The town had 10,000 inhabitants.", evidence) == []
    assert problems("The town had 10 inhabitants.", evidence) == [ProblemKind.NUMBER]


def test_what_was_won_is_no_money() -> None:
    assert [quantity.unit for quantity in quantities("5 won seats, and paid 5,000 won")] == [None, "krw"]
    assert problems("Of the towns, 5 won seats.", "Five of the towns won seats.") == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("In May 12 missions were closed.", [None]),
        ("He left in May 12.", [12]),
        ("In May 12, 2020 he left.", [12]),
        ("On May 12 missions were closed.", [12]),
        ("In May 12 and 13", [13, 12]),
    ],
)
def test_a_number_behind_a_month_may_count_something(text: str, days: list[int | None]) -> None:
    assert [date.day for date in dates(text)] == days
