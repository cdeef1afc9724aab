"""Citation precision: is each Citation needed?

    citation_precision = precise Citations / Citations, over all claims of an Answer

A Citation is precise if all the claim's Citations together support it, and if this one supports it alone or the others
do not without it. Source: ALCE (Gao et al. 2023, arXiv:2305.14627, section 4.3), with our gate as judge.
"""

from __future__ import annotations

from collections.abc import Iterator

from evals.judging import cited_by, supports, words_of
from evals.trial import Score, Trial
from retrieval.wire.replies import AnswerJson, ClaimJson


def citation_precision(trial: Trial) -> Score | None:
    """Scores a case from 0 to 1 over its Citations; None without an Answer."""
    if trial.answer is None:
        return None
    judged = [judgement for claim in trial.answer["claims"] for judgement in _judged(claim, trial.answer)]
    if not judged:
        return None
    idle = [number for number, precise in judged if not precise]
    if not idle:
        return Score(1.0, "every citation is needed")
    return Score(1 - len(idle) / len(judged), f"not needed: {', '.join(f'[{number}]' for number in idle)}")


def _judged(claim: ClaimJson, answer: AnswerJson) -> Iterator[tuple[int, bool]]:
    """Yields the number of each Citation of ``claim``, and whether it is precise."""
    cited = [(citation["number"], words_of(citation, answer.get("kind", ""))) for citation in cited_by(claim, answer)]
    text = claim["text"]
    whole = supports(text, tuple(words for _, texts in cited for words in texts))
    for number, own in cited:
        others = tuple(words for other, saying in cited if other != number for words in saying)
        yield number, whole and (supports(text, own) or not supports(text, others))
