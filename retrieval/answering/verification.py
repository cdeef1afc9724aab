"""Whether a claim that somebody brings is supported: by the Library, or by evidence they bring along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answering.citations import Citer
from retrieval.grounding import Problem
from retrieval.model import Citation, Hit
from retrieval.questions import BadQuestion

MOST_OF_ONE, MOST_TOGETHER = 20_000, 100_000
"""Characters that a piece of evidence may have, and all of it: to check a claim by it takes everybody's time."""
_USED_FROM = 0.1
"""Least score with which an unsupported claim is shown beside what comes nearest to it."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What the gate says of a claim.

    ``score`` lies between 0 and 1. ``citations``: what supports the claim, or what it was found to be at odds with.
    ``evidence_used``: indices of the evidence that was brought; None where the Library was asked.
    """

    claim: str
    supported: bool
    score: float
    citations: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()
    evidence_used: tuple[int, ...] | None = None


def verify_by_hits(claim: str, hits: Sequence[Hit], citer: Citer) -> Verification:
    """Checks ``claim`` by sentences of ``hits`` and the Footnotes they carry."""
    checked = citer.find(claim, hits)
    verdict = checked.verdict
    shown = checked.citations if verdict.supported or verdict.score >= _USED_FROM else ()
    citations = tuple(replace(citation, number=number) for number, citation in enumerate(dict.fromkeys(shown), start=1))
    return Verification(claim, checked.holds, verdict.score, citations, verdict.problems)


def verify_by_evidence(claim: str, evidence: Sequence[str], citer: Citer) -> Verification:
    """Checks ``claim`` by sentences that were brought along; raises ``BadQuestion`` where they are too long."""
    sizes = [len(piece) for piece in evidence]
    if max(sizes, default=0) > MOST_OF_ONE or sum(sizes) > MOST_TOGETHER:
        raise BadQuestion(
            f"The evidence has {sum(sizes):,} characters, {max(sizes):,} of them in one piece. Send {MOST_TOGETHER:,} "
            f"or fewer, and {MOST_OF_ONE:,} in one piece at most."
        )
    verdict = citer.gate.check(claim, evidence)
    return Verification(claim, verdict.supported, verdict.score, (), verdict.problems, verdict.used)
