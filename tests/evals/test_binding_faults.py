"""A claim that gives a value to another member is caught in each family of the suite on members side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.cases import SUITES
from retrieval.grounding import Gate

PORTS = (SUITES / "binding" / "ports.md").read_text(encoding="utf-8")
FAMILIES = {
    "parallel clauses": ("Port Pike has {} lamps.", "22", "14"),
    "verb left out": ("Reed was born in {}.", "1963", "1951"),
    "members of a list": ("The family ticket admits {} visitors.", "5", "12"),
    "prices": ("Students pay {} crowns.", "8", "5"),
    "two clauses": ("Imports of timber fell to {} million crowns.", "9", "12"),
    "appositions": ("{} was acting ambassador in Arendia.", "Otto Falk", "Ilse Brand"),
    "events": ("The Dour Summit failed in {}.", "2009", "2011"),
    "first and last": ("The first cable test was made in {}.", "1906", "1917"),
    "told in turn": ("Cape Dour has {} keepers.", "26", "7"),
    "two deeds": ("The tower of Cape Dour was rebuilt in {}.", "1923", "1871"),
    "two times": ("In 1963 the yard of Stone counted {} boats.", "1,730", "1,445"),
    "two councils": ("The council of Stone met in {}.", "1994", "1988"),
}


def _sentences() -> Iterator[str]:
    yield from (line for line in PORTS.splitlines() if line.endswith("."))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_planted_fault_of_each_family_is_caught(family: str) -> None:
    form, right, wrong = FAMILIES[family]
    evidence = list(_sentences())
    assert Gate().check(form.format(right), evidence).supported
    assert not Gate().check(form.format(wrong), evidence).supported


def test_the_suite_comes_with_its_documents() -> None:
    assert {file.name for file in Path(SUITES / "binding").iterdir()} == {"ports.md", "lightships.md"}
