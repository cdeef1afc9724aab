"""How far down the Hits of a question one must read to have all that its answer needs."""

from __future__ import annotations

from evals.matching import holds
from evals.trial import Trial
from retrieval.wire.replies import HitJson


def evidence_rank(trial: Trial) -> int | None:
    """The least k for which the first k Hits hold every fact that is asked for; None where all of them do not.

    With one fact this is the rank of the first Hit that bears the answer (Voorhees 1999; Karpukhin et al. 2020,
    arXiv:2004.04906, section 3); with several, the rank at which the last of them has turned up.
    """
    expected = trial.case.expected
    left = {*expected.all_of, *expected.list_of}
    choice = set(expected.any_of)
    for rank, hit in enumerate(trial.hits or (), start=1):
        words = said(hit)
        left = {one for one in left if not holds(words, one, in_words=expected.in_words)}
        if any(holds(words, one, in_words=expected.in_words) for one in choice):
            choice.clear()
        if not left and not choice:
            return rank
    return None


def said(hit: HitJson) -> str:
    """The words of a Hit: the Passage and, where a note was found, the note with its links."""
    note = hit["footnote"]
    return hit["text"] if note is None else f"{hit['text']}\n{note['text']} {' '.join(note['urls'])}"


def is_ranked(trial: Trial) -> bool:
    """Whether a case can tell how well search ranks: it has an answer, and the Hits are known."""
    return trial.case.expected.refusal is None and trial.hits is not None
