"""AUROC: the chance that a positive scores above a negative, ties counting half.

The Mann-Whitney statistic by ranks (Hanley, McNeil, "The Meaning and Use of the Area under a ROC Curve", Radiology
1982).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import nan


def auroc(scored: Iterable[tuple[bool, float]]) -> float:
    """Returns the AUROC of pairs of (is positive, score); NaN without a positive or without a negative."""
    ordered = sorted((score, positive) for positive, score in scored)
    ranks: dict[float, list[int]] = {}
    for place, (score, _) in enumerate(ordered, start=1):
        ranks.setdefault(score, []).append(place)
    mean = {score: sum(places) / len(places) for score, places in ranks.items()}
    total = sum(mean[score] for score, positive in ordered if positive)
    positives = sum(positive for _, positive in ordered)
    if positives in (0, len(ordered)):
        return nan
    return (total - positives * (positives + 1) / 2) / (positives * (len(ordered) - positives))
