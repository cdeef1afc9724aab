"""Coverage at a risk: how many questions can be answered, the surest first, with so many of the answers wrong?

    coverage = the greatest k / N for which at most the share ``wrong`` of the k surest answers is wrong

Source: the risk-coverage curve of selective prediction (El-Yaniv, Wiener 2010, JMLR 11), read at one risk.
"""

from __future__ import annotations

from collections.abc import Sequence


def coverage(answers: Sequence[tuple[float, bool]], wrong: float = 0.05) -> float:
    """Over pairs of (confidence, is right); from 0 to 1. Among equally sure answers their order decides."""
    best = errors = 0
    for place, (_, right) in enumerate(sorted(answers, key=lambda one: -one[0]), start=1):
        errors += not right
        best = place if errors <= wrong * place else best
    return best / max(1, len(answers))
