"""Reciprocal rank: how high is the first relevant item ranked?

    RR = 1 / rank of the first relevant item, 0 if it is missing;  MRR is its mean

Source: Voorhees 1999, TREC-8 question answering track. In a suite the rank is that at which the evidence is complete
(``evals.evidence_rank``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evals.evidence_rank import evidence_rank, is_ranked
from evals.trial import Score, Trial


def reciprocal_rank(gold: Collection[str], ranking: Sequence[str]) -> float:
    """Returns RR from 0 to 1; ``ranking`` is best first."""
    return next((1 / rank for rank, item in enumerate(ranking, start=1) if item in gold), 0.0)


def search_mrr(trial: Trial) -> Score | None:
    """Returns RR of a case; None without an expected answer or without Hits."""
    if not is_ranked(trial):
        return None
    rank = evidence_rank(trial)
    return Score(1 / rank, f"complete at hit {rank}") if rank else Score(0.0, "never complete")
