"""Latency: how long does the asker wait?

    p-th percentile = the smallest measured value that at least p percent of the values do not exceed (nearest rank)

Measured around the whole question at the asker's side, in milliseconds, with as many questions under way as the run has
workers. It differs from run to run and is therefore kept apart from the figures that are compared. Source: Hyndman and
Fan 1996, "Sample Quantiles in Statistical Packages", definition 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from evals.trial import Trial


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds that half, and 95 in 100, of the questions took at most."""

    p50: float
    p95: float


def latency(trials: Sequence[Trial]) -> Latency | None:
    """Over the cases that got a Reply; None where none did."""
    waits = sorted(trial.milliseconds for trial in trials if trial.reply)
    return Latency(percentile(waits, 50), percentile(waits, 95)) if waits else None


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile of values in ascending order."""
    return ordered[max(ceil(len(ordered) * percent / 100) - 1, 0)]
