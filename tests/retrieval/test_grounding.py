"""The gate: what a claim says must be in what it cites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.grounding import missing
from tests.strategies import paragraphs

EVIDENCE = (
    "In January 2021, Kim Jong Un told the WPK’s Eighth Party Congress of a “golden opportunity.” "
    "1,137 North Koreans came in 2018, but 67 in 2022; trade stood at 96.5 percent and 7 billion USD. Müller saw GPT-4."
)


@pytest.mark.parametrize(
    ("claim", "absent"),
    [
        ("The party met in January 2021.", ()),
        ("Kim Jong Un spoke to the WPK.", ()),
        ("1137 came, then 67.", ()),
        ("It fell from 1,137 to 67.", ()),
        ("It was 96.5 percent.", ()),
        ("The people saw müller and MÜLLER.", ()),
        ("Somebody knows Kim's and Kim’s speech.", ()),
        ("Nobody is named first, and nothing said.", ()),
        ("“Golden opportunity” were the words.", ()),
        ("Use of GPT-4 was seen.", ()),
        ("It fell to 46.", ("46",)),
        ("It was 965 percent.", ("965",)),
        ("It was 96,5 percent.", ("96,5",)),
        ("It was 6.5 percent.", ("6.5",)),
        ("It was 1.137.", ("1.137",)),
        ("In February 2021 Kim spoke.", ("February",)),
        ("In January 2020 Kim spoke.", ("2020",)),
        ("There was Kim Jong Il, and Il again.", ("Il",)),
        ("Then Koizumi met Kim in 2002.", ("2002", "Koizumi")),
        ("Use of GPT-5 was seen.", ("5", "GPT-5")),
        ("An Müllers Tür.", ("Müllers", "Tür")),
        ("A 46 and a 46.", ("46",)),
    ],
)
def test_numbers_and_names(claim: str, absent: tuple[str, ...]) -> None:
    assert missing(claim, EVIDENCE) == absent


def test_the_first_word_may_owe_its_capital_to_its_place() -> None:
    assert missing("Tourism ended.", EVIDENCE) == ()
    assert missing("The Tourism ended.", EVIDENCE) == ("Tourism",)


@given(paragraphs(), paragraphs())
def test_words_bear_themselves_out_whatever_stands_beside_them(claim: str, more: str) -> None:
    assert missing(claim, f"{more}\n{claim}") == ()


@given(paragraphs(), st.integers(100_000, 10**9))
def test_a_number_that_is_nowhere_is_always_found_out(evidence: str, number: int) -> None:
    assert missing(f"It was {number} then", evidence.replace(str(number), "")) == (str(number),)


@given(paragraphs())
def test_without_evidence_every_number_is_missing(claim: str) -> None:
    assert bool(missing(claim, "")) >= any(character in "0123456789" for character in claim)
