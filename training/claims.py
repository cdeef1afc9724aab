"""What the checker learns from: claims with their evidence, and whether the evidence bears them out.

Made by rule out of the passages that the reader learned from and of the documents that ``evals.sets.binding`` gives to
training, and taken from public sets whose licence allows it.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.sets.binding.asked import asked_claims, asked_of
from evals.sets.binding.binding_claim import BoundClaim, DocumentPart, TextPassage, part_of
from evals.sets.binding.families import claims
from evals.sets.binding.texts import passages, passages_of

MADE = 340
"""Claims of each family and truth."""
QUESTIONS = 11_000
"""Questions told with their answers as claims, before as many true as false ones are drawn."""
ELSEWHERE = 2_200
"""True claims put beside other sentences of their passage, which do not bear them out."""
PASSAGES = 7_000
"""Passages of the reader's that claims are made of."""
ASKED_SETS = frozenset(
    "squad_recon squad_cs224n squad_routerlens squad_800 squad_cs224n_recon shifts_wiki quoref tatqa conditionalqa"
    " covidqa qed_nq bioasq".split()
)
"""Sets of ``train/reader.jsonl.gz`` with passages as their authors wrote them, whose licences are known."""
CLAIM_ROWS = {
    "citation_integrity": 2_600,
    "begin": 2_400,
    "fever_symmetric": 1_055,
    "semiauto_nli_wiki": 2_000,
    "te_new_protocols": 1_600,
    "cad_snli": 600,
    "summedits": 500,
}
"""Rows of each set of ``train/claims.jsonl.gz``. Left out, on licence: sick, scifact, climate_fever, covidfact,
fever_rte, qags, rte, cb."""
_LONGEST_EVIDENCE = 900
_WHOLE_PASSAGE = 0.12
"""The share of the claims that are put beside their whole passage, not only what one would cite."""
_UNLICENSED_KIND = "web page"
"""Kind of text that is only measured with: pages of the web belong to their authors."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, its evidence in one text, and whether it is supported."""

    claim: str
    evidence: str
    true: bool


def pairs(data: Path, seed: int = 0) -> list[Pair]:
    """All pairs in one shuffled list. ``data``: the folder with ``train/``, ``squad2/`` and the others."""
    dice = random.Random(seed)
    rows = _passage_rows(data / "train" / "reader.jsonl.gz")
    made = [*_by_family(data, rows, dice, seed), *_asked(rows, dice)]
    paired = [_paired(claim, dice) for claim in made]
    paired += [*_elsewhere(made, dice), *_judged(data / "train" / "claims.jsonl.gz", dice)]
    dice.shuffle(paired)
    return paired


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _passage_rows(path: Path) -> list[dict[str, Any]]:
    return [row for row in _lines(path) if row["set"] in ASKED_SETS and row["answerable"]]


def _by_family(data: Path, rows: Sequence[dict[str, Any]], dice: random.Random, seed: int) -> Iterator[BoundClaim]:
    texts = {row["passage"]: row.get("title") or row["id"] for row in rows}
    drawn = dice.sample(sorted(texts), min(PASSAGES, len(texts)))
    found: list[TextPassage] = [item for text in drawn for item in passages_of(texts[text], "encyclopedia", text)]
    found += [
        passage
        for passage in passages(data)
        if part_of(passage.document) is DocumentPart.TRAIN and passage.kind != _UNLICENSED_KIND
    ]
    yield from claims(found, MADE, seed)


def _asked(rows: Sequence[dict[str, Any]], dice: random.Random) -> Iterator[BoundClaim]:
    """As many true claims as false ones."""
    sides: dict[bool, list[BoundClaim]] = {True: [], False: []}
    for row in dice.sample(rows, min(QUESTIONS, len(rows))):
        answers = [answer["text"] for answer in row["answers"]]
        asked = asked_of(row["id"], row["question"], row["passage"], answers)
        for claim in asked_claims(asked, dice) if asked else ():
            sides[claim.true].append(claim)
    for side in sides.values():
        yield from dice.sample(side, min(map(len, sides.values())))


def _paired(claim: BoundClaim, dice: random.Random) -> Pair:
    whole = dice.random() < _WHOLE_PASSAGE
    evidence = " ".join(claim.passage.sentences if whole else claim.evidence)
    return Pair(claim.claim, evidence[:_LONGEST_EVIDENCE], claim.true)


def _elsewhere(made: Sequence[BoundClaim], dice: random.Random) -> Iterator[Pair]:
    """True claims beside sentences of the same passage that are not those which bear them out."""
    fitting = [claim for claim in made if claim.true and len(claim.passage.sentences) > len(claim.cited) + 1]
    for claim in dice.sample(fitting, min(ELSEWHERE, len(fitting))):
        others = [text for place, text in enumerate(claim.passage.sentences) if place not in claim.cited]
        start = dice.randrange(len(others))
        yield Pair(claim.claim, " ".join(others[start : start + dice.randrange(1, 3)]), False)


def _judged(path: Path, dice: random.Random) -> Iterator[Pair]:
    """Claims that people judged: of each set as many that are supported as others, where it has so many."""
    sides: dict[tuple[str, bool], list[Pair]] = {}
    for row in _lines(path):
        if row["set"] in CLAIM_ROWS and len(row["evidence"]) <= _LONGEST_EVIDENCE:
            true = row["label"] == "supports"
            sides.setdefault((row["set"], true), []).append(Pair(row["claim"], row["evidence"], true))
    for (name, _), side in sides.items():
        yield from dice.sample(side, min(CLAIM_ROWS[name] // 2, len(side)))
