"""Dates as documents write them; what is not said is not made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.published_dates import iso_date
from tests.strategies import words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-12-14", "2023-12-14"),
        ("2023-12-14T09:00:00+00:00", "2023-12-14"),
        ("2023-12-14T23:30:00Z", "2023-12-14"),
        ("2023/12/14", "2023-12-14"),
        ("December 14, 2023", "2023-12-14"),
        ("14 December 2023", "2023-12-14"),
        (" Dec. 14, 2023 ", "2023-12-14"),
        ("Thursday, December 14, 2023", "2023-12-14"),
        ("December 2023", "2023-12"),
        ("03.04.2020", "2020-04-03"),
        ("3. 4. 2020", "2020-04-03"),
        ("2020.04.03", "2020-04-03"),
        ("2023-12", "2023-12"),
        ("2023", "2023"),
        ("February 29, 2024", "2024-02-29"),
        ("0099-01-01", "0099-01-01"),
    ],
)
def test_a_date(written: str, expected: str) -> None:
    assert iso_date(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        " ",
        "soon",
        "December",
        "December 14",
        "14",
        "46",
        "12/14/23",
        "May 3-5, 2020",
        "12-14 June 2018",
        "10:30",
        "February 30, 2023",
        "In December 2023 nine embassies were closed.",
        "The 46 missions",
        "99999999999999999999",
        "2023-12-14" * 10,
    ],
)
def test_no_date(written: str | None) -> None:
    assert iso_date(written) is None


@given(st.dates())
def test_every_day_comes_back(day: object) -> None:
    assert iso_date(str(day)) == str(day)


@given(st.one_of(st.text(), st.lists(words() | st.integers(0, 3000).map(str), max_size=5).map(" ".join)))
def test_any_words_give_a_date_or_none(written: str) -> None:
    found = iso_date(written)
    assert found is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", found)
