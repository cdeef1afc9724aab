"""Recall at k: how much of what answers is among the first k found?

    R@k = relevant among the first k / relevant

Source: Manning, Raghavan, Schütze, "Introduction to Information Retrieval" (2008), section 8.4. In a suite what is
relevant is the evidence as a whole (``evals.evidence_rank``): R@k is 1 if the first k Hits hold every fact, else 0.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evals.evidence_rank import evidence_rank, is_ranked
from evals.trial import Score, Trial

K = 5


def recall_at(gold: Collection[str], found: Sequence[str], k: int) -> float:
    """From 0 to 1; ``gold`` must not be empty, ``found`` is best first and without repeats."""
    return len(set(gold).intersection(found[:k])) / len(set(gold))


def search_recall(trial: Trial) -> Score | None:
    """R@5 of a case; None where it has no answer or its Hits are not known."""
    if not is_ranked(trial):
        return None
    rank = evidence_rank(trial)
    if rank is None:
        return Score(0.0, f"the {len(trial.hits or ())} hits do not hold it all")
    return Score(float(rank <= K), f"all is found by hit {rank}")
