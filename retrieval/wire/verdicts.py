"""A Verification as the JSON of the contract: ``POST /verify`` sends it and ``ibid verify --json`` prints it."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from retrieval.answering.verification import Verification
from retrieval.grounding import Problem
from retrieval.wire.replies import CitationJson, citation_json


class ClaimProblemJson(TypedDict):
    """A problem of a claim.

    ``slot``: what the words are in their clause ("subject", "verb", "object", a preposition), empty if not known;
    ``claim``: the claim's own words; ``evidence``: what the evidence has in their place, if known. ``words`` and
    ``there`` are the same two, under the names that they had before.
    """

    kind: str
    slot: str
    claim: str
    evidence: str | None
    words: str
    there: str | None
    says: str


class VerificationJson(TypedDict):
    """Whether the sources support a claim, with citations and problems. ``evidence_used``: indices of the caller's
    evidence.
    """

    claim: str
    supported: bool
    score: float
    citations: list[CitationJson]
    problems: list[ClaimProblemJson]
    evidence_used: NotRequired[list[int]]


def _problem_json(problem: Problem) -> ClaimProblemJson:
    return {
        "kind": problem.kind.value,
        "slot": problem.slot,
        "claim": problem.words,
        "evidence": problem.there,
        "words": problem.words,
        "there": problem.there,
        "says": problem.says,
    }


def verification_json(verification: Verification) -> VerificationJson:
    """Converts a Verification to JSON."""
    json: VerificationJson = {
        "claim": verification.claim,
        "supported": verification.supported,
        "score": round(verification.score, 4),
        "citations": [citation_json(citation) for citation in verification.citations],
        "problems": [_problem_json(problem) for problem in verification.problems],
    }
    if verification.evidence_used is not None:
        json["evidence_used"] = list(verification.evidence_used)
    return json
