"""What the reader learns from: one plain form for questions with their passages, and for claims with their evidence.

Which sets go in, and how much of each, is decided here by licence and quality; CARD.md beside the weights says why.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.sets.held import is_held
from training.example import CLASSES, Example
from training.near_misses import near_misses
from training.series import series

READER_ROWS = {
    "squad_recon": 9696,
    "squad_cs224n": 4819,
    "squad_routerlens": 3603,
    "squad_800": 3412,
    "squad_cs224n_recon": 1784,
    "squad_nqg_win": 1500,
    "squad_reqa_mix": 1500,
    "shifts_wiki": 7349,
    "shifts_reddit": 1500,
    "shifts_amazon": 1000,
    "quoref": 1500,
    "tatqa": 665,
    "conditionalqa": 1215,
    "covidqa": 1145,
    "qed_nq": 306,
    "nq_swap": 200,
    "bioasq": 800,
    "qamr": 1500,
    "fairytaleqa": 800,
    "squad~neg": 6000,
    "squad_nqg~neg": 500,
    "shifts_wiki~neg": 2000,
    "shifts_reddit~neg": 500,
    "tatqa_tableq": 600,
    "covidqa~neg": 400,
    "conditionalqa~neg": 329,
    "qed_nq~neg": 155,
}
"""Rows of each set of ``train/reader.jsonl.gz``. Left out, on licence: bipar_en, sciq, subjqa, multirc, molweni."""

CLAIM_ROWS = {
    "citation_integrity": 3022,
    "begin": 4338,
    "fever_symmetric": 1055,
    "climate_fever": 4000,
    "summedits": 1500,
    "fever_rte": 4000,
    "te_new_protocols": 4000,
    "semiauto_nli_wiki": 4000,
    "covidfact": 1200,
    "qags": 938,
}
"""Rows of each set of ``train/claims.jsonl.gz``. Left out, on licence: sick, scifact."""

SENTENCE_ROWS = {"selqa": 2167, "conditionalqa_ev": 1500, "citint_rationale": 1500, "bioasq_reqa": 1000}
"""Questions of each set of ``train/sentences.jsonl.gz``."""

NEAR_MISSES = 8000
"""Questions made unanswerable by one change, see ``near_misses``."""


def examples(data: Path, seed: int = 0) -> list[Example]:
    """All examples in one shuffled list; ``data``: the folder with ``train/``, ``squad2/`` and the others."""
    dice = random.Random(seed)
    asked = [*_reader(data, dice), *_human(data, dice)]
    found = [
        *asked,
        *near_misses(asked, NEAR_MISSES, dice),
        *series(dice),
        *_sentences(data, dice),
        *_claims(data, dice),
    ]
    dice.shuffle(found)
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from map(json.loads, data.decode().rstrip("\n").split("\n"))


def _drawn(path: Path, wanted: dict[str, int], dice: random.Random) -> list[dict[str, Any]]:
    sets: dict[str, list[dict[str, Any]]] = {name: [] for name in wanted}
    for row in _rows(path):
        if row["set"] in sets:
            sets[row["set"]].append(row)
    return [row for name, rows in sets.items() for row in dice.sample(rows, min(wanted[name], len(rows)))]


def _reader(data: Path, dice: random.Random) -> Iterator[Example]:
    for row in _drawn(data / "train" / "reader.jsonl.gz", READER_ROWS, dice):
        answer = row["answers"][0] if row["answerable"] else None
        span = (answer["start"], answer["start"] + len(answer["text"])) if answer else None
        yield _titled(row["question"], row.get("title") or "", row["passage"], span, dice)


def _human(data: Path, dice: random.Random) -> Iterator[Example]:
    """The part of squad2, nq_oracle and policyqa that is not held back; twice, for its questions are the best."""
    for name in ("squad2", "nq_oracle"):
        corpus = {row["id"]: row for row in _rows(data / name / "corpus.jsonl")}
        for row in _rows(data / name / "questions.jsonl"):
            gold = row["gold_docs"][0] if row.get("gold_docs") else None
            if gold is None or is_held(gold):
                continue
            text, span = corpus[gold]["text"], _first(corpus[gold]["text"], row.get("answers") or [])
            if span is None and row["answerable"]:
                continue
            for _ in range(2):
                yield _titled(row["question"], corpus[gold]["title"], text, span, dice)
        if name == "nq_oracle":
            yield from _strangers(data / name, corpus, dice)


def _strangers(folder: Path, corpus: dict[str, dict[str, Any]], dice: random.Random) -> Iterator[Example]:
    """Search queries against the passage of another that shares most words with them."""
    kept = [row for row in corpus.values() if not is_held(row["id"])]
    words = {row["id"]: set((row["title"] + " " + row["text"]).lower().split()) for row in kept}
    for row in _rows(folder / "questions.jsonl"):
        if is_held(row["gold_docs"][0]):
            continue
        asked = set(row["question"].lower().split())
        other = [doc for doc in kept if not any(a.lower() in doc["text"].lower() for a in row["answers"])]
        if not other:
            continue
        nearest = max(other, key=lambda doc: (len(asked & words[doc["id"]]), doc["id"]))
        yield _titled(row["question"], nearest["title"], nearest["text"], None, dice)


def _first(text: str, answers: list[str]) -> tuple[int, int] | None:
    return next(((start, start + len(a)) for a in answers if (start := text.find(a)) >= 0), None)


def _titled(question: str, title: str, passage: str, span: tuple[int, int] | None, dice: random.Random) -> Example:
    """An example that has its title in front half of the time, as a Passage has its Source's."""
    if title and dice.random() < 0.5:
        lead = f"{title}. "
        passage = lead + passage
        span = (span[0] + len(lead), span[1] + len(lead)) if span else None
    return Example(question, passage, span)


def _sentences(data: Path, dice: random.Random) -> Iterator[Example]:
    """Questions whose answering sentences are known, but not their spans."""
    for row in _drawn(data / "train" / "sentences.jsonl.gz", SENTENCE_ROWS, dice):
        text, places = "", []
        order = list(zip(row["sentences"], row["labels"], strict=True))[:12]
        for sentence, label in order:
            if label:
                places.append((len(text), len(text) + len(sentence)))
            text += sentence + " "
        yield Example(row["question"], text, evidence=tuple(places), spans_known=False)


def _claims(data: Path, dice: random.Random) -> Iterator[Example]:
    for row in _drawn(data / "train" / "claims.jsonl.gz", CLAIM_ROWS, dice):
        evidence = row["evidence"] if isinstance(row["evidence"], str) else " ".join(row["evidence"])
        yield Example(row["claim"], evidence, support=CLASSES.index(row["label"]), spans_known=False)
