"""Pairs of claims and evidence to learn from."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from training.claims import pairs

TEXT = (
    "The pier of Merrow was built in 1921. Ada Green drew its plans. The lighthouse followed in 1934, under Tom Reed."
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of sets with a few rows."""
    asked = [
        {
            "id": f"row-{place}",
            "set": name,
            "question": "When was the pier of Merrow built?",
            "passage": TEXT.replace("Merrow", f"Merrow {place}"),
            "answerable": True,
            "answers": [{"text": "1921"}],
        }
        for place, name in enumerate(("squad_800", "squad_800", "sciq"))
    ]
    judged = [
        {"set": name, "claim": f"{name} says {label}", "evidence": f"Merrow has a pier of {name}.", "label": label}
        for name in ("begin", "begin", "sick", "scifact")
        for label in ("supports", "neutral")
    ]
    (tmp_path / "train").mkdir()
    for name, rows in (("reader", asked), ("claims", judged)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / "train" / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    return tmp_path


def test_claims_are_told_of_questions_and_taken_from_sets_that_may_be_used(data: Path) -> None:
    found = pairs(data)
    assert {pair.true for pair in found} == {True, False}
    assert any("1921" in pair.claim and pair.true for pair in found)
    assert {pair.claim for pair in found if " says " in pair.claim} == {"begin says supports", "begin says neutral"}
    assert not any("Merrow 2" in pair.evidence for pair in found)


def test_the_same_seed_draws_the_same_pairs(data: Path) -> None:
    assert pairs(data, 1) == pairs(data, 1)
