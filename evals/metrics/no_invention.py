"""No invention: do all numbers, dates, units and names of an Answer come from its Sources?

    no_invention = claims in which every number, date, unit and name is in a Source that they cite / claims

A claim that cites the wrong sentence of the right Source fails citation recall alone; this metric counts words that no
cited Source contains. Source: invariant 4 of the design; the counterpart of "faithfulness" (Es et al. 2023, "RAGAS",
arXiv:2309.15217), decided by rule instead of by a language model.
"""

from __future__ import annotations

from evals.judging import absent, cited_by, words_of
from evals.trial import Score, Trial
from retrieval.wire.replies import AnswerJson, ClaimJson


def no_invention(trial: Trial) -> Score | None:
    """Scores a case from 0 to 1 over its claims; None without an Answer."""
    if trial.answer is None or not trial.answer["claims"]:
        return None
    invented = [words for claim in trial.answer["claims"] if (words := _invented(claim, trial.answer, trial))]
    if not invented:
        return Score(1.0, "nothing is invented")
    details = "; ".join(", ".join(words) for words in invented)
    return Score(1 - len(invented) / len(trial.answer["claims"]), f"in no cited source: {details}")


def _invented(claim: ClaimJson, answer: AnswerJson, trial: Trial) -> tuple[str, ...]:
    """Returns the words of ``claim`` that are neither in its Citations nor elsewhere in their Sources."""
    cited = cited_by(claim, answer)
    shown = [words for citation in cited for words in words_of(citation, answer.get("kind", ""))]
    if not absent(claim["text"], shown):
        return ()
    texts = dict.fromkeys(trial.texts.get(citation["source"]["id"]) or "" for citation in cited)
    return absent(claim["text"], [*shown, *texts])
