"""Recall at k: how much of the relevant is among the first k?

    R@k = relevant among the first k / relevant

Source: Manning, Raghavan, Schütze, "Introduction to Information Retrieval" (2008), section 8.4. In a suite the
relevant item is the evidence as a whole (``evals.evidence_rank``): R@k is 1 if the first k Hits hold all facts, else 0.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evals.evidence_rank import evidence_rank, is_ranked
from evals.trial import Score, Trial

K = 5


def recall_at(gold: Collection[str], ranking: Sequence[str], k: int) -> float:
    """Returns R@k from 0 to 1; ``gold`` must not be empty, ``ranking`` is best first and without repeats."""
    return len(set(gold).intersection(ranking[:k])) / len(set(gold))


def search_recall(trial: Trial) -> Score | None:
    """Returns R@5 of a case; None without an expected answer or without Hits."""
    if not is_ranked(trial):
        return None
    rank = evidence_rank(trial)
    if rank is None:
        return Score(0.0, f"the {len(trial.hits or ())} hits do not hold it all")
    return Score(float(rank <= K), f"all is found by hit {rank}")
