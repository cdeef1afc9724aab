"""Short-answer F1: does the short answer consist of the expected words, no more and no fewer?

    short_answer_f1 = mean over the cases that name a short answer of F1(short answer, best wording)

F1 is that of ``evals.metrics.squad_f1``. A Reply without a short answer is scored by its first claim, a Refusal is 0.
Source: Rajpurkar et al. 2016 (arXiv:1606.05250).
"""

from __future__ import annotations

from evals.metrics.squad_f1 import overlap
from evals.trial import Score, Trial


def short_answer_f1(trial: Trial) -> Score | None:
    """Scores a case from 0 to 1; None for a case that names no short answer."""
    gold = trial.case.expected.short
    if not gold:
        return None
    if trial.answer is None:
        return Score(0.0, trial.without_answer)
    claims = trial.answer["claims"]
    short = trial.answer["short_answer"] or (claims[0]["text"] if claims else "")
    return Score(overlap(short, gold), f"short answer: {short!r}")
