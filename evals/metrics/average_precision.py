"""Average precision: how pure is the list wherever a right one stands in it?

    AP = mean over the relevant of (relevant among the first r) / r, with r the rank of each, 0 for one not found

MAP is its mean over questions that have something relevant. Source: Manning, Raghavan, Schütze, "Introduction to
Information Retrieval" (2008), section 8.4; used for WikiQA by Yang, Yih, Meek 2015.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence


def average_precision(gold: Collection[str], found: Sequence[str]) -> float:
    """From 0 to 1; ``gold`` must not be empty, ``found`` is best first and without repeats."""
    seen, total = 0, 0.0
    for rank, one in enumerate(found, start=1):
        if one in gold:
            seen += 1
            total += seen / rank
    return total / len(set(gold))
