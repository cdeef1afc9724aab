"""Fact accuracy: does the Answer hold the facts that were asked for?

    accuracy = answerable cases whose Reply holds all of `all`, one of `any` and none of `none` / answerable cases

A Refusal of an answerable question counts as 0. The strings are looked for in the claims, the quotes and the cited
footnotes alike, because what counts is what the reader gets to see. Source: the answer-string accuracy of open-domain
question answering (Chen et al. 2017, "Reading Wikipedia to Answer Open-Domain Questions"), made stricter by `none`.
"""

from __future__ import annotations

from collections.abc import Iterator

from evals.cases import Expected
from evals.matching import holds
from evals.trial import Score, Trial, evidence


def accuracy(trial: Trial) -> Score | None:
    """1 or 0; None for a case that expects a Refusal."""
    if trial.case.expected.refusal:
        return None
    if trial.answer is None:
        return Score(0.0, trial.without_answer)
    faults = list(_faults(trial.case.expected, list(evidence(trial.answer))))
    return Score(0.0, "; ".join(faults)) if faults else Score(1.0, "holds what was asked for")


def _faults(expected: Expected, pieces: list[str]) -> Iterator[str]:
    def found(wanted: str) -> bool:
        return any(holds(piece, wanted, in_words=expected.in_words) for piece in pieces)

    missing = [wanted for wanted in expected.all_of if not found(wanted)]
    if missing:
        yield f"lacks {', '.join(map(repr, missing))}"
    if expected.any_of and not any(map(found, expected.any_of)):
        yield f"lacks any of {', '.join(map(repr, expected.any_of))}"
    excess = [unwanted for unwanted in expected.none_of if found(unwanted)]
    if excess:
        yield f"holds {', '.join(map(repr, excess))}, which it must not"
