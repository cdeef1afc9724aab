"""Latency: how long does the user wait?

    p-th percentile = the smallest measured value that at least p percent of the values do not exceed (nearest rank)

Measured around the whole question on the client's side, in milliseconds, with as many questions at a time as the run
has workers. It differs from run to run and is therefore separate from the figures that are compared. Source: Hyndman
and Fan 1996, "Sample Quantiles in Statistical Packages", definition 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from evals.trial import Trial


@dataclass(frozen=True, slots=True)
class Latency:
    """The median and the 95th percentile, in milliseconds."""

    p50: float
    p95: float


def latency(trials: Sequence[Trial]) -> Latency | None:
    """Returns the latency over the cases that got a Reply, or None."""
    waits = sorted(trial.milliseconds for trial in trials if trial.reply)
    return Latency(percentile(waits, 50), percentile(waits, 95)) if waits else None


def percentile(ordered: Sequence[float], percent: int) -> float:
    """Returns the nearest-rank percentile of values in ascending order."""
    return ordered[max(ceil(len(ordered) * percent / 100) - 1, 0)]
