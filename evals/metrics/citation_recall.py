"""Citation recall: is each claim borne out by what it cites?

    citation_recall = mean over the claims of an Answer of [all that the claim cites, together, bears it out]

Source: ALCE (Gao et al. 2023, arXiv:2305.14627, section 4.3), with our gate (``retrieval.grounding``) in the place of
its NLI model. What a Citation says is its quote with the notes that the quoted words carry.
"""

from __future__ import annotations

from evals.judging import bears_out, cited_by, words_of
from evals.trial import Score, Trial


def citation_recall(trial: Trial) -> Score | None:
    """From 0 to 1 over the claims; None where there is no Answer."""
    if trial.answer is None or not trial.answer["claims"]:
        return None
    adrift = [
        claim["text"]
        for claim in trial.answer["claims"]
        if not bears_out(claim["text"], tuple(w for one in cited_by(claim, trial.answer) for w in words_of(one)))
    ]
    if not adrift:
        return Score(1.0, "every claim is borne out by what it cites")
    return Score(1 - len(adrift) / len(trial.answer["claims"]), f"not borne out by what it cites: {adrift[0]!r}")
