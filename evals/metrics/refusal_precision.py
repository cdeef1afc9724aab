"""Refusal precision: of the questions that were refused, how many could indeed not be answered?

    refusal_precision = unanswerable cases among the refused / refused cases

Source: precision (van Rijsbergen 1979), the counterpart of ``refusal_recall``: refusing everything buys recall at the
price of this figure.
"""

from __future__ import annotations

from evals.trial import Score, Trial


def refusal_precision(trial: Trial) -> Score | None:
    """Scores a case 1 or 0; None if the Reply is not a Refusal."""
    if trial.refusal is None:
        return None
    if trial.case.expected.refusal:
        return Score(1.0, "rightly refused")
    return Score(0.0, f"refused ({trial.refusal['reason']}), though the library has the answer")
