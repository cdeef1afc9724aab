"""Refusal recall: of the questions that the library cannot answer, how many are refused?

    refusal_recall = unanswerable cases that were refused / unanswerable cases

To the reader ``unsupported`` means the same as ``not_in_library``: an answer that the sources did not support was held
back. ``library_empty`` is different. Source: recall (van Rijsbergen 1979) over the unanswerable questions of SQuAD 2.0
(Rajpurkar et al. 2018, arXiv:1806.03822).
"""

from __future__ import annotations

from evals.trial import Score, Trial
from retrieval.reply import Reason

_ALIKE = frozenset({Reason.NOT_IN_LIBRARY.value, Reason.UNSUPPORTED.value})


def refusal_recall(trial: Trial) -> Score | None:
    """Scores a case 1 or 0; None for a case that expects an Answer."""
    expected = trial.case.expected.refusal
    if expected is None:
        return None
    if trial.refusal is None:
        return Score(0.0, "answered instead of refused" if trial.answer else trial.without_answer)
    reason = trial.refusal["reason"]
    if reason == expected or {reason, expected.value} <= _ALIKE:
        return Score(1.0, trial.without_answer)
    return Score(0.0, f"refused for the reason {reason} instead of {expected}")
