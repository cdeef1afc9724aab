"""Figures by year, made by rule: every answer is the figure of the year that is asked for."""

from __future__ import annotations

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from training.series import series


@given(st.integers(0, 10**6))
def test_the_answer_is_a_figure_and_an_absent_year_has_none(seed: int) -> None:
    for example in series(random.Random(seed), 5):
        asked = re.search(r"\b(?:19|20)\d\d\b", example.first)
        assert asked
        if example.span is None:
            assert asked[0] not in example.second
        else:
            assert asked[0] in example.second
            assert re.fullmatch(r"[\d,]+", example.second[slice(*example.span)])


def test_the_figure_stands_beside_its_year() -> None:
    """In "from A in X to B in Y" the figure of a year is the one just before it."""
    checked = 0
    for example in series(random.Random(1), 200):
        pairs = {year: figure for figure, year in re.findall(r"(?:from|to) ([\d,]+) in (\d{4})", example.second)}
        year = re.search(r"\b(?:19|20)\d\d\b", example.first)
        if example.span and year and year[0] in pairs:
            assert example.second[slice(*example.span)] == pairs[year[0]]
            checked += 1
    assert checked > 10
