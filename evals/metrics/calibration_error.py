"""Expected calibration error: does "90 percent sure" mean right nine times in ten?

    ECE = sum over bins b of  n_b / N · | right_b - confidence_b |

over ten bins of equal width, with the share of right answers and the mean confidence of each. Measured over Answers: an
Answer is right if it holds every fact, and wrong where a Refusal was due. Source: Naeini, Cooper, Hauskrecht 2015
("Obtaining Well Calibrated Probabilities Using Bayesian Binning"); Guo et al. 2017 (arXiv:1706.04599), whose
reliability diagram the report shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.metrics.accuracy import accuracy
from evals.trial import Trial

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers with a confidence from ``low`` to ``high``; shares from 0 to 1."""

    low: float
    high: float
    cases: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The error, and the bins that are not empty."""

    error: float
    cases: int
    bins: tuple[Bin, ...]


def calibration(trials: Sequence[Trial]) -> Calibration | None:
    """Returns the calibration of the Answers among ``trials``, or None without Answers."""
    judged = [
        (trial.answer["confidence"], (score := accuracy(trial)) is not None and score.value == 1.0)
        for trial in trials
        if trial.answer
    ]
    return calibrated(judged) if judged else None


def calibrated(judged: Sequence[tuple[float, bool]]) -> Calibration:
    """Returns the calibration of pairs of (confidence, is right), at least one."""
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        binned.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    bins = tuple(_bin(number, inside) for number, inside in sorted(binned.items()))
    error = sum(bin_.cases * abs(bin_.right - bin_.confidence) for bin_ in bins) / len(judged)
    return Calibration(error, len(judged), bins)


def _bin(number: int, inside: Sequence[tuple[float, bool]]) -> Bin:
    size = len(inside)
    mean_confidence = sum(confidence for confidence, _ in inside) / size
    return Bin(number / BINS, (number + 1) / BINS, size, mean_confidence, sum(right for _, right in inside) / size)
