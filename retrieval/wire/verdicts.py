"""A Verification as the JSON of the contract: ``POST /verify`` sends it and ``ibid verify --json`` prints it."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from retrieval.answering.verification import Verification
from retrieval.wire.replies import CitationJson, citation_json


class ClaimProblemJson(TypedDict):
    """A problem of a claim. ``words`` are the claim's; ``there``: the evidence's words in their place, if known."""

    kind: str
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


def verification_json(verification: Verification) -> VerificationJson:
    """Converts a Verification to JSON."""
    json: VerificationJson = {
        "claim": verification.claim,
        "supported": verification.supported,
        "score": round(verification.score, 4),
        "citations": [citation_json(citation) for citation in verification.citations],
        "problems": [
            {"kind": problem.kind.value, "words": problem.words, "there": problem.there, "says": problem.says}
            for problem in verification.problems
        ],
    }
    if verification.evidence_used is not None:
        json["evidence_used"] = list(verification.evidence_used)
    return json
