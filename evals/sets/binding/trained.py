"""A trained check: how likely it is that evidence supports a claim, read as a whole.

A cross-encoder of the reader's own architecture, made by ``training/train_checker.py``: the claim stands where a
question stands, the evidence where its passage stands, and the output on the pair is asked. It is measured here and not
in the product: docs/measurements/binding.md says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from pathlib import Path
from typing import Protocol

from retrieval.answering.reader import Reader


class ClaimCheck(Protocol):
    """What judges claims by a number."""

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each claim with its evidence how well the evidence supports it: the higher the better."""
        ...


class TrainedCheck:
    """A check by a model. ``scores`` are probabilities (0…1)."""

    def __init__(self, weights: Path) -> None:
        """``weights``: the folder that ``training.export_reader`` wrote."""
        self._reader = Reader(weights=weights)

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each claim with its evidence the probability (0…1) that the evidence supports it.

        A pair is cut after 256 tokens, a claim after 64. Raises ``WeightsUnavailable``.
        """
        return [_probability(self._reader.read(claim, [evidence])[0].answers) for claim, evidence in pairs]


def _probability(logit: float) -> float:
    return 1 / (1 + exp(-logit))
