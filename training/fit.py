"""Fits the weights with which the extractive answerer combines the reader's outputs, and prints them.

    python -m training.fit ../shared/data

It uses the questions of squad2 and nq_oracle that are kept out of both the reader's training and all measurements
(``evals.sets.splits.is_fitted``), each asked of its library, and again of the library without the Passages that hold
the answer. The model is a logistic regression with a small ridge, by Newton's method (Hastie, Tibshirani, Friedman,
"The Elements of Statistical Learning", section 4.4), of whether a sentence holds the answer. Of each question the most
probable sentence counts, because its probability is an answer's confidence; its choice takes a few rounds to settle.
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
"""One question: features (sentences, features) and whether each sentence answers (sentences,)."""


def samples(library: Library, questions: Iterable[Row]) -> Iterator[Sample]:
    """Yields the features of each question's sentences, and again without the Passages that answer it."""
    answerer = Extractive(library.reader)
    for row in questions:
        question, hits = row["question"], library.search(row["question"], 2 * READ)
        gold = [normal(answer) for answer in row["answers"]] if row["answerable"] else []
        yield _sample(answerer, question, gold, hits[:READ])
        if gold:
            without = [hit for hit in hits if not _holds(hit.passage.searched, gold)]
            yield _sample(answerer, question, gold, without[:READ])


def _sample(answerer: Extractive, question: str, gold: Sequence[str], hits: Sequence[Hit]) -> Sample:
    premises, candidates = premises_of(question), answerer.candidates(question, hits)
    labels = [float(_holds(candidate.words, gold)) for candidate in candidates]
    return np.array([_features(candidate, premises) for candidate in candidates]), np.array(labels)


def _holds(text: str, gold: Sequence[str]) -> bool:
    return any(answer in normal(text) for answer in gold)


def _features(candidate: Candidate, premises: Presuppositions) -> tuple[float, ...]:
    """Returns the candidate's features, and -1 for each of its doubts."""
    doubts = premises.doubts(candidate.words, candidate.around)
    return (*features(candidate), *(-float(doubt in doubts) for doubt in DOUBTS))


def fitted(measured: list[Sample]) -> NDArray[np.float64]:
    """Returns the bias and the weights."""
    weights = np.array([-3.0, *np.ones(len(WEIGHTS) + len(DOUBTS))])
    for _ in range(ROUNDS):
        best = [int(np.argmax(_with_bias(x) @ weights)) for x, _ in measured]
        x = np.array([_with_bias(sample[0])[place] for sample, place in zip(measured, best, strict=True)])
        y = np.array([sample[1][place] for sample, place in zip(measured, best, strict=True)])
        weights = _non_negative(x, y)
    return weights


def _non_negative(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns weights of which none is negative: a feature that would count against a sentence is dropped."""
    columns = list(range(x.shape[1]))
    while True:
        solution = _newton(x[:, columns], y)
        worst = int(np.argmin(solution[1:])) + 1
        if solution[worst] >= 0:
            weights = np.zeros(x.shape[1])
            weights[columns] = solution
            return weights
        del columns[worst]


def _with_bias(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hstack([np.ones((len(x), 1)), x])


def _newton(x: NDArray[np.float64], y: NDArray[np.float64], steps: int = 25) -> NDArray[np.float64]:
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ weights))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
        weights += np.linalg.solve(curvature, x.T @ (y - p) - RIDGE * weights)
    return weights


def main(data: Path) -> None:
    """Prints the lines for ``retrieval/answering/evidence.py``."""
    measured: list[Sample] = []
    for name in ("squad2", "nq_oracle"):
        asked = [row for row in rows(data / name / "questions.jsonl") if is_fitted(row["gold_docs"][0])]
        with TemporaryDirectory() as home, filled(Settings(home=Path(home)), data / name / "corpus.jsonl") as library:
            measured += samples(library, asked)
    bias, *numbers = fitted([sample for sample in measured if len(sample[0])])
    weights, doubts = numbers[: len(WEIGHTS)], numbers[len(WEIGHTS) :]
    print(
        f"{len(measured)} questions\nWEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})\nBIAS = {bias:.2f}"
    )
    print(f"DOUBTS = {{{', '.join(f'{doubt}: {takes:.2f}' for doubt, takes in zip(DOUBTS, doubts, strict=True))}}}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
