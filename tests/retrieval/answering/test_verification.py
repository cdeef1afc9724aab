"""Claims that somebody brings, against the corpus and against evidence of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.build import ingest
from ingest.collect import inputs
from retrieval.answering.verification import MOST_OF_ONE, MOST_TOGETHER
from retrieval.grounding import ProblemKind
from retrieval.library import Library, open_library
from retrieval.questions import BadQuestion, UnknownSource
from retrieval.settings import Settings

CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path_factory.mktemp("corpus"))) as library:
        assert not [outcome.error for outcome in ingest(library, inputs([str(CORPUS)], 10**6)) if outcome.error]
        yield library


@pytest.mark.parametrize(
    "claim",
    [
        "In 2023, the number of North Korea's diplomatic missions fell to forty-six.",
        "In 2022 China's share in North Korean trade was over 96%.",
        "Trade exceeded $7bn in 2013.",
    ],
)
def test_a_claim_that_is_borne_out_is_cited(corpus: Library, claim: str) -> None:
    found = corpus.verify(claim)
    assert (found.supported, found.problems, found.evidence_used) == (True, (), None)
    assert [citation.number for citation in found.citations] == list(range(1, len(found.citations) + 1))
    assert all(citation.source.text[citation.start : citation.end] == citation.quote for citation in found.citations)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("In 2023, the number of North Korea's diplomatic missions fell to forty-seven.", ProblemKind.NUMBER),
        ("In 2021 China's share in all North Korean trade stood at over 96 percent.", ProblemKind.DATE),
        ("In 2022 Mongolia's share in all North Korean trade stood at over 96 percent.", ProblemKind.NAME),
        ("Trade exceeded 7 billion EUR in 2013.", ProblemKind.UNIT),
        (
            "In 2023, the number of diplomatic missions that North Korea keeps around the world rose to 46.",
            ProblemKind.DIRECTION,
        ),
    ],
)
def test_what_is_wrong_is_said(corpus: Library, claim: str, kind: ProblemKind) -> None:
    found = corpus.verify(claim)
    assert not found.supported
    assert kind in [problem.kind for problem in found.problems]


def test_evidence_that_is_brought_is_all_there_is(corpus: Library) -> None:
    evidence = ["The harbour was closed.", "In May 1901 it had 12 cranes."]
    found = corpus.verify("There were twelve cranes in 1901.", evidence=evidence)
    assert (found.supported, found.evidence_used, found.citations) == (True, (1,), ())
    assert not corpus.verify("There were 46 missions left.", evidence=evidence).supported


def test_bad_claims_get_a_sentence(corpus: Library) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        corpus.verify("  ")
    with pytest.raises(UnknownSource, match="nothing"):
        corpus.verify("Trade fell.", source_ids=["nothing"])


@pytest.mark.parametrize(
    "evidence", [["a" * (MOST_OF_ONE + 1)], ["a" * MOST_OF_ONE] * (MOST_TOGETHER // MOST_OF_ONE + 1)]
)
def test_evidence_has_a_length(corpus: Library, evidence: list[str]) -> None:
    with pytest.raises(BadQuestion, match="characters"):
        corpus.verify("Trade exceeded $7bn in 2013.", evidence=evidence)
