"""Footnote recall: does the author's own note come along with the quote?

    footnote_recall = cases whose Answer cites a Footnote with the named word / cases that name a Footnote

A note that "Ibid." or the like refers to comes along with it. A Refusal counts as 0. Source: citation recall of ALCE
(Gao et al. 2023, arXiv:2305.14627), which asks whether each statement is supported by its citations; here the question
is the step from the quote to the author's note.
"""

from __future__ import annotations

from evals.matching import holds
from evals.trial import Score, Trial


def footnote_recall(trial: Trial) -> Score | None:
    """Scores a case 1 or 0; None for a case that names no Footnote."""
    wanted = trial.case.expected.footnote
    if wanted is None:
        return None
    if trial.answer is None:
        return Score(0.0, trial.without_answer)
    notes = [note for citation in trial.answer["citations"] for note in citation["footnotes"]]
    shown = [*notes, *(meant for note in notes if (meant := note.get("refers_to")))]
    if any(holds(words, wanted) for note in shown for words in (note["text"], *note["urls"])):
        return Score(1.0, "cites the footnote")
    labels = ", ".join(dict.fromkeys(note["label"] for note in notes))
    return Score(0.0, f"no cited footnote has {wanted!r}; cited: {labels or 'none'}")
