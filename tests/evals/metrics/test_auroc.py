"""AUROC, counted by hand."""

from __future__ import annotations

from evals.metrics.auroc import auroc


def test_all_right_and_all_wrong() -> None:
    assert auroc([(True, 0.9), (False, 0.1)]) == 1.0
    assert auroc([(True, 0.1), (False, 0.9)]) == 0.0


def test_a_tie_counts_half() -> None:
    """Of four pairs three are in order and one is a tie: 3.5 of 4."""
    assert auroc([(True, 0.5), (False, 0.5), (True, 0.9), (False, 0.4)]) == 0.875
