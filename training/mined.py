"""Passages that search finds for a question of another, where the reader so far is most mistaken about them.

A passage drawn by its words is easily told from one that answers; what a reader meets in a library is what search
brings, the answer's neighbours first. Mined with the models in the box, as Karpukhin et al. (2020, section 3.2) and
Xiong et al. (2021) do for search itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from evals.metrics.squad_f1 import normal
from retrieval.answering.reader import Read, Reader
from retrieval.embed import MiniLM
from training.example import Example

LOOKED_AT, READ = 10, 2
"""Of the passages nearest to a question so many are looked at, and so many of those without its answer are read."""


def mined(asked: Sequence[Example], wanted: int, dice: random.Random) -> list[Example]:
    """``wanted`` examples without an answer, each of a question of ``asked`` that another passage answers."""
    answered = [example for example in asked if example.span]
    answered = dice.sample(answered, min(wanted, len(answered)))
    passages = sorted({example.second for example in asked})
    search, reader = MiniLM(), Reader()
    vectors = search.encode(passages)
    questions = search.encode([example.first for example in answered])
    found: list[Example] = []
    for example, places in zip(answered, _nearest(questions, vectors), strict=True):
        others = list(islice(_without(example, [passages[place] for place in places]), READ))
        if others:
            mistaken = [_mistaken(read) for read in reader.read(example.first, others)]
            found.append(Example(example.first, others[mistaken.index(max(mistaken))]))
    return found


def _nearest(questions: NDArray[np.float32], passages: NDArray[np.float32]) -> Iterator[NDArray[np.int64]]:
    """For each question the places of the passages nearest to it, the nearest first."""
    for first in range(0, len(questions), 256):
        for likeness in questions[first : first + 256] @ passages.T:
            nearest = np.argpartition(-likeness, LOOKED_AT)[:LOOKED_AT]
            yield nearest[np.argsort(-likeness[nearest])]


def _without(example: Example, passages: Sequence[str]) -> Iterator[str]:
    """The passages that do not hold the example's answer: neither all of it nor, in other company, one of its words."""
    answer = normal(example.second[slice(*example.span)]) if example.span else ""
    words = {word for word in answer.split() if len(word) > 3 or word.isdigit()} or {answer}
    for passage in passages:
        text = normal(passage)
        if answer not in text and not words & set(text.split()):
            yield passage


def _mistaken(read: Read) -> float:
    """How sure the reader is of an answer in a passage that has none."""
    return (read.best.score if read.best else 0.0) - read.nothing + read.answers
