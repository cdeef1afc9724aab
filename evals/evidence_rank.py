"""The rank down to which the Hits of a question hold the whole answer."""

from __future__ import annotations

from evals.matching import holds
from evals.trial import Trial
from retrieval.wire.replies import HitJson


def evidence_rank(trial: Trial) -> int | None:
    """Returns the least k for which the first k Hits hold every expected fact, or None if all Hits do not.

    With one fact this is the rank of the first Hit with the answer (Voorhees 1999; Karpukhin et al. 2020,
    arXiv:2004.04906, section 3); with several, the rank at which the last of them appears.
    """
    expected = trial.case.expected
    left = {*expected.all_of, *expected.list_of}
    choice = set(expected.any_of)
    for rank, hit in enumerate(trial.hits or (), start=1):
        words = hit_text(hit)
        left = {fact for fact in left if not holds(words, fact, in_words=expected.in_words)}
        if any(holds(words, fact, in_words=expected.in_words) for fact in choice):
            choice.clear()
        if not left and not choice:
            return rank
    return None


def hit_text(hit: HitJson) -> str:
    """Returns the words of a Hit: the Passage and, where a note matched, the note with its links."""
    note = hit["footnote"]
    return hit["text"] if note is None else f"{hit['text']}\n{note['text']} {' '.join(note['urls'])}"


def is_ranked(trial: Trial) -> bool:
    """Whether a case measures the ranking of search: it has an answer, and the Hits are known."""
    return trial.case.expected.refusal is None and trial.hits is not None
