"""Fact accuracy: does the Answer hold the facts that were asked for?

    accuracy = mean over the answerable cases of (0 where `all`, `any` or `none` is violated, or where the short
                                                  answer that is shown has no word of a right one, else 1)
                                                  · (share of the items of `list` that the Reply holds)

A Refusal of an answerable question counts as 0. The strings are searched in the claims, the quotes and the cited
footnotes alike, because all of these are shown to the reader. Source: the answer-string accuracy of open-domain
question answering (Chen et al. 2017, "Reading Wikipedia to Answer Open-Domain Questions"), made stricter by `none`; the
recall of lists is that of QAMPARI (Amouyal et al. 2022, arXiv:2205.12665).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evals.cases import Expected
from evals.matching import holds
from evals.metrics.squad_f1 import overlap
from evals.trial import Score, Trial, evidence


def accuracy(trial: Trial) -> Score | None:
    """Scores a case from 0 to 1; None for a case that expects a Refusal."""
    expected = trial.case.expected
    if expected.refusal:
        return None
    if trial.answer is None:
        return Score(0.0, trial.without_answer)
    pieces = list(evidence(trial.answer))

    def is_shown(wanted: str) -> bool:
        return any(holds(piece, wanted, in_words=expected.in_words) for piece in pieces)

    faults = [*_faults(expected, is_shown), *_wrong_in_short(expected, trial.answer["short_answer"])]
    if faults:
        return Score(0.0, "; ".join(faults))
    lacking = [wanted for wanted in expected.list_of if not is_shown(wanted)]
    if lacking:
        share = 1 - len(lacking) / len(expected.list_of)
        return Score(share, f"of the list it lacks {', '.join(map(repr, lacking))}")
    return Score(1.0, "holds what was asked for")


def _wrong_in_short(expected: Expected, said: str | None) -> Iterator[str]:
    """A short answer without a word of any right one: it stands first and big, whatever the quote has."""
    if said and expected.short and not overlap(said, expected.short):
        yield f"says {said!r} in short"


def _faults(expected: Expected, is_shown: Callable[[str], bool]) -> Iterator[str]:
    missing = [wanted for wanted in expected.all_of if not is_shown(wanted)]
    if missing:
        yield f"lacks {', '.join(map(repr, missing))}"
    if expected.any_of and not any(map(is_shown, expected.any_of)):
        yield f"lacks any of {', '.join(map(repr, expected.any_of))}"
    excess = [unwanted for unwanted in expected.none_of if is_shown(unwanted)]
    if excess:
        yield f"holds {', '.join(map(repr, excess))}, which it must not"
