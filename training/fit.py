"""Fits the few numbers with which the extractive answerer weighs what the reader says, and prints them.

    python -m training.fit ../shared/data

On questions of squad2 and nq_oracle that the reader's weights never saw and that nothing is measured with
(``evals.sets.splits.is_fitted``), each asked of its library, and again of what is left of it without the Passages that
hold the answer. A logistic regression with a small ridge, by Newton's method (Hastie, Tibshirani, Friedman, "The
Elements of Statistical Learning", section 4.4), of whether a sentence holds the answer. Of each question the most
probable sentence counts, for its probability is an answer's confidence; which one that is takes a few rounds to settle.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from evals.sets.answer_sets import Row, filled, normal
from evals.sets.retrieval import rows
from evals.sets.splits import is_fitted
from retrieval.answering.evidence import DOUBTS, WEIGHTS, Candidate, features, premises_of
from retrieval.answering.extractive import Extractive
from retrieval.grounding.presuppositions import Presuppositions
from retrieval.library import Library
from retrieval.model import Hit
from retrieval.settings import Settings

ROUNDS, READ, RIDGE = 8, 6, 0.2

Sample = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Of one question: features (sentences, features) and whether each sentence answers (sentences,)."""


def samples(library: Library, questions: Iterable[Row]) -> Iterator[Sample]:
    """What is seen of each question's sentences; once more without the Passages that answer it."""
    answerer = Extractive(library.reader)
    for row in questions:
        question, hits = row["question"], library.search(row["question"], 2 * READ)
        gold = [normal(one) for one in row["answers"]] if row["answerable"] else []
        yield _sample(answerer, question, gold, hits[:READ])
        if gold:
            without = [hit for hit in hits if not _holds(hit.passage.searched, gold)]
            yield _sample(answerer, question, gold, without[:READ])


def _sample(answerer: Extractive, question: str, gold: Sequence[str], hits: Sequence[Hit]) -> Sample:
    premises, found = premises_of(question), answerer.candidates(question, hits)
    labels = [float(_holds(candidate.words, gold)) for candidate in found]
    return np.array([_seen(one, premises) for one in found]), np.array(labels)


def _holds(text: str, gold: Sequence[str]) -> bool:
    return any(one in normal(text) for one in gold)


def _seen(one: Candidate, premises: Presuppositions) -> tuple[float, ...]:
    """Its features, and -1 for each doubt that there is."""
    doubts = premises.doubts(one.words, one.around)
    return (*features(one), *(-float(doubt in doubts) for doubt in DOUBTS))


def fitted(found: list[Sample]) -> NDArray[np.float64]:
    """The bias and the weights."""
    weights = np.array([-3.0, *np.ones(len(WEIGHTS) + len(DOUBTS))])
    for _ in range(ROUNDS):
        best = [int(np.argmax(_with_one(x) @ weights)) for x, _ in found]
        x = np.array([_with_one(one[0])[place] for one, place in zip(found, best, strict=True)])
        y = np.array([one[1][place] for one, place in zip(found, best, strict=True)])
        weights = _for_nothing_against(x, y)
    return weights


def _for_nothing_against(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of which none speaks against a sentence: a feature that would, by chance, is left out instead."""
    kept = list(range(x.shape[1]))
    while True:
        found = _newton(x[:, kept], y)
        worst = int(np.argmin(found[1:])) + 1
        if found[worst] >= 0:
            weights = np.zeros(x.shape[1])
            weights[kept] = found
            return weights
        del kept[worst]


def _with_one(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hstack([np.ones((len(x), 1)), x])


def _newton(x: NDArray[np.float64], y: NDArray[np.float64], steps: int = 25) -> NDArray[np.float64]:
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ weights))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
        weights += np.linalg.solve(curvature, x.T @ (y - p) - RIDGE * weights)
    return weights


def main(data: Path) -> None:
    """Prints the lines that belong into ``retrieval/answering/evidence.py``."""
    found: list[Sample] = []
    for name in ("squad2", "nq_oracle"):
        asked = [row for row in rows(data / name / "questions.jsonl") if is_fitted(row["gold_docs"][0])]
        with TemporaryDirectory() as home, filled(Settings(home=Path(home)), data / name / "corpus.jsonl") as library:
            found += samples(library, asked)
    bias, *numbers = fitted([one for one in found if len(one[0])])
    weights, doubts = numbers[: len(WEIGHTS)], numbers[len(WEIGHTS) :]
    print(f"{len(found)} questions\nWEIGHTS = ({', '.join(f'{one:.2f}' for one in weights)})\nBIAS = {bias:.2f}")
    print(f"DOUBTS = {{{', '.join(f'{one}: {takes:.2f}' for one, takes in zip(DOUBTS, doubts, strict=True))}}}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
