"""Mines hard negatives: passages that search returns for another passage's question and that mislead the reader most.

A passage chosen by shared words is easily told from one that answers; in a library the reader meets what search
returns, the answer's neighbours first. Mined with the bundled models, as Karpukhin et al. (2020, section 3.2) and Xiong
et al. (2021) do for search itself.
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
"""Passages nearest to a question to consider, and those without its answer to read."""


def mined(asked: Sequence[Example], wanted: int, dice: random.Random) -> list[Example]:
    """Returns ``wanted`` examples without an answer, each a question of ``asked`` with a passage that does not answer
    it.
    """
    answered = [example for example in asked if example.span]
    answered = dice.sample(answered, min(wanted, len(answered)))
    passages = sorted({example.second for example in asked})
    search, reader = MiniLM(), Reader()
    vectors = search.encode(passages)
    questions = search.encode([example.first for example in answered])
    mined_examples: list[Example] = []
    for example, places in zip(answered, _nearest(questions, vectors), strict=True):
        others = list(islice(_without(example, [passages[place] for place in places]), READ))
        if others:
            mistaken = [_mistaken(read) for read in reader.read(example.first, others)]
            mined_examples.append(Example(example.first, others[mistaken.index(max(mistaken))]))
    return mined_examples


def _nearest(questions: NDArray[np.float32], passages: NDArray[np.float32]) -> Iterator[NDArray[np.int64]]:
    """Yields for each question the indices of the nearest passages, the nearest first."""
    for first in range(0, len(questions), 256):
        for likeness in questions[first : first + 256] @ passages.T:
            nearest = np.argpartition(-likeness, LOOKED_AT)[:LOOKED_AT]
            yield nearest[np.argsort(-likeness[nearest])]


def _without(example: Example, passages: Sequence[str]) -> Iterator[str]:
    """Yields the passages that contain neither the example's answer nor one of its words."""
    answer = normal(example.second[slice(*example.span)]) if example.span else ""
    words = {word for word in answer.split() if len(word) > 3 or word.isdigit()} or {answer}
    for passage in passages:
        text = normal(passage)
        if answer not in text and not words & set(text.split()):
            yield passage


def _mistaken(read: Read) -> float:
    """Returns the reader's confidence in an answer from a passage without one."""
    return (read.best.score if read.best else 0.0) - read.nothing + read.answers
