"""Collects the training examples of the reader from all sets.

The sets and their sizes are chosen here by licence and quality; CARD.md beside the weights gives the reasons.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from evals.sets.splits import is_held
from training.bibliography import bibliography
from training.example import Example
from training.mined import mined
from training.near_misses import near_misses
from training.series import series

READER_ROWS = {
    "squad_recon": 9696,
    "squad_cs224n": 4819,
    "squad_routerlens": 3603,
    "squad_800": 3412,
    "squad_cs224n_recon": 1784,
    "squad_nqg_win": 5000,
    "squad_reqa_mix": 3000,
    "shifts_wiki": 7349,
    "shifts_reddit": 3000,
    "shifts_amazon": 1000,
    "quoref": 2995,
    "tatqa": 665,
    "conditionalqa": 1215,
    "covidqa": 1145,
    "qed_nq": 306,
    "nq_swap": 200,
    "bioasq": 1500,
    "qamr": 3000,
    "fairytaleqa": 1500,
    "squad~neg": 4000,
    "squad_nqg~neg": 500,
    "shifts_wiki~neg": 2000,
    "shifts_reddit~neg": 500,
    "tatqa_tableq": 600,
    "covidqa~neg": 400,
    "conditionalqa~neg": 329,
    "qed_nq~neg": 155,
}
"""Rows of each set of ``train/reader.jsonl.gz``. Left out, on licence: bipar_en, sciq, subjqa, multirc, molweni."""

PASSAGE_ROWS = {"boolq_passage": 2813}
"""Yes-or-no questions of ``train/sentences.jsonl.gz`` with known answering and other passages."""

SENTENCE_ROWS = {"selqa": 2167, "conditionalqa_ev": 1500, "citint_rationale": 1500, "bioasq_reqa": 1000}
"""Questions of each set of ``train/sentences.jsonl.gz``."""

NEAR_MISSES = 8000
"""Questions made unanswerable by one change, see ``near_misses``."""

MINED = 9000
"""Questions with a passage that search returns for them and that does not answer, see ``mined``."""


def examples(data: Path, seed: int = 0, share: float = 1.0) -> list[Example]:
    """Returns all examples in one shuffled list, or a ``share`` of all except those that people wrote for squad2 and
    nq_oracle.

    ``data``: the folder with ``train/``, ``squad2/`` and the others.
    """
    dice = random.Random(seed)
    asked = [*_some(_reader(data, dice), share, dice), *_human(data, dice)]
    others = chain(series(dice), bibliography(dice), _sentences(data, dice), _passages(data, dice))
    everything = [
        *asked,
        *near_misses(asked, round(share * NEAR_MISSES), dice),
        *mined(asked, round(share * MINED), dice),
        *_some(others, share, dice),
    ]
    dice.shuffle(everything)
    return everything


def _some(pool: Iterable[Example], share: float, dice: random.Random) -> Iterator[Example]:
    return (example for example in pool if share == 1.0 or dice.random() < share)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yields the records of a .jsonl file, compressed or not."""
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
    """Yields the part of squad2 and nq_oracle that is not held out, twice, because its questions are the best."""
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
    """Yields search queries with the passage that shares most words with them but does not answer."""
    free = [row for row in corpus.values() if not is_held(row["id"])]
    words = {row["id"]: set((row["title"] + " " + row["text"]).lower().split()) for row in free}
    for row in _rows(folder / "questions.jsonl"):
        if is_held(row["gold_docs"][0]):
            continue
        asked = set(row["question"].lower().split())
        other = [doc for doc in free if not any(a.lower() in doc["text"].lower() for a in row["answers"])]
        if not other:
            continue
        nearest = max(other, key=lambda doc: (len(asked & words[doc["id"]]), doc["id"]))
        yield _titled(row["question"], nearest["title"], nearest["text"], None, dice)


def _first(text: str, answers: list[str]) -> tuple[int, int] | None:
    return next(((start, start + len(a)) for a in answers if (start := text.find(a)) >= 0), None)


def _titled(question: str, title: str, passage: str, span: tuple[int, int] | None, dice: random.Random) -> Example:
    """Returns an example with its title in front half of the time, as a Passage has its Source's."""
    if title and dice.random() < 0.5:
        lead = f"{title}. "
        passage = lead + passage
        span = (span[0] + len(lead), span[1] + len(lead)) if span else None
    return Example(question, passage, span)


def _sentences(data: Path, dice: random.Random) -> Iterator[Example]:
    """Yields questions with known answering sentences but unknown spans."""
    for row in _drawn(data / "train" / "sentences.jsonl.gz", SENTENCE_ROWS, dice):
        text, places = "", []
        order = list(zip(row["sentences"], row["labels"], strict=True))[:12]
        for sentence, label in order:
            if label:
                places.append((len(text), len(text) + len(sentence)))
            text += sentence + " "
        yield Example(row["question"], text, evidence=tuple(places), spans_known=False)


def _passages(data: Path, dice: random.Random) -> Iterator[Example]:
    """Yields each question with the passage that answers it, and with one that does not."""
    for row in _drawn(data / "train" / "sentences.jsonl.gz", PASSAGE_ROWS, dice):
        both = list(zip(row["sentences"], row["labels"], strict=True))
        for wanted in (1, 0):
            fitting = [text for text, label in both if label == wanted]
            if fitting:
                text = dice.choice(fitting)
                place = ((0, len(text)),) if wanted else None
                yield Example(row["question"], text, evidence=place, spans_known=False, sentences_known=not wanted)
