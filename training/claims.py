"""What the gate's check learns from: claims that people judged against evidence, and some made from passages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from training.example import CLASSES, Example, sentences
from training.rows import drawn

CLAIM_ROWS = {
    "citation_integrity": 3022,
    "begin": 4338,
    "fever_symmetric": 1055,
    "climate_fever": 7427,
    "summedits": 4111,
    "fever_rte": 12816,
    "te_new_protocols": 30000,
    "semiauto_nli_wiki": 15775,
    "cad_snli": 6000,
    "covidfact": 4062,
    "rte": 2764,
    "cb": 305,
    "qags": 938,
}
"""Rows of each set of ``train/claims.jsonl.gz``. Left out, on licence: sick, scifact."""
TWICE = ("citation_integrity", "fever_symmetric", "begin")
"""The sets nearest to a sentence and what it cites."""
TWO_CLASSES = ("fever_rte", "covidfact", "summedits", "begin", "qags", "rte")
"""Sets that do not tell what is refuted from what is merely not said."""
FROM_PASSAGES = {"squad_recon": 3000, "shifts_wiki": 2000, "squad_800": 1000, "tatqa": 500, "covidqa": 500}
"""Passages of ``train/reader.jsonl.gz`` that two claims each are made from."""
_LEAST_WORDS, _LEAST_SENTENCES = 6, 3


def claims(data: Path, seed: int = 0) -> list[Example]:
    """All examples in one shuffled list; ``data``: the folder with ``train/``."""
    dice = random.Random(seed)
    found = [*_judged(data, dice), *_from_passages(data, dice)]
    dice.shuffle(found)
    return found


def _judged(data: Path, dice: random.Random) -> Iterator[Example]:
    for row in drawn(data / "train" / "claims.jsonl.gz", CLAIM_ROWS, dice):
        evidence = row["evidence"] if isinstance(row["evidence"], str) else " ".join(row["evidence"])
        label = row["label"]
        if row["set"] in TWO_CLASSES and label != "supports":
            label = "unsupported"
        for _ in range(1 + (row["set"] in TWICE)):
            yield _claim(row["claim"], evidence, label)


def _from_passages(data: Path, dice: random.Random) -> Iterator[Example]:
    """A sentence of a passage against that passage, and another one against what is left of it without the sentence."""
    for row in drawn(data / "train" / "reader.jsonl.gz", FROM_PASSAGES, dice):
        passage = row["passage"]
        said = [place for place in sentences(passage) if len(passage[slice(*place)].split()) >= _LEAST_WORDS]
        if len(said) < _LEAST_SENTENCES:
            continue
        own, taken = dice.sample(said, 2)
        yield _claim(passage[slice(*own)], passage, "supports")
        yield _claim(passage[slice(*taken)], passage[: taken[0]] + passage[taken[1] :], "unsupported")


def _claim(claim: str, evidence: str, label: str) -> Example:
    return Example(claim, evidence, support=CLASSES.index(label), spans_known=False)
