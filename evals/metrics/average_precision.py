"""Average precision: the precision of the ranking at each relevant item, averaged.

    AP = mean over the relevant items of (relevant among the first r) / r, with r the item's rank, 0 if it is missing

MAP is its mean over questions that have something relevant. Source: Manning, Raghavan, Schütze, "Introduction to
Information Retrieval" (2008), section 8.4; used for WikiQA by Yang, Yih, Meek 2015.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence


def average_precision(gold: Collection[str], ranking: Sequence[str]) -> float:
    """Returns AP from 0 to 1; ``gold`` must not be empty, ``ranking`` is best first and without repeats."""
    seen, total = 0, 0.0
    for rank, item in enumerate(ranking, start=1):
        if item in gold:
            seen += 1
            total += seen / rank
    return total / len(set(gold))
