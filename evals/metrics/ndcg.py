"""Normalised discounted cumulative gain: how good is the order, the top counting most?

    DCG@k = sum over ranks r = 1…k of rel_r / log2(r + 1);  nDCG@k = DCG@k / DCG@k of the best order

with rel 1 or 0. Source: Järvelin, Kekäläinen 2002 ("Cumulated gain-based evaluation of IR techniques", ACM TOIS 20),
in the form that trec_eval computes. In a suite the only relevant item is the evidence as a whole
(``evals.evidence_rank``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log2

from evals.evidence_rank import evidence_rank, is_ranked
from evals.trial import Score, Trial

K = 10


def ndcg_at(gold: Collection[str], ranking: Sequence[str], k: int) -> float:
    """Returns nDCG@k from 0 to 1; ``gold`` must not be empty, ``ranking`` is best first and without repeats."""
    gained = sum(1 / log2(rank + 1) for rank, item in enumerate(ranking[:k], start=1) if item in gold)
    return gained / sum(1 / log2(rank + 1) for rank in range(1, min(k, len(set(gold))) + 1))


def search_ndcg(trial: Trial) -> Score | None:
    """Returns nDCG@10 of a case; None without an expected answer or without Hits."""
    if not is_ranked(trial):
        return None
    rank = evidence_rank(trial)
    if rank is None or rank > K:
        return Score(0.0, f"not complete within {K} hits")
    return Score(1 / log2(rank + 1), f"complete at hit {rank}")
