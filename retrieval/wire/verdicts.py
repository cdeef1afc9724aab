"""A Verification as the JSON of the contract: what ``POST /verify`` sends and ``ibid verify --json`` prints."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from retrieval.answering.verification import Verification
from retrieval.wire.replies import CitationJson, citation_json


class ClaimProblemJson(TypedDict):
    """What is wrong with a claim. ``words`` are its own; ``there``: what the evidence has in their place, if known."""

    kind: str
    words: str
    there: str | None
    says: str


class VerificationJson(TypedDict):
    """Whether a claim is borne out, by what, and if not, what is wrong. ``evidence_used``: of evidence one brought."""

    claim: str
    supported: bool
    score: float
    citations: list[CitationJson]
    problems: list[ClaimProblemJson]
    evidence_used: NotRequired[list[int]]


def verification_json(found: Verification) -> VerificationJson:
    """A Verification as JSON."""
    json: VerificationJson = {
        "claim": found.claim,
        "supported": found.supported,
        "score": round(found.score, 4),
        "citations": [citation_json(one) for one in found.citations],
        "problems": [
            {"kind": one.kind.value, "words": one.words, "there": one.there, "says": one.says} for one in found.problems
        ],
    }
    if found.evidence_used is not None:
        json["evidence_used"] = list(found.evidence_used)
    return json
