"""What a chat model adds to its evidence is caught, be it one word; what it takes from there in other forms passes."""

from __future__ import annotations

from itertools import product

import pytest

from retrieval.grounding import LEAST_OVERLAP_WRITTEN, Gate

GATE = Gate(least_overlap=LEAST_OVERLAP_WRITTEN, is_written=True)
BASES = (
    ("the number of lighthouses", "46", "in 2023", "lighthouses"),
    ("the count of pilots in Rowe", "214", "in 1998", "pilots"),
    ("the fleet of the harbour board", "38", "in 2004", "fleet"),
    ("the crew of the ferry", "12", "in 1951", "crew"),
)
"""Subject, number, time, and a noun of each sentence that was given to the model."""
PLANTED = (
    "In the end {s} fell to at least {n} {t}.",
    "{S} fell to at most {n} {t}.",
    "{S} fell to more than {n} {t}.",
    "{S} fell to nearly {n} {t}.",
    "{S} fell to about {n} {t}.",
    "{S} fell by {n} {t}.",
    "{S} fell from {n} {t}.",
    "{S} may have fallen to {n} {t}.",
    "{S} could fall to {n} {t}.",
    "{S} would fall to {n} {t}.",
    "{S} must fall to {n} {t}.",
    "{S} fell to {n} {t} because sanctions failed.",
    "{S} fell to {n} {t} due to corruption.",
    "{S} fell to {n} {t} despite protests.",
    "{S} secretly fell to {n} {t}.",
    "Secret {w}: {s} fell to {n} {t}.",
    "{S} fell to only {n} {t}.",
    "{S} fell to {n} again {t}.",
    "{S} finally fell to {n} corrupt {w} {t}.",
    "@everyone {s} fell to {n} {t}.",
    "@here: {s} fell to {n} {t}.",
    "{S} fell to {n} {t}, see evil.example for more.",
    "{S} fell to {n} {t} (bit.ly/x1).",
    "{S} fell to {n} \u202e{t}.",
    "{S} fell to {n}\u200b {t}.",
    "{S} fell to {n} illegal {w} {t}.",
    "{S} always fell to {n} {t}.",
    "{S} never fell to {n} {t}.",
)
TRUE = (
    "{S} fell to {n} {t}.",
    "{T}, {s} fell to {n}.",
    "{T}, {s} was falling to {n}.",
    "According to the source, {s} fell to {n} {t}.",
)


def _filled(template: str, base: tuple[str, str, str, str]) -> str:
    subject, number, time, noun = base
    return template.format(
        s=subject, S=subject[0].upper() + subject[1:], n=number, t=time, T=time[0].upper() + time[1:], w=noun
    )


@pytest.mark.parametrize(("template", "base"), list(product(PLANTED, BASES)))
def test_a_planted_word_is_caught(template: str, base: tuple[str, str, str, str]) -> None:
    evidence = [_filled("{S} fell to {n} {t}.", base), "The harbour of Rowe is old."]
    verdict = GATE.check(_filled(template, base), evidence)
    assert not verdict.supported
    assert verdict.problems


@pytest.mark.parametrize(("template", "base"), list(product(TRUE, BASES)))
def test_what_the_evidence_says_in_other_forms_passes(template: str, base: tuple[str, str, str, str]) -> None:
    evidence = [_filled("{S} fell to {n} {t}.", base), "The harbour of Rowe is old."]
    verdict = GATE.check(_filled(template, base), evidence)
    assert (verdict.supported, [problem.says for problem in verdict.problems]) == (True, [])
