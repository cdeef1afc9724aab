"""Follow-up accuracy: is a question understood that depends on earlier turns?

    follow_up_accuracy = mean over the cases with earlier turns of fact accuracy, or of refusal recall where the right
                         Reply is a Refusal

The earlier turns are really asked, so a slip in one of them counts here too. Source: the turn-level accuracy of
conversational question answering (Reddy et al. 2019, "CoQA", arXiv:1808.07042).
"""

from __future__ import annotations

from evals.metrics.accuracy import accuracy
from evals.metrics.refusal_recall import refusal_recall
from evals.trial import Score, Trial


def follow_up_accuracy(trial: Trial) -> Score | None:
    """Scores a case from 0 to 1; None for a case without earlier turns."""
    if not trial.case.after:
        return None
    score = accuracy(trial) or refusal_recall(trial)
    if score is None or trial.reply is None:
        return score
    return Score(score.value, f"{score.reason}; understood as {trial.reply['standalone_question']!r}")
