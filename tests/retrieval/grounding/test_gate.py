"""The gate: what a claim says must be in what it cites, and said the same way round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.grounding import Gate, ProblemKind, missing
from tests.strategies import paragraphs

EVIDENCE = (
    "In January 2021, Kim Jong Un told the WPK’s Eighth Party Congress of a “golden opportunity.”",
    "1,137 North Koreans came in 2018, but 67 in 2022; trade stood at 96.5 percent, 7 billion USD. Müller saw GPT-4.",
    "On Sept. 5, 2019, Zelensky met Japan's team 46 km away, within two years. Exports rose before the war.",
    "Thae Yong Ho defected in 2016. The Workers' Party of Korea did not invite Jo Song Gil, who was unwilling.",
    "China invaded Vietnam in 1979. The wall measures 5 to 8 million tonnes; half of the stone came from Spain.",
)
TRUE = (
    "The party met in January 2021.",
    "Kim Jong Un spoke to the WPK.",
    "1137 came, then 67.",
    "Trade stood at 96.5 %.",
    "Trade was seven billion dollars.",
    "Trade was worth $7bn.",
    "The people saw müller and MÜLLER.",
    "The people saw Mueller.",
    "“Golden opportunity” were the words.",
    "Zelenskiy met the Japanese on 5 September 2019.",
    "They met on 2019-09-05.",
    "They met in September 2019.",
    "They met on a Japanese team's ground, forty-six kilometres away.",
    "It was 46,000 metres away.",
    "It took 24 months.",
    "In the 2010s, Thae Yong-ho defected.",
    "Yong Ho Thae defected in 2016.",
    "The WPK did not invite Jo Song Gil.",
    "The WPK didn't invite Jo Song Gil, who was not willing.",
    "Vietnam was invaded by China in 1979.",
    "It measures at least 5 million tonnes.",
    "50 percent of the stone came from Spain.",
    "Thousands of North Koreans came in 2018.",
)
FALSE = (
    ("It fell to 46.5.", ProblemKind.NUMBER, "46.5"),
    ("Trade stood at 965 percent.", ProblemKind.NUMBER, "965 percent"),
    ("It was 4,600 km away.", ProblemKind.NUMBER, "4,600 km"),
    ("There were 4,600 of them.", ProblemKind.NUMBER, "4,600"),
    ("Trade stood at 96,5 percent.", ProblemKind.NUMBER, "96,5 percent"),
    ("Seven million dollars was the trade.", ProblemKind.NUMBER, "Seven million dollars"),
    ("Use of GPT-9 was seen.", ProblemKind.NUMBER, "9"),
    ("Trade stood at 7 billion EUR.", ProblemKind.UNIT, "7 billion EUR"),
    ("It was 46 miles away.", ProblemKind.UNIT, "46 miles"),
    ("It took two months.", ProblemKind.UNIT, "two months"),
    ("In February 2021 Kim spoke.", ProblemKind.DATE, "February 2021"),
    ("In January 2020 Kim spoke.", ProblemKind.DATE, "January 2020"),
    ("They met on 6 September 2019.", ProblemKind.DATE, "6 September 2019"),
    ("In January 2019 they met.", ProblemKind.DATE, "January 2019"),
    ("There was Kim Jong Il.", ProblemKind.NAME, "Il"),
    ("Then Koizumi met Kim.", ProblemKind.NAME, "Koizumi"),
    ("Portugal invaded Vietnam.", ProblemKind.NAME, "Portugal"),
    ("Then Thae Song Gil defected.", ProblemKind.NAME, "Thae Song Gil"),
    ("Exports did not rise before the war.", ProblemKind.NEGATION, "not rise"),
    ("The Workers' Party of Korea invited Jo Song Gil.", ProblemKind.NEGATION, "not invite"),
    ("Exports fell before the war.", ProblemKind.DIRECTION, "fell"),
    ("Exports rose after the war.", ProblemKind.DIRECTION, "after"),
    ("Vietnam invaded China in 1979.", ProblemKind.DIRECTION, "Vietnam … China"),
    ("Jo Song Gil, who was willing, was not invited.", ProblemKind.DIRECTION, "willing"),
    ("The recipe needs butter and sugar.", ProblemKind.UNSUPPORTED, ""),
)


@pytest.mark.parametrize("claim", TRUE)
def test_what_the_evidence_says_in_another_notation_passes(claim: str) -> None:
    verdict = Gate().check(claim, EVIDENCE)
    assert (verdict.supported, verdict.problems) == (True, ())


@pytest.mark.parametrize(("claim", "kind", "words"), FALSE)
def test_what_is_wrong_is_named(claim: str, kind: ProblemKind, words: str) -> None:
    verdict = Gate().check(claim, EVIDENCE)
    assert not verdict.supported
    assert (kind, words) in [(problem.kind, problem.words) for problem in verdict.problems]
    assert all(problem.says.endswith(".") for problem in verdict.problems)


def test_a_number_that_stands_elsewhere_is_found_out_where_the_rest_is_the_same() -> None:
    verdict = Gate().check("67 North Koreans came in 2018, but 1,137 in 2022.", EVIDENCE)
    assert not verdict.supported


def test_the_evidence_used_is_told_by_its_index() -> None:
    assert Gate().check("Exports rose before the war.", EVIDENCE).used == (2,)
    assert Gate().check("Thae Yong Ho defected; China invaded Vietnam.", EVIDENCE).used == (3, 4)


def test_without_evidence_nothing_is_supported() -> None:
    verdict = Gate().check("Exports rose.", [])
    assert (verdict.supported, verdict.used) == (False, ())


def test_words_cut_out_of_a_sentence_are_no_sentence() -> None:
    assert not Gate().check("The Workers' Party of Korea did invite Jo Song Gil.", EVIDENCE).supported
    assert not Gate().check("The earth is flat.", ["Nobody believes that the earth is flat."]).supported


@given(paragraphs(), paragraphs())
def test_words_bear_themselves_out_whatever_stands_beside_them(claim: str, more: str) -> None:
    assert missing(claim, f"{more}\n{claim}") == ()
    assert Gate().check(claim, [more, claim]).supported


@given(paragraphs(), st.integers(100_000, 10**9))
def test_a_number_that_is_nowhere_is_always_found_out(evidence: str, number: int) -> None:
    assert str(number) in "".join(missing(f"It was {number} then", evidence.replace(str(number), "")))


@given(paragraphs(), paragraphs())
def test_any_two_texts_can_be_compared(claim: str, evidence: str) -> None:
    verdict = Gate().check(claim, [evidence])
    assert 0 <= verdict.score <= 1
    assert verdict.supported == (not verdict.problems)


@pytest.mark.parametrize("evidence", ["He had fought in World War 2.", "World War Two ended.", "After World War II."])
def test_a_roman_number_is_borne_out_by_any_notation(evidence: str) -> None:
    assert missing("World War II", evidence) == ()
    assert missing("World War III", evidence) == ("III",)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Sharks came every 2, 3, 4, 3 or 12 years.", "Sharks came every 2, 3, 4, 6 or 12 years."),
        ("Users of release 3 must move to release 3.", "Users of release 3 must move to release 4."),
    ],
)
def test_a_figure_said_once_more_than_in_the_evidence_is_in_another_s_place(claim: str, evidence: str) -> None:
    assert not Gate().check(claim, [evidence]).supported
