"""The mechanisms side by side, each alone and behind the rules: what they catch at the same cost in true claims.

    python -m evals.sets.binding.mechanisms ../shared/data [FOLDER]

``FOLDER``: the weights of a trained check, where there is one.

A mechanism's threshold is chosen on the documents for fitting, so that it keeps the wanted share of the true claims
there; the table is of the documents for measuring.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.sets.binding.asking import AskingTheText
from evals.sets.binding.binding_claim import BoundClaim, DocumentPart
from evals.sets.binding.measure import JudgedClaim, bound_claims, lines
from evals.sets.binding.trained import ClaimCheck, TrainedCheck
from retrieval.answering.reader import Reader
from retrieval.grounding import Gate

KEPT, KEPT_BEHIND_RULES = 0.95, 0.985
"""Shares of the true claims that a threshold keeps: of all, and of those that the rules let pass."""
FITTED_OF_EACH = 50
"""Claims of each family and truth that a threshold is chosen on."""


def main(data: Path, weights: Path | None = None) -> None:
    """Prints the table."""
    fitted, claims = bound_claims(data, DocumentPart.FIT, FITTED_OF_EACH), bound_claims(data, DocumentPart.MEASURE)
    sys.stdout.write(f"{'mechanism':<32}{'threshold':>10}{'caught':>8}{'supported':>10}\n")
    for name, threshold, judged in mechanisms(fitted, claims, weights):
        shares = {line.measure: line.value for line in lines(judged)}
        sys.stdout.write(f"{name:<32}{threshold:>10.3f}{shares['caught']:>8.3f}{shares['supported']:>10.3f}\n")
        for measure, value in shares.items():
            sys.stdout.write(f"    {measure:<50}{value:.3f}\n")


def mechanisms(
    fitted: Sequence[BoundClaim], claims: Sequence[BoundClaim], weights: Path | None
) -> Iterator[tuple[str, float, list[JudgedClaim]]]:
    """Each mechanism with its threshold and what it judges of ``claims``."""
    by_rule, fit_by_rule = _by_rule(claims), _by_rule(fitted)
    yield "rules", 0.0, [JudgedClaim(claim, passed) for claim, passed in zip(claims, by_rule, strict=True)]
    checks: dict[str, ClaimCheck] = {"asking the text": AskingTheText(Reader())}
    if weights:
        checks["trained check"] = TrainedCheck(weights)
    for name, check in checks.items():
        scores, fit_scores = _scores(check, claims), _scores(check, fitted)
        for behind, kept, passing, fit_passing in (
            ("", KEPT, [True] * len(claims), [True] * len(fitted)),
            ("rules and ", KEPT_BEHIND_RULES, by_rule, fit_by_rule),
        ):
            threshold = _threshold(fitted, fit_scores, fit_passing, kept)
            judged = [
                JudgedClaim(claim, passed and score >= threshold)
                for claim, score, passed in zip(claims, scores, passing, strict=True)
            ]
            yield behind + name, threshold, judged


def _threshold(claims: Sequence[BoundClaim], scores: Sequence[float], passing: Sequence[bool], kept: float) -> float:
    """The score that the share ``kept`` of the true claims that pass so far reaches; below all where none passes."""
    rows = zip(claims, scores, passing, strict=True)
    true = sorted(score for claim, score, passed in rows if claim.true and passed)
    return true[int((1 - kept) * len(true))] if true else float("-inf")


def _by_rule(claims: Sequence[BoundClaim]) -> list[bool]:
    gate = Gate()
    return [gate.check(claim.claim, claim.evidence).supported for claim in claims]


def _scores(check: ClaimCheck, claims: Sequence[BoundClaim]) -> list[float]:
    return check.scores([(claim.claim, " ".join(claim.evidence)) for claim in claims])


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
