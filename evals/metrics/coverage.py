"""Coverage at a risk: how many questions can be answered, the surest first, at a given share of wrong answers?

    coverage = the greatest k / N for which at most the share ``wrong`` of the k surest answers is wrong

Source: the risk-coverage curve of selective prediction (El-Yaniv, Wiener 2010, JMLR 11), read at one risk.
"""

from __future__ import annotations

from collections.abc import Sequence


def coverage(answers: Sequence[tuple[float, bool]], wrong: float = 0.05) -> float:
    """Returns the coverage, from 0 to 1, of pairs of (confidence, is right). Their order breaks ties of confidence."""
    best = errors = 0
    for place, (_, right) in enumerate(sorted(answers, key=lambda answer: -answer[0]), start=1):
        errors += not right
        best = place if errors <= wrong * place else best
    return best / max(1, len(answers))
