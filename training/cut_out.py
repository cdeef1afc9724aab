"""Passages whose answer was cut out: all that a question is about is still there, and nothing that answers it.

What a library has nearest to a question it cannot answer is mostly the right text with the fact missing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from evals.metrics.squad_f1 import normal
from ingest.sentences import sentences
from training.example import Example

LEAST_LEFT = 2
"""Sentences."""


def cut_out(asked: Sequence[Example], wanted: int, dice: random.Random) -> Iterator[Example]:
    """``wanted`` examples without an answer, made of ``asked`` ones that have one."""
    answered = [example for example in asked if example.span]
    made = 0
    for example in dice.sample(answered, len(answered)):
        if made == wanted:
            return
        left = _without_answer(example)
        if left:
            made += 1
            yield Example(example.first, left)


def _without_answer(example: Example) -> str | None:
    """The passage less each sentence with a telling word of the answer; ``None`` where little or everything is left."""
    answer = normal(example.second[slice(*example.span)]) if example.span else ""
    telling = {word for word in answer.split() if len(word) > 3 or word.isdigit()} or set(answer.split())
    whole = [example.second[start:end] for start, end in sentences(example.second)]
    left = [sentence for sentence in whole if not telling & set(normal(sentence).split())]
    return " ".join(left) if LEAST_LEFT <= len(left) < len(whole) else None
