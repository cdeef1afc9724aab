"""Numbers, dates and names as they are read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from retrieval.english.dates import dates
from retrieval.english.names import names
from retrieval.english.quantities import quantities
from retrieval.grounding import Gate, ProblemKind


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("forty-six missions", 46, None),
        ("one hundred and thirty-seven ships", 137, None),
        ("two hundred thousand men", 200_000, None),
        ("1,137 people", 1137, None),
        ("7bn", 7 * 10**9, None),
        ("7 billion USD", 7 * 10**9, "usd"),
        ("US$7 billion", 7 * 10**9, "usd"),
        ("£3.5m", 3_500_000, "gbp"),
        ("96 per cent", 96, "percent"),
        ("96%", 96, "percent"),
        ("the twenty-first century", 21 * 1200, "month"),
        ("a five-year plan", 60, "month"),
        ("aged 30", 360, "month"),
        ("5 km", 5000, "metre"),
        ("two-thirds of them", Fraction(2, 3), None),
        ("half of them", Fraction(1, 2), None),
        ("a dozen eggs", 12, None),
        ("at -5 °C", -5, "celsius"),
        ("500 μg of it", Fraction(1, 2000), "gram"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: float | Fraction, unit: str | None) -> None:
    assert [quantity.reading for quantity in quantities(text) if not quantity.soft] == [(value, unit)]


def test_both_ends_of_a_range_have_its_scale_and_unit() -> None:
    assert [quantity.reading for quantity in quantities("7 to 8 billion dollars")] == [
        (7 * 10**9, "usd"),
        (8 * 10**9, "usd"),
    ]
    assert [quantity.reading for quantity in quantities("5–10 percent")] == [(5, "percent"), (10, "percent")]


@pytest.mark.parametrize("text", ["1.2.3", "96,5", "10:30", "1.137.5"])
def test_digits_that_are_no_plain_number_stay_as_they_are(text: str) -> None:
    assert [quantity.value for quantity in quantities(text)] == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("on Sept. 5, 2023", [(2023, 9, 5)]),
        ("on 5 September 2023", [(2023, 9, 5)]),
        ("on the 5th of September, 2023", [(2023, 9, 5)]),
        ("2023-09-05", [(2023, 9, 5)]),
        ("on 3/5/2023", [(2023, 3, 5), (2023, 5, 3)]),
        ("on May 3–5, 2020", [(2020, 5, 5), (2020, 5, 3)]),
        ("in May", [(None, 5, None)]),
        ("May I ask? The Arduous March began.", []),
        ("in September 2002", [(2002, 9, None)]),
        ("in 2018–22", [(2018, None, None)]),
        ("in the 1990s", [(None, None, None)]),
    ],
)
def test_a_date_is_read_in_parts(text: str, parts: list[tuple[int | None, int | None, int | None]]) -> None:
    assert [(date.year, date.month, date.day) for date in dates(text)] == parts


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("It cost 1500 dollars.", []),
        ("The road is 1500 km long.", []),
        ("He ran 1500 metres in 1984.", [1984]),
        ("In 1990 dollars it was less.", [1990]),
        ("In 1990 people fled.", [1990]),
        ("1990 won.", [1990]),
    ],
)
def test_so_many_of_something_is_no_year(text: str, years: list[int]) -> None:
    assert [date.year for date in dates(text)] == years


def test_a_number_like_a_year_has_its_unit() -> None:
    bridge = ["The bridge, which was built by the king, cost 1500 dollars."]
    assert Gate().check("The king built the bridge for 1500 euros.", bridge).problems[0].kind is ProblemKind.UNIT


def test_the_years_between_are_known_by_both_ends() -> None:
    assert dates("in 2018–22")[0].until == 2022
    assert {date.decade for date in dates("the 1990s, the ’90s and the nineties")} == {"90"}


@pytest.mark.parametrize(
    ("claim", "evidence", "said"),
    [
        ("from the mid-1990s", "since the middle of the nineties", True),
        ("in the 1990s", "in the mid-1990s", True),
        ("in the 1990s", "in 1991", True),
        ("in the early 1990s", "in 1991", True),
        ("from the mid-1990s", "in the years after 1991", False),
        ("in the late 1990s", "in the 1990s", False),
        ("in the late 1990s", "early in the 1990s", False),
        ("in the late 1990s", "in the late 1980s", False),
    ],
)
def test_a_part_of_a_decade_is_said_by_that_part_and_by_its_years(claim: str, evidence: str, said: bool) -> None:
    (one,), (other,) = dates(claim), dates(evidence)
    assert one.said_by(other) is said


def test_a_name_is_a_run_of_capitalised_words() -> None:
    found = names("Kim Jong Un of the Workers' Party of Korea met the Bank of Japan. Then he left.")
    assert [item.words for item in found] == [
        ("Kim", "Jong", "Un", "Workers", "Party", "Korea"),
        ("Bank", "Japan"),
        ("Then",),
    ]
    assert [item.opening for item in found] == [True, False, True]
