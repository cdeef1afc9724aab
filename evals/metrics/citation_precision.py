"""Citation precision: is each Citation needed?

    citation_precision = precise Citations / Citations, over all claims of an Answer

A Citation is precise if its claim is borne out by all that it cites, and if the Citation bears the claim out by itself
or the others do not without it. Source: ALCE (Gao et al. 2023, arXiv:2305.14627, section 4.3), with our gate as judge.
"""

from __future__ import annotations

from collections.abc import Iterator

from evals.judging import bears_out, cited_by, words_of
from evals.trial import Score, Trial
from retrieval.wire.replies import AnswerJson, ClaimJson


def citation_precision(trial: Trial) -> Score | None:
    """From 0 to 1 over the Citations; None where there is no Answer."""
    if trial.answer is None:
        return None
    judged = [one for claim in trial.answer["claims"] for one in _judged(claim, trial.answer)]
    if not judged:
        return None
    idle = [number for number, precise in judged if not precise]
    if not idle:
        return Score(1.0, "every citation is needed")
    return Score(1 - len(idle) / len(judged), f"not needed: {', '.join(f'[{number}]' for number in idle)}")


def _judged(claim: ClaimJson, answer: AnswerJson) -> Iterator[tuple[int, bool]]:
    """The number of each Citation of ``claim``, and whether it is precise."""
    cited = [(one["number"], words_of(one)) for one in cited_by(claim, answer)]
    text = claim["text"]
    whole = bears_out(text, tuple(words for _, said in cited for words in said))
    for number, said in cited:
        others = tuple(words for other, saying in cited if other != number for words in saying)
        yield number, whole and (bears_out(text, said) or not bears_out(text, others))
