"""The gate against altered claims made from the corpus alone, where no public set is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.sets.alterations import altered, restated
from evals.sets.claim_sets import CAUGHT, PASSED, alterations_caught, prose_sentences
from ingest.collect import inputs
from ingest.input import Input
from ingest.parse import parse
from retrieval.grounding import Gate

CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    documents = (entry for entry in inputs([str(CORPUS)], 10**6) if isinstance(entry, Input))
    return list(prose_sentences(parse(document.data, document.name, document.name)[0].text for document in documents))


def test_alterations_of_the_corpus_are_caught(sentences: list[str]) -> None:
    lines = list(alterations_caught("corpus", sentences))
    assert sum(line.cases for line in lines) > 200
    assert {line.measure.split()[0]: line.met for line in lines} == dict.fromkeys(CAUGHT, True)


def test_restated_claims_of_the_corpus_pass(sentences: list[str]) -> None:
    said = list(restated(sentences))
    blocked = [item for item in said if not Gate().check(item.claim, [item.evidence]).supported]
    assert len(said) > 50
    assert len(blocked) <= (1 - PASSED) * len(said), [item.claim for item in blocked]


def test_alterations_are_the_same_for_the_same_seed(sentences: list[str]) -> None:
    made = [list(altered(sentences, {"number": 5, "name": 5}, seed)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    assert all(item.claim != item.evidence for item in made[0])
