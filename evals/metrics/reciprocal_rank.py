"""Reciprocal rank: how high does the first right one stand?

    RR = 1 / rank of the first relevant one, 0 where there is none;  MRR is its mean

Source: Voorhees 1999, TREC-8 question answering track. In a suite the rank is that at which the evidence is complete
(``evals.evidence_rank``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evals.evidence_rank import evidence_rank, is_ranked
from evals.trial import Score, Trial


def reciprocal_rank(gold: Collection[str], found: Sequence[str]) -> float:
    """From 0 to 1; ``found`` is best first."""
    return next((1 / rank for rank, one in enumerate(found, start=1) if one in gold), 0.0)


def search_mrr(trial: Trial) -> Score | None:
    """Of a case; None where it has no answer or its Hits are not known."""
    if not is_ranked(trial):
        return None
    rank = evidence_rank(trial)
    return Score(1 / rank, f"complete at hit {rank}") if rank else Score(0.0, "never complete")
