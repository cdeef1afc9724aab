"""Citation recall: is each claim supported by its Citations?

    citation_recall = mean over the claims of an Answer of [the claim's Citations together support it]

Source: ALCE (Gao et al. 2023, arXiv:2305.14627, section 4.3), with our gate (``retrieval.grounding``) in place of its
NLI model. The text of a Citation is its quote with the notes that the quoted words carry.
"""

from __future__ import annotations

from evals.judging import cited_by, supports, words_of
from evals.trial import Score, Trial


def citation_recall(trial: Trial) -> Score | None:
    """Scores a case from 0 to 1 over its claims; None without an Answer."""
    if trial.answer is None or not trial.answer["claims"]:
        return None
    adrift = [
        claim["text"]
        for claim in trial.answer["claims"]
        if not supports(
            claim["text"],
            tuple(
                w
                for citation in cited_by(claim, trial.answer)
                for w in words_of(citation, trial.answer.get("kind", ""))
            ),
        )
    ]
    if not adrift:
        return Score(1.0, "every claim is supported by its citations")
    return Score(1 - len(adrift) / len(trial.answer["claims"]), f"not supported by its citations: {adrift[0]!r}")
