"""Mutants of a small document of each format: read or refused in a sentence, and nothing goes in silence.

A few seconds' worth; ``make fuzz`` goes on for as long as one likes.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.losses.ledger import ledger_of
from ingest.parse import parse
from tests.fuzz.checks import check
from tests.fuzz.mutation import mutant
from tests.fuzz.seeds import SEEDS


@pytest.mark.parametrize("reader", SEEDS)
def test_the_seed_itself_is_read(reader: str) -> None:
    name, data = SEEDS[reader]
    check(data, name)
    assert ledger_of(parse(data, name, "s")[1]).lost == 0


@pytest.mark.parametrize("reader", SEEDS)
@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, 2**32))
def test_mutants_are_read_or_refused(reader: str, number: int) -> None:
    name, data = SEEDS[reader]
    check(mutant(reader, data, Random(number)), name)
