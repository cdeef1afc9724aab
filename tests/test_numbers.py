"""Digits of somebody else's become numbers in one place: ``int`` raises where there are too many of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.english.quantities import quantities
from retrieval.grounding import Gate
from retrieval.numbers import number

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "retrieval/numbers.py": "the one place",
    "retrieval/storage/catalogue.py": "a column of our own",
    "retrieval/answering/shared_words.py": "a member of an enumeration",
    "retrieval/answering/reader.py": "an index of numpy's",
    "retrieval/answering/calling.py": "a count that we wrote down ourselves",
    "ingest/web/addresses.py": "an IPv6 address",
    "ingest/readers/office/docx_reader.py": "base 16, and caught",
    "ingest/readers/pdf/runs.py": "a truth value",
    "ingest/readers/pdf/pdf_file.py": "a height on the page",
    "bot/http/completions.py": "the time",
    "bot/http/model_responses.py": "the time",
    "retrieval/gaps.py": "an index of numpy's",
    "bot/http/shared_limits.py": "the time",
    "bot/cli/ingest_command.py": "an exit code",
    "bot/cli/ask_command.py": "an exit code",
}
"""Files in which ``int`` is called on what is no text of others, and why."""


def calls() -> Iterator[str]:
    for package in ("retrieval", "ingest", "bot"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "int":
                    yield path.relative_to(ROOT).as_posix()


def test_no_text_of_others_is_given_to_int() -> None:
    assert set(calls()) - ALLOWED.keys() == set(), "use retrieval.numbers.number"


@pytest.mark.parametrize(
    ("digits", "value"), [("12", 12), ("", 0), ("1.5", 0), ("²", 0), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("-1", 0)]
)
def test_a_number(digits: str, value: int) -> None:
    assert number(digits) == value


def test_otherwise() -> None:
    assert number("x", 7) == number("1" * 5000, 7) == 7


def test_evidence_may_hold_any_number_of_digits() -> None:
    long = "9" * 5000
    assert [quantity.value for quantity in quantities(f"It had {long} of 46.")] == [long, 46]
    assert Gate().check("It had 46 of them.", [f"It had {long} of 46. It had 46 of them."]).supported
