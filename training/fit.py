"""Fits the few numbers with which the extractive answerer weighs what the reader says, and prints them.

    python -m training.fit ../shared/data

On questions of squad2 and nq_oracle that the reader's weights never saw and that nothing is measured with
(``evals.sets.held.is_fitted``), each asked of its own library and of the other's, where it has no answer. A logistic
regression with a small ridge, by Newton's method (Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning",
section 4.4), of whether a sentence holds the answer; of each question the four most probable sentences count, which
takes a few rounds to settle.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from evals.sets.held import is_fitted
from evals.sets.reader import Row, filled, normal
from evals.sets.retrieval import rows
from retrieval.answerers.evidence import DOUBTS, WEIGHTS, Candidate, features, premises_of
from retrieval.answerers.extractive import Extractive
from retrieval.grounding.premises import Premises
from retrieval.library import Library
from retrieval.settings import Settings

ROUNDS, COUNTED, READ, RIDGE = 8, 4, 8, 1.0

Sample = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Of one question: features (sentences, features) and whether each sentence answers (sentences,)."""


def samples(library: Library, questions: list[Row], here: bool) -> Iterator[Sample]:
    """What is seen of each question's sentences; where it is not asked ``here``, none answers."""
    answerer = Extractive(library.reader)
    for row in questions:
        question = row["question"]
        found = answerer.candidates(question, library.search(question, READ))
        premises = premises_of(question)
        gold = [normal(one) for one in row.get("answers") or []] if here and row["answerable"] else []
        labels = [float(any(one in normal(candidate.words) for one in gold)) for candidate in found]
        yield np.array([_seen(one, premises) for one in found]), np.array(labels)


def _seen(one: Candidate, premises: Premises) -> tuple[float, ...]:
    """Its features, and -1 for each doubt that there is."""
    doubts = premises.doubts(one.words, one.around)
    return (*features(one), *(-float(doubt in doubts) for doubt in DOUBTS))


def fitted(found: list[Sample]) -> NDArray[np.float64]:
    """The bias and the weights."""
    weights = np.array([-3.0, *np.ones(len(WEIGHTS) + len(DOUBTS))])
    for _ in range(ROUNDS):
        best = [np.argsort(-(_with_one(x) @ weights))[:COUNTED] for x, _ in found]
        x = np.concatenate([_with_one(one[0])[places] for one, places in zip(found, best, strict=True)])
        y = np.concatenate([one[1][places] for one, places in zip(found, best, strict=True)])
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
    """Prints the lines that belong into ``retrieval/answerers/evidence.py``."""
    sets = ("squad2", "nq_oracle")
    asked = {
        name: [row for row in rows(data / name / "questions.jsonl") if is_fitted(row["gold_docs"][0])] for name in sets
    }
    found: list[Sample] = []
    for name in sets:
        with TemporaryDirectory() as home, filled(Settings(home=Path(home)), data / name / "corpus.jsonl") as library:
            for other in sets:
                questions = asked[other] if other == name else asked[other][::3]
                found += samples(library, questions, other == name)
    bias, *numbers = fitted([one for one in found if len(one[0])])
    weights, doubts = numbers[: len(WEIGHTS)], numbers[len(WEIGHTS) :]
    print(f"{len(found)} questions\nWEIGHTS = ({', '.join(f'{one:.2f}' for one in weights)})\nBIAS = {bias:.2f}")
    print(f"DOUBTS = {{{', '.join(f'{one}: {takes:.2f}' for one, takes in zip(DOUBTS, doubts, strict=True))}}}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
