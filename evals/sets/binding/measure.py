"""The set as lines of ``ibid eval bench-data``: what share of false claims is caught, and of true ones supported.

A claim is checked by the one or two sentences that a writer would cite for it. Documents that a check was trained on,
or its threshold chosen on, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals.sets.binding.asked import asked_claims, asked_of
from evals.sets.binding.binding_claim import BoundClaim, DocumentPart, part_of
from evals.sets.binding.families import claims
from evals.sets.binding.texts import passages
from evals.sets.retrieval import rows
from evals.sets.table_lines import TableLine
from retrieval.grounding import Gate

CAUGHT, SUPPORTED = 0.98, 0.95
"""Shares of false claims caught and of true ones supported to aim at."""
EACH_FAMILY = 0.90
"""The same for each family by itself."""
OF_EACH = 130
"""Claims of each family and truth."""
QUESTIONS = 400
"""Questions told with their answers as claims."""
_ASKED = ("squad2", "nq_oracle")


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim, and whether a check let it pass."""

    claim: BoundClaim
    passed: bool

    @property
    def right(self) -> bool:
        """Whether a true claim passed, or a false one did not."""
        return self.passed == self.claim.true


def bound_claims(data: Path, part: DocumentPart, of_each: int = OF_EACH) -> list[BoundClaim]:
    """The claims of the documents that serve ``part``."""
    serving = [passage for passage in passages(data) if part_of(passage.document) is part]
    return [*claims(serving, of_each), *_asked(data, part, of_each * QUESTIONS // OF_EACH)]


def _asked(data: Path, part: DocumentPart, most: int) -> list[BoundClaim]:
    dice, made = Random(0), list[BoundClaim]()
    for name in _ASKED:
        if not (data / name / "questions.jsonl").exists():
            continue
        texts = {row["id"]: row for row in rows(data / name / "corpus.jsonl")}
        for row in rows(data / name / "questions.jsonl"):
            text = texts[row["gold_docs"][0]] if row["answerable"] else None
            if text and part_of(text["title"]) is part:
                asked = asked_of(text["title"], row["question"], text["text"], row["answers"])
                made += asked_claims(asked, dice) if asked else ()
    return dice.sample(made, min(most, len(made)))


def measured(folder: Path, home: Path, most: int | None) -> Iterator[TableLine]:
    """How the gate judges the claims of the sets beside ``folder``."""
    del home
    gate = Gate()
    found = bound_claims(folder.parent, DocumentPart.MEASURE, min(most or OF_EACH, OF_EACH))
    yield from lines([JudgedClaim(claim, gate.check(claim.claim, claim.evidence).supported) for claim in found])


def lines(judged: Sequence[JudgedClaim]) -> Iterator[TableLine]:
    """Shares over all, by the number of sentences cited, by family and by kind of text."""
    yield from _shares(judged, "", CAUGHT, SUPPORTED)
    for name, group in _groups(judged, lambda one: f"{len(one.claim.cited)} cited"):
        yield from _shares(group, f", {name}", CAUGHT, SUPPORTED)
    for name, group in _groups(judged, lambda one: one.claim.family):
        yield from _shares(group, f", {name}", EACH_FAMILY, EACH_FAMILY)
    for name, group in _groups(judged, lambda one: f"in a {one.claim.passage.kind}"):
        yield from _shares(group, f", {name}", EACH_FAMILY, EACH_FAMILY)


def _groups(
    judged: Sequence[JudgedClaim], name: Callable[[JudgedClaim], str]
) -> Iterator[tuple[str, list[JudgedClaim]]]:
    for each in sorted(set(map(name, judged))):
        yield each, [verdict for verdict in judged if name(verdict) == each]


def _shares(judged: Sequence[JudgedClaim], of: str, caught: float, supported: float) -> Iterator[TableLine]:
    for truth, said, aim in ((False, "caught", caught), (True, "supported", supported)):
        side = [verdict.right for verdict in judged if verdict.claim.true is truth]
        if side:
            yield TableLine("binding", f"{said}{of}", sum(side) / len(side), len(side), aim=aim)
