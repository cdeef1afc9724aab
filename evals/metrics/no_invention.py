"""No invention: does an Answer tell nothing that its Sources do not?

    no_invention = claims in which every number, date, unit and name stands in a Source that they cite / claims

A claim that cites the wrong sentence of the right Source is lost to citation recall alone; what counts here is what
stands nowhere at all. Source: the rule of invariant 4 of the design; the counterpart of "faithfulness" (Es et al. 2023,
"RAGAS", arXiv:2309.15217), told by rule instead of by a language model.
"""

from __future__ import annotations

from evals.judging import absent, cited_by, words_of
from evals.trial import Score, Trial
from retrieval.wire.replies import AnswerJson, ClaimJson


def no_invention(trial: Trial) -> Score | None:
    """From 0 to 1 over the claims; None where there is no Answer."""
    if trial.answer is None or not trial.answer["claims"]:
        return None
    invented = [words for claim in trial.answer["claims"] if (words := _invented(claim, trial.answer, trial))]
    if not invented:
        return Score(1.0, "nothing is invented")
    told = "; ".join(", ".join(words) for words in invented)
    return Score(1 - len(invented) / len(trial.answer["claims"]), f"stands in no cited source: {told}")


def _invented(claim: ClaimJson, answer: AnswerJson, trial: Trial) -> tuple[str, ...]:
    """What of ``claim`` stands neither in its Citations nor, for all of them that may be wrong, in their Sources."""
    cited = cited_by(claim, answer)
    shown = [words for one in cited for words in words_of(one)]
    if not absent(claim["text"], shown):
        return ()
    texts = dict.fromkeys(trial.texts.get(one["source"]["id"]) or "" for one in cited)
    return absent(claim["text"], [*shown, *texts])
